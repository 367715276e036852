import type { FixedFormat } from "../../../fixed/index.js";
import type { ValueId } from "../../../ops/index.js";
import { streamedConvolution } from "./convolution.js";
import { depthwiseStreamUses, streamedDepthwise } from "./depthwise.js";
import type { CallContext, Kernel } from "./kernel.js";

/** nnet's separable convolutions of streams, one call of both steps: hls4ml before 1.1 writes them. */
export const streamSeparableConvolutions = {
  separable_conv_1d_cl: separable(1),
  separable_conv_2d_cl: separable(2),
} as const satisfies Readonly<Record<string, Kernel>>;

function separable(rank: 1 | 2): Kernel {
  const header = `nnet_sepconv${rank}d_stream.h`;
  const operands = ["data", "result", "depthwise", "pointwise", "zeros", "biases"];
  return {
    signatures: [
      { templates: ["data", "between", "result", "config"], operands },
      { templates: ["data", "result", "config"], operands },
    ],
    uses: [
      `${header}:separable_conv_${rank}d_cl`,
      ...depthwiseStreamUses(rank),
      `${header}:pointwise_conv_${rank}d_cl`,
      "nnet_sepconv_stream.h:pointwise_mult_buffer",
      "cast",
    ],
    write: (call) => writeSeparable(call, rank),
  };
}

/** The depthwise step gives its own type or, before hls4ml 0.8, that of the data. */
function writeSeparable(call: CallContext, rank: 1 | 2): ValueId {
  const { config, resultPack, result } = call;
  const from = call.carrier("data");
  const between = call.hasTemplate("between") ? call.templateCarrier("between") : from;
  const value = streamedDepthwise(
    {
      call,
      config: config.inner("depthwise_config"),
      data: (count) => call.data("data", count),
      weights: "depthwise",
      biases: "zeros",
      result: between.format,
      packs: [from.pack, between.pack],
    },
    rank,
  );
  const step = (count: number): { value: ValueId; format: FixedFormat } => {
    const { shape } = call.builder.tensor(value);
    const found = shape.reduce((product, extent) => product * extent, 1);
    if (found !== count)
      call.mismatch(`the depthwise step gives ${found} elements`, `${count}, as the pointwise step says`);
    return { value: call.builder.reshape(value, [count]), format: between.format };
  };
  return streamedConvolution(
    {
      call,
      config: config.inner("pointwise_config"),
      data: step,
      weights: "pointwise",
      biases: "biases",
      result,
      packs: [between.pack, resultPack],
    },
    rank,
    true,
  );
}
