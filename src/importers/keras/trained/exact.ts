import { fail } from "../../../errors/index.js";
import { decompose, narrowestType } from "../../../fixed/index.js";
import type { ConstantTensor } from "../../../layers/index.js";
import { widest } from "../../exactBuilder.js";

/**
 * Floats as a constant, exactly: every float is a whole number times a power of two, so they share the least power.
 *
 * @throws TrigforgeError TF-KERAS-006 when they need more than 64 bits together
 */
export function exactConstant(values: readonly number[], shape: readonly number[], where: string): ConstantTensor {
  const parts = values.map((value) => (value === 0 ? { mantissa: 0n, exponent: 0 } : oddMantissa(value)));
  const exponents = parts.filter(({ mantissa }) => mantissa !== 0n).map(({ exponent }) => exponent);
  const least = exponents.length === 0 ? 0 : Math.min(...exponents);
  if (exponents.some((exponent) => exponent - least > 256)) return tooWide(where, "hundreds of");
  const raw = parts.map(({ mantissa, exponent }) => (mantissa === 0n ? 0n : mantissa << BigInt(exponent - least)));
  const low = raw.reduce((a, b) => (a < b ? a : b), 0n);
  const high = raw.reduce((a, b) => (a > b ? a : b), 0n);
  const type = narrowestType(low, high, -least);
  return type.width > widest ? tooWide(where, `${type.width}`) : { shape, type, raw };
}

function oddMantissa(value: number): { mantissa: bigint; exponent: number } {
  let { mantissa, exponent } = decompose(value);
  while ((mantissa & 1n) === 0n) {
    mantissa >>= 1n;
    exponent += 1;
  }
  return { mantissa, exponent };
}

function tooWide(where: string, bits: string): never {
  return fail("TF-KERAS-006", {
    where,
    what: `the values need ${bits} bits to stand on one fixed-point grid`,
    expected: `at most ${widest}`,
    help: "quantise them, for example with quantized_bits(16, 6, alpha=1)",
  });
}
