// A dense network as an ONNX model: Gemm and Relu, written as protobuf by hand, for there is nothing else in it.

const varint = (value) => {
  const bytes = [];
  let rest = value;
  do {
    bytes.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.from(bytes);
};
const number = (field, value) => Buffer.concat([varint(field * 8), varint(value)]);
const bytes = (field, content) => Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
const text = (field, content) => bytes(field, Buffer.from(content));
const message = (field, ...parts) => bytes(field, Buffer.concat(parts));

const floats = (name, shape, values) =>
  message(
    5,
    ...shape.map((extent) => number(1, extent)),
    number(2, 1),
    text(8, name),
    bytes(9, Buffer.from(Float32Array.from(values).buffer)),
  );
const tensorType = (name, columns) => {
  const extents = [message(1, text(2, "batch")), message(1, number(1, columns))];
  return [text(1, name), message(2, message(1, number(1, 1), message(2, ...extents)))];
};
const node = (kind, inputs, output) =>
  message(1, ...inputs.map((name) => text(1, name)), text(2, output), text(3, output), text(4, kind));

/** The bytes of a model from `x` [batch, elements] to `y`. */
export function denseModel(elements, layers) {
  const nodes = [];
  const constants = [];
  let x = "x";
  layers.forEach(({ weights, bias, relu }, index) => {
    constants.push(floats(`w${index}`, [weights.length, bias.length], weights.flat()));
    constants.push(floats(`b${index}`, [bias.length], bias));
    const last = index === layers.length - 1;
    const sums = last && !relu ? "y" : `s${index}`;
    nodes.push(node("Gemm", [x, `w${index}`, `b${index}`], sums));
    x = relu ? (last ? "y" : `r${index}`) : sums;
    if (relu) nodes.push(node("Relu", [sums], x));
  });
  const outputs = layers[layers.length - 1].bias.length;
  const graph = message(
    7,
    ...nodes,
    text(2, "network"),
    ...constants,
    message(11, ...tensorType("x", elements)),
    message(12, ...tensorType("y", outputs)),
  );
  return Buffer.concat([number(1, 8), graph, message(8, text(1, ""), number(2, 17))]);
}
