// One name a kind of layer, whatever a front end calls it.

/** Layers that are alike for any number of axes have one row. */
function anyRank(name: string): string {
  return name.replace(/^(UpSampling|ZeroPadding|Cropping|GlobalAveragePooling|GlobalMaxPooling)[123]D$/, "$1");
}

const ofOnnx: Readonly<Record<string, string>> = {
  Gemm: "Dense",
  MatMul: "Dense",
  BatchNormalization: "BatchNormalization",
  MaxPool: "MaxPooling",
  AveragePool: "AveragePooling",
  GlobalAveragePool: "GlobalAveragePooling",
  GlobalMaxPool: "GlobalMaxPooling",
  Relu: "ReLU",
  Elu: "ELU",
  Selu: "selu",
  Softplus: "softplus",
  Softsign: "softsign",
  ThresholdedRelu: "ThresholdedReLU",
  HardSigmoid: "hard_sigmoid",
  LayerNormalization: "LayerNormalization",
  LeakyRelu: "LeakyReLU",
  PRelu: "PReLU",
  Sigmoid: "sigmoid",
  Tanh: "tanh",
  Softmax: "softmax",
  Sub: "Subtract",
  Mul: "Multiply",
  Min: "Minimum",
  Max: "Maximum",
  Concat: "Concatenate",
  Transpose: "Permute",
  Resize: "UpSampling",
  Pad: "ZeroPadding",
  Quant: "quantiser",
  IntQuant: "quantiser",
  BipolarQuant: "quantiser, binary",
  QuantizeLinear: "quantiser",
  Trunc: "Trunc",
  GRU: "GRU",
  LSTM: "LSTM",
  RNN: "SimpleRNN",
};

/** Ops of ONNX that are no layers of their own, or that Dense and others absorb. */
const partsOfOnnx = ["Constant", "Identity", "DequantizeLinear", "Clip", "Cast", "Shape", "Dropout"];

/** An ONNX op. @param rank spatial axes of a convolution or pooling, where that is known */
export function layerOfOnnx(op: string, rank?: number): string | null {
  if (partsOfOnnx.includes(op)) return null;
  if (op === "Conv") return rank === undefined ? "Conv" : `Conv${rank}D`;
  const name = ofOnnx[op] ?? op;
  return /^(Max|Average)Pooling$/.test(name) && rank !== undefined ? `${name}${rank}D` : name;
}

/** A Keras class, quantised or not, with the function of an activation. */
export function layerOfKeras(className: string, activation?: string): string | null {
  if (noLayers.includes(className)) return null;
  const plain = className.replace(/^.*>/, "").replace(/^Q(?=[A-Z])/, "");
  if (plain === "Activation")
    return activation === undefined || activation === "linear" ? null : functionName(activation);
  return { Softmax: "softmax", FixedPointQuantizer: "quantiser", Quantizer: "quantiser" }[plain] ?? anyRank(plain);
}

const noLayers = ["InputLayer", "Dropout", "Functional", "Sequential", "Model", "DTypePolicy"];

function functionName(activation: string): string {
  const names: Record<string, string> = {
    relu: "ReLU",
    po2: "quantiser, powers of two",
    relu_po2: "quantiser, powers of two",
    binary: "quantiser, binary",
    stochastic_binary: "quantiser, binary",
    ternary: "quantiser, ternary",
    stochastic_ternary: "quantiser, ternary",
  };
  return names[activation] ?? activation;
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^Conv([12])D pointwise/, "Conv$1D, pointwise"],
  [/^Resize/, "UpSampling"],
  [/^Transpose/, "Permute"],
  [/^(\w*?)softmax\b|^latency softmax/, "softmax"],
  [/^relu\b/, "ReLU"],
  [/^leaky_relu\b/, "LeakyReLU"],
  [/^batch normalisation/, "BatchNormalization"],
  [/^([A-Za-z0-9_-]+)/, "$1"],
];

/** The kind of a golden case of an hls4ml project: "Conv2D same stride 2" is a Conv2D. */
export function layerOfCase(kind: string): string | null {
  if (/^Network/.test(kind)) return null;
  for (const [pattern, name] of kinds) {
    const match = pattern.exec(kind);
    if (match !== null) return anyRank(name.replace("$1", match[1] ?? ""));
  }
  return null;
}

const ofKernels: Readonly<Record<string, string>> = {
  dot1d: "Dot",
  normalize: "BatchNormalization",
  elu: "ELU",
  prelu: "PReLU",
  thresholded_relu: "ThresholdedReLU",
  leaky_relu: "LeakyReLU",
  relu: "ReLU",
};

/** A kernel of hls4ml that is one layer. */
export function layerOfKernel(kernel: string): string | null {
  if (/^simple_rnn/.test(kernel)) return "SimpleRNN";
  return ofKernels[kernel] ?? kernel;
}
