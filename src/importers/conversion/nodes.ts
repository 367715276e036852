import type { Precision } from "./precision.js";
import type { WeightQuantizer } from "./weightQuantizer.js";

/** hls4ml's classes of nodes. */
export type NodeClass =
  | "Input"
  | "Dense"
  | "Conv1D"
  | "Conv2D"
  | "Conv2DBatchnorm"
  | "DepthwiseConv1D"
  | "DepthwiseConv2D"
  | "SeparableConv1D"
  | "SeparableConv2D"
  | "Pooling1D"
  | "Pooling2D"
  | "GlobalPooling1D"
  | "GlobalPooling2D"
  | "ZeroPadding1D"
  | "ZeroPadding2D"
  | "Cropping1D"
  | "Cropping2D"
  | "Resize"
  | "Transpose"
  | "Activation"
  | "HardActivation"
  | "ParametrizedActivation"
  | "PReLU"
  | "Softmax"
  | "TernaryTanh"
  | "BatchNormalization"
  | "ApplyAlpha"
  | "BatchNormalizationQuantizedTanh"
  | "LayerNormalization"
  | "Embedding"
  | "LSTM"
  | "GRU"
  | "Bidirectional"
  | "TimeDistributed"
  | "LayerGroup"
  | "Merge"
  | "Concatenate"
  | "Dot"
  | "Reshape";

/** How windows lie over the spatial axes of a channels-last tensor: one entry an axis in each list. */
export interface Geometry {
  /** Extents of the window. */
  readonly size: readonly number[];
  readonly strides: readonly number[];
  /** Zeros before and after each axis. */
  readonly padding: readonly (readonly [before: number, after: number])[];
  /** Distance between neighbouring elements of a window; 1 when absent. */
  readonly dilation?: readonly number[];
}

/** What one cell of a recurrent layer has. */
export interface Cell {
  readonly kind: "lstm" | "gru";
  readonly units: number;
  readonly activation: string;
  readonly recurrentActivation: string;
  /** Of the names of its weights and types: empty, `forward_` or `backward_`. */
  readonly prefix: "" | "forward_" | "backward_";
  /** PyTorch's order of gates. */
  readonly pytorchOrder?: boolean;
}

/** The numbers of a node that only its class has. */
export type Details =
  | { readonly kind: "windows"; readonly geometry: Geometry; readonly operation?: "max" | "average" }
  | { readonly kind: "edges"; readonly edges: readonly (readonly [before: number, after: number])[] }
  | { readonly kind: "permutation"; readonly permutation: readonly number[] }
  | { readonly kind: "layerNormalization"; readonly epsilonPowerOf10: number }
  | { readonly kind: "recurrent"; readonly cells: readonly Cell[]; readonly returnSequences: boolean }
  /** The first and the last node of a layer that is applied to each step; the first one's pass makes the others. */
  | {
      readonly kind: "steps";
      readonly steps: number;
      readonly begins: boolean;
      readonly expand?: (node: GraphNode) => void;
    }
  /** A nested model, whose nodes a pass puts in its place. */
  | { readonly kind: "group"; readonly expand: (node: GraphNode) => void };

/** Weights of a node. Their type is `types.get(name)` of the node. */
export interface Weight {
  readonly shape: readonly number[];
  /** What is written into the project, before it passes through text. */
  data: number[];
  /** What it was before quantisation; some passes look at it. */
  unquantized: readonly number[];
  /** Whether numpy holds `data` in float64; else every step of arithmetic rounds to float32. */
  readonly double: boolean;
  /** The same of `unquantized`. */
  readonly unquantizedDouble: boolean;
  readonly quantizer: WeightQuantizer | null;
  /** Whether it is written as signs and exponents. */
  readonly exponents: boolean;
}

/** One node of hls4ml's graph: it reads the values of other nodes, by name, and gives one value of its own name. */
export interface GraphNode {
  readonly name: string;
  readonly className: NodeClass;
  /** hls4ml's number of the layer, which names its variables. */
  readonly index: number;
  inputs: string[];
  readonly shape: readonly number[];
  /** Types by variable: result, accum, weight, bias, table, …. */
  readonly types: Map<string, Precision>;
  readonly weights: Map<string, Weight>;
  /** Weights as the front end gave them, which some passes go back to: past quantisation and merges. */
  readonly sources: Map<string, SourceWeight>;
  /** Attributes from the configuration, in snake case. */
  readonly attributes: Map<string, unknown>;
  /** The function of an activation, as hls4ml names it; the operation of a merge. */
  readonly activation: string;
  /** The parameter of a parametrised activation, the threshold of a ternary tanh, …. */
  parameter: number;
  readonly weightQuantizer: WeightQuantizer | null;
  scaleQuantizer: WeightQuantizer | null;
  biasQuantizer: WeightQuantizer | null;
  /** Whether the scale of its quantised weights has become a node of its own. */
  scaleTakenOut: boolean;
  /** Elements a channel's scale is repeated over: the channels, or −1 for one scale an element. */
  readonly channels: number;
  readonly details: Details | null;
  /** What to name in an error. */
  readonly where: string;
}

/** Weights of a front end: row-major values and whether numpy holds them in float64. */
export interface SourceWeight {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly double: boolean;
}

/** What a new node is made of; the rest follows from the configuration. */
export type NodeDescription = Pick<GraphNode, "name" | "className" | "inputs" | "shape" | "where"> &
  Partial<
    Pick<
      GraphNode,
      "activation" | "parameter" | "weightQuantizer" | "scaleQuantizer" | "biasQuantizer" | "channels" | "details"
    >
  > & {
    /** The result's type when it does not follow from the configuration. */
    readonly result?: Precision;
  };

const activations: readonly NodeClass[] = [
  "Activation",
  "HardActivation",
  "ParametrizedActivation",
  "PReLU",
  "Softmax",
  "TernaryTanh",
];
const convolutions: readonly NodeClass[] = [
  "Conv1D",
  "Conv2D",
  "Conv2DBatchnorm",
  "DepthwiseConv1D",
  "DepthwiseConv2D",
];
const accumulating: readonly NodeClass[] = [
  "Dense",
  ...convolutions,
  "Pooling1D",
  "Pooling2D",
  "GlobalPooling1D",
  "GlobalPooling2D",
  "LSTM",
  "GRU",
  "Bidirectional",
  "Dot",
  "Softmax",
  "LayerNormalization",
];

/** Whether a node is one of hls4ml's activations. */
export function isActivation(node: GraphNode): boolean {
  return activations.includes(node.className);
}

/** Whether a node is a convolution, depthwise ones included. */
export function isConvolution(node: GraphNode): boolean {
  return convolutions.includes(node.className);
}

/** Whether a class of nodes has an accumulator type. */
export function accumulates(className: NodeClass): boolean {
  return accumulating.includes(className);
}

/** Whether a node is a batch normalisation, or the scale that hls4ml takes out of quantised weights. */
export function isNormalization(node: GraphNode): boolean {
  return node.className === "BatchNormalization" || node.className === "ApplyAlpha";
}

/** The windows of a convolution or pooling. */
export function geometryOf(node: GraphNode): Geometry {
  if (node.details?.kind !== "windows") throw new Error(`${node.name} has no windows`);
  return node.details.geometry;
}
