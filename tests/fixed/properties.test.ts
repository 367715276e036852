import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type FixedFormat,
  type FixedType,
  fractionOf,
  highestRaw,
  holds,
  lowestRaw,
  narrowestType,
  quantize,
  quantizeReal,
  roundRaw,
  toDecimal,
  toFloat,
  toReal,
  unionType,
} from "../../src/fixed/index.js";
import { fixedFormats, fixedTypes, numbersOf } from "./arbitraries.js";

const options = { seed: 20251, numRuns: 2000 };
console.info(`fixed, properties: seed ${options.seed}`);

const conversions = fc
  .tuple(fixedTypes(), fixedFormats())
  .chain(([from, to]) => numbersOf(from).map((raw) => ({ raw, from, to })));

test("a result lies within its type", () => {
  const property = fc.property(conversions, ({ raw, from, to }) => {
    const result = quantize(raw, from, to);
    expect(result >= lowestRaw(to) && result <= highestRaw(to)).toBe(true);
  });
  fc.assert(property, options);
});

test("a second conversion changes nothing", () => {
  const property = fc.property(conversions, ({ raw, from, to }) => {
    const once = quantize(raw, from, to);
    expect(quantize(once, to, to)).toBe(once);
  });
  fc.assert(property, options);
});

test("a type that holds the source keeps every value, whatever its modes", () => {
  const property = fc.property(conversions, ({ raw, from, to }) => {
    const outer: FixedFormat = { ...to, ...wider(from, to), family: "fixed" };
    expect(holds(outer, from)).toBe(true);
    const result = quantize(raw, from, outer);
    expect(result).toBe(raw << BigInt(fractionOf(outer) - fractionOf(from)));
  });
  fc.assert(property, options);
});

/** A signed type with a bit to spare that holds both. */
function wider(a: FixedType, b: FixedType): FixedType {
  const both = unionType(a, b);
  return { signed: true, width: both.width + 2, integer: both.integer + 2 };
}

test("rounding is monotone and moves by less than a unit", () => {
  const property = fc.property(
    fc.bigInt({ min: -1000n, max: 1000n }),
    fc.integer({ min: 1, max: 8 }),
    fixedFormats(),
    (raw, shift, { rounding }) => {
      const rounded = roundRaw(raw, shift, rounding);
      expect(roundRaw(raw + 1n, shift, rounding) >= rounded).toBe(true);
      const distance = (rounded << BigInt(shift)) - raw;
      expect(distance < 1n << BigInt(shift) && distance > -(1n << BigInt(shift))).toBe(true);
    },
  );
  fc.assert(property, options);
});

test("saturating conversions are monotone", () => {
  const pairs = fc
    .tuple(fixedTypes(), fixedFormats(), fc.constantFrom("SAT" as const, "SAT_SYM" as const))
    .chain(([from, to, overflow]) =>
      fc.tuple(numbersOf(from), numbersOf(from)).map(([a, b]) => ({ a, b, from, to: { ...to, overflow } })),
    )
    .filter(({ to }) => to.family === "fixed");
  const property = fc.property(pairs, ({ a, b, from, to }) => {
    const [low, high] = a < b ? [a, b] : [b, a];
    expect(quantize(low, from, to) <= quantize(high, from, to)).toBe(true);
  });
  fc.assert(property, options);
});

test("a double converts as the fixed-point number that it is", () => {
  const property = fc.property(
    fc.maxSafeInteger(),
    fc.integer({ min: -30, max: 30 }),
    fixedFormats(),
    (mantissa, exponent, to) => {
      const value = mantissa * 2 ** exponent;
      if (to.family === "int" && value < 0 && value > -0.5) return;
      const from = { signed: true, width: 54, integer: 54 + exponent };
      if (to.family === "int" && from.integer <= 0) return;
      expect(quantizeReal(value, to)).toBe(quantize(BigInt(mantissa), from, to));
    },
  );
  fc.assert(property, options);
});

test("toReal, toFloat and toDecimal agree with each other and with the way back", () => {
  const numbers = fixedTypes(53).chain((type) => numbersOf(type).map((raw) => ({ type, raw })));
  const property = fc.property(numbers, ({ type, raw }) => {
    const value = toReal(raw, type);
    const format: FixedFormat = { ...type, family: "fixed", rounding: "TRN", overflow: "SAT", saturationBits: 0 };
    expect(quantizeReal(value, format)).toBe(raw);
    expect(Number(toDecimal(raw, type))).toBe(value + 0);
    expect(toFloat(raw, type)).toBe(Math.fround(value));
  });
  fc.assert(property, options);
});

test("toFloat rounds once", () => {
  const type = { signed: false, width: 64, integer: 64 };
  const half = (1n << 63n) + (1n << 39n); // halfway between two float32 numbers
  expect(toFloat(half, type)).toBe(2 ** 63);
  expect(toFloat(half + 1n, type)).toBe(2 ** 63 + 2 ** 40); // a double rounding would lose the last bit
});

test("the widest numbers have finite values", () => {
  const type = { signed: false, width: 1024, integer: 4 };
  expect(toReal((1n << 1024n) - 1n, type)).toBe(16);
  expect(toFloat((1n << 1024n) - 1n, type)).toBe(16);
});

test("narrowestType holds its bounds and nothing narrower does", () => {
  const bound = fc.bigInt({ min: -(1n << 40n), max: 1n << 40n });
  const property = fc.property(bound, bound, (a, b) => {
    const [low, high] = a < b ? [a, b] : [b, a];
    const type = narrowestType(low, high, 0);
    expect(lowestRaw(type) <= low && highestRaw(type) >= high).toBe(true);
    if (type.width === 1) return;
    const narrower = { ...type, width: type.width - 1, integer: type.integer - 1 };
    expect(lowestRaw(narrower) <= low && highestRaw(narrower) >= high).toBe(false);
  });
  fc.assert(property, options);
});
