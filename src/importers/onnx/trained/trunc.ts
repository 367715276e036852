import { fail } from "../../../errors/index.js";
import { fractionOf } from "../../../fixed/index.js";
import type { GraphNode } from "../graph/graph.js";
import { exactNumbers } from "./constant.js";
import { type Field, mapField, uniform, zipFields } from "./field.js";
import { computedOf, type NodeWriter, plainNumbers, type TrainedNetwork } from "./network.js";
import { type Quantiser, writeQuantiser } from "./quantise.js";
import { quantBounds, rescaled, scaleNumbers, spread, wholeParameter } from "./quantisers.js";
import {
  ceilingOf,
  divided,
  floorOf,
  fraction,
  minus,
  one,
  plus,
  powerOfTwo,
  type Rational,
  times,
  zero,
} from "./rational.js";
import { readRounding } from "./rounding.js";
import type { Scaled } from "./scaled.js";

/**
 * Trunc: the integers of the operand, divided by a power of two and rounded. Version 1 of the domain divides by
 * 2^(input bits − output bits) and keeps the scale; version 2 divides by the ratio of the scales and clips to the output's
 * bits. Source of the semantics: qonnx custom_op/general/trunc.py.
 */
export const writeTrunc: NodeWriter = (network, node) => {
  const { where, attributes } = node;
  const { writer } = network;
  const x = computedOf(network, node);
  const isFirst = node.quantOpset < 2 && node.inputs.length < 6;
  const scaleFloats = scaleNumbers(network, node, 1, x.shape);
  const scale = exactNumbers({ shape: [], type: "float", values: scaleFloats }, where);
  const zeroPoint = zeroPoints(network, node, x.shape);
  const rounding = readRounding(attributes.text("rounding_mode", "FLOOR"), where);
  const integers = wholeNumbers(network, x, scale, zeroPoint, where);
  const inputBits = wholeParameter(network, node, 3, "the input bit width");
  if (isFirst) {
    const outputBits = wholeParameter(network, node, 4, "the output bit width");
    const step = uniform(powerOfTwo(inputBits - outputBits));
    const bounds = reach(network, integers, step);
    const value = writeQuantiser(writer, integers, { scale: step, zero: uniform(zero), ...bounds, rounding }, where);
    return rescaled(network, { ...integers, value }, { scale, zero: zeroPoint }, where);
  }
  const outputFloats = scaleNumbers(network, node, 4, x.shape, "the output scale");
  const outputBits = wholeParameter(network, node, 5, "the output bit width");
  const signed = attributes.integer("signed", 1) !== 0;
  const narrow = attributes.integer("narrow", 0) !== 0;
  const count = Math.max(scaleFloats.length, outputFloats.length);
  const step: Field = Array.from({ length: count }, (_unused, index) => {
    const ratio =
      outputFloats[outputFloats.length === 1 ? 0 : index]! / scaleFloats[scaleFloats.length === 1 ? 0 : index]!;
    return powerOfTwo(Math.round(Math.log2(ratio)));
  });
  const outputScale = exactNumbers({ shape: [], type: "float", values: outputFloats }, where);
  const quantiser: Quantiser = {
    scale: step,
    zero: uniform(zero),
    ...quantBounds(outputBits, signed, narrow),
    rounding,
  };
  const value = writeQuantiser(writer, integers, quantiser, where);
  return rescaled(
    network,
    { ...integers, value },
    { scale: outputScale, zero: zipFields(zeroPoint, step, divided) },
    where,
  );
};

function zeroPoints(network: TrainedNetwork, node: GraphNode, shape: readonly number[]): Field {
  const given = plainNumbers(network, node, 2, "the zero point");
  if (given === undefined) return fail("TF-ONNX-004", { where: node.where, what: "the zero point is missing" });
  return exactNumbers(
    { shape: [], type: "float", values: spread(given, shape, "the zero point", node.where) },
    node.where,
  );
}

/** round(x / scale + zero), half to even, without a clip. */
function wholeNumbers(network: TrainedNetwork, x: Scaled, scale: Field, zeroPoint: Field, where: string): Scaled {
  const { writer } = network;
  const slope = zipFields(x.factor, scale, divided);
  const offset = zipFields(zipFields(x.offset, scale, divided), zeroPoint, plus);
  const unit = powerOfTwo(-fractionOf(writer.type(x.value)));
  const bounds = writer.bounds(x.value);
  const ends = (raw: bigint): Field =>
    zipFields(
      mapField(slope, (factor) => times(times(factor, unit), fraction(raw))),
      offset,
      plus,
    );
  const all: Rational[] = [...ends(bounds.low), ...ends(bounds.high)];
  const low = floorOf(all.reduce((a, b) => (minus(a, b).over < 0n ? a : b)));
  const high = ceilingOf(all.reduce((a, b) => (minus(a, b).over > 0n ? a : b)));
  const quantiser: Quantiser = {
    scale,
    zero: zeroPoint,
    low: low < 0n ? low : 0n,
    high: high > 0n ? high : 1n,
    rounding: "ROUND",
  };
  const value = writeQuantiser(writer, x, quantiser, where);
  return { ...x, value, factor: uniform(one), offset: uniform(zero), low: null, high: null };
}

/** Bounds that no quotient by the steps exceeds. */
function reach({ writer }: TrainedNetwork, x: Scaled, step: Field): { low: bigint; high: bigint } {
  const bounds = writer.bounds(x.value);
  const ends = [bounds.low, bounds.high].flatMap((raw) => mapField(step, (own) => divided(fraction(raw), own)));
  const low = floorOf(ends.reduce((a, b) => (minus(a, b).over < 0n ? a : b)));
  const high = ceilingOf(ends.reduce((a, b) => (minus(a, b).over > 0n ? a : b)));
  return { low: low < 0n ? low : 0n, high: high > 0n ? high : 1n };
}
