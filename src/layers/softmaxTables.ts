import { fail } from "../errors/index.js";
import { type FixedFormat, type FixedType, formatOf, fractionOf, toFloat, typeOf } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { balancedTree, type ValueId } from "../ops/index.js";
import type { ResultParameters } from "./linear.js";
import { alongSlices } from "./slices.js";
import type { LatencySoftmax, SoftmaxTables, StableSoftmax } from "./softmax.js";
import { addressBits, checkTableSize } from "./tables/address.js";
import { assignedEntries, storedEntries } from "./tables/entries.js";
import { expFloat } from "./tables/expFloat.js";

/** The stable softmax along the last axis; see softmax. */
export function stableSlices(
  builder: ProgramBuilder,
  x: ValueId,
  parameters: StableSoftmax & ResultParameters,
): ValueId {
  const { inputNormalised } = parameters;
  const largest = alongSlices(builder, builder.reduce(x, { by: "max" }), builder.tensor(x).shape);
  const distance = builder.sub(largest, x);
  const bits = checkTable(parameters.expTableSize, inputNormalised, "softmax: exp table");
  const address = topBits(builder, distance, inputNormalised, bits);
  return normalise(builder, address, expEntries(parameters, inputNormalised, -1), parameters);
}

/** The latency softmax along the last axis; see softmax. */
export function latencySlices(
  builder: ProgramBuilder,
  x: ValueId,
  parameters: LatencySoftmax & ResultParameters,
): ValueId {
  const { type } = builder.tensor(x);
  const bits = checkTable(parameters.expTableSize, type, "softmax: exp table");
  const address = topBits(builder, x, formatOf(type), bits);
  return normalise(builder, address, expEntries(parameters, type, 1), parameters);
}

/** Reads the exponentials, sums them in a tree, reads 1/sum, and multiplies. */
function normalise(
  builder: ProgramBuilder,
  address: ValueId,
  exponentials: readonly bigint[],
  { accumulator, inverseInput, inverseTable, inverseTableSize, result }: SoftmaxTables & ResultParameters,
): ValueId {
  const { shape } = builder.tensor(address);
  const bits = checkTable(inverseTableSize, inverseInput, "softmax: inverse table");
  const powers = builder.lookup(address, builder.constant([exponentials.length], typeOf(accumulator), exponentials));
  const sum = builder.reduce(powers, { by: "sum", accumulator, order: balancedTree });
  const entries = storedEntries(inverseTableSize, inverseTable, (index) =>
    Math.fround(1 / topValue(index, bits, inverseInput)),
  );
  const inverses = builder.constant([entries.length], typeOf(inverseTable), entries);
  const inverse = builder.lookup(topBits(builder, sum, inverseInput, bits), inverses);
  return builder.cast(builder.mul(powers, alongSlices(builder, inverse, shape)), result);
}

/** e^(±x · scale) for every address, in the accumulator's format. */
function expEntries(
  { expTableSize, expTable, accumulator, exponentScale = 1 }: SoftmaxTables,
  operand: FixedType,
  sign: 1 | -1,
): bigint[] {
  const bits = addressBits(expTableSize);
  const stored = storedEntries(expTableSize, expTable, (index) =>
    expFloat(sign * Math.fround(topValue(index, bits, operand) * Math.fround(exponentScale))),
  );
  return assignedEntries(stored, expTable, accumulator);
}

/** The float of the operand whose top bits are `index` and whose other bits are 0: the lower edge of its bin. */
function topValue(index: number, bits: number, operand: FixedType): number {
  const raw = BigInt(index) << BigInt(operand.width - bits);
  return toFloat(operand.signed ? BigInt.asIntN(operand.width, raw) : raw, operand);
}

/**
 * The top bits of x assigned to a format, as an address. Where the format truncates and wraps, one cast does both.
 */
function topBits(builder: ProgramBuilder, x: ValueId, operand: FixedFormat, bits: number): ValueId {
  const address = formatOf({ signed: operand.signed, width: bits, integer: operand.integer });
  const modular = operand.overflow === "WRAP" && operand.saturationBits === 0 && operand.family === "fixed";
  const truncates = operand.rounding === "TRN" || fractionOf(builder.tensor(x).type) <= fractionOf(operand);
  return builder.cast(modular && truncates ? x : builder.cast(x, operand), address);
}

/** Address bits of a table, after checking that the operand has as many. */
function checkTable(size: number, operand: FixedType, where: string): number {
  checkTableSize(size, where);
  const bits = addressBits(size);
  if (size !== 2 ** bits) {
    fail("TF-LAYERS-003", {
      where,
      what: `the table has ${size} entries`,
      expected: `a power of two from 2, for example ${2 ** bits}: hls4ml reads past the end of other tables`,
    });
  }
  if (bits > operand.width) {
    fail("TF-LAYERS-003", {
      where,
      what: `${size} entries need ${bits} address bits, the operand has ${operand.width}`,
      expected: `at most ${2 ** operand.width} entries: hls4ml reads bits that do not exist`,
    });
  }
  return bits;
}
