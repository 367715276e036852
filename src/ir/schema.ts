import { z } from "zod";
import { type FixedFormat, type FixedType, formatOf, parseFormat, sameFormat, typeOf } from "../fixed/index.js";
import type { Op, OpKind } from "../ops/index.js";

// What each op looks like in a program file. Types and formats are strings, raw integers numbers or decimal strings.

const valueId = z.number().int().nonnegative();
const shape = z
  .array(
    z
      .number()
      .int()
      .nonnegative()
      .max(2 ** 31),
  )
  .max(16);
const format = z.string().transform((text, context): FixedFormat => readFormat(text, context));
const type = z.string().transform((text, context): FixedType => {
  const read = readFormat(text, context);
  if (read !== z.NEVER && !sameFormat(read, formatOf(read)))
    context.addIssue(`"${text}" has modes where a plain type is due`);
  return typeOf(read);
});
const raw = z.union([
  z.number().int().transform(BigInt),
  z
    .string()
    .regex(/^-?\d{1,400}$/)
    .transform(BigInt),
]);
const order = z.union([
  z.strictObject({ order: z.literal("sequential"), stride: z.number().int().positive() }),
  z.strictObject({ order: z.literal("tree") }),
]);
const reduction = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("sum"), accumulator: format, order }),
  z.strictObject({ by: z.literal("max") }),
  z.strictObject({ by: z.literal("min") }),
]);
const pair = { a: valueId, b: valueId };

const ops = {
  input: z.strictObject({ kind: z.literal("input"), name: z.string(), shape, format }),
  constant: z.strictObject({ kind: z.literal("constant"), shape, type, raw: z.array(raw) }),
  cast: z.strictObject({ kind: z.literal("cast"), x: valueId, to: format }),
  scale: z.strictObject({ kind: z.literal("scale"), x: valueId, shift: z.number().int() }),
  add: z.strictObject({ kind: z.literal("add"), ...pair }),
  sub: z.strictObject({ kind: z.literal("sub"), ...pair }),
  mul: z.strictObject({ kind: z.literal("mul"), ...pair }),
  max: z.strictObject({ kind: z.literal("max"), ...pair }),
  min: z.strictObject({ kind: z.literal("min"), ...pair }),
  compare: z.strictObject({
    kind: z.literal("compare"),
    ...pair,
    relation: z.enum(["<", "<=", ">", ">=", "==", "!="]),
  }),
  select: z.strictObject({ kind: z.literal("select"), condition: valueId, ...pair }),
  lookup: z.strictObject({ kind: z.literal("lookup"), x: valueId, table: valueId }),
  contract: z.strictObject({
    kind: z.literal("contract"),
    x: valueId,
    weights: valueId,
    bias: valueId.nullable(),
    batchAxes: z.number().int().nonnegative(),
    accumulator: format,
    order,
  }),
  reduce: z.strictObject({ kind: z.literal("reduce"), x: valueId, reduction }),
  gather: z.strictObject({ kind: z.literal("gather"), x: valueId, indices: z.array(z.number().int()), shape }),
  concat: z.strictObject({ kind: z.literal("concat"), inputs: z.array(valueId), axis: z.number().int().nonnegative() }),
} satisfies { [K in OpKind]: z.ZodType<Extract<Op, { kind: K }>> };

const op = z.discriminatedUnion("kind", [
  ops.input,
  ops.constant,
  ops.cast,
  ops.scale,
  ops.add,
  ops.sub,
  ops.mul,
  ops.max,
  ops.min,
  ops.compare,
  ops.select,
  ops.lookup,
  ops.contract,
  ops.reduce,
  ops.gather,
  ops.concat,
]);

const value = z
  .strictObject({ scope: z.string().max(512), result: z.string(), op })
  .transform(({ scope, result, op: read }, context) => {
    const match = /^([^[\]]*)\[([\d,]*)\]$/.exec(result);
    if (match === null) {
      context.addIssue(`"${result}" is not a tensor type such as fixed<16,6>[64]`);
      return z.NEVER;
    }
    const extents = match[2] === "" ? [] : match[2]!.split(",").map(Number);
    return { scope, op: read as Op, shape: extents, type: typeOf(readFormat(match[1]!, context)) };
  });

/** The JSON form of a program, as read from a file. */
export const programSchema = z.strictObject({
  format: z.literal("trigforge-program"),
  version: z.number().int(),
  name: z.string(),
  provenance: z.strictObject({
    source: z.string(),
    fidelity: z.enum(["as hls4ml", "as trained", "native"]),
    notes: z.array(z.string()),
  }),
  values: z.array(value),
  outputs: z.array(z.strictObject({ name: z.string(), value: valueId })),
});

function readFormat(text: string, context: z.RefinementCtx): FixedFormat {
  try {
    return parseFormat(text);
  } catch {
    context.addIssue(`"${text}" is not a fixed-point type`);
    return z.NEVER;
  }
}
