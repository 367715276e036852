import { describe, expect, it } from "vitest";
import { evaluate } from "../../../../src/backends/reference/index.js";
import { formatOf, parseFormat } from "../../../../src/fixed/index.js";
import { writeQuantiser } from "../../../../src/importers/onnx/trained/quantise.js";
import {
  divided,
  fraction,
  ofNumber,
  plus,
  type Rational,
  times,
} from "../../../../src/importers/onnx/trained/rational.js";
import { type QuantRounding, roundRational } from "../../../../src/importers/onnx/trained/rounding.js";
import { unscaled } from "../../../../src/importers/onnx/trained/scaled.js";
import { TrainedWriter } from "../../../../src/importers/onnx/trained/writer.js";
import { ProgramBuilder } from "../../../../src/ir/index.js";
import { random } from "../../../support/random.js";

// A quantiser behind scales and offsets of any kind, for every number that its operand can be, against exact fractions.

const modes: readonly QuantRounding[] = ["ROUND", "CEIL", "FLOOR", "UP", "DOWN", "HALF_UP", "HALF_DOWN"];
const width = 9;
const codes = Array.from({ length: 2 ** width }, (_unused, index) => index - 2 ** (width - 1));

interface Case {
  readonly factor: Rational;
  readonly offset: Rational;
  readonly scale: Rational;
  readonly zero: Rational;
  readonly low: bigint;
  readonly high: bigint;
  readonly rounding: QuantRounding;
  readonly bound: Rational | null;
}

/** The quantised integers of all codes: as the program computes them, and as fractions say. */
function both({ factor, offset, scale, zero, low, high, rounding, bound }: Case): [bigint[], bigint[]] {
  const builder = new ProgramBuilder("quantiser", { source: "test", fidelity: "as trained", notes: [] });
  const writer = new TrainedWriter(builder);
  const format = formatOf(parseFormat(`fixed<${width},5>`));
  const value = builder.input("x", [codes.length], format);
  const x = { ...unscaled(value, [codes.length]), factor: [factor], offset: [offset], low: bound };
  const quantiser = { scale: [scale], zero: [zero], low, high, rounding };
  builder.output("y", writeQuantiser(writer, x, quantiser, "quantiser"));
  const found = [...evaluate(builder.build(), { x: codes.map(BigInt) }).y!];
  const expected = codes.map((code) => {
    const real = plus(times(fraction(BigInt(code), 16n), factor), offset);
    const bounded = bound !== null && real.over * bound.under < bound.over * real.under ? bound : real;
    const level = roundRational(plus(divided(bounded, scale), zero), rounding);
    return level < low ? low : level > high ? high : level;
  });
  return [found, expected];
}

describe("a quantiser behind scales and offsets", () => {
  const next = random(12, "quantisers");
  const number = (): number => {
    const kinds = [
      () => Math.fround(next.uniform() * 2 + 0.01),
      () => 2 ** next.integer(-4, 2),
      () => next.integer(1, 24) / 8,
      () => next.integer(1, 9) / 10,
    ];
    return next.pick(kinds)();
  };
  const cases = Array.from({ length: 140 }, (_unused, index): Case => {
    const bits = next.integer(1, 8);
    const signed = bits > 1 && next.integer(0, 1) === 1;
    const top = BigInt(2 ** (signed ? bits - 1 : bits));
    return {
      factor: ofNumber(number()),
      // Thirds and sevenths come from averages; scales of tenths give ties that fall both ways.
      offset: next.pick([
        fraction(0n),
        ofNumber(Math.fround(next.normal())),
        fraction(BigInt(next.integer(-9, 9)), 3n),
      ]),
      scale: next.integer(0, 3) === 0 ? fraction(BigInt(next.integer(1, 9)), 7n) : ofNumber(number()),
      zero: fraction(BigInt(next.integer(-2, 2)), next.pick([1n, 1n, 2n])),
      low: signed ? -top + BigInt(next.integer(0, 1)) : 0n,
      high: signed ? top - 1n : top - 1n,
      rounding: modes[index % modes.length]!,
      bound: next.integer(0, 2) === 0 ? ofNumber(Math.fround(next.normal())) : null,
    };
  });

  it.each(modes)("%s: every code of 20 quantisers", (mode) => {
    for (const each of cases.filter(({ rounding }) => rounding === mode)) {
      const [found, expected] = both(each);
      const wrong = codes.filter((_code, index) => found[index] !== expected[index]);
      expect({ wrong, ...(wrong.length > 0 ? each : {}) }).toEqual({ wrong: [] });
    }
  });
});
