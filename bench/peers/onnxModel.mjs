// A network of the benchmark as a float ONNX model, written as protobuf by hand: there is little in it.
import { bytes, message, number, text } from "./protobuf.mjs";

const types = { float: 1, int64: 7 };

const tensor = (field, name, shape, type, data) =>
  message(
    field,
    ...shape.map((extent) => number(1, extent)),
    number(2, types[type]),
    text(8, name),
    bytes(9, Buffer.from(data.buffer)),
  );
const port = (field, name, shape) => {
  const extents = [message(1, text(2, "batch")), ...shape.map((extent) => message(1, number(1, extent)))];
  return message(field, text(1, name), message(2, message(1, number(1, 1), message(2, ...extents))));
};
const integer = (name, value) => message(5, text(1, name), number(3, value), number(20, 2));
const integers = (name, values) => message(5, text(1, name), ...values.map((value) => number(8, value)), number(20, 7));
const word = (name, value) => message(5, text(1, name), text(4, value), number(20, 3));

/** Nodes one after another: each takes what the last one gave. */
class Graph {
  constructor(input) {
    this.nodes = [];
    this.constants = [];
    this.x = input;
    this.results = [];
  }

  constant(shape, values, type = "float") {
    const name = `c${this.constants.length}`;
    const data = type === "float" ? Float32Array.from(values) : BigInt64Array.from(values, BigInt);
    this.constants.push(tensor(5, name, shape, type, data));
    return name;
  }

  node(kind, inputs = [], attributes = [], outputs = 1, taken = 0) {
    const names = Array.from({ length: outputs }, (_unused, index) => `t${this.nodes.length}_${index}`);
    const all = [this.x, ...inputs].map((name) => text(1, name));
    const given = names.map((name) => text(2, name));
    this.nodes.push(message(1, ...all, ...given, text(3, names[0]), text(4, kind), ...attributes));
    this.x = names[taken];
  }

  reshape(shape) {
    this.node("Reshape", [this.constant([shape.length + 1], [-1, ...shape], "int64")]);
  }

  transpose(...axes) {
    this.node("Transpose", [], [integers("perm", axes)]);
  }

  /** Weights [rows, columns] on the last axis. */
  product({ weights, bias }) {
    this.node("MatMul", [this.constant(weights.shape, weights.values)]);
    this.node("Add", [this.constant(bias.shape, bias.values)]);
  }

  dense({ weights, bias }) {
    this.node("Gemm", [this.constant(weights.shape, weights.values), this.constant(bias.shape, bias.values)]);
  }

  pointwise(layer) {
    this.product(layer);
  }

  /** Channels come first in ONNX, and in the values from here to `flatten`. */
  convolution({ weights, bias, size, stride }, shape) {
    const [height, width, channels] = shape;
    if (channels !== 1 && this.channelsFirst !== true) this.transpose(0, 3, 1, 2);
    else if (channels === 1) this.reshape([1, height, width]);
    this.channelsFirst = true;
    const filters = bias.values.length;
    const kernel = new Float32Array(weights.values.length);
    for (let tap = 0, from = 0; tap < size * size; tap++) {
      for (let channel = 0; channel < channels; channel++) {
        for (let filter = 0; filter < filters; filter++, from++) {
          kernel[(filter * channels + channel) * size * size + tap] = weights.values[from];
        }
      }
    }
    const inputs = [this.constant([filters, channels, size, size], kernel), this.constant([filters], bias.values)];
    this.node("Conv", inputs, [integers("strides", [stride, stride]), word("auto_pad", "SAME_UPPER")]);
    return [Math.ceil(height / stride), Math.ceil(width / stride), filters];
  }

  flatten(_layer, shape) {
    if (this.channelsFirst) this.transpose(0, 2, 3, 1);
    const elements = shape.reduce((product, extent) => product * extent, 1);
    this.reshape([elements]);
    return [elements];
  }

  minus({ layer }, shape) {
    this.node("Sub", [this.results[layer]]);
    return shape;
  }

  sum(_layer, shape) {
    this.node("ReduceSum", [this.constant([1], [1], "int64")], [integer("keepdims", 0)]);
    return shape.slice(1);
  }

  /** Gates are i, f, c, o in the program and i, o, f, c in ONNX, which wants time before events. */
  lstm({ weights, recurrent, bias, units }) {
    const gates = [0, 3, 1, 2];
    const turned = ({ values, shape }) =>
      gates.flatMap((gate) =>
        Array.from({ length: units * shape[0] }, (_unused, index) => {
          const [unit, row] = [Math.floor(index / shape[0]), index % shape[0]];
          return values[row * 4 * units + gate * units + unit];
        }),
      );
    const biases = gates.flatMap((gate) => bias.values.slice(gate * units, (gate + 1) * units));
    this.transpose(1, 0, 2);
    const inputs = [
      this.constant([1, 4 * units, weights.shape[0]], turned(weights)),
      this.constant([1, 4 * units, units], turned(recurrent)),
      this.constant([1, 8 * units], [...biases, ...new Array(4 * units).fill(0)]),
    ];
    this.node("LSTM", inputs, [integer("hidden_size", units)], 2, 1);
    this.reshape([units]);
    return [units];
  }
}

/** The bytes of a model from `x` [batch, ...shape] to `y` [batch, outputs]. */
export function onnxModel({ input, layers }) {
  const graph = new Graph("x");
  let shape = input.shape;
  for (const layer of layers) {
    shape = graph[layer.kind](layer, shape) ?? [...shape.slice(0, -1), layer.bias.values.length];
    if (layer.relu) graph.node("Relu");
    graph.results.push(graph.x);
  }
  graph.nodes.push(message(1, text(1, graph.x), text(2, "y"), text(3, "y"), text(4, "Identity")));
  const parts = [...graph.nodes, text(2, "network"), ...graph.constants];
  const body = message(7, ...parts, port(11, "x", input.shape), port(12, "y", shape));
  return Buffer.concat([number(1, 8), body, message(8, text(1, ""), number(2, 17))]);
}
