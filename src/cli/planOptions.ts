import type { Argv } from "yargs";
import { defaultPlan, type IoType, type Plan } from "../backends/plan.js";
import { parsePlan } from "../backends/planSchema.js";
import { readText } from "../node.js";

/** What the options of {@link withPlan} give. */
export interface PlanArguments {
  plan?: string | undefined;
  io?: IoType | undefined;
}

/** Adds the options of a plan to a verb. */
export function withPlan<T>(args: Argv<T>): Argv<T & PlanArguments> {
  return args
    .option("plan", {
      type: "string",
      describe: "plan (.yml): tool, part, clock, strategy and reuse factor by layer",
    })
    .option("io", {
      choices: ["parallel", "stream"] as const,
      describe: "how tensors enter layers whose plan does not say: all at once, or pixel by pixel",
    }) as unknown as Argv<T & PlanArguments>;
}

/** The plan in a file, or the default plan; with another io type for the layers that it does not name. */
export async function loadPlan(path: string | undefined, io?: IoType): Promise<Plan> {
  const plan = path === undefined ? defaultPlan : parsePlan(await readText(path), path);
  return io === undefined ? plan : { ...plan, defaults: { ...plan.defaults, io } };
}
