import { fail } from "../../../../errors/index.js";
import { formatOf } from "../../../../fixed/index.js";
import { maxPooling } from "../../../../layers/index.js";
import { gatherByChannel, layWindows, type Windows } from "../../../../layers/windows.js";
import { elementCount, type ValueId, zeroIndex } from "../../../../ops/index.js";
import { sumExactly } from "../contract.js";
import { quotient } from "../functions.js";
import { type HgqLayer, type HgqLayerWriter, type HgqValue, value } from "../network.js";
import { quantizedInput } from "./common.js";
import { checkChannelsLast, extents, windowGeometry } from "./convolution.js";

/** QMaxPooling1D to 3D, and Keras' own. */
export const writeMaxPooling: HgqLayerWriter = (layer) => {
  const x = quantizedInput(layer);
  const { builder } = layer.writer;
  const shape = layer.writer.shape(x);
  checkChannelsLast(layer);
  const geometry = windowGeometry(layer, shape, extents(layer, "pool_size", shape.length - 1, 2), "pool_size");
  const result = formatOf(layer.writer.type(x));
  return value(maxPooling(builder, x, { ...geometry, accumulator: null, result }));
};

/** QAveragePooling1D to 3D: each window's sum divided by the number of its elements inside the tensor. */
export const writeAveragePooling: HgqLayerWriter = (layer) => {
  const x = quantizedInput(layer);
  const { writer, where } = layer;
  const shape = writer.shape(x);
  checkChannelsLast(layer);
  const geometry = windowGeometry(layer, shape, extents(layer, "pool_size", shape.length - 1, 2), "pool_size");
  const windows = layWindows(shape, geometry, where);
  const sums = sumExactly(writer, gatherByChannel(writer.builder, x, windows), where);
  const counts = windows.positions.map((window) => window.filter((position) => position !== zeroIndex).length);
  if (counts.every((count) => count === counts[0])) return divided(layer, sums, counts[0]!);
  return value(byCounts(layer, sums, windows, counts));
};

/** At the edge of padded averages windows have fewer elements; each must be a power of two. */
function byCounts(layer: HgqLayer, sums: ValueId, { spatial, channels }: Windows, counts: readonly number[]): ValueId {
  const { writer, where } = layer;
  const bad = counts.find((count) => !Number.isInteger(Math.log2(count)));
  if (bad !== undefined) {
    fail("TF-KERAS3-007", { where, what: `averages over ${bad} elements at the edge`, expected: 'padding "valid"' });
  }
  const most = Math.max(...counts);
  const factors = counts.flatMap((count) => new Array<bigint>(channels).fill(BigInt(most / count)));
  const width = Math.log2(most) + 1;
  const constant = writer.builder.constant([...spatial, channels], { signed: false, width, integer: 1 }, factors);
  return writer.exact(writer.builder.mul(sums, constant), where);
}

/** Sums divided by a count: a move of the point for a power of two, else a function that waits for its quantiser. */
export function divided({ writer, where }: HgqLayer, sums: ValueId, count: number): HgqValue {
  const shift = Math.log2(count);
  if (Number.isInteger(shift)) return value(writer.builder.scale(sums, -shift));
  return { kind: "function", x: sums, function: quotient(count), where };
}

/** QGlobalMaxPooling and QGlobalAveragePooling, 1D to 3D. */
export const writeGlobalPooling: HgqLayerWriter = (layer) => {
  const x = quantizedInput(layer);
  const { writer, where, className } = layer;
  const shape = writer.shape(x);
  checkChannelsLast(layer);
  const [positions, channels] = [elementCount(shape.slice(0, -1)), shape.at(-1)!];
  const indices = Array.from({ length: positions * channels }, (_unused, index) => {
    return (index % positions) * channels + Math.floor(index / positions);
  });
  const byChannel = writer.builder.gather(x, indices, [channels, positions]);
  const kept = layer.config.truth("keepdims", false) ? [...shape.slice(0, -1).map(() => 1), channels] : [channels];
  const reshape = (id: ValueId): ValueId => writer.builder.reshape(id, kept);
  if (className.includes("Max")) return value(reshape(writer.builder.reduce(byChannel, { by: "max" })));
  return divided(layer, reshape(sumExactly(writer, byChannel, where)), positions);
};

/** QSum and QMeanPow2: sums over axes, times a power of two. */
export const writeSum: HgqLayerWriter = (layer) => {
  const x = quantizedInput(layer);
  const { writer, config, where, className } = layer;
  const shape = writer.shape(x);
  const axes = reducedAxes(layer, shape.length);
  const sums = sumExactly(writer, axesLast(layer, x, axes), where);
  const count = axes.reduce((product, axis) => product * shape[axis]!, 1);
  const scale = className === "QMeanPow2" ? 2 ** roundHalfEvenLog(1 / count) : config.number("scale", 1);
  const shift = Math.log2(scale);
  if (!Number.isInteger(shift)) config.wrong("scale", scale, "a power of two");
  const rest = shape.filter((_extent, axis) => !axes.includes(axis));
  const kept = config.truth("keepdims", false) ? shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent)) : rest;
  const shaped = writer.builder.reshape(sums, kept.length === 0 ? [1] : kept);
  return value(writer.builder.scale(shaped, shift));
};

/** round(log2(x)) with Python's rounding of halves. */
function roundHalfEvenLog(x: number): number {
  const exact = Math.log2(x);
  const floor = Math.floor(exact);
  const rest = exact - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

function reducedAxes(layer: HgqLayer, rank: number): number[] {
  const given = layer.config.get("axes") ?? -1;
  const list: unknown[] = Array.isArray(given) ? given : [given];
  const axes = list.map((axis) => (typeof axis === "number" ? (axis < 0 ? axis + rank : axis - 1) : -1));
  const good = axes.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < rank);
  if (!good || new Set(axes).size !== axes.length) return layer.config.wrong("axes", given, "axes of the input");
  return axes;
}

/** A tensor with some axes moved to the end and flattened into one. */
export function axesLast({ writer }: HgqLayer, x: ValueId, axes: readonly number[]): ValueId {
  const shape = writer.shape(x);
  const rest = shape.map((_extent, axis) => axis).filter((axis) => !axes.includes(axis));
  const strides = shape.map((_extent, axis) => elementCount(shape.slice(axis + 1)));
  let indices = [0];
  for (const axis of [...rest, ...axes]) {
    indices = indices.flatMap((start) =>
      Array.from({ length: shape[axis]! }, (_unused, step) => start + step * strides[axis]!),
    );
  }
  const reduced = axes.reduce((product, axis) => product * shape[axis]!, 1);
  return writer.builder.gather(x, indices, [...rest.map((axis) => shape[axis]!), reduced]);
}
