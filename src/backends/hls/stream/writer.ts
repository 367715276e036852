import { definitionOf, elementCount, type ValueId } from "../../../ops/index.js";
import { call, callsOf } from "../calls.js";
import type { ArrayVariable, Call, Design, Parameter, Pragma, View } from "../design.js";
import { nameOfArgument, type Statement, StatementWriter, type StepFunction } from "../statements.js";
import { type PacketFold, packetFolds } from "./folds.js";
import { packetLength } from "./forms.js";
import type { ConnectedTask, Stream } from "./plumbing.js";
import type { Task, Tasks } from "./tasks.js";
import type { WindowAxis, Windows } from "./windows.js";

/** A task as C++: what it takes before it begins, and what it does for each packet, or once. */
export interface WrittenTask {
  readonly name: string;
  readonly comment: string;
  readonly inputs: readonly Stream[];
  readonly outputs: readonly Stream[];
  readonly pragmas: readonly Pragma[];
  /** Statements before the loop over packets, or before everything. */
  readonly before: readonly Statement[];
  /** Turns of the loop; null when the event is one packet. */
  readonly turns: string | null;
  /** The parameter structure of the line buffer, its image, and the array of a window. */
  readonly windows: { readonly structure: string; readonly image: string; readonly window: ArrayVariable } | null;
  /** Whether the number of the packet is needed, and no counter of the loop gives it. */
  readonly countsPackets: boolean;
  /** Initiation interval of the loop, or of the task when it has none; null where loops inside are pipelined instead. */
  readonly interval: number | null;
  readonly body: readonly Statement[];
  /** Functions that it calls. */
  readonly steps: readonly StepFunction[];
  readonly calls: readonly Call[];
}

/** Writes one task. */
export function writeTask(design: Design, divided: Tasks, connected: ConnectedTask): WrittenTask {
  const { task } = connected;
  const view = viewOf(design, divided, connected);
  return design.within(view, () => {
    const folds = packetFolds(design, divided, task);
    const folded = new Set(folds.flatMap(({ covered }) => covered));
    const computed = task.values.filter((value) => !view.aliases.has(value) && !folded.has(value));
    const calls = computed.flatMap((value) => callsOf(value, design));
    const windows = task.windows === null ? null : windowsCall(design, task.windows, task.values[0]!);
    const nameOf = (value: ValueId): string =>
      task.windows?.image === value ? `${design.labels.value(value)}_window` : design.labels.value(value);
    const declare = (value: ValueId): ArrayVariable => ({
      name: nameOf(value),
      type: design.typeName(value),
      length: design.length(value),
    });
    const left = new Set(connected.outputs.map(({ value }) => design.actual(value)));
    const inside = new Set(task.values);
    const writer = new StatementWriter(design, nameOf, new Set(folds.map(({ result }) => nameOf(result))));
    const body = writer.write(
      calls,
      (value) => left.has(value) || design.usage.readers(value).some((reader) => !inside.has(reader)),
    );
    const reads = readStatements(connected, declare, folds);
    const writes = connected.outputs.map((stream) => writeStatement(design, connected, stream, nameOf));
    const all = [...(windows === null ? [] : [windows]), ...folds.map((fold) => fold.call), ...calls];
    const isLoop = task.packets > 1;
    const shares = calls.some(({ kernel }) => kernel === "contract_shared");
    const collects = !isLoop && [...connected.inputs, ...connected.outputs].some(({ form }) => form.packets > 1);
    return {
      name: connected.name,
      comment: commentOf(connected, folds),
      inputs: connected.inputs,
      outputs: connected.outputs,
      pragmas: [...new Map(all.flatMap(({ pragmas }) => pragmas).map((one) => [one.constant, one])).values()],
      before: isLoop ? reads.whole : [],
      turns: !isLoop
        ? null
        : windows === null
          ? `${task.packets}`
          : `trigforge::windows<${windows.structure}>::positions`,
      windows:
        windows === null
          ? null
          : { structure: windows.structure, image: imageOf(connected).argument, window: declare(task.windows!.image) },
      countsPackets: windows !== null && task.differing.size > 0,
      interval: shares || collects ? null : intervalOfTurns(design, calls, turnsOf(task)),
      body: [...(isLoop ? [] : reads.whole), ...reads.packets, ...body, ...writes],
      steps: writer.steps,
      calls: all,
    };
  });
}

/** Turns of a task's loop. */
function turnsOf({ packets, windows }: Task): number {
  return windows === null ? packets : windows.rows.grid * windows.columns.grid;
}

/** The interval between turns: what shared multipliers need, and what the interval of events leaves for each turn. */
function intervalOfTurns(design: Design, calls: readonly Call[], turns: number): number {
  return calls.reduce((most, { value, kernel }) => {
    const { interval, reuseFactor } = design.scopePlan(value);
    return Math.max(most, kernel === "contract" ? reuseFactor : 1, Math.floor((interval ?? 0) / turns));
  }, 1);
}

/** What the calls of a task see. Reshapes, of whole tensors or within a packet, are the values that they reshape. */
function viewOf(design: Design, divided: Tasks, { task, outputs }: ConnectedTask): View {
  const { values } = design.program;
  const aliases = new Map<ValueId, ValueId>();
  const operands = task.values.flatMap((value) => definitionOf(values[value]!.op).operands(values[value]!.op));
  for (const value of [...operands, ...outputs.map((stream) => stream.value)]) {
    if (divided.root(value) !== value) aliases.set(value, divided.root(value));
  }
  for (const value of task.values) {
    const { op } = task.parts.get(value) ?? values[value]!;
    if (op.kind !== "gather") continue;
    const length = elementCount((task.parts.get(op.x) ?? values[op.x]!).shape);
    if (op.indices.length === length && op.indices.every((index, place) => index === place)) aliases.set(value, op.x);
  }
  return { values: task.parts, extents: task.extents, differing: task.differing, packet: "packet", aliases };
}

/** The statements that read the streams of a task: whole tensors, then the packets of one turn. */
function readStatements(
  { task, inputs }: ConnectedTask,
  declare: (value: ValueId) => ArrayVariable,
  folds: readonly PacketFold[],
): { whole: Statement[]; packets: Statement[] } {
  const whole: Statement[] = [];
  const packets: Statement[] = [];
  for (const { argument, value, form } of inputs) {
    const reading = task.reads.get(value)!;
    if (reading === "window") continue;
    const fold = folds.find(({ x }) => x === value);
    if (fold !== undefined) {
      const result = declare(fold.result);
      const [, ...operands] = fold.call.arguments.map((operand) =>
        nameOfArgument(operand, (other) => declare(other).name),
      );
      const words = [argument, ...operands, result.name].join(", ");
      const text = `trigforge::${fold.call.kernel}<${fold.call.structure}>(${words})`;
      whole.push({ declarations: [result], call: text });
      continue;
    }
    const declaration = declare(value);
    const collects = reading === "whole" && form.packets > 1;
    const kernel = collects ? `collect<${form.packets}, ${form.outer}>` : "read";
    const statement = { declarations: [declaration], call: `trigforge::${kernel}(${argument}, ${declaration.name})` };
    (reading === "whole" ? whole : packets).push(statement);
  }
  return { whole, packets };
}

function writeStatement(
  design: Design,
  { task }: ConnectedTask,
  { argument, value, form }: Stream,
  nameOf: (value: ValueId) => string,
): Statement {
  const { argument: source, element } = design.operand(value);
  const emits = task.packets === 1 && form.packets > 1;
  const specified = [...(emits ? [form.packets] : []), ...("constant" in source ? [element] : [])].join(", ");
  const kernel = `${emits ? "emit" : "write"}${specified === "" ? "" : `<${specified}>`}`;
  return { declarations: [], call: `trigforge::${kernel}(${nameOfArgument(source, nameOf)}, ${argument})` };
}

function imageOf({ task, inputs }: ConnectedTask): Stream {
  return inputs.find(({ value }) => value === task.windows!.image)!;
}

/** The line buffer of a task. It is no call, but has parameters as one has. */
function windowsCall(design: Design, windows: Windows & { image: ValueId }, head: ValueId): Call {
  const axis = (name: string, along: WindowAxis): Parameter[] => [
    { name: `${name}s`, number: along.extent },
    { name: `before_${name}s`, number: along.before },
    { name: `grid_${name}s`, number: along.grid },
    { name: `window_${name}s`, number: along.size },
    { name: `${name}_dilation`, number: along.dilation },
    { name: `first_${name}`, number: along.first },
    { name: `${name}_stride`, number: along.stride },
    { name: `${name}_count`, number: along.count },
  ];
  const parameters: Parameter[] = [
    ...axis("row", windows.rows),
    ...axis("column", windows.columns),
    { name: "channels", number: windows.channels },
    { name: "x_type", type: design.typeName(windows.image) },
  ];
  const written = call(design, head, "windows", [], parameters);
  return { ...written, structure: design.names.take(`windows_${design.labels.value(head)}`) };
}

function commentOf({ task, inputs, outputs }: ConnectedTask, folds: readonly PacketFold[]): string {
  const { scope, packets, windows } = task;
  const subject = scope === "" ? "" : `${scope}: `;
  if (windows !== null) {
    const { rows, columns, channels } = windows;
    return `${subject}${rows.count} x ${columns.count} windows of ${rows.size} x ${columns.size} x ${channels} elements`;
  }
  if (task.values.length === 0 && task.reads.size === 0) return `${subject}a constant`;
  if (task.values.length === 0 && outputs.length > 1) return `${inputs[0]!.name}, for everybody who reads it`;
  if (packets > 1) return `${subject}packet by packet, ${packets} for each event`;
  const collected = inputs.filter(({ form }) => form.packets > 1);
  const becomes = Math.max(...outputs.map(({ form }) => form.packets));
  if (collected.length === 0) return `${subject}one packet for each event${becomes > 1 ? ` becomes ${becomes}` : ""}`;
  const tensors = collected.map(({ form, value }) => {
    const isFolded = folds.some(({ x }) => x === value);
    return `${isFolded ? "works through" : "collects"} ${form.packets} packets of ${packetLength(form)}`;
  });
  return `${subject}${tensors.join(", ")}`;
}
