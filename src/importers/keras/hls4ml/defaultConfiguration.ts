import { printFormat } from "../../../fixed/index.js";
import { Configuration } from "../../conversion/configuration.js";
import { Graph, type GraphNode, isActivation } from "../../conversion/graph.js";
import { isConvolution } from "../../conversion/nodes.js";
import type { Precision } from "../../conversion/precision.js";
import { isMapping, type Mapping } from "../../fields.js";
import type { KerasModel } from "../architecture.js";
import type { Quantizer } from "../quantizers/quantizer.js";
import { readQuantizer } from "../quantizers/read.js";
import type { KerasWeights } from "../weights.js";
import { writeFrontend } from "./frontend.js";

const table = "fixed<18,8,TRN,WRAP,0>";
const softmaxTable = "fixed<18,8,RND,SAT,0>";

/** The precision of everything that hls4ml does not infer. */
export interface DefaultConfigurationOptions {
  /** Default fixed<16,6>. */
  readonly precision?: string;
  /** A cap on inferred types. */
  readonly maximum?: string;
  /** Default 1. */
  readonly reuseFactor?: number;
}

/**
 * The configuration that hls4ml users begin with: config_from_keras_model with granularity "name", an entry a layer with types
 * to be inferred, and the types of QKeras' quantisers.
 *
 * @throws TrigforgeError as an import as hls4ml, for layers that hls4ml does not read
 * Source of the semantics: hls4ml utils/config.py.
 */
export function defaultConfiguration(
  model: KerasModel,
  weights: KerasWeights,
  where: string,
  { precision = "fixed<16,6>", maximum, reuseFactor = 1 }: DefaultConfigurationOptions = {},
): Mapping {
  const Precision = { default: precision, ...(maximum === undefined ? {} : { maximum }) };
  const plain = { Model: { Precision, ReuseFactor: reuseFactor } };
  const graph = new Graph(new Configuration(plain, where));
  writeFrontend(graph, model, weights);
  const quantizers = activationQuantizers(model);
  const entries = graph.nodes.map((node) => [node.name, entryOf(node, model, reuseFactor, quantizers)] as const);
  return {
    Model: { Precision, ReuseFactor: reuseFactor, Strategy: "Latency", BramFactor: 1_000_000_000, TraceOutput: false },
    LayerName: Object.fromEntries(entries),
  };
}

/** The quantisers of activations, by the name of the node that each becomes. */
function activationQuantizers(model: KerasModel): Map<string, Quantizer> {
  const found = new Map<string, Quantizer>();
  for (const { className, config, name, where } of model.layers) {
    const activation = config.get("activation");
    if (className === "QActivation") found.set(name, readQuantizer(activation, where));
    else if (isMapping(activation))
      found.set(`${name}_${String(activation.class_name)}`, readQuantizer(activation, where));
  }
  return found;
}

function entryOf(node: GraphNode, model: KerasModel, reuse: number, quantizers: Map<string, Quantizer>): Mapping {
  const Precision = precisionsOf(node, model, quantizers.get(node.name));
  return { Trace: false, Precision, ...optionsOf(node, reuse) };
}

function precisionsOf(node: GraphNode, model: KerasModel, quantizer: Quantizer | undefined): Record<string, string> {
  const { className } = node;
  const auto = (...names: string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, "auto"]));
  const result = { result: quantizer === undefined ? "auto" : quantizerPrecision(quantizer) };
  if (className === "Dense" || isConvolution(node)) {
    const isDepthwise = className.startsWith("Depthwise");
    const weight = node.weightQuantizer === null ? "auto" : text(node.weightQuantizer.type);
    const bias = node.biasQuantizer === null ? "auto" : text(node.biasQuantizer.type);
    const own = { ...result, weight: isDepthwise ? "auto" : weight, bias, accum: "auto" };
    return isDepthwise && weight !== "auto" ? { ...own, depthwise: weight } : own;
  }
  if (className.startsWith("Separable")) {
    const typeOf = (own: GraphNode["scaleQuantizer"]): string => (own === null ? "auto" : text(own.type));
    return {
      ...result,
      depthwise: typeOf(node.scaleQuantizer),
      pointwise: typeOf(node.weightQuantizer),
      bias: typeOf(node.biasQuantizer),
      ...auto("depthwise_accum", "pointwise_accum", "depthwise_result"),
    };
  }
  if (isActivation(node)) {
    const parameters: Record<string, Record<string, string>> = {
      HardActivation: auto("slope", "shift"),
      ParametrizedActivation: auto("param"),
      PReLU: auto("param"),
    };
    const softmax = { exp_table: softmaxTable, inv_table: softmaxTable, inv_inp: softmaxTable, accum: softmaxTable };
    return { ...result, ...parameters[className], table, ...(className === "Softmax" ? softmax : {}) };
  }
  switch (className) {
    case "BatchNormalization":
      return { ...result, ...auto("scale", "bias"), ...normalizationQuantizers(node, model) };
    case "LayerNormalization":
      return {
        ...result,
        ...auto("scale", "bias"),
        accum: "fixed<14,4,RND_CONV,SAT,0>",
        table: "ufixed<8,5,RND_CONV,SAT,0>",
      };
    case "LSTM":
    case "GRU":
      return { ...result, ...auto("weight", "bias", "recurrent_weight", "recurrent_bias", "accum"), table };
    case "Bidirectional": {
      const names = ["weight", "bias", "recurrent_weight", "recurrent_bias"];
      const both = ["forward", "backward"].flatMap((direction) => names.map((name) => `${direction}_${name}`));
      return { ...result, ...auto(...both, "accum"), table };
    }
    case "Embedding":
      return { ...result, ...auto("embeddings") };
    case "Dot":
    case "Pooling1D":
    case "Pooling2D":
    case "GlobalPooling1D":
    case "GlobalPooling2D":
      return { ...result, accum: "auto" };
    default:
      return result;
  }
}

/** QBatchNormalization's quantisers, which hls4ml lists and does not apply. */
function normalizationQuantizers({ name }: GraphNode, model: KerasModel): Record<string, string> {
  const layer = model.layers.find((candidate) => candidate.name === name);
  if (layer?.className !== "QBatchNormalization") return {};
  const types: Record<string, string> = {};
  for (const variable of ["mean", "variance", "beta", "gamma"]) {
    const value = layer.config.get(`${variable}_quantizer`);
    if (value === undefined) continue;
    const quantizer = readQuantizer(value, layer.where);
    types[variable] =
      quantizer.kind === "bits"
        ? `fixed<${quantizer.bits},${quantizer.integer + 1},TRN,WRAP,0>`
        : "fixed<16,6,TRN,WRAP,0>";
  }
  return types;
}

function optionsOf(node: GraphNode, reuse: number): Mapping {
  const { className } = node;
  const factor = { ReuseFactor: reuse };
  const lines = { ConvImplementation: "LineBuffer" };
  if (isConvolution(node)) return { ...factor, ParallelizationFactor: 1, ...lines };
  if (className.startsWith("Separable")) return { DepthwiseReuseFactor: 1, PointwiseReuseFactor: 1, ...lines };
  if (className === "Softmax") return { ...factor, TableSize: 1024, Implementation: "stable", Skip: false };
  if (isActivation(node)) return { ...factor, TableSize: 1024 };
  switch (className) {
    case "Pooling1D":
    case "Pooling2D":
      return { ...factor, ...lines };
    case "LayerNormalization":
      return { ...factor, TableRangePower2: 0, TableSize: 4096 };
    case "LSTM":
    case "GRU":
      return { ...factor, RecurrentReuseFactor: 1, Static: true, TableSize: 1024 };
    case "Bidirectional":
      return {
        ...factor,
        ForwardReuseFactor: 1,
        BackwardReuseFactor: 1,
        ForwardRecurrentReuseFactor: 1,
        BackwardRecurrentReuseFactor: 1,
        Static: true,
        TableSize: 1024,
      };
    case "Resize":
      return { Algorithm: "nearest" };
    case "TimeDistributed":
      return { TimeStepLoopParallelism: "Off" };
    case "Input":
    case "Reshape":
    case "Transpose":
    case "LayerGroup":
      return {};
    default:
      return /^(ZeroPadding|Cropping)/.test(className) ? {} : factor;
  }
}

/** hls4ml's type for the values of an activation's quantiser; without bits after the point it loses rounding and saturation. */
function quantizerPrecision(quantizer: Quantizer): string {
  const whole = (bits: number, signed: boolean): string => `${signed ? "int" : "uint"}<${bits}>`;
  const fixed = (bits: number, integer: number, signed: boolean, overflow = "SAT"): string =>
    bits - integer > 0
      ? `${signed ? "fixed" : "ufixed"}<${bits},${integer},RND_CONV,${overflow},0>`
      : whole(integer, signed);
  switch (quantizer.kind) {
    case "bits":
      return fixed(quantizer.bits, quantizer.integer + 1, true);
    case "relu":
      return quantizer.negativeSlope === 0
        ? fixed(quantizer.bits, quantizer.integer, false)
        : fixed(quantizer.bits, quantizer.integer + 1, true);
    case "tanh":
      return fixed(quantizer.bits, 1, true, quantizer.symmetric ? "SAT_SYM" : "SAT");
    case "sigmoid":
      return fixed(quantizer.bits, 0, false);
    default:
      return "int<2>";
  }
}

/** A weight quantiser's type as hls4ml prints it. */
function text(precision: Precision): string {
  if (precision.kind === "bit") return "uint<1>";
  if (precision.kind === "exponent") return `int<${precision.width}>`;
  if (precision.kind === "auto") return "auto";
  const { format } = precision;
  if (format.family === "int") return printFormat(format);
  const { signed, width, integer, rounding, overflow, saturationBits } = format;
  return `${signed ? "fixed" : "ufixed"}<${width},${integer},${rounding},${overflow},${saturationBits}>`;
}
