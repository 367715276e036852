import { fail } from "../../../errors/index.js";
import { type FixedFormat, fixed, lowestRaw, quantizeReal, toReal, ufixed } from "../../../fixed/index.js";
import { writeConstant } from "../../../layers/index.js";
import type { ValueId } from "../../../ops/index.js";
import { quantizePower } from "../quantizers/powers.js";
import type { CurveQuantizer, PowerQuantizer } from "../quantizers/quantizer.js";
import { exactConstant } from "./exact.js";
import type { ExactWriter } from "./writer.js";

/** Widest operand of a table that holds one entry for each of its values. */
const widestAddress = 16;

/** Bound of a framework's relative error in tanh and the logistic function, in float32: 8 units in the last place. */
const functionError = 2 ** -21;

/** The functions that a quantiser may follow directly. */
export const realFunctions: Readonly<Record<string, (x: number) => number>> = {
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
};

/** quantized_tanh and quantized_sigmoid with the true function. */
export function curveTable(writer: ExactWriter, x: ValueId, quantizer: CurveQuantizer, where: string): ValueId {
  const { kind, bits, symmetric } = quantizer;
  const format =
    kind === "tanh" ? fixed(bits, 1, "RND_CONV", symmetric ? "SAT_SYM" : "SAT") : ufixed(bits, 0, "RND_CONV", "SAT");
  const lowest = kind === "sigmoid" && symmetric ? 1n : lowestRaw(format);
  return quantizedTable(writer, x, { name: kind, format, lowest }, where);
}

/** A function, the format that its values are rounded to, and the least raw integer that is kept. */
export interface QuantizedFunction {
  readonly name: string;
  readonly format: FixedFormat;
  readonly lowest?: bigint;
}

/**
 * A table of a true function followed by a rounding: one entry for each value of x, where the entry is the same for any
 * float32 implementation of the function that is accurate to 8 units in the last place.
 *
 * @throws TrigforgeError TF-KERAS-006 when x has more than 16 bits, TF-KERAS-005 when an entry is not certain
 */
export function quantizedTable(
  writer: ExactWriter,
  x: ValueId,
  { name, format, lowest = lowestRaw(format) }: QuantizedFunction,
  where: string,
): ValueId {
  const evaluate = realFunctions[name]!;
  const raw = entries(writer, x, name, where).map((value) => {
    if (value === null) return lowest > 0n ? lowest : 0n;
    const y = evaluate(value);
    const [low, high] = [-1, 1].map((sign) => quantizeReal(y + sign * Math.abs(y) * functionError, format));
    if (low !== high) {
      fail("TF-KERAS-005", {
        where,
        what: `${name}(${value}) lies so close to a rounding boundary that the framework's float32 error decides`,
        help: `use the clipped line (use_real_${name}=False), or import with fidelity "as hls4ml"`,
      });
    }
    return low! < lowest ? lowest : low!;
  });
  const { signed, width, integer } = format;
  return lookup(writer, x, { shape: [raw.length], type: { signed, width, integer }, raw });
}

/** quantized_po2 and quantized_relu_po2: one power of two for each value of x. */
export function powerTable(writer: ExactWriter, x: ValueId, quantizer: PowerQuantizer, where: string): ValueId {
  const values = entries(writer, x, quantizer.name, where).map((value) =>
    value === null ? 0 : quantizePower(quantizer, value, where),
  );
  return lookup(writer, x, exactConstant(values, [values.length], where));
}

/** The real value at each address of a table on x; null where no event can reach it. */
function entries(writer: ExactWriter, x: ValueId, name: string, where: string): (number | null)[] {
  const type = writer.type(x);
  if (type.width > widestAddress) {
    fail("TF-KERAS-006", {
      where,
      what: `${name} of a number of ${type.width} bits`,
      expected: `at most ${widestAddress} bits, so that a table holds every value`,
      help: "put a quantiser, such as quantized_bits(12, 3, alpha=1), before it",
    });
  }
  const { low, high } = writer.bounds(x);
  return Array.from({ length: 2 ** type.width }, (_unused, address) => {
    const raw = type.signed ? BigInt.asIntN(type.width, BigInt(address)) : BigInt(address);
    return raw < low || raw > high ? null : toReal(raw, type);
  });
}

function lookup(writer: ExactWriter, x: ValueId, table: Parameters<typeof writeConstant>[1]): ValueId {
  return writer.builder.lookup(x, writeConstant(writer.builder, table));
}
