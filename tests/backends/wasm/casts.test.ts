import { describe, it } from "vitest";
import {
  type FixedFormat,
  type FixedType,
  fixed,
  highestRaw,
  int,
  lowestRaw,
  type Overflow,
  overflows,
  roundings,
  typeOf,
  ufixed,
  uint,
} from "../../../src/fixed/index.js";
import { type Random, random } from "../../support/random.js";
import { expectAgreement, writer } from "./agreement.js";

/** Saturation bits that a mode may carry. */
const bitsOf = (overflow: Overflow, signed: boolean, width: number): number[] =>
  overflow === "WRAP" || (overflow === "WRAP_SM" && signed) ? [0, 1, 2, 3].filter((bits) => bits <= width) : [0];

/** Every rounding, overflow mode and saturation bits, with a random width and binary point each. */
function formats(source: Random, widest: number, fraction: number): FixedFormat[] {
  const crossed = [fixed, ufixed].flatMap((make) =>
    roundings.flatMap((rounding) =>
      overflows.flatMap((overflow) => {
        const width = source.integer(1, widest);
        return bitsOf(overflow, make === fixed, width).map((bits) => {
          const integer = width - source.integer(fraction - 3, fraction + 2);
          return make(width, integer, rounding, overflow, bits);
        });
      }),
    ),
  );
  const plain = [1, 3, widest].flatMap((width) => [int(width), uint(width)]);
  return [...crossed, ...plain].filter((format) => format.overflow !== "WRAP_SM" || format.signed);
}

/** A program that casts one input to every format. */
function castProgram(from: FixedType, list: readonly FixedFormat[]) {
  const builder = writer("casts");
  const x = builder.input("x", [1], { ...fixed(1, 1), ...typeOf(from) });
  list.forEach((format, index) => {
    builder.output(`y${index}`, builder.cast(x, format));
  });
  return builder.build();
}

function everyRaw(type: FixedType): bigint[] {
  const low = lowestRaw(type);
  return Array.from({ length: Number(highestRaw(type) - low) + 1 }, (_unused, index) => low + BigInt(index));
}

/** Raw integers where conversions turn: around every power of two and its half, and at the ends. */
function turningRaws(source: Random, type: FixedType): bigint[] {
  const near = Array.from({ length: type.width }, (_unused, bit) => 1n << BigInt(bit)).flatMap((power) =>
    [power, power + power / 2n, source.bits(type.width)].flatMap((raw) =>
      [-1n, 0n, 1n].flatMap((step) => [raw + step, -raw + step]),
    ),
  );
  const all = [lowestRaw(type), highestRaw(type), 0n, ...near];
  return [...new Set(all)].filter((raw) => raw >= lowestRaw(type) && raw <= highestRaw(type));
}

describe("casts equal src/fixed", () => {
  const source = random(21, "casts");
  const narrow: FixedType[] = [
    { signed: true, width: 7, integer: 3 },
    { signed: false, width: 6, integer: 2 },
    { signed: true, width: 6, integer: -2 },
  ];
  for (const type of narrow) {
    it(`from every raw integer of ${JSON.stringify(type)} to all modes`, async () => {
      for (const widest of [3, 6]) {
        const events = everyRaw(type).map((raw) => ({ x: [raw] }));
        await expectAgreement(castProgram(type, formats(source, widest, type.width - type.integer)), events, {});
      }
    });
  }

  const wide: [string, FixedType, number, number][] = [
    ["32-bit lanes without headroom", { signed: true, width: 32, integer: 16 }, 30, 16],
    ["unsigned 32-bit integers", { signed: false, width: 32, integer: 20 }, 33, 12],
    ["64-bit lanes", { signed: true, width: 45, integer: 20 }, 40, 25],
    ["64-bit lanes without headroom", { signed: true, width: 64, integer: 30 }, 60, 31],
    ["shifts beyond the lane", { signed: true, width: 64, integer: -10 }, 12, -1],
  ];
  for (const [name, type, widest, fraction] of wide) {
    it(`in ${name}`, async () => {
      const events = turningRaws(source, type).map((raw) => ({ x: [raw] }));
      await expectAgreement(castProgram(type, formats(source, widest, fraction)), events, {});
    });
  }
});
