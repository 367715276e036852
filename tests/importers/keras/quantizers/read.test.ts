import { expect, test } from "vitest";
import { readQuantizer } from "../../../../src/importers/keras/quantizers/read.js";

const read = (value: unknown) => readQuantizer(value, "layer q");

test("a text and a configuration say the same", () => {
  expect(read("quantized_relu(6,0)")).toEqual(read({ class_name: "quantized_relu", config: { bits: 6, integer: 0 } }));
  expect(read(" quantized_bits( 4 , 1 , symmetric = True , alpha = 'auto_po2' ) ")).toEqual({
    kind: "bits",
    name: "quantized_bits",
    bits: 4,
    integer: 1,
    symmetric: true,
    keepNegative: true,
    alpha: "auto_po2",
  });
  expect(read("quantized_relu")).toEqual(read("quantized_relu()"));
  expect(read({ class_name: "qkeras>binary", config: {} })).toEqual(read("binary"));
});

test("positional values follow QKeras' constructors", () => {
  expect(read("quantized_tanh(5,0,1)")).toMatchObject({ bits: 5, symmetric: true, real: false });
  expect(read("quantized_sigmoid(5,1,1)")).toMatchObject({ bits: 5, symmetric: true, real: true });
  expect(read("quantized_relu(4,1,0,0.25)")).toMatchObject({ negativeSlope: 0.25 });
  expect(read("ternary(1,0.5)")).toMatchObject({ alpha: 1, threshold: 0.5 });
  expect(read("quantized_po2(4,2)")).toMatchObject({ bits: 4, maximum: 2 });
});

test("automatic scales are symmetric; a ceiling counts only without the quantiser's own clip", () => {
  expect(read("quantized_bits(4,0,0,alpha='auto')")).toMatchObject({ symmetric: true });
  expect(read("quantized_relu(4,relu_upper_bound=2)")).toMatchObject({ ceiling: null });
  expect(read("quantized_relu(4,relu_upper_bound=2,is_quantized_clip=False)")).toMatchObject({ ceiling: 2 });
});

test.each([
  ["__import__('os').system('ls')", /is not a quantiser/],
  ["quantized_relu(6,0", /is not a quantiser/],
  ["quantized_relu(6,integer=0,1)", /is not a quantiser/],
  ["quantized_relu(6;0)", /is not a quantiser/],
  ["quantized_relo(6,0)", /did you mean "quantized_relu"/],
  ["quantized_relu(6,0,slope=1)", /there is no parameter "slope"/],
  ["quantized_relu(6,0,negative_slope=0.3)", /a power of two/],
  ["quantized_relu(0)", /a whole number from 1/],
  ["quantized_relu(2.5)", /a whole number from 1/],
  ["quantized_bits(4,0,alpha='po2')", /a number/],
  ["quantized_bits(4,0,alpha=-1)", /a positive number/],
  ["quantized_tanh(1,2,3,4,5)", /too many values/],
])("%s is refused with TF-KERAS-004", (text, message) => {
  expect(() => read(text)).toThrow(message);
  expect(() => read(text)).toThrow(/TF-KERAS-004/);
});

test.each([
  ["bernoulli(alpha=1)", /random numbers/],
  ["quantized_ulaw(4)", /logarithmic/],
  ["quantized_hswish(4)", /divides by 6/],
  ["quantized_bits(4,0,qnoise_factor=0.5)", /unquantised values are mixed in/],
  ["quantized_bits(4,0,scale_axis=1)", /scale_axis is 1/],
])("%s has no fixed-point meaning", (text, message) => {
  expect(() => read(text)).toThrow(message);
  expect(() => read(text)).toThrow(/TF-KERAS-005/);
});
