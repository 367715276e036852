import type { FixedFormat } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { elementCount, type ValueId } from "../ops/index.js";
import { type AverageParameters, averageLast } from "./averagePooling.js";
import type { ResultParameters } from "./linear.js";

/** A global max pooling's types. */
export interface GlobalMaxParameters extends ResultParameters {
  /** The maximum is assigned to it before the result; null for none. */
  readonly accumulator: FixedFormat | null;
}

/**
 * The exact maximum over all spatial axes, channel by channel.
 *
 * @param x shape [...spatial, channels]
 * @returns shape [channels]
 * Source of the semantics: hls4ml nnet_pooling.h, global_pooling1d_cl and global_pooling2d_cl.
 */
export function globalMaxPooling(
  builder: ProgramBuilder,
  x: ValueId,
  { accumulator, result }: GlobalMaxParameters,
): ValueId {
  const largest = builder.reduce(channelsFirst(builder, x), { by: "max" });
  return builder.cast(accumulator === null ? largest : builder.cast(largest, accumulator), result);
}

/**
 * The average over all spatial axes, channel by channel: the sum in the accumulator, divided by the number of elements.
 *
 * @param x shape [...spatial, channels]
 * @returns shape [channels]
 * @throws TrigforgeError TF-LAYERS-006 when the quotient cannot be rounded so
 * Source of the semantics: hls4ml nnet_pooling.h, global_pooling1d_cl and global_pooling2d_cl.
 */
export function globalAveragePooling(builder: ProgramBuilder, x: ValueId, parameters: AverageParameters): ValueId {
  const slices = channelsFirst(builder, x);
  return averageLast(builder, slices, builder.tensor(slices).shape[1]!, parameters);
}

/** x as [channels, elements of the spatial axes]. */
function channelsFirst(builder: ProgramBuilder, x: ValueId): ValueId {
  const { shape } = builder.tensor(x);
  const channels = shape[shape.length - 1]!;
  const pixels = elementCount(shape) / channels;
  const indices = Array.from(
    { length: channels * pixels },
    (_unused, index) => (index % pixels) * channels + Math.floor(index / pixels),
  );
  return builder.gather(x, indices, [channels, pixels]);
}
