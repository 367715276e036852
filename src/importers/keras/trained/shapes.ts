import { fail } from "../../../errors/index.js";
import { cropping, transpose, upSampling, zeroPadding } from "../../../layers/index.js";
import { elementCount, type ValueId } from "../../../ops/index.js";
import type { KerasLayer } from "../architecture.js";
import { checkSize, edgesOf, permutationOf, reshaped } from "../shapes.js";
import { channelsOf, extents } from "../windows.js";
import { refuseChannelsFirst } from "./convolution.js";
import { given, type LayerValue, type TrainedNetwork } from "./network.js";

/** Flatten: all elements in one axis. */
export function writeFlatten({ writer }: TrainedNetwork, _layer: KerasLayer, [x]: readonly ValueId[]): LayerValue {
  return given(writer.builder.reshape(x!, [elementCount(writer.shape(x!))]));
}

/** Reshape. */
export function writeReshape({ writer }: TrainedNetwork, layer: KerasLayer, [x]: readonly ValueId[]): LayerValue {
  const target = layer.config.list("target_shape");
  return given(writer.builder.reshape(x!, reshaped(writer.shape(x!), target, layer.where)));
}

/** RepeatVector: a vector, a row for each step. */
export function writeRepeat({ writer }: TrainedNetwork, layer: KerasLayer, [x]: readonly ValueId[]): LayerValue {
  const steps = layer.config.whole("n", 1, 2 ** 16);
  const count = elementCount(writer.shape(x!));
  checkSize([steps, count], layer.where);
  const indices = Array.from({ length: steps * count }, (_unused, index) => index % count);
  return given(writer.builder.gather(x!, indices, [steps, ...writer.shape(x!)]));
}

/** Permute. */
export function writePermute({ writer }: TrainedNetwork, layer: KerasLayer, [x]: readonly ValueId[]): LayerValue {
  return given(transpose(writer.builder, x!, permutationOf(layer.config, writer.shape(x!).length)));
}

/** Zero padding and cropping. */
export function writeEdges({ writer }: TrainedNetwork, layer: KerasLayer, [x]: readonly ValueId[]): LayerValue {
  const { className, config, where } = layer;
  const rank = className.endsWith("1D") ? 1 : 2;
  const isPadding = className.startsWith("ZeroPadding");
  refuseChannelsFirst(layer);
  const shape = writer.shape(x!);
  channelsOf(shape, rank, where);
  const edges = edgesOf(config, isPadding ? "padding" : "cropping", rank);
  if (isPadding)
    checkSize(
      shape.map((extent, axis) => extent + sum(edges[axis])),
      where,
    );
  const write = isPadding ? zeroPadding : cropping;
  return given(write(writer.builder, x!, { edges }));
}

/** Up-sampling, nearest neighbour. */
export function writeUpSampling({ writer }: TrainedNetwork, layer: KerasLayer, [x]: readonly ValueId[]): LayerValue {
  const { className, config, where } = layer;
  const rank = className.endsWith("1D") ? 1 : 2;
  refuseChannelsFirst(layer);
  channelsOf(writer.shape(x!), rank, where);
  const interpolation = config.text("interpolation", "nearest");
  if (interpolation !== "nearest") {
    fail("TF-KERAS-006", { where, what: `up-sampling with the interpolation ${interpolation}`, expected: "nearest" });
  }
  const factors = extents(config, "size", rank, 1);
  checkSize([...writer.shape(x!), ...factors], where);
  return given(upSampling(writer.builder, x!, factors));
}

function sum(edges: readonly [number, number] | undefined): number {
  return edges === undefined ? 0 : edges[0] + edges[1];
}
