import { fail } from "../errors/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { elementCount, type ValueId, zeroIndex } from "../ops/index.js";

/** How a window moves over the spatial axes of a channels-last tensor: one entry an axis in each list. */
export interface WindowGeometry {
  /** Extents of the window: [length] or [height, width]. */
  readonly size: readonly number[];
  /** Steps between windows. Default 1. */
  readonly strides?: readonly number[];
  /** Distance between neighbouring elements of a window. Default 1. */
  readonly dilation?: readonly number[];
  /** Zeros before and after each axis: see {@link samePadding}. Default none, "valid". */
  readonly padding?: readonly (readonly [before: number, after: number])[];
}

/** The largest number of elements that the windows of one layer, or one tensor that a layer makes, may have: 2^23. */
export const maximumWindowElements = 2 ** 23;

/** The largest number of windows of one layer: 2^20. */
const maximumWindows = 2 ** 20;

/**
 * Zeros before and after an axis such that the windows cover it and the result has ⌈extent / stride⌉ elements: the rule
 * "same" of TensorFlow and Keras, which puts the odd zero behind; ONNX calls it SAME_UPPER.
 */
export function samePadding(extent: number, size: number, stride: number, dilation = 1): readonly [number, number] {
  const covered = dilation * (size - 1) + 1;
  const total = Math.max((Math.ceil(extent / stride) - 1) * stride + covered - extent, 0);
  return [Math.floor(total / 2), total - Math.floor(total / 2)];
}

/** The windows of a tensor of shape [...spatial, channels], as positions. */
export interface Windows {
  /** Extents of the result, one a spatial axis. */
  readonly spatial: readonly number[];
  readonly channels: number;
  /** For each window, row-major, the spatial position of each of its elements, −1 in the padding. */
  readonly positions: readonly (readonly number[])[];
}

/**
 * Lays out windows over a tensor of shape [...spatial, channels]. The result has ⌊(extent + padding − covered) / stride⌋ + 1
 * windows along an axis, where a window covers dilation · (size − 1) + 1 elements.
 *
 * @throws TrigforgeError TF-LAYERS-005 when the geometry does not fit the tensor, or has more than 2^20 windows or more than
 * 2^23 elements in all
 */
export function layWindows(shape: readonly number[], geometry: WindowGeometry, where: string): Windows {
  const extents = shape.slice(0, -1);
  const rank = extents.length;
  const { size, strides = size.map(() => 1), dilation = size.map(() => 1) } = geometry;
  const padding = geometry.padding ?? size.map((): readonly [number, number] => [0, 0]);
  const bad = (what: string, expected?: string): never =>
    fail("TF-LAYERS-005", { where, what, ...(expected === undefined ? {} : { expected }) });
  for (const list of [size, strides, dilation, padding]) {
    if (list.length !== rank) bad(`${list.length} extents of a window over shape [${shape}]`, `${rank}`);
  }
  const positive = [...size, ...strides, ...dilation].every((number) => Number.isInteger(number) && number >= 1);
  if (!positive || !padding.flat().every((number) => Number.isInteger(number) && number >= 0)) {
    bad(`size [${size}], strides [${strides}], dilation [${dilation}], padding [${padding}]`, "whole numbers from 1");
  }
  const spatial = extents.map((extent, axis) => {
    const [before, after] = padding[axis]!;
    const free = extent + before + after - (dilation[axis]! * (size[axis]! - 1) + 1);
    if (free < 0) bad(`a window of ${size[axis]} elements does not fit ${extent} with padding ${before} and ${after}`);
    return Math.floor(free / strides[axis]!) + 1;
  });
  const channels = shape[rank]!;
  const count = elementCount(spatial) * elementCount(size) * channels;
  if (!(elementCount(spatial) <= maximumWindows)) bad(`${elementCount(spatial)} windows`, `at most ${maximumWindows}`);
  if (!(count <= maximumWindowElements)) bad(`windows of ${count} elements in all`, `at most ${maximumWindowElements}`);
  const positions = unravel(spatial).map((window) =>
    unravel(size).map((element) => {
      let position = 0;
      for (let axis = 0; axis < rank; axis++) {
        const at = window[axis]! * strides[axis]! + element[axis]! * dilation[axis]! - padding[axis]![0];
        if (at < 0 || at >= extents[axis]!) return zeroIndex;
        position = position * extents[axis]! + at;
      }
      return position;
    }),
  );
  return { spatial, channels, positions };
}

/** Windows as rows of a convolution: shape [...spatial, elements of the window · channels], zeros in the padding. */
export function gatherRows(builder: ProgramBuilder, x: ValueId, { spatial, channels, positions }: Windows): ValueId {
  const indices = positions.flatMap((window) =>
    window.flatMap((position) => channelIndices(channels).map((channel) => element(position, channels, channel))),
  );
  return builder.gather(x, indices, [...spatial, positions[0]!.length * channels]);
}

/** Windows channel by channel, for poolings: shape [...spatial, channels, elements of the window], zeros in the padding. */
export function gatherByChannel(
  builder: ProgramBuilder,
  x: ValueId,
  { spatial, channels, positions }: Windows,
): ValueId {
  const indices = positions.flatMap((window) =>
    channelIndices(channels).flatMap((channel) => window.map((position) => element(position, channels, channel))),
  );
  return builder.gather(x, indices, [...spatial, channels, positions[0]!.length]);
}

function element(position: number, channels: number, channel: number): number {
  return position === zeroIndex ? zeroIndex : position * channels + channel;
}

function channelIndices(channels: number): number[] {
  return Array.from({ length: channels }, (_unused, channel) => channel);
}

/** Every index tuple of a shape, row-major. */
function unravel(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (tuples, extent) =>
      tuples.flatMap((tuple) => Array.from({ length: extent }, (_unused, index) => [...tuple, index])),
    [[]],
  );
}
