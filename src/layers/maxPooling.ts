import { fail } from "../errors/index.js";
import type { FixedFormat } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { elementCount, type ValueId, zeroIndex } from "../ops/index.js";
import type { ResultParameters } from "./linear.js";
import { gatherByChannel, layWindows, type WindowGeometry, type Windows } from "./windows.js";

/** A max pooling's window and types. */
export interface MaxPoolingParameters extends WindowGeometry, ResultParameters {
  /** The maximum is assigned to it before the result, as hls4ml does; null for none. */
  readonly accumulator: FixedFormat | null;
  /**
   * What padding counts as. `ignored` (default): nothing, as in every training framework. `topBit`: the number whose only
   * bit is the top one, as hls4ml's io_parallel has it: the lowest of a signed type, but half the range of an unsigned one.
   */
  readonly padded?: "ignored" | "topBit";
}

/**
 * The exact maximum of each window, channel by channel.
 *
 * @param x shape [...spatial, channels]
 * @returns shape [...spatial, channels]
 * @throws TrigforgeError TF-LAYERS-005 when the window does not fit, or lies in the padding while padding is ignored
 * Source of the semantics: hls4ml nnet_pooling.h, pooling1d_cl and pooling2d_cl.
 */
export function maxPooling(builder: ProgramBuilder, x: ValueId, parameters: MaxPoolingParameters): ValueId {
  const { shape, type } = builder.tensor(x);
  const windows = layWindows(shape, parameters, "max pooling");
  const { accumulator, result, padded = "ignored" } = parameters;
  const isPadded = windows.positions.some((window) => window.includes(zeroIndex));
  let taken: ValueId;
  if (padded === "topBit" && isPadded) {
    const count = elementCount(shape);
    const lowest = type.signed ? -(1n << BigInt(type.width - 1)) : 1n << BigInt(type.width - 1);
    const padding = builder.constant([1], type, [lowest]);
    const extended = builder.concat([builder.reshape(x, [count]), padding], 0);
    taken = gatherPadded(builder, extended, windows, count);
  } else {
    taken = gatherByChannel(builder, x, isPadded ? withoutPadding(windows) : windows);
  }
  const largest = builder.reduce(taken, { by: "max" });
  return builder.cast(accumulator === null ? largest : builder.cast(largest, accumulator), result);
}

/** Windows in which a padded place repeats an element of the same window, which no maximum notices. */
function withoutPadding(windows: Windows): Windows {
  const positions = windows.positions.map((window) => {
    const inside = window.find((position) => position !== zeroIndex);
    if (inside === undefined) {
      fail("TF-LAYERS-005", { where: "max pooling", what: "a window lies in the padding alone" });
    }
    return window.map((position) => (position === zeroIndex ? inside : position));
  });
  return { ...windows, positions };
}

function gatherPadded(builder: ProgramBuilder, x: ValueId, windows: Windows, padding: number): ValueId {
  const { spatial, channels, positions } = windows;
  const indices = positions.flatMap((window) =>
    Array.from({ length: channels }, (_unused, channel) =>
      window.map((position) => (position === zeroIndex ? padding : position * channels + channel)),
    ).flat(),
  );
  return builder.gather(x, indices, [...spatial, channels, positions[0]!.length]);
}
