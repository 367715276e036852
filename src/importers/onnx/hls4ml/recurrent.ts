import { fail } from "../../../errors/index.js";
import type { Cell } from "../../conversion/nodes.js";
import { type GraphNode, hasInput } from "../graph/graph.js";
import { arranged, counting, transposed } from "../graph/indices.js";
import {
  type Frontend,
  float32,
  inputOf,
  type NodeReader,
  nextName,
  ordered,
  place,
  relabelled,
  sameSequence,
  unsupported,
  type Value,
  weightOf,
} from "./frontend.js";

/** ONNX's gates in Keras' order: i f c o of i o f c, and z r h. */
const gates = { lstm: [0, 2, 3, 1], gru: [0, 1, 2] } as const;

/**
 * LSTM and GRU, which hls4ml does not read from ONNX: converted as its recurrent layers of Keras' kind, with PyTorch's two
 * biases. The states begin at zero.
 */
export const readRecurrent: NodeReader = (frontend, node) => {
  const { attributes, operator } = node;
  const kind = operator === "LSTM" ? "lstm" : "gru";
  const direction = attributes.text("direction", "forward");
  if (direction !== "forward" && direction !== "bidirectional") unsupported(node, `direction ${direction}`, "forward");
  const prefixes = direction === "forward" ? ([""] as const) : (["forward_", "backward_"] as const);
  const units = attributes.integer("hidden_size", 0);
  const x = steps(frontend, node);
  const [length, , features] = x.shape as [number, number, number];
  checkVariant(frontend, node, kind, prefixes.length);
  const cells = prefixes.map((prefix): Cell => ({ kind, units, prefix, ...functions(node, kind, prefixes.length) }));
  const used = node.outputs.map((name) => name !== "" && isRead(frontend, name));
  if (used[2] === true || (used[0] === true && used[1] === true)) {
    unsupported(node, "more than one of the outputs Y, Y_h and Y_c", "Y or Y_h");
  }
  const returnSequences = used[0] === true;
  const width = units * prefixes.length;
  const shape = returnSequences ? [length, prefixes.length, 1, units] : [prefixes.length, 1, units];
  const { node: made, value } = place(
    frontend,
    {
      name: nextName(frontend, operator),
      className: prefixes.length > 1 ? "Bidirectional" : kind === "lstm" ? "LSTM" : "GRU",
      inputs: [x.node],
      details: { kind: "recurrent", cells, returnSequences },
      where: node.where,
    },
    shape,
    counting(shape.length),
    returnSequences ? [length, width] : [width],
  );
  const count = kind === "lstm" ? 4 : 3;
  const weights = weightOf(frontend, node, 1, "W").values;
  const recurrent = weightOf(frontend, node, 2, "R").values;
  const biases = hasInput(node, 3) ? weightOf(frontend, node, 3, "B").values : [];
  const columns = count * units;
  cells.forEach(({ prefix }, cell) => {
    const put = (name: string, shape: readonly number[], values: readonly number[]): void =>
      frontend.graph.addWeights(made, `${prefix}${name}`, float32(shape, values));
    put("weight", [features, columns], turned(weights, cell, kind, units, features));
    put("recurrent_weight", [units, columns], turned(recurrent, cell, kind, units, units));
    for (const [index, name] of (["bias", "recurrent_bias"] as const).entries()) {
      const start = (2 * cell + index) * columns;
      const own = biases.length === 0 ? new Array<number>(columns).fill(0) : biases.slice(start, start + columns);
      put(
        name,
        [columns],
        gates[kind].flatMap((gate) => own.slice(gate * units, (gate + 1) * units)),
      );
    }
  });
  frontend.graph.notes.push(`${node.where}: hls4ml does not read it from ONNX; converted as its ${operator} layer`);
  return returnSequences ? [value] : [value, value];
};

/** The sequence as hls4ml has it: [steps, features]. */
function steps(frontend: Frontend, node: GraphNode): Value {
  const given = inputOf(frontend, node);
  const [length, batch, features] = given.shape as [number, number, number];
  if (batch !== 1 || node.batch > 1) {
    return fail("TF-ONNX-005", {
      where: node.where,
      what: `a sequence of shape [${given.shape}]`,
      expected: "[steps, 1, features] behind an input whose first axis is the batch",
      help: "export with batch_first=True",
    });
  }
  const order = counting(3);
  const laid = [length, features];
  if (sameSequence(given, order) && `${given.laid}` === `${laid}`) return { ...given, order };
  return relabelled(frontend, ordered(frontend, given, order, node.where), given.shape, order, node.where, laid);
}

function isRead({ network }: Frontend, name: string): boolean {
  return (
    network.outputs.some(({ value }) => value === name) || network.nodes.some(({ inputs }) => inputs.includes(name))
  );
}

function checkVariant(frontend: Frontend, node: GraphNode, kind: "lstm" | "gru", directions: number): void {
  const { attributes } = node;
  if (attributes.has("clip")) unsupported(node, "clip");
  if (attributes.integer("layout", 0) !== 0) unsupported(node, "layout 1");
  if (kind === "lstm" && attributes.integer("input_forget", 0) !== 0) unsupported(node, "input_forget");
  if (kind === "gru" && attributes.integer("linear_before_reset", 0) === 0) {
    unsupported(node, "linear_before_reset 0", "1, as PyTorch and Keras with reset_after export");
  }
  attributes.ignore("output_sequence");
  if (hasInput(node, 4)) unsupported(node, "sequence_lens");
  for (const index of [5, 6, 7]) {
    if (!hasInput(node, index)) continue;
    const state = weightOf(frontend, node, index, "an initial state");
    if (index === 7 || state.values.some((value) => value !== 0))
      unsupported(node, "an initial state or peepholes", "zeros");
  }
  const units = attributes.integer("hidden_size", 0);
  const features = inputOf(frontend, node).shape[2]!;
  const rows = (kind === "lstm" ? 4 : 3) * units;
  const shapes = [
    [directions, rows, features],
    [directions, rows, units],
    [directions, 2 * rows],
  ];
  shapes.forEach((shape, index) => {
    if (index === 2 && !hasInput(node, 3)) return;
    const own = weightOf(frontend, node, index + 1, "the weights").shape;
    if (`${own}` !== `${shape}`)
      fail("TF-ONNX-005", { where: node.where, what: `weights of shape [${own}]`, expected: `[${shape}]` });
  });
}

/** The functions of the gates and of the cell. */
function functions(node: GraphNode, kind: "lstm" | "gru", directions: number) {
  const count = kind === "lstm" ? 3 : 2;
  const absent = kind === "lstm" ? ["Sigmoid", "Tanh", "Tanh"] : ["Sigmoid", "Tanh"];
  const given = node.attributes.texts("activations") ?? counting(directions).flatMap(() => absent);
  const own = given.slice(0, count).map((name) => name.toLowerCase());
  const isSame =
    given.length === count * directions && given.every((name, index) => name.toLowerCase() === own[index % count]);
  const known = own.every((name) => ["sigmoid", "tanh", "relu"].includes(name));
  if (!isSame || !known || (kind === "lstm" && own[1] !== own[2]) || node.attributes.has("activation_alpha")) {
    unsupported(node, `activations ${given.join(", ").slice(0, 80)}`, absent.join(", "));
  }
  return { recurrentActivation: own[0]!, activation: own[1]! };
}

/** [directions, gates · units, inputs] → [inputs, gates · units] of one direction, gates in Keras' order. */
function turned(
  values: readonly number[],
  cell: number,
  kind: "lstm" | "gru",
  units: number,
  inputs: number,
): readonly number[] {
  const order = gates[kind];
  const size = order.length * units * inputs;
  const own = values.slice(cell * size, (cell + 1) * size);
  const rows = order.flatMap((gate) => own.slice(gate * units * inputs, (gate + 1) * units * inputs));
  return arranged(rows, transposed([order.length * units, inputs], [1, 0]), 0);
}
