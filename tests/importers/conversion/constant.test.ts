import { expect, test } from "vitest";
import { precisionOfConstant } from "../../../src/importers/conversion/inference/constant.js";
import { printPrecision } from "../../../src/importers/conversion/precision.js";

// Expected types are those of hls4ml 1.3.0, infer_precision._get_precision_from_constant.
test.each<[number, string]>([
  [0, "ufixed<1,1>"],
  [0.3, "ufixed<8,-1>"],
  [0.25, "ufixed<1,-1>"],
  [1, "ufixed<1,1>"],
  [-1, "fixed<1,1>"],
  [3, "ufixed<2,2>"],
  [2, "ufixed<1,2>"],
  [0.1, "ufixed<8,-3>"],
  [5.5, "ufixed<4,3>"],
  [-0.25, "fixed<1,-1>"],
  [-0.3, "fixed<9,0>"],
  [100, "ufixed<5,7>"],
  [1000.5, "ufixed<8,10>"],
  [1e-12, "ufixed<1,-31>"],
])("%d is stored in %s", (value, expected) => {
  expect(printPrecision(precisionOfConstant(value))).toBe(expected);
});
