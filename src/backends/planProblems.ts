import type { Program } from "../ir/index.js";
import { type Plan, scopePlan } from "./plan.js";
import type { Problem } from "./problem.js";

/** Wishes of a plan that contradict each other for the scopes of a program (TF-HLS-007). */
export function planProblems(program: Program, plan: Plan): Problem[] {
  const scopes = [...new Set(program.values.map(({ scope }) => scope))];
  const wishes = scopes.map((scope) => ({
    where: `plan: ${scope === "" ? "defaults" : scope}`,
    ...scopePlan(plan, scope),
  }));
  const problem = (where: string, what: string, expected: string): Problem => ({
    code: "TF-HLS-007",
    note: { where, what, expected },
  });
  const told: Problem[] =
    plan.tool === "vivado_hls" && plan.multipliers !== "automatic"
      ? [
          problem(
            "plan: multipliers",
            "Vivado HLS cannot be told where all multipliers go",
            "automatic, or tool: vitis_hls",
          ),
        ]
      : [];
  const side = wishes.find(({ structure }) => structure === "dataflow");
  const contradictions = wishes.flatMap(({ where, interval, reuseFactor, strategy, structure }) => {
    const problems: Problem[] = [];
    if (interval !== null && interval < reuseFactor) {
      const what = `a new event every ${interval} cycles, but multipliers are shared over ${reuseFactor}`;
      problems.push(problem(where, what, `an interval from ${reuseFactor}, or a reuse factor up to ${interval}`));
    }
    if (structure === "pipeline" && strategy === "resource" && reuseFactor > 1) {
      const what = "one pipeline cannot share multipliers step by step";
      problems.push(problem(where, what, "structure: dataflow, or strategy: latency"));
    }
    if (structure === "pipeline" && side !== undefined) {
      problems.push(problem(where, `it asks for one pipeline, ${side.where} for a dataflow`, "one of the two"));
    }
    return problems;
  });
  return [...told, ...contradictions];
}
