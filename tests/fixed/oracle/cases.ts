import {
  type FixedFormat,
  type FixedType,
  fixed,
  formatOf,
  fractionOf,
  int,
  overflows,
  printVendorFormat,
  roundings,
  ufixed,
  uint,
} from "../../../src/fixed/index.js";
import type { Random } from "../../support/oracle.js";

// The type pairs that the oracle programs run over: drawn from a seed, every rounding and overflow mode crossed.

/** A pair of types: source and target of a conversion, or the operands of an operation. */
export interface Pair {
  from: FixedFormat;
  to: FixedFormat;
}

/** The overflow modes with their saturation bits, as far as a type of this sign and width has them. */
export function overflowModes(signed: boolean, width: number): Pick<FixedFormat, "overflow" | "saturationBits">[] {
  return overflows
    .filter((overflow) => signed || overflow !== "WRAP_SM")
    .flatMap((overflow) => {
      const counts = overflow.startsWith("WRAP") ? [0, 1, 2, 3].filter((bits) => bits <= width) : [0];
      return counts.map((saturationBits) => ({ overflow, saturationBits }));
    });
}

/**
 * Whether the vendor's headers stop with an assertion instead of converting: they look for the first dropped bit inside
 * the source, so a rounding mode must not drop more bits than the source has (docs/numerics.md).
 */
export function vendorAborts({ from, to }: Pair): boolean {
  if (to.family === "int" || to.rounding === "TRN" || (to.rounding === "TRN_ZERO" && !from.signed)) return false;
  return fractionOf(from) - fractionOf(to) > from.width;
}

/** Whether the vendor's headers read an uninitialised variable: fixed point without the units bit to an integer. */
export function vendorUndefined({ from, to }: Pair): boolean {
  return to.family === "int" && from.family === "fixed" && from.integer < 0;
}

/**
 * The widths of a run: small ones, corners of machine words, and some of several words. A run keeps to a few, because
 * each width makes the compiler instantiate the vendor's classes anew.
 */
export function drawPalette(random: Random): number[] {
  const small = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].filter(() => random.uniform() < 0.6);
  const words = [64, 65, ...[16, 31, 32, 33, 63, 127, 128, 129].filter(() => random.uniform() < 0.25)];
  const huge = random.uniform() < 0.3 ? [random.integer(201, 500)] : [];
  return [...small, random.integer(13, 30), random.integer(34, 62), ...words, random.integer(66, 200), ...huge];
}

function drawWidth(random: Random, palette: number[]): number {
  return random.pick(random.uniform() < 0.5 ? palette.slice(0, 8) : palette);
}

/** A type of any sign and width, its integer bits from below 0 to above the width. */
export function drawType(random: Random, palette: number[]): FixedType {
  const width = drawWidth(random, palette);
  return { signed: random.uniform() < 0.6, width, integer: random.integer(-5, width + 5) };
}

/** A source for a target: its last bit or its first bit lies near the target's, on either side; one in eight an integer. */
export function drawSource(random: Random, to: FixedType, palette: number[]): FixedFormat {
  const signed = random.uniform() < 0.6;
  const width = drawWidth(random, palette);
  if (random.uniform() < 0.125) return (signed ? int : uint)(width);
  const away = random.uniform() < 0.85 ? random.integer(-4, 8) : random.integer(-40, 70);
  const byFraction = random.uniform() < 0.6;
  return (signed ? fixed : ufixed)(width, byFraction ? width - fractionOf(to) - away : to.integer + away);
}

/** Conversions: `rounds` type pairs for each of the 133 combinations of sign, rounding and overflow, then integer targets. */
export function conversionPairs(random: Random, rounds: number, palette: number[]): Pair[] {
  const pairs: Pair[] = [];
  const push = (draw: () => FixedFormat) => {
    for (;;) {
      const to = draw();
      const pair = { from: drawSource(random, to, palette), to };
      if (!vendorAborts(pair) && !vendorUndefined(pair)) return pairs.push(pair);
    }
  };
  for (let round = 0; round < rounds; round++) {
    for (const target of targets(random, palette)) push(target);
    for (let count = 0; count < 20; count++) {
      push(() => (random.uniform() < 0.6 ? int : uint)(drawWidth(random, palette)));
    }
  }
  return pairs;
}

/** One drawing function for each combination of sign, rounding and overflow. */
function targets(random: Random, palette: number[]): (() => FixedFormat)[] {
  return [true, false].flatMap((signed) =>
    roundings.flatMap((rounding) =>
      overflowModes(signed, 3).map(({ overflow, saturationBits }) => () => {
        const type = { ...drawType(random, palette), signed };
        if (type.width < saturationBits) return { ...formatOf(type, rounding, overflow), width: 3, saturationBits };
        return { ...formatOf(type, rounding, overflow), saturationBits };
      }),
    ),
  );
}

/** Operand types for arithmetic, some of them integers. */
export function operandPairs(random: Random, count: number, palette: number[]): Pair[] {
  const operand = () => {
    const type = drawType(random, palette);
    if (random.uniform() < 0.2) return (type.signed ? int : uint)(type.width);
    return formatOf(type);
  };
  return Array.from({ length: count }, () => ({ from: operand(), to: operand() }));
}

/** The text of cases.h for conversions.cpp. */
export function conversionList(pairs: readonly Pair[]): string {
  return pairs.map(({ from, to }) => `CASE(${quoted(from)}, ${quoted(to)}, ${fractionOf(to)})\n`).join("");
}

/** The text of cases.h for operations.cpp. */
export function operandList(pairs: readonly Pair[]): string {
  return pairs.map(({ from, to }) => `CASE(${quoted(from)}, ${quoted(to)})\n`).join("");
}

function quoted(format: FixedFormat): string {
  return `TYPE(${printVendorFormat(format)})`;
}
