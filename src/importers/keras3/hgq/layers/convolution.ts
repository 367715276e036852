import { fail } from "../../../../errors/index.js";
import { type ConstantTensor, samePadding, type WindowGeometry, writeConstant } from "../../../../layers/index.js";
import { gatherRows, layWindows } from "../../../../layers/windows.js";
import { elementCount, type ValueId } from "../../../../ops/index.js";
import { contractExactly } from "../contract.js";
import { type HgqLayer, type HgqLayerWriter, quantizerOf } from "../network.js";
import { quantizedConstant } from "../weights.js";
import { activate, quantizedInput, tensorVariables } from "./common.js";

/** QConv1D, QConv2D and QConv3D: quantised input, kernel and bias; channels last. */
export const writeConvolution: HgqLayerWriter = (layer) => {
  const { config, where, writer } = layer;
  const x = quantizedInput(layer);
  const shape = writer.shape(x);
  const rank = shape.length - 1;
  checkChannelsLast(layer);
  const filters = config.whole("filters", 1, 2 ** 20);
  const groups = config.whole("groups", 1, 2 ** 20, 1);
  const channels = shape[rank]!;
  if (channels % groups !== 0 || filters % groups !== 0)
    config.wrong("groups", groups, "a divisor of channels and filters");
  const size = extents(layer, "kernel_size", rank, null);
  const read = tensorVariables(layer);
  const kernel = read([...size, channels / groups, filters], "kernel");
  const kq = quantizerOf(layer, { name: "kq", place: "weight" });
  const weights = quantizedConstant(kq, kernel, `${where}: kernel`);
  const hasBias = config.truth("use_bias", true);
  const bq = hasBias ? quantizerOf(layer, { name: "bq", place: "weight" }) : null;
  const bias = hasBias ? quantizedConstant(bq, read([filters], "bias"), `${where}: bias`) : null;
  const geometry = windowGeometry(layer, shape, size, "kernel_size");
  if (groups === 1) return activate(layer, convolve(layer, x, weights, bias, geometry));
  return activate(layer, grouped(layer, x, weights, bias, { geometry, groups }));
};

/** A convolution with the given constants, exactly. */
export function convolve(
  { writer, where }: HgqLayer,
  x: ValueId,
  weights: ConstantTensor,
  bias: ConstantTensor | null,
  geometry: WindowGeometry,
): ValueId {
  const rows = gatherRows(writer.builder, x, layWindows(writer.shape(x), geometry, where));
  const filters = weights.shape.at(-1)!;
  const inner = elementCount(weights.shape) / filters;
  const matrix = writeConstant(writer.builder, { ...weights, shape: [inner, filters] });
  return contractExactly(writer, rows, matrix, { bias, where });
}

/** Each group of channels has filters of its own. */
function grouped(
  layer: HgqLayer,
  x: ValueId,
  weights: ConstantTensor,
  bias: ConstantTensor | null,
  { geometry, groups }: { geometry: WindowGeometry; groups: number },
): ValueId {
  const { builder } = layer.writer;
  const shape = layer.writer.shape(x);
  const channels = shape.at(-1)!;
  const filters = weights.shape.at(-1)!;
  const part = <T>(list: readonly T[], of: number, group: number): T[] =>
    list.filter((_item, index) => Math.floor((index % of) / (of / groups)) === group);
  const all = Array.from({ length: elementCount(shape) }, (_unused, index) => index);
  const results = Array.from({ length: groups }, (_unused, group) => {
    const own = builder.gather(x, part(all, channels, group), [...shape.slice(0, -1), channels / groups]);
    const kernel = {
      ...weights,
      shape: [...weights.shape.slice(0, -1), filters / groups],
      raw: part(weights.raw, filters, group),
    };
    const start = bias && { ...bias, shape: [filters / groups], raw: part(bias.raw, filters, group) };
    return convolve(layer, own, kernel, start, geometry);
  });
  return builder.concat(results, shape.length - 1);
}

/** Refuses channels that are not the last axis. */
export function checkChannelsLast({ config, where }: HgqLayer): void {
  if (config.text("data_format", "channels_last") === "channels_last") return;
  fail("TF-KERAS3-003", {
    where,
    what: "channels that are not the last axis",
    expected: 'data_format "channels_last"',
  });
}

/** One whole number an axis, from a list or a number that stands for all. */
export function extents(layer: HgqLayer, field: string, rank: number, absent: number | null): number[] {
  const given = layer.config.get(field) ?? absent;
  const list = Array.isArray(given) ? given : new Array(rank).fill(given);
  const good = list.every((extent) => Number.isInteger(extent) && extent >= 1 && extent <= 2 ** 20);
  if (!good || list.length !== rank) return layer.config.wrong(field, given, `${rank} whole numbers from 1`);
  return list;
}

/** How a layer's window moves: strides, dilation and the padding that its name stands for. */
export function windowGeometry(
  layer: HgqLayer,
  shape: readonly number[],
  size: readonly number[],
  stride: "kernel_size" | "pool_size",
): WindowGeometry {
  const { config } = layer;
  const rank = size.length;
  const isPool = stride === "pool_size";
  const strides = config.has("strides") || !isPool ? extents(layer, "strides", rank, 1) : [...size];
  const dilation = isPool ? size.map(() => 1) : extents(layer, "dilation_rate", rank, 1);
  const padding = config.text("padding", "valid").toLowerCase();
  const covered = (axis: number): number => dilation[axis]! * (size[axis]! - 1);
  switch (padding) {
    case "valid":
      return { size, strides, dilation };
    case "same": {
      const sides = size.map((extent, axis) => samePadding(shape[axis]!, extent, strides[axis]!, dilation[axis]!));
      return { size, strides, dilation, padding: sides };
    }
    case "causal":
      if (rank === 1 && !isPool) return { size, strides, dilation, padding: [[covered(0), 0]] };
  }
  return config.wrong("padding", padding, rank === 1 ? "valid, same or causal" : "valid or same");
}
