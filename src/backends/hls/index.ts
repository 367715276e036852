import type { Program } from "../../ir/index.js";
import { defaultPlan, type Plan } from "../plan.js";
import { type Problem, refuse } from "../problem.js";
import { checkProgram } from "./check.js";
import { Design } from "./design.js";
import { type TestEvents, testDataFiles } from "./events.js";
import { layOut } from "./layout.js";
import { toIdentifier } from "./names.js";
import { projectFiles } from "./project.js";
import { shareConstants } from "./shareConstants.js";
import { prepareStreams, streamsTensors } from "./stream/layout.js";

/** What {@link build} can be told. */
export interface HlsOptions {
  /** Tool, part, clock and strategies; {@link defaultPlan} when absent. */
  readonly plan?: Plan;
  /** Name of the top function and of the files; the program's name when absent. */
  readonly projectName?: string;
  /** C++ namespace around the firmware, so that several projects can live in one binary; none when absent. */
  readonly namespace?: string;
  /** Events for the testbench. Without them `tb_data` is missing, and the testbench fails. */
  readonly events?: TestEvents;
}

/** Everything that keeps a program and a plan from becoming an HLS project; empty when {@link build} will succeed. */
export function check(program: Program, plan: Plan = defaultPlan): Problem[] {
  return checkProgram(program, plan);
}

/**
 * Makes a complete HLS C++ project of a program: sources, testbench, scripts of the tool, and a Makefile for g++. Every
 * output of the C++ equals the reference evaluator's, whatever the plan. The files depend on nothing but the arguments.
 *
 * @returns the text of every file, by its path in the project, with forward slashes
 * @throws TrigforgeError the problems that {@link check} lists, or TF-HLS-006 when the events do not fit the ports
 */
export function build(program: Program, options: HlsOptions = {}): Record<string, string> {
  const { plan = defaultPlan, projectName = program.name, events } = options;
  refuse(check(program, plan));
  const namespace = options.namespace === undefined ? null : toIdentifier(options.namespace);
  const shared = shareConstants(program);
  const laidOut = streamsTensors(program, plan) ? prepareStreams(shared, plan) : shared;
  const design = new Design(laidOut, plan, projectName);
  const layout = layOut(design);
  const files = projectFiles({ program, plan, design, layout, namespace });
  return { ...files, ...(events === undefined ? {} : testDataFiles(program, events)) };
}

export { decodeRunnerOutputs, encodeRunnerInputs, type TestEvents } from "./events.js";
export { nearestReuseFactors, validReuseFactors } from "./reuse.js";
