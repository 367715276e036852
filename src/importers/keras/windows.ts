import { fail } from "../../errors/index.js";
import { samePadding } from "../../layers/index.js";
import { elementCount } from "../../ops/index.js";
import type { Geometry } from "../conversion/nodes.js";
import type { Fields } from "../fields.js";
import { checkWindows } from "./shapes.js";

const largest = 2 ** 16;

/** The channels of a channels-last tensor. @throws TrigforgeError TF-KERAS-001 when it has other axes than the layer needs */
export function channelsOf(shape: readonly number[], rank: number, where: string): number {
  if (shape.length === rank + 1) return shape[rank]!;
  return fail("TF-KERAS-001", {
    where,
    what: `its input has shape [${shape}]`,
    expected: `${rank} spatial ${rank === 1 ? "axis" : "axes"} and the channels`,
  });
}

/** Whole numbers from a Keras configuration: one for all spatial axes, or a list with one each. */
export function extents(config: Fields, key: string, rank: number, low: number, absent?: number): number[] {
  const value = config.get(key);
  if (typeof value === "number" || (value === undefined && absent !== undefined)) {
    return new Array<number>(rank).fill(config.whole(key, low, largest, absent));
  }
  const list = config.list(key);
  const fits =
    list.length === rank &&
    list.every((item) => Number.isInteger(item) && (item as number) >= low && (item as number) <= largest);
  return fits ? (list as number[]) : config.wrong(key, value, `${rank} whole numbers from ${low}`);
}

/**
 * The windows of a convolution or pooling from its Keras configuration.
 *
 * @param sizeKey `kernel_size` or `pool_size`
 */
export function windowGeometry(config: Fields, shape: readonly number[], sizeKey: string, rank: number): Geometry {
  const size = extents(config, sizeKey, rank, 1);
  const strides = config.has("strides")
    ? extents(config, "strides", rank, 1)
    : sizeKey === "pool_size"
      ? size
      : extents(config, "strides", rank, 1, 1);
  const dilation = extents(config, "dilation_rate", rank, 1, 1);
  const padding = config.text("padding", "valid").toLowerCase();
  const edges = size.map((extent, axis): readonly [number, number] => {
    switch (padding) {
      case "valid":
        return [0, 0];
      case "same":
        return samePadding(shape[axis]!, extent, strides[axis]!, dilation[axis]!);
      case "causal":
        return [dilation[axis]! * (extent - 1), 0];
      default:
        return config.wrong("padding", padding, "valid, same or causal");
    }
  });
  return { size, strides, dilation, padding: edges };
}

/** The spatial extents of the result. @throws TrigforgeError TF-KERAS-001 when a window does not fit */
export function windowOutput(shape: readonly number[], geometry: Geometry, where: string): number[] {
  const { size, strides, padding, dilation } = geometry;
  const spatial = size.map((extent, axis) => {
    const covered = (dilation?.[axis] ?? 1) * (extent - 1) + 1;
    const free = shape[axis]! + padding[axis]![0] + padding[axis]![1] - covered;
    if (free >= 0) return Math.floor(free / strides[axis]!) + 1;
    return fail("TF-KERAS-001", { where, what: `a window of ${extent} does not fit an axis of ${shape[axis]}` });
  });
  checkWindows(spatial, elementCount(size) * (shape[size.length] ?? 1), where);
  return spatial;
}
