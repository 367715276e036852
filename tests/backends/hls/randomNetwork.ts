import { type FixedFormat, fixed, overflows, roundings, ufixed } from "../../../src/fixed/index.js";
import {
  add,
  averagePooling,
  concatenate,
  cropping,
  globalAveragePooling,
  globalMaxPooling,
  maxPooling,
  zeroPadding,
} from "../../../src/layers/index.js";
import { ascending, type ValueId } from "../../../src/ops/index.js";
import { type Random, random } from "../../support/random.js";
import type { BatchCase } from "./batch.js";
import { type Geometry, NetworkWriter } from "./networks.js";

/** A random convolutional network: geometry, types, layers and branches all come from the seed. */
export function randomNetworkCase(seed: number, options: BatchCase["options"], events = 8): BatchCase {
  const source = random(seed, null);
  const network = new NetworkWriter("net", seed);
  const rank = source.integer(1, 2);
  const spatial = Array.from({ length: rank }, () => source.integer(2, rank === 1 ? 12 : 7));
  const shape = [...spatial, source.integer(1, 3)];
  let x = network.input("x", shape, source.pick([fixed(7, 3), ufixed(6, 2), fixed(9, 5)]));
  const made = [x];
  const layers = source.integer(2, 5);
  for (let layer = 0; layer < layers; layer++) {
    x = randomLayer(network, source, x, made);
    made.push(x);
  }
  const outputs: Record<string, ValueId> = { y: randomEnd(network, source, x) };
  if (source.uniform() < 0.3) outputs.z = source.pick(made.slice(1));
  return { label: `random network, seed ${seed}`, ...(options && { options }), ...network.finish(outputs, events) };
}

const sums = (source: Random): FixedFormat => ({
  ...fixed(source.integer(7, 14), source.integer(3, 6)),
  rounding: source.pick(roundings),
  overflow: source.pick(overflows),
});

const results = (source: Random): FixedFormat => ({
  ...fixed(source.integer(5, 9), source.integer(2, 4)),
  rounding: source.pick(["TRN", "RND", "RND_CONV"] as const),
  overflow: source.pick(["SAT", "WRAP"] as const),
});

function types(source: Random) {
  const stride = source.integer(1, 4);
  const order = source.uniform() < 0.6 ? ascending : ({ order: "sequential", stride } as const);
  return { weights: fixed(4, source.integer(0, 2)), accumulator: sums(source), result: results(source), order };
}

/** A window that fits, with zeros around the image where it would not. */
function geometry(network: NetworkWriter, source: Random, x: ValueId): Geometry {
  const spatial = network.shape(x).slice(0, -1);
  const size = spatial.map(() => source.integer(1, 3));
  const dilation = spatial.map(() => (source.uniform() < 0.2 ? 2 : 1));
  const strides = spatial.map(() => (source.uniform() < 0.3 ? 2 : 1));
  const fits = spatial.every((extent, axis) => dilation[axis]! * (size[axis]! - 1) + 1 <= extent);
  return { size, dilation, strides, same: !fits || source.uniform() < 0.5 };
}

function randomLayer(network: NetworkWriter, source: Random, x: ValueId, made: readonly ValueId[]): ValueId {
  const shape = network.shape(x);
  const spatial = shape.slice(0, -1);
  const result = results(source);
  const like = made.filter((value) => network.shape(value).join() === shape.join() && value !== x);
  const beside = made.filter((value) => network.shape(value).slice(0, -1).join() === spatial.join() && value !== x);
  const draw = source.integer(0, 9);
  if (draw <= 2) return network.convolution(x, source.integer(1, 4), geometry(network, source, x), types(source));
  if (draw === 3) return network.depthwise(x, geometry(network, source, x), source.uniform() < 0.5);
  if (draw === 4) return network.dense(x, source.integer(1, 4), types(source));
  if (draw === 5) return network.relu(x);
  if (draw === 6) {
    const size = spatial.map((extent) => Math.min(extent, source.integer(1, 3)));
    const window = { size, strides: size };
    return source.uniform() < 0.5
      ? network.layer("max", (b) => maxPooling(b, x, { ...window, accumulator: null, result }))
      : network.layer("mean", (b) => averagePooling(b, x, { ...window, accumulator: fixed(16, 8), result }));
  }
  if (draw === 7) {
    const edges = spatial.map(() => [source.integer(0, 2), source.integer(0, 1)] as const);
    return network.layer("pad", (b) => zeroPadding(b, x, { edges }));
  }
  if (draw === 8 && spatial.every((extent) => extent > 2)) {
    const edges = spatial.map(() => [source.integer(0, 1), source.integer(0, 1)] as const);
    return network.layer("crop", (b) => cropping(b, x, { edges }));
  }
  if (like.length > 0) return network.layer("add", (b) => add(b, x, source.pick(like), { result }));
  if (beside.length > 0) {
    return network.layer("join", (b) => concatenate(b, [source.pick(beside), x], { axis: -1, result }));
  }
  return network.relu(x);
}

function randomEnd(network: NetworkWriter, source: Random, x: ValueId): ValueId {
  const result = results(source);
  const draw = source.integer(0, 3);
  if (draw === 0) return network.dense(network.flatten(x), source.integer(1, 4), types(source));
  if (draw === 1) {
    return network.layer("global", (b) => globalAveragePooling(b, x, { accumulator: fixed(18, 10), result }));
  }
  if (draw === 2) return network.layer("global", (b) => globalMaxPooling(b, x, { accumulator: null, result }));
  return network.relu(x);
}
