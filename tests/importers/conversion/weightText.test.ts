import { expect, test } from "vitest";
import { fixed, int, ufixed } from "../../../src/fixed/index.js";
import { toDecimals, weightThroughText } from "../../../src/importers/conversion/weightText.js";

// Expected texts are Python's: '{:.2f}'.format(0.125), ….
test.each<[number, number, string]>([
  [0.125, 2, "0.12"],
  [0.375, 2, "0.38"],
  [0.625, 2, "0.62"],
  [2.5, 0, "2"],
  [3.5, 0, "4"],
  [-0.2, 0, "-0"],
  [-1e-9, 3, "-0.000"],
  [0.249, 2, "0.25"],
  [1.005, 2, "1.00"],
  [0.1, 20, "0.10000000000000000555"],
  [0.30000001192092896, 10, "0.3000000119"],
  [1e22, 1, "10000000000000000000000.0"],
  [123456.789, 2, "123456.79"],
  [0.5, 0, "0"],
  [1.5, 0, "2"],
  [Math.fround(-0.7), 14, "-0.69999998807907"],
])("%d with %d decimals is %s", (value, decimals, expected) => {
  expect(toDecimals(value, decimals)).toBe(expected);
});

test("few decimals round a weight up past the grid point that truncation alone would give", () => {
  expect(weightThroughText(0.249, fixed(6, 4))).toBe(1n); // "0.25"
  expect(weightThroughText(0.7499, fixed(6, 4))).toBe(3n); // "0.75"
  expect(weightThroughText(0.2, fixed(6, 4))).toBe(0n);
  expect(weightThroughText(-0.3, fixed(6, 4))).toBe(-2n);
});

test("integers are written without decimals, and wrap", () => {
  expect(weightThroughText(2.5, int(4))).toBe(2n);
  expect(weightThroughText(9.2, int(4))).toBe(-7n);
  expect(weightThroughText(-0.3, int(4))).toBe(0n);
  expect(weightThroughText(-1, ufixed(4, 4))).toBe(15n);
});
