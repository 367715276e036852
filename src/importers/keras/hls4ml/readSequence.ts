import { fail } from "../../../errors/index.js";
import type { GraphNode } from "../../conversion/graph.js";
import type { Cell } from "../../conversion/nodes.js";
import { describe, type Fields, isMapping } from "../../fields.js";
import type { KerasLayer } from "../architecture.js";
import { readQuantizer } from "../quantizers/read.js";
import type { WeightTensor } from "../weights.js";
import { add, expectField, type Frontend, shapeOf } from "./layer.js";

/** Embedding: a table, one row an index. */
export function readEmbedding(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const { config, name, where } = layer;
  const [rows, columns] = [config.whole("input_dim", 1, 2 ** 24), config.whole("output_dim", 1, 2 ** 16)];
  const shape = [...shapeOf(frontend, inputs), columns];
  const table = frontend.weights.read(layer, "embeddings", [rows, columns]);
  const node = add(frontend, { name, className: "Embedding", inputs, shape, where });
  frontend.graph.addWeights(node, "embeddings", table);
  return node;
}

/** Layer normalisation over the last of two axes. Source: hls4ml converters/keras/core.py, parse_layernorm_layer. */
export function readLayerNormalization(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const { config, name, where } = layer;
  const shape = shapeOf(frontend, inputs);
  if (shape.length !== 2) {
    fail("TF-KERAS-009", { where, what: `a layer normalisation of shape [${shape}], on which hls4ml fails` });
  }
  expectField(layer, "axis", [[2], 2], "hls4ml fails on it");
  expectField(layer, "scale", [true], "hls4ml fails without gamma");
  expectField(layer, "center", [true], "hls4ml fails without beta");
  const epsilon = config.number("epsilon", 0.001);
  const power = epsilon > 0 ? halfToEven(-Math.log10(epsilon)) : 0;
  if (power <= 0) fail("TF-KERAS-009", { where, what: `epsilon ${epsilon}, on which hls4ml fails`, expected: "0.001" });
  if (Math.abs(epsilon - 10 ** -power) > epsilon * 1e-6) {
    frontend.graph.notes.push(`${name}: hls4ml takes 1e-${power} for epsilon ${epsilon}`);
  }
  const node = add(frontend, {
    name,
    className: "LayerNormalization",
    inputs,
    shape,
    details: { kind: "layerNormalization", epsilonPowerOf10: power },
    where,
  });
  frontend.graph.addWeights(node, "scale", frontend.weights.read(layer, "gamma", [shape[1]!]));
  frontend.graph.addWeights(node, "bias", frontend.weights.read(layer, "beta", [shape[1]!]));
  return node;
}

function halfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** LSTM and GRU. hls4ml drops the quantisers of QLSTM and QGRU; the configuration's types take their place. */
export function readRecurrent(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const { name, where } = layer;
  const [steps] = sequenceOf(frontend, layer, inputs);
  const cell = cellOf(frontend, layer, "");
  const returnSequences = layer.config.truth("return_sequences", false);
  const node = add(frontend, {
    name,
    className: cell.kind === "lstm" ? "LSTM" : "GRU",
    inputs,
    shape: returnSequences ? [steps, cell.units] : [cell.units],
    details: { kind: "recurrent", cells: [cell], returnSequences },
    where,
  });
  addCell(frontend, node, layer, cell, inputs);
  return node;
}

/** Bidirectional LSTM and GRU, joined one behind the other. */
export function readBidirectional(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const { config, name, where } = layer;
  const [steps] = sequenceOf(frontend, layer, inputs);
  expectField(layer, "merge_mode", ["concat"], "hls4ml's kernel joins the two directions one behind the other");
  const [forward, backward] = layer.wrapped as [KerasLayer, KerasLayer];
  if (
    forward.config.truth("go_backwards", false) ||
    (config.has("backward_layer") && !backward.config.truth("go_backwards", false))
  ) {
    fail("TF-KERAS-009", { where, what: "a forward layer that goes backwards, or a backward one that does not" });
  }
  const cells = [cellOf(frontend, forward, "forward_"), cellOf(frontend, backward, "backward_")] as const;
  const returnSequences = forward.config.truth("return_sequences", false);
  if (backward.config.truth("return_sequences", false) !== returnSequences) {
    fail("TF-KERAS-001", { where, what: "one direction returns sequences and the other does not" });
  }
  const units = cells[0].units + cells[1].units;
  const node = add(frontend, {
    name,
    className: "Bidirectional",
    inputs,
    shape: returnSequences ? [steps, units] : [units],
    details: { kind: "recurrent", cells, returnSequences },
    where,
  });
  addCell(frontend, node, forward, cells[0], inputs);
  addCell(frontend, node, backward, cells[1], inputs);
  return node;
}

function sequenceOf(frontend: Frontend, layer: KerasLayer, inputs: string[]): [steps: number, features: number] {
  const shape = shapeOf(frontend, inputs);
  if (shape.length === 2 && inputs.length === 1) return [shape[0]!, shape[1]!];
  return fail("TF-KERAS-009", {
    where: layer.where,
    what: inputs.length > 1 ? "initial states" : `its input has shape [${shape}]`,
    expected: "one input of shape [steps, features]",
  });
}

function cellOf(frontend: Frontend, layer: KerasLayer, prefix: Cell["prefix"]): Cell {
  const { config, className, name } = layer;
  const kind = className.replace(/^Q/, "").toLowerCase();
  if (kind !== "lstm" && kind !== "gru") {
    return fail("TF-KERAS-009", {
      where: layer.where,
      what: `hls4ml has no ${className} for Vivado and Vitis`,
      expected: "LSTM or GRU",
    });
  }
  expectField(layer, "use_bias", [true], "hls4ml fails without a bias");
  expectField(layer, "time_major", [false], "hls4ml refuses it");
  expectField(layer, "return_state", [false], "hls4ml refuses it");
  if (kind === "gru") expectField(layer, "reset_after", [true], "hls4ml fails on it");
  if (prefix === "" && config.truth("go_backwards", false)) {
    frontend.graph.notes.push(`${name}: hls4ml ignores go_backwards and reads the steps forwards`);
  }
  if (config.truth("stateful", false)) {
    frontend.graph.notes.push(`${name}: hls4ml begins every event with states of zero, although the layer is stateful`);
  }
  return {
    kind,
    units: config.whole("units", 1, 2 ** 16),
    activation: cellActivation(config, "activation", "tanh"),
    recurrentActivation: cellActivation(config, "recurrent_activation", "sigmoid"),
    prefix,
  };
}

/** The functions that hls4ml's recurrent kernels know. */
function cellActivation(config: Fields, key: string, absent: string): string {
  const value = config.get(key) ?? absent;
  const name = isMapping(value) ? quantizedName(value, config.where) : value;
  if (name === "tanh" || name === "sigmoid" || name === "relu") return name;
  return fail("TF-KERAS-009", {
    where: config.where,
    what: `${key} ${describe(value)}, which hls4ml's recurrent kernels do not have`,
    expected: "tanh, sigmoid or relu",
  });
}

function quantizedName(value: unknown, where: string): string {
  const quantizer = readQuantizer(value, where);
  if ((quantizer.kind === "tanh" || quantizer.kind === "sigmoid") && quantizer.real) return quantizer.kind;
  return quantizer.kind === "relu" && quantizer.negativeSlope === 0 ? "relu" : quantizer.name;
}

function addCell(frontend: Frontend, node: GraphNode, layer: KerasLayer, cell: Cell, inputs: string[]): void {
  const { graph, weights } = frontend;
  const { kind, units, prefix } = cell;
  const columns = units * (kind === "lstm" ? 4 : 3);
  const features = shapeOf(frontend, inputs)[1]!;
  const put = (name: string, data: Pick<WeightTensor, "shape" | "values" | "double">): void =>
    graph.addWeights(node, `${prefix}${name}`, data);
  put("weight", weights.read(layer, "kernel", [features, columns]));
  put("recurrent_weight", weights.read(layer, "recurrent_kernel", [units, columns]));
  if (kind === "lstm") {
    put("bias", weights.read(layer, "bias", [columns]));
    put("recurrent_bias", { shape: [columns], values: new Array<number>(columns).fill(0), double: true });
    return;
  }
  const { values, double } = weights.read(layer, "bias", [2, columns]);
  put("bias", { shape: [columns], values: values.slice(0, columns), double });
  put("recurrent_bias", { shape: [columns], values: values.slice(columns), double });
}
