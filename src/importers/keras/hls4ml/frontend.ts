import { fail } from "../../../errors/index.js";
import { sameShape } from "../../../ops/index.js";
import type { Graph, GraphNode } from "../../conversion/graph.js";
import { inputShape, type KerasLayer, type KerasModel } from "../architecture.js";
import type { KerasWeights } from "../weights.js";
import { add, type Frontend, type LayerReader, shapeOf } from "./layer.js";
import {
  parametrized,
  readActivation,
  readNormalization,
  readPrelu,
  readQuantizedActivation,
  readRelu,
} from "./readActivations.js";
import { readConvolution, readFoldedConvolution } from "./readConvolution.js";
import { readDense } from "./readDense.js";
import { readConcatenate, readDot, readMerge } from "./readMerges.js";
import { nestedReader, timeDistributedReader } from "./readNested.js";
import { readGlobalPooling, readPooling } from "./readPooling.js";
import { readBidirectional, readEmbedding, readLayerNormalization, readRecurrent } from "./readSequence.js";
import { readEdges, readFlatten, readPermute, readReshape, readUpSampling } from "./readShapes.js";

/** hls4ml's table of layers, by Keras class. */
export const readers: Readonly<Record<string, LayerReader>> = {
  Sequential: (...layer) => nestedReader(writeLayers)(...layer),
  Functional: (...layer) => nestedReader(writeLayers)(...layer),
  TimeDistributed: (frontend, layer, inputs) => {
    const { className, where } = layer.wrapped![0]!;
    if (!timeDistributable.test(className)) {
      fail("TF-KERAS-009", {
        where,
        what: `a ${className} inside TimeDistributed, on which hls4ml fails or takes a wrong shape`,
      });
    }
    return timeDistributedReader(readers[className]!)(frontend, layer, inputs);
  },
  Bidirectional: readBidirectional,
  LSTM: readRecurrent,
  GRU: readRecurrent,
  QLSTM: readRecurrent,
  QGRU: readRecurrent,
  Embedding: readEmbedding,
  LayerNormalization: readLayerNormalization,
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
  QConv2DBatchnorm: readFoldedConvolution,
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

/** Classes that hls4ml reads and then fails on, with the reason. */
const failing: Readonly<Record<string, string>> = {
  Softmax: 'hls4ml writes C++ that does not compile for a Softmax layer; an Activation layer with "softmax" does',
  SimpleRNN: "hls4ml has no SimpleRNN for Vivado and Vitis: it writes no code, and the output is undefined",
  QSimpleRNN: "hls4ml has no QSimpleRNN for Vivado and Vitis: it writes no code, and the output is undefined",
};

/** Classes that TimeDistributed may wrap: those whose reader looks at no more axes than one step has. */
const timeDistributable =
  /^(Q?Dense|Q?(Separable|Depthwise)?Conv[12]D|(Max|Average)Pooling[12]D|Q?Activation|ReLU|LeakyReLU)$/;

/** Layers that do nothing at inference and that hls4ml skips. */
const skipped: readonly string[] = ["Dropout"];

/**
 * Writes the nodes that hls4ml's Keras frontend makes of a model, before any pass.
 *
 * @throws TrigforgeError TF-KERAS-002 for a layer that hls4ml does not read, TF-KERAS-009 for what is not reproduced
 * Source of the semantics: hls4ml converters/keras_v2_to_hls.py and converters/keras/.
 */
export function writeFrontend(graph: Graph, model: KerasModel, weights: KerasWeights): void {
  const values = new Map<string, string>();
  const place = (node: GraphNode): void => {
    graph.nodes.push(node);
  };
  const frontend: Frontend = { graph, weights, values, shapes: new Map(), place, splits: true };
  writeLayers(frontend, model);
  graph.outputs = model.outputs.map((name) => values.get(name)!);
}

/** @param source the value that a nested model's input is */
function writeLayers(frontend: Frontend, model: KerasModel, source?: string): void {
  checkClasses(model);
  const { values, graph } = frontend;
  for (const layer of model.layers) {
    const inputs = layer.inputs.map((name) => values.get(name)!);
    if (layer.className === "InputLayer") {
      // hls4ml names the input of a Sequential model that has no input layer itself.
      const name = model.impliedInput ? "input1" : layer.name;
      checkName(name, layer);
      const shape = source === undefined ? inputShape(layer) : shapeOf(frontend, [source]);
      const from = source === undefined ? [] : [source];
      if (source !== undefined) checkSourceShape(layer, shape);
      add(frontend, { name, className: "Input", inputs: from, shape, where: layer.where });
      if (source !== undefined) frontend.shapes.set(name, shape);
      values.set(layer.name, name);
    } else if (skipped.includes(layer.className)) {
      values.set(layer.name, inputs[0]!);
    } else {
      checkName(layer.name, layer);
      values.set(layer.name, readers[layer.className]!(frontend, layer, inputs).name);
    }
  }
  graph.notes.splice(0, graph.notes.length, ...new Set(graph.notes));
}

/** A nested model's input has the shape of what feeds it. */
function checkSourceShape(layer: KerasLayer, shape: readonly number[]): void {
  if (!layer.config.has("batch_input_shape") && !layer.config.has("batch_shape")) {
    fail("TF-KERAS-009", { where: layer.where, what: "a nested model without an input shape, on which hls4ml fails" });
  }
  const own = inputShape(layer);
  if (!sameShape(own, shape)) {
    fail("TF-KERAS-001", { where: layer.where, what: `shape [${shape}] enters a model of input shape [${own}]` });
  }
}

/** Every layer that is not read, in one message. */
function checkClasses(model: KerasModel): void {
  const failed = model.layers.find(({ className }) => Object.hasOwn(failing, className));
  if (failed !== undefined) {
    fail("TF-KERAS-009", { where: failed.where, what: failing[failed.className]!, expected: "another layer" });
  }
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
