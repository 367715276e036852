import { inputPorts } from "../../ir/index.js";
import type { ValueId } from "../../ops/index.js";
import { callsOf } from "./calls.js";
import { arrayOf, type Copy, copiedOutputs, copyInto, outputArray } from "./copies.js";
import type { ArrayVariable, Call, Design } from "./design.js";
import { type GeneratedFunction, intervalOf, writeFunction } from "./functions.js";
import { layProcesses, type Process } from "./processes.js";
import { layStreams, type StreamLayout, streamsTensors } from "./stream/layout.js";

/** The functions of a project. */
export interface Layout {
  readonly inputs: readonly ArrayVariable[];
  readonly outputs: readonly ArrayVariable[];
  /** The top function itself, when everything is one pipeline. */
  readonly pipeline: GeneratedFunction | null;
  /** The processes that the top function connects, when layers run side by side. */
  readonly processes: readonly Process[];
  /** The arrays between processes. */
  readonly channels: readonly ArrayVariable[];
  readonly calls: readonly Call[];
  readonly copies: readonly Copy[];
  /** The tasks and their streams, when tensors are streamed; everything above is empty then but inputs, outputs, calls. */
  readonly streams: StreamLayout | null;
}

/**
 * Lays the calls of a program out in functions. Where every layer is parallel the top function is one pipeline, whose
 * interval is the largest reuse factor. Where some layer shares multipliers, or a plan says so, the layers become processes
 * that run side by side, each on another event. Where some layer streams they become tasks, connected by streams.
 */
export function layOut(design: Design): Layout {
  const { program, usage, labels } = design;
  const inputs = inputPorts(program).map(({ value }) => arrayOf(design, value));
  const outputs = program.outputs.map(({ name, value }) => outputArray(design, name, value));
  if (streamsTensors(program, design.plan)) {
    const streams = layStreams(design);
    const all = streams.tasks.flatMap((task) => task.calls);
    return { inputs, outputs, calls: all, pipeline: null, processes: [], channels: [], copies: [], streams };
  }
  const calls = new Map(usage.needed.map((value) => [value, callsOf(value, design)]));
  const all = [...calls.values()].flat();
  const dataflow = all.some(
    (call) => call.kernel === "contract_shared" || design.scopePlan(call.value).structure === "dataflow",
  );
  const common = { inputs, outputs, calls: all, streams: null };
  if (dataflow) return { ...common, pipeline: null, ...layProcesses(design, calls) };
  const copies = copiedOutputs(design).map(({ name, value }) =>
    copyInto(design, value, outputArray(design, name, value)),
  );
  const nameOf = (value: ValueId): string => labels.value(value);
  const interval = intervalOf(design, all);
  const pipeline = writeFunction(design, { name: labels.top, inputs, outputs, calls: all, copies, nameOf, interval });
  return { ...common, pipeline, processes: [], channels: [], copies };
}
