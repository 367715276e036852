import type { Program } from "../../../ir/index.js";
import { type Plan, scopePlan } from "../../plan.js";
import type { Design } from "../design.js";
import { foldConstants } from "./foldConstants.js";
import { connectTasks, type Network } from "./plumbing.js";
import { divideIntoTasks } from "./tasks.js";
import { unflatten } from "./unflatten.js";
import { type WrittenTask, writeTask } from "./writer.js";

/** A project whose tensors are streamed. */
export interface StreamLayout extends Omit<Network, "tasks"> {
  readonly tasks: readonly WrittenTask[];
}

/** Whether a plan streams tensors: whether some layer takes its tensors from streams. */
export function streamsTensors(program: Program, plan: Plan): boolean {
  return program.values.some(
    ({ scope, op }) => op.kind !== "input" && op.kind !== "constant" && scopePlan(plan, scope).io === "stream",
  );
}

/** A program as it is streamed: without values that constants alone make, and with images where windows meet flat tensors. */
export function prepareStreams(program: Program, plan: Plan): Program {
  return unflatten(foldConstants(program), (scope) => scopePlan(plan, scope).io === "stream");
}

/**
 * Lays a program out as tasks that run side by side and hand tensors on packet by packet. A layer whose plan says `parallel`
 * collects whole tensors first.
 */
export function layStreams(design: Design): StreamLayout {
  const { program, plan, usage } = design;
  const divided = divideIntoTasks(program, usage, (scope) => scopePlan(plan, scope).io === "stream");
  const network = connectTasks(design, divided);
  return { ...network, tasks: network.tasks.map((task) => writeTask(design, divided, task)) };
}
