import { fail } from "../../../errors/index.js";
import { fractionOf, mulType, narrowestType } from "../../../fixed/index.js";
import { elementCount } from "../../../ops/index.js";
import { hasInput } from "../graph/graph.js";
import { counting } from "../graph/indices.js";
import { tapsOf, windowsOf } from "../graph/windows.js";
import { plain, settled, shifted } from "./affine.js";
import { elementsOf } from "./constant.js";
import { at, compact, every, type Field, mapField, single } from "./field.js";
import { biasOnGrid, type Matrix, matrixOf } from "./matrix.js";
import { computedOf, constantOf, type NodeWriter } from "./network.js";
import { times, zero } from "./rational.js";
import type { Scaled } from "./scaled.js";
import { storedShape } from "./writer.js";

/** Most elements of all windows of one convolution. */
const mostWindowElements = 1 << 24;

/** The axes of a tensor with its channels stored last: batch, spatial axes, channels. */
export function channelsLast(rank: number): number[] {
  return [0, ...counting(rank).slice(2), 1];
}

/** Conv: a gather of windows, channels fastest, and a contraction with a row for each pixel; groups are its batch. */
export const writeConvolution: NodeWriter = (network, node) => {
  const { writer } = network;
  const { builder } = writer;
  const { where, attributes } = node;
  const weights = constantOf(network, node, 1, "the kernel");
  const groups = attributes.integer("group", 1);
  const given = computedOf(network, node);
  const spatial = given.shape.slice(2);
  const windows = windowsOf(node, spatial, weights.shape.slice(2));
  const [filters, depth] = weights.shape as [number, number];
  const channels = given.shape[1]!;
  const size = elementCount(windows.kernel);
  const pixels = elementCount(windows.output);
  if (pixels * size * channels > mostWindowElements) {
    fail("TF-ONNX-005", {
      where,
      what: `windows of ${pixels * size * channels} elements`,
      expected: `at most ${mostWindowElements}`,
    });
  }
  // A window may only be summed where its elements share a scale and stand for themselves.
  const isBare = every(given.offset, ({ over }) => over === 0n) && given.low === null && given.high === null;
  let x = isBare ? given : plain(writer, given, where);
  const area = elementCount(spatial);
  const perChannel = counting(channels).map((channel) => at(x.factor, channel * area));
  const isPerChannel =
    single(x.factor) !== null || x.factor.every((own, index) => own === perChannel[Math.floor(index / area)]);
  if (!isPerChannel) x = plain(writer, x, where);
  const factors: Field = isPerChannel ? compact(perChannel) : x.factor;
  const perGroup = filters / groups;
  const matrices: Matrix[] = counting(groups).map((group) => {
    const inputs = counting(depth).map((channel) => at(factors, group * depth + channel));
    const own = compact(inputs);
    const positions = counting(size).flatMap((tap) =>
      counting(depth).flatMap((channel) =>
        counting(perGroup).map((filter) => ((group * perGroup + filter) * depth + channel) * size + tap),
      ),
    );
    const rowFactor = own.length === 1 ? null : counting(size * depth).map((k) => inputs[k % depth]!);
    const matrix = matrixOf(weights, positions, [size * depth, perGroup], rowFactor, where);
    return rowFactor === null ? { ...matrix, scale: mapField(matrix.scale, (scale) => times(scale, own[0]!)) } : matrix;
  });
  const scale = compact(matrices.flatMap((matrix) => counting(perGroup).map((filter) => at(matrix.scale, filter))));
  const order = channelsLast(x.shape.length);
  const value = writer.stored(x, order);
  const taps = tapsOf(spatial, windows);
  const shape = [1, filters, ...windows.output];
  const laid = storedShape(shape, order);
  const bias = hasInput(node, 2) ? elementsOf(constantOf(network, node, 2, "the bias")) : null;
  if (bias !== null && bias.length !== filters)
    fail("TF-ONNX-005", { where, what: `${bias.length} biases for ${filters} filters` });
  const spreadOver = (field: Field): Field =>
    field.length === 1 ? field : counting(filters * pixels).map((index) => field[Math.floor(index / pixels)]!);
  const finish = (sums: number, rest: Field | null): Scaled => {
    const result: Scaled = {
      ...x,
      shape,
      order,
      value: sums,
      factor: spreadOver(scale),
      offset: [zero],
      low: null,
      high: null,
    };
    return settled(writer, rest === null ? result : shifted(writer, result, spreadOver(compact(rest)), where));
  };
  if (groups === 1) {
    const { weights: matrix } = matrices[0]!;
    const indices = taps.flatMap((window) =>
      window.flatMap((tap) => counting(channels).map((channel) => (tap < 0 ? -1 : tap * channels + channel))),
    );
    const rows = builder.gather(value, indices, [...windows.output, size * channels]);
    const places = fractionOf(mulType(writer.type(value), matrix.type));
    const onGrid = bias === null ? null : biasOnGrid(writer, bias, scale, places, where);
    const sums = builder.reshape(writer.contract(rows, matrix, onGrid, where), laid);
    return finish(sums, onGrid === null ? bias : null);
  }
  const indices = counting(groups).flatMap((group) =>
    taps.flatMap((window) =>
      window.flatMap((tap) =>
        counting(depth).map((channel) => (tap < 0 ? -1 : tap * channels + group * depth + channel)),
      ),
    ),
  );
  const rows = builder.gather(value, indices, [groups, pixels, size * depth]);
  const raw = matrices.flatMap((matrix) => [...matrix.weights.raw]);
  const least = raw.reduce((a, b) => (a < b ? a : b));
  const most = raw.reduce((a, b) => (a > b ? a : b));
  const type = narrowestType(least, most, fractionOf(matrices[0]!.weights.type));
  if (matrices.some(({ weights: own }) => fractionOf(own.type) !== fractionOf(type))) {
    fail("TF-ONNX-006", {
      where,
      what: "groups whose weights lie on different grids",
      help: "give every group one scale",
    });
  }
  const stacked = { shape: [groups, size * depth, perGroup], type, raw };
  const sums = writer.contract(rows, stacked, null, where);
  const together = counting(pixels).flatMap((pixel) =>
    counting(filters).map((filter) => {
      const group = Math.floor(filter / perGroup);
      return (group * pixels + pixel) * perGroup + (filter % perGroup);
    }),
  );
  return finish(builder.gather(sums, together, laid), bias);
};
