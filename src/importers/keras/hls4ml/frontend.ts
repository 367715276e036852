import { fail } from "../../../errors/index.js";
import { uint } from "../../../fixed/index.js";
import { elementCount, sameShape } from "../../../ops/index.js";
import type { Graph, GraphNode, NodeDescription } from "../../conversion/graph.js";
import { precisionOf } from "../../conversion/precision.js";
import { isMapping } from "../../fields.js";
import { inputShape, type KerasLayer, type KerasModel } from "../architecture.js";
import { namesQuantizer } from "../quantizers/read.js";
import { eventAxis, reshaped } from "../shapes.js";
import type { KerasWeights } from "../weights.js";
import { type ActivationDescription, activationFromName, activationFromQuantizer } from "./activations.js";
import { normalizationWeights } from "./normalization.js";
import { readWeightQuantizer } from "./weightQuantizer.js";

/** What the functions below need to turn one Keras layer into nodes. */
interface Frontend {
  readonly graph: Graph;
  readonly weights: KerasWeights;
  /** The node that a reader of a Keras layer reads: an activation split off, or the source of a skipped layer. */
  readonly values: Map<string, string>;
}

type LayerReader = (frontend: Frontend, layer: KerasLayer, inputs: string[]) => GraphNode;

/** hls4ml's table of layers, by Keras class. */
const readers: Readonly<Record<string, LayerReader>> = {
  Dense: (frontend, layer, inputs) => readDense(frontend, layer, inputs, false),
  QDense: (frontend, layer, inputs) => readDense(frontend, layer, inputs, true),
  Activation: readActivation,
  QActivation: readQuantizedActivation,
  ReLU: readRelu,
  LeakyReLU: (frontend, layer, inputs) => {
    const slope = layer.config.number(layer.config.has("negative_slope") ? "negative_slope" : "alpha", 0.3);
    return parametrized(frontend, layer, inputs, "leaky_relu", slope);
  },
  ThresholdedReLU: (frontend, layer, inputs) =>
    parametrized(frontend, layer, inputs, "thresholded_relu", layer.config.number("theta", 1)),
  ELU: (frontend, layer, inputs) => parametrized(frontend, layer, inputs, "elu", layer.config.number("alpha", 1)),
  PReLU: readPrelu,
  Softmax: (_frontend, layer) =>
    fail("TF-KERAS-009", {
      where: layer.where,
      what: "hls4ml writes C++ that does not compile for a Softmax layer",
      expected: 'an Activation layer with "softmax"',
    }),
  BatchNormalization: readNormalization,
  QBatchNormalization: readNormalization,
  Add: readMerge,
  Subtract: readMerge,
  Multiply: readMerge,
  Average: readMerge,
  Maximum: readMerge,
  Minimum: readMerge,
  Concatenate: readConcatenate,
  Dot: readDot,
  Flatten: (frontend, layer, inputs) => reshape(frontend, layer, inputs, [elementCount(shapeOf(frontend, inputs))]),
  Reshape: (frontend, layer, inputs) => {
    const target = layer.config.list("target_shape");
    return reshape(frontend, layer, inputs, reshaped(shapeOf(frontend, inputs), target, layer.where));
  },
};

/** Layers that do nothing at inference and that hls4ml skips. */
const skipped: readonly string[] = ["Dropout"];

/**
 * Writes the nodes that hls4ml's Keras frontend makes of a model, before any pass.
 *
 * @throws TrigforgeError TF-KERAS-002 for a layer outside dense networks, TF-KERAS-009 for what is not reproduced
 * Source of the semantics: hls4ml converters/keras_v2_to_hls.py and converters/keras/.
 */
export function writeFrontend(graph: Graph, model: KerasModel, weights: KerasWeights): void {
  checkClasses(model);
  const frontend: Frontend = { graph, weights, values: new Map() };
  for (const layer of model.layers) {
    const inputs = layer.inputs.map((name) => frontend.values.get(name)!);
    if (layer.className === "InputLayer") {
      // hls4ml names the input of a Sequential model that has no input layer itself.
      const name = model.impliedInput ? "input1" : layer.name;
      checkName(name, layer);
      const node = graph.make({ name, className: "Input", inputs: [], shape: inputShape(layer), where: layer.where });
      graph.nodes.push(node);
      frontend.values.set(layer.name, name);
    } else if (skipped.includes(layer.className)) {
      frontend.values.set(layer.name, inputs[0]!);
    } else {
      checkName(layer.name, layer);
      const node = readers[layer.className]!(frontend, layer, inputs);
      frontend.values.set(layer.name, node.name);
    }
  }
  graph.outputs = model.outputs.map((name) => frontend.values.get(name)!);
}

/** Every layer that is not read, in one message. */
function checkClasses(model: KerasModel): void {
  const unread = model.layers.filter(
    ({ className }) => className !== "InputLayer" && !skipped.includes(className) && !Object.hasOwn(readers, className),
  );
  if (unread.length === 0) return;
  fail("TF-KERAS-002", {
    where: unread[0]!.where,
    what: `layers that are not read: ${unread.map(({ name, className }) => `${name} (${className})`).join(", ")}`,
    expected: `layers of dense networks: ${[...Object.keys(readers), ...skipped].join(", ")}`,
  });
}

function checkName(name: string, layer: KerasLayer): void {
  if (name === "input") {
    fail("TF-KERAS-009", { where: layer.where, what: 'hls4ml refuses a layer named "input"', help: "rename it" });
  }
}

function shapeOf({ graph }: Frontend, inputs: readonly string[], which = 0): readonly number[] {
  return graph.node(inputs[which]!).shape;
}

/** Adds a node at the end of the graph. */
function add({ graph }: Frontend, description: NodeDescription): GraphNode {
  if (graph.nodes.some((node) => node.name === description.name)) {
    fail("TF-KERAS-009", { where: description.where, what: `hls4ml makes two nodes named ${description.name}` });
  }
  const node = graph.make(description);
  graph.nodes.push(node);
  return node;
}

function append(
  frontend: Frontend,
  layer: Pick<KerasLayer, "name" | "where">,
  inputs: string[],
  activation: ActivationDescription,
): GraphNode {
  const { notes, ...rest } = activation;
  frontend.graph.notes.push(...notes.map((note) => `${layer.name}: ${note}`));
  return add(frontend, { name: layer.name, inputs, shape: shapeOf(frontend, inputs), where: layer.where, ...rest });
}

/** A dense layer, and a second node for the activation in its configuration, even for "linear". */
function readDense(frontend: Frontend, layer: KerasLayer, inputs: string[], quantized: boolean): GraphNode {
  const { config, name, where } = layer;
  const shape = shapeOf(frontend, inputs);
  if (shape.length > 1) {
    fail("TF-KERAS-009", {
      where,
      what: `a dense layer over ${shape.length} axes, which hls4ml turns into a convolution`,
    });
  }
  const units = config.whole("units", 1, 2 ** 20);
  const kernel = frontend.weights.read(layer, "kernel", [shape[0]!, units]);
  const bias = config.truth("use_bias", true) ? frontend.weights.read(layer, "bias", [units]) : null;
  const weightQuantizer = quantized ? readWeightQuantizer(layer, "kernel") : null;
  const biasQuantizer = quantized ? readWeightQuantizer(layer, "bias") : null;
  const node = add(frontend, {
    name,
    className: "Dense",
    inputs,
    shape: [units],
    where,
    weightQuantizer,
    biasQuantizer,
  });
  const { graph } = frontend;
  graph.addWeights(node, "weight", kernel, weightQuantizer);
  if (bias === null) {
    const zeros = { shape: [units], values: new Array<number>(units).fill(0), double: true };
    graph.addWeights(node, "bias", zeros, null, precisionOf(uint(1)));
  } else {
    graph.addWeights(node, "bias", bias, biasQuantizer);
  }
  return splitActivation(frontend, layer, node);
}

function splitActivation(frontend: Frontend, layer: KerasLayer, node: GraphNode): GraphNode {
  const value = layer.config.get("activation");
  const where = `${layer.where}: activation`;
  if (isMapping(value)) {
    const quantizer = typeof value.class_name === "string" ? value.class_name : "";
    const activation = activationFromQuantizer(value, where);
    return append(frontend, { name: `${node.name}_${quantizer}`, where }, [node.name], activation);
  }
  if (typeof value !== "string") {
    return fail("TF-KERAS-009", {
      where,
      what: "no activation is written, on which hls4ml fails",
      expected: '"linear"',
    });
  }
  if (namesQuantizer(value) && value.includes("(")) {
    return fail("TF-KERAS-009", { where, what: `the text ${value}, which hls4ml takes for the name of a function` });
  }
  const activation = activationFromName(value, layer.config, where, true);
  return append(frontend, { name: `${node.name}_${value}`, where }, [node.name], activation);
}

function readActivation(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const name = layer.config.text("activation");
  return append(frontend, layer, inputs, activationFromName(name, layer.config, layer.where));
}

function readQuantizedActivation(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  return append(frontend, layer, inputs, activationFromQuantizer(layer.config.get("activation"), layer.where));
}

/** hls4ml reads none of the parameters of a ReLU layer. */
function readRelu(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const { config, name, where } = layer;
  for (const key of ["max_value", "negative_slope", "threshold"]) {
    const value = config.get(key);
    if (value !== undefined && value !== 0) {
      frontend.graph.notes.push(`${name}: hls4ml ignores ${key} ${String(value)} of the layer and computes max(x, 0)`);
    }
  }
  const shape = shapeOf(frontend, inputs);
  return add(frontend, { name, className: "Activation", activation: "relu", inputs, shape, where });
}

function parametrized(
  frontend: Frontend,
  layer: KerasLayer,
  inputs: string[],
  activation: string,
  parameter: number,
): GraphNode {
  const className = "ParametrizedActivation";
  return append(frontend, layer, inputs, { className, activation, parameter, notes: [] });
}

function readPrelu(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  if (layer.config.has("shared_axes")) {
    fail("TF-KERAS-009", { where: layer.where, what: "PReLU with shared_axes, which hls4ml refuses" });
  }
  const activation = { className: "PReLU", activation: "prelu", notes: [] } as const;
  const node = append(frontend, layer, inputs, activation);
  frontend.graph.addWeights(node, "param", frontend.weights.read(layer, "alpha", node.shape));
  return node;
}

function readNormalization(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const shape = shapeOf(frontend, inputs);
  const { name, where } = layer;
  const channels = shape.length === 1 ? -1 : shape[shape.length - 1]!;
  const node = add(frontend, { name, className: "BatchNormalization", inputs, shape, channels, where });
  const { scale, bias } = normalizationWeights(layer, frontend.weights, shape);
  frontend.graph.addWeights(node, "scale", scale);
  frontend.graph.addWeights(node, "bias", bias);
  return node;
}

function readMerge(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const shape = twoShapes(frontend, layer, inputs)[0]!;
  const activation = layer.className.toLowerCase();
  return add(frontend, { name: layer.name, className: "Merge", activation, inputs, shape, where: layer.where });
}

function readConcatenate(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const [a, b] = twoShapes(frontend, layer, inputs, true) as [readonly number[], readonly number[]];
  const { name, where } = layer;
  if (a.length !== b.length || a.length > 3) {
    fail("TF-KERAS-009", { where, what: `shapes [${a}] and [${b}], which hls4ml does not concatenate` });
  }
  const axis = eventAxis(layer.config.number("axis", -1), a.length, where);
  const shape = a.map((extent, index) => (index === axis ? extent + b[index]! : extent));
  return add(frontend, { name, className: "Concatenate", inputs, shape, parameter: axis, where });
}

function readDot(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const [shape] = twoShapes(frontend, layer, inputs);
  const { name, where, config } = layer;
  if (shape!.length > 1) fail("TF-KERAS-009", { where, what: "a dot product of more than one axis" });
  if (config.truth("normalize", false)) {
    frontend.graph.notes.push(`${name}: hls4ml ignores normalize and takes the plain dot product`);
  }
  return add(frontend, { name, className: "Dot", inputs, shape: [1], where });
}

function reshape(frontend: Frontend, layer: KerasLayer, inputs: string[], shape: number[]): GraphNode {
  return add(frontend, { name: layer.name, className: "Reshape", inputs, shape, where: layer.where });
}

/** The shapes of the two operands that hls4ml's merges take. */
function twoShapes(frontend: Frontend, layer: KerasLayer, inputs: string[], mayDiffer = false): (readonly number[])[] {
  const shapes = inputs.map((_input, index) => shapeOf(frontend, inputs, index));
  const [a, b] = shapes;
  if (shapes.length !== 2) {
    fail("TF-KERAS-009", { where: layer.where, what: `${shapes.length} operands; hls4ml merges two`, expected: "2" });
  }
  if (!mayDiffer && !sameShape(a!, b!)) {
    fail("TF-KERAS-009", {
      where: layer.where,
      what: `operands of shapes [${a}] and [${b}]`,
      expected: "equal shapes",
    });
  }
  return shapes;
}
