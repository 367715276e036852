import { fail } from "../../../errors/index.js";
import { elementCount } from "../../../ops/index.js";
import type { GraphNode } from "../graph/graph.js";
import { counting } from "../graph/indices.js";
import { reducedAxes } from "../graph/shapes.js";
import { tapsOf, windowsOf } from "../graph/windows.js";
import { plain, settled } from "./affine.js";
import { channelsLast } from "./convolution.js";
import { at, compact, type Field, single, zipFields } from "./field.js";
import { computedOf, type NodeWriter, type TrainedNetwork } from "./network.js";
import { fraction, one, type Rational, times, zero } from "./rational.js";
import { plainOrder, type Scaled } from "./scaled.js";
import { storedShape } from "./writer.js";

/** The windows of a pooling: positions in the spatial axes, and the divisor of each for an average. */
interface Pool {
  readonly by: "max" | "average";
  readonly taps: readonly (readonly number[])[];
  readonly divisors: readonly number[];
  readonly output: readonly number[];
}

/** MaxPool and AveragePool. */
export const writePool: NodeWriter = (network, node) => {
  const { attributes } = node;
  const x = computedOf(network, node);
  const spatial = x.shape.slice(2);
  const windows = windowsOf(node, spatial);
  attributes.ignore("storage_order");
  const taps = tapsOf(spatial, windows);
  const by = node.operator === "MaxPool" ? "max" : "average";
  if (by === "average" && attributes.integer("ceil_mode", 0) !== 0) {
    fail("TF-ONNX-004", { where: node.where, what: "ceil_mode of an average" });
  }
  const includes = by === "average" && attributes.integer("count_include_pad", 0) !== 0;
  const divisors = taps.map((window) => (includes ? window.length : window.filter((tap) => tap >= 0).length));
  if (by === "max" && taps.some((window) => window.every((tap) => tap < 0))) {
    fail("TF-ONNX-004", { where: node.where, what: "a window that lies in the padding" });
  }
  return pooled(network, node, x, { by, taps, divisors, output: windows.output });
};

/** GlobalMaxPool and GlobalAveragePool. */
export const writeGlobalPool: NodeWriter = (network, node) => {
  const x = computedOf(network, node);
  const area = elementCount(x.shape.slice(2));
  return pooled(network, node, x, {
    by: node.operator === "GlobalMaxPool" ? "max" : "average",
    taps: [counting(area)],
    divisors: [area],
    output: x.shape.slice(2).map(() => 1),
  });
};

function pooled(network: TrainedNetwork, { where }: GraphNode, given: Scaled, pool: Pool): Scaled {
  const { writer } = network;
  const { builder } = writer;
  const channels = given.shape[1]!;
  const area = elementCount(given.shape.slice(2));
  const isLevel = (field: Field): boolean =>
    single(field) !== null || field.every((own, index) => own === field[Math.floor(index / area) * area]);
  const pads = pool.by === "average" && pool.taps.some((window) => window.includes(-1));
  const movable = isLevel(given.factor) && isLevel(given.offset);
  const bare = pool.by === "max" || (given.low === null && given.high === null);
  const isZero = compact(given.offset).length === 1 && given.offset[0]!.over === 0n;
  const x = movable && bare && (!pads || isZero) ? given : plain(writer, given, where);
  const value = writer.stored(x, channelsLast(x.shape.length));
  const indices = pool.taps.flatMap((window) => {
    // Padding of a maximum counts as the least number: an element of the window stands in.
    const inside = window.find((tap) => tap >= 0) ?? -1;
    return counting(channels).flatMap((channel) =>
      window.map((tap) => {
        const position = tap < 0 && pool.by === "max" ? inside : tap;
        return position < 0 ? -1 : position * channels + channel;
      }),
    );
  });
  const pixels = pool.taps.length;
  const rows = builder.gather(value, indices, [...pool.output, channels, indices.length / (pixels * channels)]);
  const reduced = pool.by === "max" ? builder.reduce(rows, { by: "max" }) : writer.sum(rows, where);
  const shape = [1, channels, ...pool.output];
  const order = channelsLast(shape.length);
  const spreadOver = (field: Field): Field =>
    field.length === 1
      ? field
      : counting(channels * pixels).map((index) => at(field, Math.floor(index / pixels) * area));
  const shares = new Map<number, Rational>();
  const share = (divisor: number): Rational => {
    const found = shares.get(divisor) ?? fraction(1n, BigInt(divisor));
    shares.set(divisor, found);
    return found;
  };
  const divided: Field =
    pool.by === "max"
      ? [one]
      : compact(counting(channels * pixels).map((index) => share(pool.divisors[index % pixels]!)));
  return settled(writer, {
    ...x,
    shape,
    order,
    value: builder.reshape(reduced, storedShape(shape, order)),
    factor: zipFields(spreadOver(x.factor), divided, times),
    offset: spreadOver(x.offset),
  });
}

/** ReduceMean, ReduceSum, ReduceMax and ReduceMin. */
export const writeReduction: NodeWriter = (network, node) => {
  const { writer } = network;
  const { builder } = writer;
  const { where, operator } = node;
  const given = computedOf(network, node);
  const axes = reducedAxes(node, network.graph);
  if (axes.includes(0) && node.batch !== 1) fail("TF-ONNX-004", { where, what: "a reduction over the batch" });
  const isSimple = single(given.factor) !== null && single(given.offset) !== null;
  const isExtreme = operator === "ReduceMax" || operator === "ReduceMin";
  const bare = isExtreme || (given.low === null && given.high === null && given.offset[0]!.over === 0n);
  const x = isSimple && bare ? given : plain(writer, given, where);
  const rest = plainOrder(x.shape.length).filter((axis) => !axes.includes(axis));
  const count = elementCount(axes.map((axis) => x.shape[axis]!));
  const value = builder.reshape(writer.stored(x, [...rest, ...axes]), [elementCount(x.shape) / count, count]);
  const reduced = isExtreme
    ? builder.reduce(value, { by: operator === "ReduceMax" ? "max" : "min" })
    : writer.sum(value, where);
  const shape = network.graph.shapes.get(node.outputs[0]!)!;
  const order = plainOrder(shape.length);
  const share = operator === "ReduceMean" ? fraction(1n, BigInt(count)) : one;
  return settled(writer, {
    ...x,
    shape,
    order,
    value: builder.reshape(reduced, storedShape(shape, order)),
    factor: [times(x.factor[0]!, share)],
    offset: isExtreme ? x.offset : [zero],
  });
};
