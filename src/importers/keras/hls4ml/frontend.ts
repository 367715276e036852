import { fail } from "../../../errors/index.js";
import type { Graph } from "../../conversion/graph.js";
import { inputShape, type KerasLayer, type KerasModel } from "../architecture.js";
import type { KerasWeights } from "../weights.js";
import { add, type Frontend, type LayerReader } from "./layer.js";
import {
  parametrized,
  readActivation,
  readNormalization,
  readPrelu,
  readQuantizedActivation,
  readRelu,
} from "./readActivations.js";
import { readConvolution } from "./readConvolution.js";
import { readDense } from "./readDense.js";
import { readConcatenate, readDot, readMerge } from "./readMerges.js";
import { readGlobalPooling, readPooling } from "./readPooling.js";
import { readEdges, readFlatten, readPermute, readReshape, readUpSampling } from "./readShapes.js";

/** hls4ml's table of layers, by Keras class. */
const readers: Readonly<Record<string, LayerReader>> = {
  Dense: readDense,
  QDense: readDense,
  Conv1D: readConvolution,
  Conv2D: readConvolution,
  DepthwiseConv1D: readConvolution,
  DepthwiseConv2D: readConvolution,
  SeparableConv1D: readConvolution,
  SeparableConv2D: readConvolution,
  QConv1D: readConvolution,
  QConv2D: readConvolution,
  QDepthwiseConv2D: readConvolution,
  QSeparableConv1D: readConvolution,
  QSeparableConv2D: readConvolution,
  MaxPooling1D: readPooling,
  MaxPooling2D: readPooling,
  AveragePooling1D: readPooling,
  AveragePooling2D: readPooling,
  GlobalMaxPooling1D: readGlobalPooling,
  GlobalMaxPooling2D: readGlobalPooling,
  GlobalAveragePooling1D: readGlobalPooling,
  GlobalAveragePooling2D: readGlobalPooling,
  ZeroPadding1D: readEdges,
  ZeroPadding2D: readEdges,
  Cropping1D: readEdges,
  Cropping2D: readEdges,
  UpSampling1D: readUpSampling,
  UpSampling2D: readUpSampling,
  Flatten: readFlatten,
  Reshape: readReshape,
  Permute: readPermute,
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
};

/** Layers that do nothing at inference and that hls4ml skips. */
const skipped: readonly string[] = ["Dropout"];

/**
 * Writes the nodes that hls4ml's Keras frontend makes of a model, before any pass.
 *
 * @throws TrigforgeError TF-KERAS-002 for a layer that hls4ml does not read, TF-KERAS-009 for what is not reproduced
 * Source of the semantics: hls4ml converters/keras_v2_to_hls.py and converters/keras/.
 */
export function writeFrontend(graph: Graph, model: KerasModel, weights: KerasWeights): void {
  checkClasses(model);
  const values = new Map<string, string>();
  const place: Frontend["place"] = (node) => graph.nodes.push(node);
  const frontend: Frontend = { graph, weights, values, shapes: new Map(), place };
  writeLayers(frontend, model);
  graph.outputs = model.outputs.map((name) => values.get(name)!);
}

function writeLayers(frontend: Frontend, model: KerasModel): void {
  const { values } = frontend;
  for (const layer of model.layers) {
    const inputs = layer.inputs.map((name) => values.get(name)!);
    if (layer.className === "InputLayer") {
      // hls4ml names the input of a Sequential model that has no input layer itself.
      const name = model.impliedInput ? "input1" : layer.name;
      checkName(name, layer);
      add(frontend, { name, className: "Input", inputs: [], shape: inputShape(layer), where: layer.where });
      values.set(layer.name, name);
    } else if (skipped.includes(layer.className)) {
      values.set(layer.name, inputs[0]!);
    } else {
      checkName(layer.name, layer);
      values.set(layer.name, readers[layer.className]!(frontend, layer, inputs).name);
    }
  }
}

/** Every layer that is not read, in one message. */
function checkClasses(model: KerasModel): void {
  const unread = model.layers.filter(
    ({ className }) => className !== "InputLayer" && !skipped.includes(className) && !Object.hasOwn(readers, className),
  );
  if (unread.length > 0) {
    fail("TF-KERAS-002", {
      where: unread[0]!.where,
      what: `layers that hls4ml does not read: ${unread.map(({ name, className }) => `${name} (${className})`).join(", ")}`,
      expected: `layers of these classes: ${[...Object.keys(readers), ...skipped].join(", ")}`,
    });
  }
  const shared = model.layers.find((layer) => layer.uses > 1);
  if (shared === undefined) return;
  fail("TF-KERAS-002", {
    where: shared.where,
    what: `the layer is used ${shared.uses} times (a shared layer), of which hls4ml converts one`,
    help: 'import with fidelity "as trained", or give each use a layer of its own',
  });
}

function checkName(name: string, layer: KerasLayer): void {
  if (name === "input") {
    fail("TF-KERAS-009", { where: layer.where, what: 'hls4ml refuses a layer named "input"', help: "rename it" });
  }
}
