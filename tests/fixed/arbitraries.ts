import fc from "fast-check";
import { type FixedFormat, type FixedType, int, overflows, roundings, uint } from "../../src/fixed/index.js";

/** Fixed-point types of any sign, the binary point inside the bits or not. */
export function fixedTypes(widest = 80): fc.Arbitrary<FixedType> {
  return fc.record({
    signed: fc.boolean(),
    width: fc.integer({ min: 1, max: widest }),
    integer: fc.integer({ min: -20, max: widest + 20 }),
  });
}

/** Formats that can be written: every mode, integers among them. */
export function fixedFormats(widest = 80): fc.Arbitrary<FixedFormat> {
  const modes = fc.record({
    rounding: fc.constantFrom(...roundings),
    overflow: fc.constantFrom(...overflows),
    saturationBits: fc.integer({ min: 0, max: 4 }),
  });
  const plain = fc
    .tuple(fixedTypes(widest), modes)
    .map(([type, mode]): FixedFormat => ({ ...type, ...mode, family: "fixed" }))
    .map((format) => ({ ...format, saturationBits: Math.min(format.saturationBits, format.width) }))
    .filter((format) => format.signed || format.overflow !== "WRAP_SM");
  const whole = fc.tuple(fc.boolean(), fc.integer({ min: 1, max: widest }));
  return fc.oneof(
    { weight: 5, arbitrary: plain },
    { weight: 1, arbitrary: whole.map(([signed, width]) => (signed ? int(width) : uint(width))) },
  );
}

/** A type together with one of its raw integers. */
export function numbersOf(type: FixedType): fc.Arbitrary<bigint> {
  const half = 1n << BigInt(type.width - 1);
  return type.signed ? fc.bigInt({ min: -half, max: half - 1n }) : fc.bigInt({ min: 0n, max: 2n * half - 1n });
}
