import { fail } from "../../../errors/index.js";
import { narrowestType, toReal } from "../../../fixed/index.js";
import type { GraphNode } from "../graph/graph.js";
import { plain } from "./affine.js";
import { roundFloat } from "./constant.js";
import { single } from "./field.js";
import type { TrainedNetwork } from "./network.js";
import type { QuantParameters } from "./quantisers.js";
import type { Rational } from "./rational.js";
import { isPlain, type PendingFunction, type Scaled } from "./scaled.js";

/** Widest operand of a table that holds one entry for each of its values. */
const widestAddress = 16;

/** Bound of a framework's relative error in a float32 function: 8 units in the last place. */
const functionError = 2 ** -21;

/**
 * A function together with the quantiser behind it: a table with one entry for each value of the operand, where the entry is
 * the same for any float32 implementation that is accurate to 8 units in the last place.
 *
 * @throws TrigforgeError TF-ONNX-006 when the operand has more than 16 bits, or when an entry is not certain
 */
export function quantisedFunction(
  { writer }: TrainedNetwork,
  { source, name, evaluate, exactFrom }: PendingFunction,
  quantiser: QuantParameters,
  { where }: GraphNode,
): Scaled {
  const [scale, zeroPoint] = [single(quantiser.scale), single(quantiser.zero)];
  if (scale === null || zeroPoint === null || quantiser.bipolar) {
    return fail("TF-ONNX-006", { where, what: `${name} with another quantiser for each channel, or with the sign` });
  }
  const [factor, offset] = [single(source.factor), single(source.offset)];
  const isLine = factor !== null && offset !== null && source.low === null && source.high === null;
  const x = isLine ? source : plain(writer, source, where);
  const type = writer.type(x.value);
  if (type.width > widestAddress) {
    fail("TF-ONNX-006", {
      where,
      what: `${name} of a number of ${type.width} bits`,
      expected: `at most ${widestAddress} bits, so that a table holds every value`,
      help: "put a quantiser before it",
    });
  }
  const bounds = writer.bounds(x.value);
  // Without a scale the operand is the very float32 that the framework has.
  const isFloat = isPlain(x);
  const [scaleFloat, zeroFloat] = [quantiser.scaleFloats[0]!, quantiser.zeroFloats[0]!];
  const quantise = (value: number): bigint => {
    const line = Math.fround(Math.fround(Math.fround(value) / scaleFloat) + zeroFloat);
    const level = BigInt(roundFloat(Math.min(Math.max(line, -(2 ** 40)), 2 ** 40), quantiser.rounding));
    return level < quantiser.low ? quantiser.low : level > quantiser.high ? quantiser.high : level;
  };
  const entries = Array.from({ length: 2 ** type.width }, (_unused, address) => {
    const raw = type.signed ? BigInt.asIntN(type.width, BigInt(address)) : BigInt(address);
    if (raw < bounds.low || raw > bounds.high) return 0n;
    const real = toReal(raw, type) * (isLine ? ratio(factor) : 1) + (isLine ? ratio(offset) : 0);
    const y = evaluate(real);
    const isCertain = exactFrom !== undefined && real >= exactFrom && isFloat;
    const slack = isCertain ? 0 : Math.abs(y) * functionError + (isFloat ? 0 : 2 ** -22 * Math.abs(real));
    const [low, high] = [quantise(y - slack), quantise(y + slack)];
    if (low !== high) {
      fail("TF-ONNX-006", {
        where,
        what: `${name}(${real}) lies so close to a rounding boundary that the framework's float32 error decides`,
      });
    }
    return low;
  });
  const least = entries.reduce((a, b) => (a < b ? a : b));
  const most = entries.reduce((a, b) => (a > b ? a : b));
  const entryType = narrowestType(least, most, 0);
  const table = writer.builder.constant([entries.length], entryType, entries);
  return { ...x, value: writer.builder.lookup(x.value, table) };
}

function ratio({ over, under }: Rational): number {
  return Number(over) / Number(under);
}
