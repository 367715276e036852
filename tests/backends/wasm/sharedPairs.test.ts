import { describe, expect, it } from "vitest";
import { shareAdders } from "../../../src/backends/wasm/sharedPairs.js";
import { signedDigits } from "../../../src/backends/wasm/signedDigits.js";
import { random } from "../../support/random.js";

describe("signed digits", () => {
  it("give the number back, with no two neighbours", () => {
    for (let value = -70_000; value <= 70_000; value += 97) {
      const digits = signedDigits(value);
      expect(digits.reduce((sum, { position, negative }) => sum + (negative ? -1 : 1) * 2 ** position, 0)).toBe(value);
      digits.slice(1).forEach(({ position }, index) => {
        expect(position - digits[index]!.position).toBeGreaterThan(1);
      });
    }
  });
});

describe("shared pairs of additions", () => {
  const source = random(65, "matrices");
  for (const [terms, columns, size, zeros] of [
    [1, 1, 7, 0],
    [13, 9, 8, 0.2],
    [30, 12, 3, 0.5],
    [8, 8, 32767, 0],
    [5, 6, 1, 1],
  ] as const) {
    it(`compute a ${terms} by ${columns} matrix of integers up to ${size}`, () => {
      const weights = Int32Array.from({ length: terms * columns }, () =>
        source.integer(0, 99) < zeros * 100 ? 0 : source.integer(-size, size),
      );
      const { inputs, pairs, columns: sums } = shareAdders(weights, terms, columns);
      // Each operand as its row of coefficients.
      const rows = Array.from({ length: inputs }, (_unused, term) => {
        const row = new Array<number>(terms).fill(0);
        row[term] = 1;
        return row;
      });
      for (const { first, second, shift, subtract } of pairs) {
        rows.push(rows[first]!.map((a, term) => a + (subtract ? -1 : 1) * rows[second]![term]! * 2 ** shift));
      }
      const digits = weights.reduce((sum, weight) => sum + signedDigits(weight).length, 0);
      const left = sums.reduce((sum, column) => sum + column.length, 0);
      expect(pairs.length + left).toBeLessThanOrEqual(digits);
      sums.forEach((column, index) => {
        for (let term = 0; term < terms; term++) {
          const weight = column.reduce(
            (sum, { operand, position, negative }) => sum + (negative ? -1 : 1) * rows[operand]![term]! * 2 ** position,
            0,
          );
          expect(weight).toBe(weights[term * columns + index]);
        }
      });
    });
  }
});
