// The shapes of known trigger networks as programs with generated weights: the same on every machine, and no files.
import { fixed, ProgramBuilder } from "../dist/index.js";

const { parseFormat, typeOf } = fixed;
const sequential = { order: "sequential", stride: 1 };

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
function uniform(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Numbers of a normal distribution. */
export function normal(seed) {
  const next = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** Writes layers with generated weights, one after another. */
class Writer {
  constructor(name, seed) {
    this.builder = new ProgramBuilder(name, { source: "benchmark", fidelity: "native", notes: [] });
    this.random = normal(seed);
    this.chance = uniform(seed + 1);
    this.layers = 0;
  }

  /** Weights of the usual spread, brought into a format; a part of them may be pruned to zero. */
  weights(shape, fanIn, format, pruned = 0) {
    const { width, integer } = parseFormat(format);
    const limit = 2 ** (width - 1);
    const unit = 2 ** (width - integer);
    const count = shape.reduce((product, extent) => product * extent, 1);
    const raw = Array.from({ length: count }, () => {
      const value = Math.round(this.random() * Math.sqrt(2 / fanIn) * unit);
      const kept = Math.max(-limit, Math.min(limit - 1, value));
      return BigInt(this.chance() < pruned ? 0 : kept);
    });
    return this.builder.constant(shape, typeOf(parseFormat(format)), raw);
  }

  /** [..., inputs] to [..., outputs], with an activation cast. */
  dense(x, outputs, { weights, accumulator, result, relu = false, pruned = 0 }) {
    return this.builder.within(`layer_${++this.layers}`, () => {
      const { shape } = this.builder.tensor(x);
      const inputs = shape[shape.length - 1];
      const kernel = this.weights([inputs, outputs], inputs, weights, pruned);
      const bias = this.weights([outputs], 50, weights);
      const sums = this.builder.contract(x, kernel, {
        bias,
        accumulator: parseFormat(accumulator),
        order: sequential,
      });
      return this.activation(sums, result, relu);
    });
  }

  activation(x, result, relu) {
    if (!relu) return this.builder.cast(x, parseFormat(result));
    const zero = this.builder.constant([1], typeOf(parseFormat("fixed<2,2>")), [0n]);
    return this.builder.cast(this.builder.max(x, zero), parseFormat(result));
  }

  /** Windows of [height, width, channels] as rows, zeros around: what a convolution contracts. */
  windows(x, size, stride) {
    const [height, width, channels] = this.builder.tensor(x).shape;
    const [rows, columns] = [Math.ceil(height / stride), Math.ceil(width / stride)];
    const before = (extent, count) => Math.floor(Math.max(0, (count - 1) * stride + size - extent) / 2);
    const [top, left] = [before(height, rows), before(width, columns)];
    const indices = [];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        for (let y = row * stride - top; y < row * stride - top + size; y++) {
          for (let z = column * stride - left; z < column * stride - left + size; z++) {
            for (let channel = 0; channel < channels; channel++) {
              const inside = y >= 0 && y < height && z >= 0 && z < width;
              indices.push(inside ? (y * width + z) * channels + channel : -1);
            }
          }
        }
      }
    }
    return this.builder.gather(x, indices, [rows, columns, size * size * channels]);
  }

  flatten(x) {
    const { shape } = this.builder.tensor(x);
    return this.builder.reshape(x, [shape.reduce((product, extent) => product * extent, 1)]);
  }

  build(x) {
    this.builder.output("y", x);
    return this.builder.build();
  }
}

/** A dense network: sizes of its layers, input first. */
export function denseNetwork(name, seed, sizes, input, layer) {
  const writer = new Writer(name, seed);
  let x = writer.builder.input("x", [sizes[0]], parseFormat(input));
  if (layer.input !== undefined) x = writer.builder.cast(x, parseFormat(layer.input));
  sizes.slice(1).forEach((size, index) => {
    const last = index === sizes.length - 2;
    x = writer.dense(x, size, { ...layer, relu: !last, ...(last && layer.last ? { result: layer.last } : {}) });
  });
  return writer.build(x);
}

/** CICADA's shape: 18 by 14 towers, two convolutions, two dense layers. */
export function convolution(name, seed, input, layer) {
  const writer = new Writer(name, seed);
  let x = writer.builder.input("towers", [18, 14, 1], parseFormat(input));
  x = writer.dense(writer.windows(x, 3, 1), 4, { ...layer, relu: true });
  x = writer.dense(writer.windows(x, 3, 2), 8, { ...layer, relu: true });
  x = writer.dense(writer.flatten(x), 16, { ...layer, relu: true });
  return writer.build(writer.dense(x, 1, layer));
}

/** A deep set of ten particles with fourteen features: pointwise convolutions, a sum over particles, dense layers. */
export function deepSet(name, seed, input, layer) {
  const writer = new Writer(name, seed);
  const { builder } = writer;
  let x = builder.input("particles", [10, 14], parseFormat(input));
  x = writer.dense(x, 32, { ...layer, relu: true });
  x = writer.dense(x, 32, { ...layer, relu: true });
  const byFeature = Array.from({ length: 320 }, (_unused, index) => (index % 10) * 32 + Math.floor(index / 10));
  const sums = builder.within("pool", () =>
    builder.reduce(builder.gather(x, byFeature, [32, 10]), {
      by: "sum",
      accumulator: parseFormat(layer.accumulator),
      order: sequential,
    }),
  );
  x = builder.cast(sums, parseFormat(layer.result));
  x = writer.dense(x, 16, { ...layer, relu: true });
  return writer.build(writer.dense(x, 5, layer));
}

/** An LSTM over twenty steps of six features with twenty units, and a dense layer. */
export function lstm(name, seed, input, layer) {
  const writer = new Writer(name, seed);
  const { builder } = writer;
  const [steps, features, units] = [20, 6, 20];
  const state = parseFormat(layer.result);
  const x = builder.input("series", [steps, features], parseFormat(input));
  const kernel = writer.weights([features, 4 * units], features, layer.weights);
  const recurrent = writer.weights([units, 4 * units], units, layer.weights);
  const bias = writer.weights([4 * units], 50, layer.weights);
  // As hls4ml has them: 1024 entries from -8 to 8 and from -4 to 4, addresses truncated towards zero.
  const sigmoid = table(builder, (value) => 1 / (1 + Math.exp(-value)), "fixed<10,4,TRN_ZERO,SAT>", layer.result);
  const hyperbolic = table(builder, Math.tanh, "fixed<10,3,TRN_ZERO,SAT>", layer.result);
  const part = (value, first, count) =>
    builder.gather(
      value,
      Array.from({ length: count }, (_unused, index) => first + index),
      [count],
    );
  const options = { accumulator: parseFormat(layer.accumulator), order: sequential };
  const zeros = new Array(units).fill(0n);
  let hidden = builder.constant([units], typeOf(state), zeros);
  let cell = builder.constant([units], typeOf(state), zeros);
  for (let step = 0; step < steps; step++) {
    builder.within(`step_${step}`, () => {
      const fromInput = builder.contract(part(x, step * features, features), kernel, { ...options, bias });
      const sums = builder.cast(builder.add(fromInput, builder.contract(hidden, recurrent, options)), state);
      const gate = (index, activate) => activate(part(sums, index * units, units));
      const kept = builder.mul(gate(1, sigmoid), cell);
      const added = builder.mul(gate(0, sigmoid), gate(2, hyperbolic));
      cell = builder.cast(builder.add(kept, added), state);
      hidden = builder.cast(builder.mul(gate(3, sigmoid), hyperbolic(cell)), state);
    });
  }
  return writer.build(writer.dense(hidden, 5, layer));
}

/** A curve as 1024 entries, addressed by a format of ten bits: the negative half is the upper half. */
function table(builder, curve, address, result) {
  const { width, integer } = parseFormat(result);
  const to = parseFormat(address);
  const step = 2 ** (to.integer - to.width);
  const entries = Array.from({ length: 1024 }, (_unused, index) => {
    const value = curve((index < 512 ? index : index - 1024) * step);
    return BigInt(Math.floor(value * 2 ** (width - integer)));
  });
  const constant = builder.constant([1024], typeOf(parseFormat(result)), entries);
  return (value) => builder.lookup(builder.cast(value, to), constant);
}
