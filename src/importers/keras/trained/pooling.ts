import { fail } from "../../../errors/index.js";
import { type FixedFormat, fixed, formatOf, fractionOf, ufixed } from "../../../fixed/index.js";
import { divide, globalMaxPooling, maxPooling } from "../../../layers/index.js";
import { gatherByChannel, layWindows } from "../../../layers/windows.js";
import { ascending, elementCount, type ValueId, zeroIndex } from "../../../ops/index.js";
import type { KerasLayer } from "../architecture.js";
import { float } from "../quantizers/float32.js";
import { readQuantizer } from "../quantizers/read.js";
import { quantizeWeights } from "../quantizers/weights.js";
import { channelsOf, windowGeometry, windowOutput } from "../windows.js";
import { portFormatOf, writeActivation } from "./activations.js";
import { refuseChannelsFirst } from "./convolution.js";
import { given, type LayerValue, quantiserFollows, type TrainedNetwork } from "./network.js";
import type { ExactWriter } from "./writer.js";

/** Sums of windows, and the number of elements in each. */
interface Sums {
  /** Shape [...spatial, channels]. */
  readonly sums: ValueId;
  /** One divisor for all, or one an element. */
  readonly counts: number | readonly number[];
  /** Elements of a window, padding included. */
  readonly area: number;
}

/** Max pooling, exactly. */
export function writeMaxPooling({ writer }: TrainedNetwork, layer: KerasLayer, [x]: readonly ValueId[]): LayerValue {
  const rank = rankOf(layer);
  refuseChannelsFirst(layer);
  const shape = writer.shape(x!);
  channelsOf(shape, rank, layer.where);
  const result = formatOf(writer.type(x!));
  const { builder } = writer;
  if (layer.className.startsWith("Global")) {
    return given(kept(writer, layer, globalMaxPooling(builder, x!, { accumulator: null, result }), rank));
  }
  const geometry = windowGeometry(layer.config, shape, "pool_size", rank);
  windowOutput(shape, geometry, layer.where);
  return given(maxPooling(builder, x!, { ...geometry, accumulator: null, result }));
}

/**
 * Average pooling: an exact sum divided by the number of elements, which is exact for a power of two. For any other the
 * quotient is no fixed-point number, and it waits for the quantiser that follows.
 */
export function writeAveragePooling(network: TrainedNetwork, layer: KerasLayer, [x]: readonly ValueId[]): LayerValue {
  const sums = sumsOf(network, layer, x!);
  return quotient(network, layer, sums);
}

/**
 * QAveragePooling2D and QGlobalAveragePooling2D: the framework's average times the number of elements, times the quantised
 * reciprocal of that number, then an activation.
 *
 * Source of the semantics: QKeras 0.9.0, qpooling.py.
 */
export function writeQuantizedPooling(network: TrainedNetwork, layer: KerasLayer, [x]: readonly ValueId[]): LayerValue {
  const { writer } = network;
  const { config, where, name } = layer;
  const { sums, counts, area } = sumsOf(network, layer, x!);
  const quantizer = config.get("average_quantizer");
  if (quantizer === undefined) return quotient(network, layer, { sums, counts, area }, config.get("activation"));
  const read = readQuantizer(quantizer, `${where}: average_quantizer`);
  const reciprocal = quantizeWeights(read, { shape: [1], values: [float(1 / area)] }, `${where}: average_quantizer`);
  const scale = restored(writer, { sums, counts, area }, layer);
  const product = writer.exact(writer.builder.mul(scale, writer.scalar(scale, reciprocal.values[0]!, where)), name);
  return writeActivation(network, layer, product, config.get("activation"));
}

/** The average times the area, which is the sum again where float32 does not show the division. */
function restored(writer: ExactWriter, { sums, counts, area }: Sums, layer: KerasLayer): ValueId {
  const { low, high } = writer.bounds(sums);
  const largest = Number(-low > high ? -low : high);
  const distinct = [...new Set(typeof counts === "number" ? [counts] : counts)];
  for (const count of distinct) {
    const ratio = area / count;
    const shows = (sum: number): boolean => float(float(sum / count) * area) !== sum * ratio;
    const exact = Number.isInteger(Math.log2(ratio)) && largest <= 2 ** 20;
    if (exact && !Array.from({ length: largest + 1 }, (_unused, sum) => sum).some(shows)) continue;
    fail("TF-KERAS-006", {
      where: layer.where,
      what: `an average of ${count} elements times ${area}, which float32 does not undo exactly`,
      expected: "windows of a power of two, or of 3, 5, 6, 9, 10, 12 elements, without padding",
      help: "or leave average_quantizer out and let a QActivation follow",
    });
  }
  if (distinct.length === 1) return writer.builder.scale(sums, Math.log2(area / distinct[0]!));
  const factors = (counts as readonly number[]).map((count) => BigInt(area / count));
  const shape = writer.shape(sums);
  const width = Math.max(...factors.map((factor) => factor.toString(2).length));
  const constant = writer.builder.constant(shape, { signed: false, width, integer: width }, factors);
  return writer.exact(writer.builder.mul(sums, constant), layer.name);
}

function sumsOf({ writer }: TrainedNetwork, layer: KerasLayer, x: ValueId): Sums {
  const rank = rankOf(layer);
  refuseChannelsFirst(layer);
  const shape = writer.shape(x);
  const channels = channelsOf(shape, rank, layer.where);
  const { builder } = writer;
  if (layer.className.includes("Global")) {
    const pixels = elementCount(shape) / channels;
    const indices = Array.from({ length: pixels * channels }, (_unused, index) => {
      return (index % pixels) * channels + Math.floor(index / pixels);
    });
    const sums = sumLast(writer, builder.gather(x, indices, [channels, pixels]), layer.name);
    return { sums: kept(writer, layer, sums, rank), counts: pixels, area: pixels };
  }
  const geometry = windowGeometry(layer.config, shape, "pool_size", rank);
  windowOutput(shape, geometry, layer.where);
  const windows = layWindows(shape, geometry, layer.name);
  const each = windows.positions.map((window) => window.filter((position) => position !== zeroIndex).length);
  const equal = each.every((count) => count === each[0]);
  const counts = equal ? each[0]! : each.flatMap((count) => new Array<number>(channels).fill(count));
  const sums = sumLast(writer, gatherByChannel(builder, x, windows), layer.name);
  return { sums, counts, area: elementCount(geometry.size) };
}

/** The exact sum along the last axis. */
function sumLast(writer: ExactWriter, x: ValueId, name: string): ValueId {
  const { shape, type } = writer.ranges(x);
  const growth = Math.ceil(Math.log2(shape[shape.length - 1]!)) + 1;
  const wide = { ...type, width: type.width + growth, integer: type.integer + growth };
  const sums = writer.builder.reduce(x, { by: "sum", accumulator: formatOf(wide), order: ascending });
  return writer.exact(sums, name);
}

function quotient(
  network: TrainedNetwork,
  layer: KerasLayer,
  { sums, counts }: Sums,
  activation?: unknown,
): LayerValue {
  const { writer } = network;
  const divisors = typeof counts === "number" ? [counts] : counts;
  if (divisors.every((count) => Number.isInteger(Math.log2(count)))) {
    const bits = Math.max(...divisors.map((count) => Math.log2(count)));
    const { signed, width, integer } = writer.type(sums);
    const exact = divide(writer.builder, sums, counts, formatOf({ signed, width: width + bits, integer }));
    return writeActivation(network, layer, writer.exact(exact, layer.name), activation);
  }
  const finish = (format: FixedFormat): ValueId => roundedQuotient(writer, sums, counts, format);
  if (activation !== undefined || quantiserFollows(network, layer.name)) {
    if (activation === undefined) return { kind: "pending", name: "average", finish, layer };
    return given(finish(conversionOf(activation, layer)));
  }
  return fail("TF-KERAS-006", {
    where: layer.where,
    what: `an average of ${divisors.find((count) => !Number.isInteger(Math.log2(count)))} elements is no fixed-point number`,
    expected: "a window whose number of elements is a power of two, or a QActivation directly behind it",
  });
}

function conversionOf(activation: unknown, layer: KerasLayer): FixedFormat {
  const format = portFormatOf(activation, layer.where);
  if (format !== null) return format;
  return fail("TF-KERAS-006", {
    where: layer.where,
    what: "an average followed by this activation",
    expected: "quantized_bits with alpha 1, or quantized_relu",
  });
}

/**
 * A quotient rounded to a format as if it were known exactly: the quotient truncated two bits below the format's last, with
 * a sticky bit for the remainder.
 */
function roundedQuotient(
  writer: ExactWriter,
  sums: ValueId,
  counts: number | readonly number[],
  format: FixedFormat,
): ValueId {
  const { builder } = writer;
  const shape = writer.shape(sums);
  const { width, integer } = writer.type(sums);
  const fraction = Math.max(fractionOf(format), width - integer) + 1;
  const truncated = divide(builder, sums, counts, fixed(integer + 1 + fraction, integer + 1, "TRN_ZERO"));
  const list = typeof counts === "number" ? [counts] : counts;
  const bits = Math.max(...list.map((count) => count.toString(2).length));
  const divisors = builder.constant(
    list.length === 1 ? shape.map(() => 1) : shape,
    ufixed(bits, bits),
    list.map(BigInt),
  );
  const rest = builder.sub(sums, builder.mul(truncated, divisors));
  const zero = writer.scalar(rest, 0, "average");
  const unit = 2 ** -(fraction + 1);
  const down = builder.select(builder.compare("<", rest, zero), writer.scalar(rest, -unit, "average"), zero);
  const sticky = builder.select(builder.compare(">", rest, zero), writer.scalar(rest, unit, "average"), down);
  return builder.cast(builder.add(truncated, sticky), format);
}

function kept(writer: ExactWriter, { config }: KerasLayer, x: ValueId, rank: number): ValueId {
  if (!config.truth("keepdims", false)) return x;
  return writer.builder.reshape(x, [...new Array<number>(rank).fill(1), ...writer.shape(x)]);
}

function rankOf({ className }: KerasLayer): number {
  return className.endsWith("1D") ? 1 : 2;
}
