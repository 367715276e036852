// Single layers as programs with generated weights: what the strategies of exact sums are compared on.
import { fixed, ProgramBuilder } from "../dist/index.js";
import { normal } from "./generated.mjs";

const { parseFormat, typeOf } = fixed;

/** Weights of the usual spread in a format; `pruned` is the part of them that is zero besides those that round to it. */
function kernel(builder, [inputs, outputs], format, pruned) {
  const { width, integer } = parseFormat(format);
  const limit = 2 ** (width - 1);
  const [value, chance] = [normal(31), normal(32)];
  // A part p of the pairs of normal numbers lies within the circle of this squared radius.
  const radius = -2 * Math.log(1 - pruned);
  const raw = Array.from({ length: inputs * outputs }, () => {
    const rounded = Math.round(value() * Math.sqrt(2 / inputs) * 2 ** (width - integer));
    const kept = chance() ** 2 + chance() ** 2 >= radius;
    return BigInt(kept ? Math.max(-limit, Math.min(limit - 1, rounded)) : 0);
  });
  return builder.constant([inputs, outputs], typeOf(parseFormat(format)), raw);
}

/** Every 3 by 3 window of an image, without the border, as a row. */
function windows(builder, x) {
  const [height, width, channels] = builder.tensor(x).shape;
  const [rows, columns] = [height - 2, width - 2];
  const indices = Array.from({ length: rows * columns * 9 * channels }, (_unused, index) => {
    const [position, inside] = [Math.floor(index / (9 * channels)), index % (9 * channels)];
    const [tap, channel] = [Math.floor(inside / channels), inside % channels];
    const row = Math.floor(position / columns) + Math.floor(tap / 3);
    const column = (position % columns) + (tap % 3);
    return (row * width + column) * channels + channel;
  });
  return builder.gather(x, indices, [rows * columns, 9 * channels]);
}

/** A 32-bit accumulator that keeps every bit of a product. */
function wholeProducts(...formats) {
  const fraction = formats.map(parseFormat).reduce((sum, { width, integer }) => sum + width - integer, 0);
  return `fixed<32,${32 - fraction}>`;
}

/**
 * One layer with an activation: dense, pointwise over the first axis of `shape`, or a 3 by 3 convolution where `shape` is
 * [height, width, channels].
 */
export function oneLayer({ shape, outputs, x, weights, accumulator = wholeProducts(x, weights), pruned = 0 }) {
  const builder = new ProgramBuilder("layer", { source: "benchmark", fidelity: "native", notes: [] });
  const input = builder.input("x", shape, parseFormat(x));
  const rows = shape.length === 3 ? windows(builder, input) : input;
  const inputs = builder.tensor(rows).shape.at(-1);
  const matrix = kernel(builder, [inputs, outputs], weights, pruned);
  const order = { order: "sequential", stride: 1 };
  const sums = builder.contract(rows, matrix, { bias: null, accumulator: parseFormat(accumulator), order });
  const zero = builder.constant([1], typeOf(parseFormat("fixed<2,2>")), [0n]);
  builder.output("y", builder.cast(builder.max(sums, zero), parseFormat("ufixed<8,5,RND_CONV,SAT>")));
  return builder.build();
}
