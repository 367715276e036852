import { mulType } from "../../../fixed/index.js";
import {
  type ContractOp,
  contractExtents,
  definitionOf,
  type FoldOrder,
  type ReduceOp,
  type ValueId,
} from "../../../ops/index.js";
import { call } from "../calls.js";
import type { Call, Design, Parameter, Pragma } from "../design.js";
import { assignableType, printPlain } from "../types.js";
import type { Form } from "./forms.js";
import type { Task, Tasks } from "./tasks.js";

/** Sums over all packets of a tensor that need no more than a packet at a time: they begin before the last has come. */
export interface PacketFold {
  /** The streamed value, and what is made of it. */
  readonly x: ValueId;
  readonly result: ValueId;
  /** Values that need no calls of their own. */
  readonly covered: readonly ValueId[];
  /** The call, whose first argument is the stream. */
  readonly call: Call;
}

/** The sums of a task over packets that it would collect for nothing else: global poolings, dense layers behind images. */
export function packetFolds(design: Design, divided: Tasks, task: Task): PacketFold[] {
  if (task.packets > 1) return [];
  return task.values.flatMap((value) => {
    const { op } = design.program.values[value]!;
    if (op.kind === "reduce") return reduction(design, divided, task, value, op) ?? [];
    return op.kind === "contract" ? (contraction(design, divided, task, value, op) ?? []) : [];
  });
}

/** The stream that only one value of a task reads, in packets of pixels; null otherwise. */
function soleStream(
  { program }: Design,
  divided: Tasks,
  task: Task,
  operand: ValueId,
  reader: ValueId,
): { x: ValueId; form: Form } | null {
  const x = divided.root(operand);
  const readers = task.values.filter((value) => {
    const { op } = program.values[value]!;
    return definitionOf(op)
      .operands(op)
      .some((read) => divided.root(read) === x);
  });
  const form = divided.form(x);
  const isAlone = task.reads.has(x) && readers.length === 1 && readers[0] === reader;
  return isAlone && form.packets > 1 && form.outer === 1 ? { x, form } : null;
}

/** Whether sums may take their terms as they come. */
function inOrder(design: Design, value: ValueId, order: FoldOrder): boolean {
  return design.anyOrder(value) || (order.order === "sequential" && order.stride === 1);
}

/** A reduction of a tensor whose packets were turned to its last axis. */
function reduction(design: Design, divided: Tasks, task: Task, result: ValueId, op: ReduceOp): PacketFold | null {
  if (op.reduction.by === "sum" && !inOrder(design, result, op.reduction.order)) return null;
  const found = turnedStream(design, divided, task, result, op);
  if (found === null) return null;
  const { x, form, covered } = found;
  const isSum = op.reduction.by === "sum";
  const combine = { sum: "plus", max: "larger", min: "smaller" }[op.reduction.by];
  const written = packetCall(design, "fold_packets", x, result, form, [
    { name: "combine", type: `trigforge::${combine}` },
    { name: "from_zero", flag: isSum },
    {
      name: "term_type",
      type: op.reduction.by === "sum" ? design.sourceType(x, op.reduction.accumulator) : design.typeName(x),
    },
    { name: "result_type", type: design.typeName(result) },
  ]);
  return { x, result, covered: [...covered, result], call: written };
}

/** The stream whose packets a reduction finds on its last axis, and the values that turned them there. */
function turnedStream(
  design: Design,
  divided: Tasks,
  task: Task,
  result: ValueId,
  { x: operand }: ReduceOp,
): { x: ValueId; form: Form; covered: ValueId[] } | null {
  const { program, usage } = design;
  const { op, shape } = program.values[operand]!;
  const length = shape[shape.length - 1]!;
  if (divided.root(operand) !== operand) {
    const single = soleStream(design, divided, task, operand, result);
    const isTurned = single !== null && single.form.inner === 1 && single.form.packets === length;
    return isTurned ? { ...single, covered: [] } : null;
  }
  if (op.kind !== "gather" || !task.values.includes(operand)) return null;
  if (usage.readers(operand).length !== 1 || usage.ports(operand).length > 0) return null;
  const found = soleStream(design, divided, task, op.x, operand);
  if (found === null || found.form.packets !== length) return null;
  const { packets, inner } = found.form;
  const isTurned = op.indices.every((from, to) => from === (to % packets) * inner + Math.floor(to / packets));
  return isTurned ? { ...found, covered: [operand] } : null;
}

/** A contraction of all elements of an image with constant weights, under the latency strategy. */
function contraction(design: Design, divided: Tasks, task: Task, result: ValueId, op: ContractOp): PacketFold | null {
  const { program } = design;
  const weights = program.values[op.weights]!;
  const { batch, rows, inner, columns } = contractExtents(op, program.values[op.x]!.shape, weights.shape);
  const { strategy, reuseFactor } = design.scopePlan(result);
  if (weights.op.kind !== "constant" || batch * rows !== 1 || strategy !== "latency") return null;
  if (op.bias !== null && program.values[op.bias]!.op.kind !== "constant") return null;
  if (!inOrder(design, result, op.order)) return null;
  const found = soleStream(design, divided, task, op.x, result);
  if (found === null || found.form.packets * found.form.inner !== inner) return null;
  const { x, form } = found;
  const stored = design.operand(op.weights);
  const bias = op.bias === null ? undefined : design.operand(op.bias);
  const accumulator = design.typeName(result);
  const product = assignableType(mulType(program.values[x]!.type, weights.type), op.accumulator);
  const written = packetCall(design, "contract_packets", x, result, form, [
    { name: "columns", number: columns },
    { name: "balanced", flag: design.anyOrder(result) },
    { name: "reuse_factor", number: reuseFactor },
    { name: "weight_type", type: stored.element },
    { name: "bias_type", type: bias?.element ?? accumulator },
    { name: "product_type", type: printPlain(product) },
    { name: "start_type", type: op.bias === null ? accumulator : design.sourceType(op.bias, op.accumulator) },
    { name: "accumulator_type", type: accumulator },
  ]);
  const pragmas: Pragma[] =
    "constant" in stored.argument
      ? [{ kind: "reshape", constant: stored.argument.constant, factor: form.inner * columns }]
      : [];
  const operands = [...written.arguments, stored.argument, ...(bias === undefined ? [] : [bias.argument])];
  return { x, result, covered: [result], call: { ...written, arguments: operands, pragmas } };
}

function packetCall(
  design: Design,
  kernel: string,
  x: ValueId,
  result: ValueId,
  { packets, inner }: Form,
  further: readonly Parameter[],
): Call {
  const written = call(
    design,
    result,
    kernel,
    [{ value: x }],
    [
      { name: "packets", number: packets },
      { name: "length", number: inner },
      { name: "x_type", type: design.typeName(x) },
      ...further,
    ],
  );
  return { ...written, structure: design.structureOf(written) };
}
