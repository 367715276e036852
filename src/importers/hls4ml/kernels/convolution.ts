import type { FixedFormat } from "../../../fixed/index.js";
import { denseOrder } from "../../../layers/index.js";
import type { FoldOrder, ValueId } from "../../../ops/index.js";
import { wrappedFunction, writeGenerated } from "./arithmetic.js";
import {
  type ConvolutionPart,
  type ConvolutionShape,
  convolutionRows,
  convolutionShape,
  type WindowSource,
  wholeCall,
} from "./convolutionShape.js";
import { denseKernel } from "./dense.js";
import { isGeneratedPointwise } from "./generatedPointwise.js";
import type { CallContext, Kernel, Signature } from "./kernel.js";
import { transposed, writeSums } from "./sums.js";

const signatures: readonly Signature[] = [
  { templates: ["data", "result", "config"], operands: ["data", "result", "weights", "biases"] },
];

/** How a convolution on arrays adds up, and whether it takes its windows from hls4ml's generated text. */
interface Manner {
  readonly strategy: "latency" | "resource";
  readonly source: WindowSource;
}

/** nnet's convolutions of arrays. */
export const convolutions = {
  conv_1d_cl: {
    signatures,
    uses: ["conv_1d_cl", "cast"],
    write: (call) => onArrays(call, 1, manner1d(call, "conv_1d_cl")),
  },
  conv_2d_cl: { signatures, uses: ["conv_2d_cl", "cast"], write: (call) => onArrays(call, 2, manner2d(call)) },
  pointwise_conv_1d_cl: {
    signatures,
    uses: ["pointwise_conv_1d_cl", "cast"],
    write: (call) => onArrays(call, 1, manner1d(call, "pointwise_conv_1d_cl")),
  },
  pointwise_conv_2d_cl: {
    signatures,
    uses: ["pointwise_conv_2d_cl", "cast"],
    write: (call) => onArrays(call, 2, manner2d(call)),
  },
} as const satisfies Readonly<Record<string, Kernel>>;

const bufferUses2d = ["kernel_shift_2d", "shift_line_buffer", "compute_output_buffer_2d"];

/** nnet's convolutions of streams: a dense kernel for each window that the line buffer completes. */
export const streamConvolutions = {
  conv_1d_cl: streamed("nnet_conv1d_stream.h:conv_1d_cl", 1, false),
  conv_2d_cl: streamed("nnet_conv2d_stream.h:conv_2d_cl", 2, false),
  pointwise_conv_1d_cl: streamed("nnet_sepconv1d_stream.h:pointwise_conv_1d_cl", 1, true),
  pointwise_conv_2d_cl: streamed("nnet_sepconv2d_stream.h:pointwise_conv_2d_cl", 2, true),
} as const satisfies Readonly<Record<string, Kernel>>;

/** The manner of a one-dimensional convolution: by its class from hls4ml 1.0 on, by its strategy before. */
function manner1d(call: CallContext, function_: string): Manner {
  const { config } = call;
  const variant = call.variant(function_);
  if (variant === "current" && config.has("conv_kernel")) {
    const kernel = config.template("conv_kernel", "");
    switch (kernel) {
      case "nnet::Conv1DLatency":
        call.variant("Conv1DLatency");
        return latency(call, "conv_1d_latency_cl");
      case "nnet::Conv1DResource":
        call.variant("Conv1DResource");
        return resource(call, "conv_1d_resource_cl");
      case "nnet::BatchedDenseForConv1D":
        call.variant("BatchedDenseForConv1D");
        return pointwise(call, config.count("n_partitions"));
      default:
        if (isGeneratedPointwise(call, kernel)) return pointwise(call, config.count("reuse_factor"));
        return call.unknown(`the convolution kernel ${kernel} is not known`);
    }
  }
  const strategy = config.symbol("strategy", "latency");
  if (strategy !== "latency") return resource(call, "conv_1d_resource_cl");
  const pointwiseFirst = variant === "pointwise" || variant === "pointwise by implementation";
  if (variant === "pointwise by implementation" && config.symbol("implementation") !== "pointwise") {
    return latency(call, "conv_1d_latency_cl");
  }
  return pointwiseFirst ? pointwise(call, config.count("reuse_factor")) : latency(call, "conv_1d_latency_cl");
}

function manner2d(call: CallContext): Manner {
  const strategy = call.config.symbol("strategy", "latency");
  if (strategy === "latency") return latency(call, "conv_2d_latency_cl");
  if (strategy !== "resource" && strategy !== "resource_unrolled") {
    return call.unknown(`the strategy ${strategy} of a convolution is not known`);
  }
  return resource(call, "conv_2d_resource_cl");
}

function latency(call: CallContext, name: string): Manner {
  call.variant(name);
  return { strategy: "latency", source: "text" };
}

function resource(call: CallContext, name: string): Manner {
  call.variant(name);
  return { strategy: "resource", source: "text" };
}

/** The pointwise kernel steps through the data itself; cut in parts, it knows neither padding nor strides. */
function pointwise(call: CallContext, parts: number): Manner {
  call.variant("pointwise_conv_1d_latency_cl");
  const { config } = call;
  const width = config.count("in_width");
  const plain =
    config.count("pad_left", 0) === 0 && config.count("pad_right", 0) === 0 && config.count("stride_width", 1) === 1;
  if (parts !== 1 && !(plain && width % parts === 0 && config.count("out_width") === width)) {
    call.inexact(
      `a pointwise convolution in ${parts} parts of ${width} pixels leaves pixels out or reads outside them`,
    );
  }
  return { strategy: "latency", source: "extents" };
}

function onArrays(call: CallContext, rank: 1 | 2, { strategy, source }: Manner): ValueId {
  const { config } = call;
  const shape = convolutionShape(config, rank);
  const { inner, filters } = shape;
  const reuse = config.count("reuse_factor", 1);
  if (strategy === "resource" && reuse > inner) {
    call.inexact(
      `the reuse factor ${reuse} is above the ${inner} inputs of a window, where the kernel reads outside it`,
    );
  }
  const order = denseOrder(strategy, inner, filters, reuse);
  call.expectResult(shape.pixels * filters);
  return multiply(wholeCall(call), shape, source, order, strategy === "resource", config.format("accum_t"));
}

function streamed(use: string, rank: 1 | 2, isPointwise: boolean): Kernel {
  const buffers = isPointwise
    ? ["nnet_sepconv_stream.h:pointwise_mult_buffer"]
    : ["kernel_shift_1d", "compute_output_buffer_1d", ...(rank === 2 ? bufferUses2d : [])];
  return {
    signatures,
    uses: [use, ...buffers, "cast"],
    write: (call) => streamedConvolution(wholeCall(call), rank, isPointwise),
  };
}

/** A convolution of streams: a dense kernel for each window. */
export function streamedConvolution(part: ConvolutionPart, rank: 1 | 2, isPointwise: boolean): ValueId {
  const { call, config } = part;
  const shape = convolutionShape(config, rank);
  const source = checkStreamed(part, shape, rank, isPointwise, encodedUses(rank));
  const mult = config.inner("mult_config");
  const kernel = mult.template("kernel", "");
  const named = kernel === "" ? mult.symbol("strategy", "latency") : kernel;
  const generated = wrappedFunction(call, named);
  if (generated !== null) return byArithmetic(part, shape, source, generated);
  const { order, isTransposed } = denseKernel(call, mult, named, shape.inner, shape.filters);
  return multiply(part, shape, source, order, isTransposed, mult.format("accum_t"));
}

/** A convolution of streams by distributed arithmetic: the weights that the call passes are not read. */
function byArithmetic(
  { call, config, data, result }: ConvolutionPart,
  shape: ConvolutionShape,
  source: WindowSource,
  generated: string,
): ValueId {
  call.variant("bit_shift");
  const { value, format } = data(shape.count);
  return writeGenerated(call, generated, convolutionRows(call, config, shape, value, source), format, result);
}

/** The functions that a convolution of streams by encoded instructions calls. */
function encodedUses(rank: 1 | 2): string[] {
  const header = `nnet_conv${rank}d_stream.h`;
  const own = [`${header}:conv_${rank}d_encoded_cl`, `${header}:compute_scaled_indices_${rank}d`];
  return [...own, "compute_output_encoded", "mult_buffer"];
}

/**
 * Refuses what line buffers and encoded instructions cannot do, or do in another way.
 *
 * @param encoded the definitions that encoded instructions use
 * @returns where the windows come from
 */
export function checkStreamed(
  { call, config, packs }: ConvolutionPart,
  shape: ConvolutionShape,
  rank: 1 | 2,
  isPointwise: boolean,
  encoded: readonly string[],
): WindowSource {
  if (packs[0] !== shape.channels || packs[1] !== shape.filters) {
    call.inexact(
      `arrays of ${packs.join(" and ")} stream where a pixel has ${shape.channels} and ${shape.filters} elements`,
    );
  }
  if (shape.padding.flat().some((edge) => edge !== 0)) call.inexact("a convolution of streams has padding of its own");
  if (shape.dilation.some((step) => step !== 1)) call.inexact("a convolution of streams ignores its dilation");
  if (isPointwise && shape.size.some((extent) => extent !== 1))
    call.inexact("a pointwise convolution has a larger window");
  const implementation = config.symbol("implementation", "linebuffer");
  if (implementation === "encoded" && !isPointwise) {
    for (const name of [...encoded, "scale_index_K_gte_S", "scale_index_K_lt_S"]) call.variant(name);
    if (rank === 2 && shape.size[0] !== shape.size[1])
      call.inexact("encoded instructions of a window that is no square");
    return "instructions";
  }
  if (implementation !== "linebuffer" && implementation !== "encoded") {
    call.unknown(`the implementation ${implementation} of a convolution of streams is not known`);
  }
  if (!isPointwise && rank === 2 && shape.size[0] === 1 && shape.strides[0] !== 1) {
    call.inexact("the line buffer of a window of one row ignores strides along the height");
  }
  return "extents";
}

function multiply(
  { call, config, data, weights, biases, result }: ConvolutionPart,
  shape: ConvolutionShape,
  source: WindowSource,
  order: FoldOrder,
  isTransposed: boolean,
  accumulator: FixedFormat,
): ValueId {
  const { inner, filters } = shape;
  const { value, format } = data(shape.count);
  const stored = call.weights(weights, isTransposed ? [filters, inner] : [inner, filters]);
  return writeSums(call, {
    x: convolutionRows(call, config, shape, value, source),
    data: format,
    weights: isTransposed ? transposed(stored) : stored,
    weightFormat: call.weightFormat(weights),
    bias: call.weights(biases, [filters]),
    accumulator,
    order,
    config: config.inner("mult_config"),
    result,
  });
}
