import type { Program, Value } from "../../../ir/index.js";
import {
  type ConcatOp,
  type ContractExtents,
  type ContractOp,
  contractExtents,
  elementCount,
  type GatherOp,
  type ReduceOp,
  type ValueId,
} from "../../../ops/index.js";
import { elementAt, type Form, packetLength, placeOf } from "./forms.js";

/** An operand at hand while a packet is worked on: the packet's part of it, or all of it. */
export type Seen = { readonly form: Form } | "whole";

/** A constant's part for each packet: the same for all of them, or one after the other. */
export interface ConstantPart {
  readonly value: Value;
  readonly differs: boolean;
}

/** The part of an op that makes one packet of its result from one packet of each operand. */
export interface Part {
  readonly value: Value;
  readonly form: Form;
  readonly extents?: ContractExtents;
  readonly constants: ReadonlyMap<ValueId, ConstantPart>;
}

/** What {@link partOf} looks at. */
export interface PartContext {
  readonly program: Program;
  /** Packets in which the op is to work, above 1. */
  readonly packets: number;
  /** How an operand is at hand; undefined when it is not. A constant is at hand as a whole. */
  seen(operand: ValueId): Seen | undefined;
}

/**
 * The part of a value that belongs to one packet, or null when packets cannot be computed one by one, each from the same
 * packet of its operands.
 */
export function partOf(context: PartContext, id: ValueId): Part | null {
  const { op } = context.program.values[id]!;
  switch (op.kind) {
    case "cast":
    case "scale":
    case "lookup":
      return elementwisePart(context, id, [op.x]);
    case "add":
    case "sub":
    case "mul":
    case "max":
    case "min":
    case "compare":
      return elementwisePart(context, id, [op.a, op.b]);
    case "select":
      return elementwisePart(context, id, [op.condition, op.a, op.b]);
    case "contract":
      return contractPart(context, id, op);
    case "reduce":
      return reducePart(context, id, op);
    case "gather":
      return gatherPart(context, id, op);
    case "concat":
      return concatPart(context, id, op);
    default:
      return null;
  }
}

function formOf(context: PartContext, operand: ValueId): Form | null {
  const seen = context.seen(operand);
  return seen === undefined || seen === "whole" ? null : seen.form;
}

function partial(context: PartContext, id: ValueId, form: Form, rest: Partial<Part> = {}): Part {
  const value = { ...context.program.values[id]!, shape: [packetLength(form)] };
  return { value, form, constants: new Map(), ...rest };
}

function elementwisePart(context: PartContext, id: ValueId, operands: readonly ValueId[]): Part | null {
  const { values } = context.program;
  const total = elementCount(values[id]!.shape);
  const forms = operands.flatMap((operand) => formOf(context, operand) ?? []);
  const form = forms[0];
  if (form === undefined || forms.some(({ outer, inner }) => outer !== form.outer || inner !== form.inner)) return null;
  const constants = new Map<ValueId, ConstantPart>();
  for (const operand of operands) {
    if (formOf(context, operand) !== null) continue;
    if (context.seen(operand) === undefined) return null;
    if (elementCount(values[operand]!.shape) === 1) continue;
    const part = constantPart(values[operand]!, form);
    if (part === null || elementCount(values[operand]!.shape) !== total) return null;
    constants.set(operand, part);
  }
  return partial(context, id, form, { constants });
}

/** The parts of a constant that packets of a form meet, or null for what is no constant. */
function constantPart(value: Value, form: Form): ConstantPart | null {
  const { op } = value;
  if (op.kind !== "constant") return null;
  const length = packetLength(form);
  const raw = Array.from({ length: form.packets * length }, (_unused, index) => {
    const place = index % length;
    const [o, i] = [Math.floor(place / form.inner), place % form.inner];
    return op.raw[elementAt(form, o, Math.floor(index / length), i)]!;
  });
  const differs = raw.some((item, index) => item !== raw[index % length]);
  const kept = differs ? raw : raw.slice(0, length);
  return { value: { ...value, shape: [length], op: { ...op, shape: [length], raw: kept } }, differs };
}

function contractPart(context: PartContext, id: ValueId, op: ContractOp): Part | null {
  const { values } = context.program;
  const form = formOf(context, op.x);
  const whole = [op.weights, ...(op.bias === null ? [] : [op.bias])].every(
    (operand) => context.seen(operand) === "whole",
  );
  const extents = contractExtents(op, values[op.x]!.shape, values[op.weights]!.shape);
  if (form === null || form.inner % extents.inner !== 0) return null;
  const result = { ...form, inner: (form.inner / extents.inner) * extents.columns };
  if (whole) {
    const rows = packetLength(form) / extents.inner / extents.batch;
    if (extents.batch > 1 && form.outer % extents.batch !== 0) return null;
    return partial(context, id, result, { extents: { ...extents, rows } });
  }
  const weights = formOf(context, op.weights);
  const biased = op.bias !== null && context.seen(op.bias) !== "whole";
  if (weights === null || biased || form.outer !== 1 || weights.outer !== 1) return null;
  if (extents.batch % context.packets !== 0) return null;
  return partial(context, id, result, { extents: { ...extents, batch: extents.batch / context.packets } });
}

function reducePart(context: PartContext, id: ValueId, op: ReduceOp): Part | null {
  const { shape } = context.program.values[op.x]!;
  const length = shape[shape.length - 1]!;
  const form = formOf(context, op.x);
  if (form === null || form.inner % length !== 0) return null;
  return partial(context, id, { ...form, inner: form.inner / length });
}

function gatherPart(context: PartContext, id: ValueId, op: GatherOp): Part | null {
  const { packets } = context;
  const seen = context.seen(op.x);
  if (seen === undefined) return null;
  const count = op.indices.length;
  const outers = new Set([1, ...op.shape.map((_extent, axis) => elementCount(op.shape.slice(0, axis + 1)))]);
  for (const outer of outers) {
    if (count % (outer * packets) !== 0) continue;
    const form = { packets, outer, inner: count / (outer * packets) };
    const indices = sharedIndices(op.indices, form, seen);
    if (indices === null) continue;
    const part = partial(context, id, form);
    return { ...part, value: { ...part.value, op: { ...op, indices, shape: part.value.shape } } };
  }
  return null;
}

/** The indices of one packet, when they are the same for every packet of a form; null otherwise. */
function sharedIndices(indices: readonly number[], form: Form, seen: Seen): number[] | null {
  const shared: number[] = [];
  for (let packet = 0; packet < form.packets; packet++) {
    for (let place = 0; place < packetLength(form); place++) {
      const [o, i] = [Math.floor(place / form.inner), place % form.inner];
      const index = indices[elementAt(form, o, packet, i)]!;
      const from = index < 0 || seen === "whole" ? { packet, place: index } : placeOf(seen.form, index);
      if (from.packet !== packet) return null;
      if (packet === 0) shared.push(from.place);
      else if (shared[place] !== from.place) return null;
    }
  }
  return shared;
}

function concatPart(context: PartContext, id: ValueId, op: ConcatOp): Part | null {
  const { program, packets } = context;
  const { shape } = program.values[id]!;
  const blocks = elementCount(shape.slice(0, op.axis));
  const outer = op.inputs.flatMap((input) => formOf(context, input) ?? [])[0]?.outer;
  if (outer === undefined || blocks % (outer * packets) !== 0) return null;
  const constants = new Map<ValueId, ConstantPart>();
  for (const input of op.inputs) {
    const form = formOf(context, input);
    if (form !== null && form.outer === outer) continue;
    const length = elementCount(program.values[input]!.shape);
    const part =
      form !== null || context.seen(input) === undefined
        ? null
        : constantPart(program.values[input]!, { packets, outer, inner: length / (outer * packets) });
    if (part === null) return null;
    constants.set(input, part);
  }
  const row = elementCount(shape.slice(op.axis));
  const rows = blocks / packets;
  const part = partial(context, id, { packets, outer, inner: (rows / outer) * row }, { constants });
  return { ...part, value: { ...part.value, shape: [rows, row], op: { ...op, axis: 1 } } };
}
