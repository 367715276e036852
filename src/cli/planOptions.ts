import type { Argv } from "yargs";
import { defaultPlan, type Plan } from "../backends/plan.js";
import { parsePlan } from "../backends/planSchema.js";
import { readText } from "../node.js";

/** Adds the plan option to a verb. */
export function withPlan<T>(args: Argv<T>): Argv<T & { plan?: string }> {
  return args.option("plan", {
    type: "string",
    describe: "plan (.yml): tool, part, clock, strategy and reuse factor by layer",
  }) as unknown as Argv<T & { plan?: string }>;
}

/** The plan in a file, or the default plan. */
export async function loadPlan(path: string | undefined): Promise<Plan> {
  return path === undefined ? defaultPlan : parsePlan(await readText(path), path);
}
