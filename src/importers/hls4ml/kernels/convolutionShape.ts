import type { FixedFormat } from "../../../fixed/index.js";
import { gatherRows, layWindows } from "../../../layers/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { LayerConfig } from "../config.js";
import { encodedWindows } from "./encodedWindows.js";
import { generatedWindows } from "./generatedWindows.js";
import type { CallContext } from "./kernel.js";

/** What a convolution's configuration says about extents; lists have one entry a spatial axis. */
export interface ConvolutionShape {
  readonly extents: readonly number[];
  readonly channels: number;
  readonly filters: number;
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly outputs: readonly number[];
  /** Elements of a window, all channels. */
  readonly inner: number;
  readonly pixels: number;
  readonly count: number;
}

const product = (extents: readonly number[]): number => extents.reduce((all, extent) => all * extent, 1);

/** The extents in a configuration of nnet::conv1d_config or conv2d_config. */
export function convolutionShape(config: LayerConfig, rank: 1 | 2): ConvolutionShape {
  const axes = rank === 1 ? ["width"] : ["height", "width"];
  const each = (prefix: string): number[] => axes.map((axis) => config.count(`${prefix}_${axis}`));
  const [extents, size, strides, outputs] = [each("in"), each("filt"), each("stride"), each("out")];
  const edges =
    rank === 1
      ? [["pad_left", "pad_right"]]
      : [
          ["pad_top", "pad_bottom"],
          ["pad_left", "pad_right"],
        ];
  const padding = edges.map(([before, after]) => [config.count(before!, 0), config.count(after!, 0)] as const);
  const dilation = axes.map((axis) => config.count(rank === 1 ? "dilation" : `dilation_${axis}`, 1));
  const channels = config.count("n_chan");
  const filters = config.count("n_filt");
  const inner = product(size) * channels;
  const shape = { extents, channels, filters, size, strides, dilation, padding, outputs, inner };
  for (const [name, value] of Object.entries({
    n_chan: channels,
    n_filt: filters,
    window: inner,
    out: product(outputs),
  })) {
    if (value < 1) config.bad(name, "is 0", "a whole number from 1");
  }
  return { ...shape, pixels: product(outputs), count: product(extents) * channels };
}

/**
 * Where a convolution takes its windows from: hls4ml's generated text where the project brings it, encoded instructions, or
 * the extents of the configuration, which line buffers go by.
 */
export type WindowSource = "text" | "instructions" | "extents";

/** The windows of a convolution as rows [pixels, elements · channels]. */
export function convolutionRows(
  call: CallContext,
  config: LayerConfig,
  shape: ConvolutionShape,
  x: ValueId,
  source: WindowSource,
): ValueId {
  const { builder } = call;
  const { extents, channels, pixels, inner, count, outputs } = shape;
  const read = source === "text" ? generatedWindows(call, config, pixels, inner, count) : null;
  if (read !== null) return builder.gather(x, read.flat(), [pixels, inner]);
  if (source === "instructions") {
    const indices = encodedWindows(call, config, shape).flatMap((window) =>
      window.flatMap((position) =>
        Array.from({ length: channels }, (_unused, channel) => position * channels + channel),
      ),
    );
    return builder.gather(x, indices, [pixels, inner]);
  }
  const tensor = builder.reshape(x, [...extents, channels]);
  const windows = layWindows([...extents, channels], shape, call.where);
  if (windows.spatial.join() !== outputs.join()) {
    config.bad("out_width", `and out_height give [${outputs}]`, `[${windows.spatial}], by the window`);
  }
  return builder.reshape(gatherRows(builder, tensor, windows), [pixels, inner]);
}

/** One convolution of a call: the call's own, or one of the two of a separable convolution. */
export interface ConvolutionPart {
  readonly call: CallContext;
  readonly config: LayerConfig;
  /** The data, of as many elements as the configuration says. */
  readonly data: (count: number) => { readonly value: ValueId; readonly format: FixedFormat };
  /** Roles of the operands. */
  readonly weights: string;
  readonly biases: string;
  readonly result: FixedFormat;
  /** Elements of one nnet::array of the streams that it reads and writes. */
  readonly packs: readonly [number | null, number | null];
}

/** The convolution that a call is. */
export function wholeCall(call: CallContext): ConvolutionPart {
  return {
    call,
    config: call.config,
    data: (count) => call.data("data", count),
    weights: "weights",
    biases: "biases",
    result: call.result,
    packs: [call.isStream ? call.carrier("data").pack : null, call.resultPack],
  };
}
