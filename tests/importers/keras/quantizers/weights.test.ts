import { join } from "node:path";
import { expect, test } from "vitest";
import { readQuantizer } from "../../../../src/importers/keras/quantizers/read.js";
import { kernelAlpha, quantizeWeights } from "../../../../src/importers/keras/quantizers/weights.js";
import { differences, folder, readJson } from "../support.js";

// QKeras' own float32 results: tests/importers/keras/oracle/make_quantizers.py writes them.

interface Case {
  quantizer: string;
  shape: number[];
  weights: number[];
  values: number[];
  scale: number[] | null;
}
const cases = readJson<Case[]>(join(folder, "golden/quantizers.json"));

test.each(cases.map((given) => [`${given.quantizer} of [${given.shape}]`, given] as const))("%s", (_name, given) => {
  const { shape, weights, values, scale } = given;
  const quantizer = readQuantizer(given.quantizer, "weights");
  const result = quantizeWeights(quantizer, { shape, values: weights }, "weights");
  expect(differences(result.values, values)).toBe("none");
  if (scale === null || !("alpha" in quantizer)) return;
  const own = typeof result.scale === "number" ? values.map(() => result.scale as number) : result.scale;
  const channels = scale.length;
  expect(
    differences(
      own,
      values.map((_value, index) => scale[index % channels]!),
    ),
  ).toBe("none");
});

test("a floored logarithm of a power of two is refused, because float32 decides", () => {
  const quantizer = readQuantizer("quantized_po2(5,log2_rounding='floor')", "weights");
  const quantize = (values: number[]) => quantizeWeights(quantizer, { shape: [values.length], values }, "fc1: kernel");
  expect(quantize([0.3, -3]).values).toEqual([0.25, -2]);
  expect(() => quantize([0.25])).toThrow(/fc1: kernel: log2\(0.25\) lies so close to a tie/);
});

test("a kernel's null alpha becomes auto_po2, as QDense makes it", () => {
  expect(kernelAlpha(readQuantizer("quantized_bits(4,0)", ""))).toBe("auto_po2");
  expect(kernelAlpha(readQuantizer("quantized_bits(4,0,alpha=1)", ""))).toBe(1);
  expect(kernelAlpha(readQuantizer("quantized_po2(4)", ""))).toBe(null);
});

test("a float32 mean as a scale is refused", () => {
  const quantizer = readQuantizer("binary(alpha='auto')", "");
  const weights = { shape: [2, 2], values: [1, 2, 3, 4] };
  expect(() => quantizeWeights(quantizer, weights, "fc1: kernel")).toThrow(/order of a sum/);
});

test("quantisers of activations are not for weights", () => {
  const quantizer = readQuantizer("quantized_relu(4)", "");
  expect(() => quantizeWeights(quantizer, { shape: [1], values: [1] }, "fc1: kernel")).toThrow(/TF-KERAS-005/);
});

test("quantized_linear by hand: clip, then round half to even; symmetric unless told", () => {
  const quantize = (text: string, values: number[]) =>
    quantizeWeights(readQuantizer(text, "w"), { shape: [values.length], values }, "w").values;
  expect(quantize("quantized_linear(4,1)", [0.125, 0.375, 5, -5, -0.625])).toEqual([0, 0.5, 1.75, -1.75, -0.5]);
  expect(quantize("quantized_linear(4,1,symmetric=0)", [-5])).toEqual([-2]);
  expect(quantize("quantized_linear(4,1,alpha=0.5)", [0.125, 5])).toEqual([0.125, 0.875]);
  expect(quantize("quantized_linear(3,0,keep_negative=False)", [0.3, -1, 2])).toEqual([0.25, 0, 0.875]);
  expect(quantize("quantized_linear(1,1)", [0.3, 0, -0.3])).toEqual([1, 1, -1]);
  expect(() => readQuantizer("quantized_linear(4,1,alpha=0.7)", "w")).toThrow(/TF-KERAS-005/);
  expect(() => readQuantizer("quantized_linear(4,1,alpha='auto')", "w")).toThrow(/TF-KERAS-005/);
  expect(kernelAlpha(readQuantizer("quantized_linear(4,0)", ""))).toBe(1);
});
