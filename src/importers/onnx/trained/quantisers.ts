import { fail } from "../../../errors/index.js";
import { elementCount } from "../../../ops/index.js";
import type { GraphNode } from "../graph/graph.js";
import { arranged, broadcastShape, broadcastTo } from "../graph/indices.js";
import { settled, shifted } from "./affine.js";
import { exactNumbers, floatConstant, integerConstant, roundFloat } from "./constant.js";
import { compact, type Field, mapField, product, single, uniform } from "./field.js";
import { computedOf, type NodeWriter, plainNumbers, type TrainedNetwork, tensorOf } from "./network.js";
import { type Quantiser, writeQuantiser } from "./quantise.js";
import { exponentOf, fraction, negated, ofNumber, one, type Rational, zero } from "./rational.js";
import { readRounding } from "./rounding.js";
import { quantiserFormat } from "./roundTo.js";
import { isPlain, type Scaled, type ScaledConstant, type Tensor } from "./scaled.js";
import { quantisedFunction } from "./tables.js";

/** Widest quantiser: beyond it float32 does not hold its integers. */
const widestQuantiser = 32;

/** A quantiser as a node describes it, for a tensor of a shape. */
export interface QuantParameters extends Quantiser {
  /** Scale and zero point as the framework has them, one for each element or one for all. */
  readonly scaleFloats: readonly number[];
  readonly zeroFloats: readonly number[];
  /** −1 or 1, the sign. */
  readonly bipolar: boolean;
}

/** The least and the largest integer of QONNX' Quant. */
export function quantBounds(bits: number, signed: boolean, narrow: boolean): { low: bigint; high: bigint } {
  const n = BigInt(bits);
  if (signed) return { low: -(1n << (n - 1n)) + (narrow ? 1n : 0n), high: (1n << (n - 1n)) - 1n };
  return { low: 0n, high: (1n << n) - 1n - (narrow ? 1n : 0n) };
}

/** Numbers spread over a shape: one, or one for each element. @throws TrigforgeError TF-ONNX-005 */
export function spread(
  tensor: { readonly shape: readonly number[]; readonly values: readonly number[] },
  shape: readonly number[],
  what: string,
  where: string,
): readonly number[] {
  const first = tensor.values[0]!;
  if (tensor.values.every((value) => value === first)) return [first];
  const together = broadcastShape(tensor.shape, shape);
  if (together === null || elementCount(together) !== elementCount(shape)) {
    return fail("TF-ONNX-005", { where, what: `${what} of shape [${tensor.shape}] for a tensor of shape [${shape}]` });
  }
  return arranged(tensor.values, broadcastTo(tensor.shape, shape), 0);
}

/** A scale: one positive number, or one for each element. @throws TrigforgeError TF-ONNX-004 */
export function scaleNumbers(
  network: TrainedNetwork,
  node: GraphNode,
  index: number,
  shape: readonly number[],
  what = "the scale",
): readonly number[] {
  const given = plainNumbers(network, node, index, what);
  if (given === undefined) return fail("TF-ONNX-004", { where: node.where, what: `${what} is missing` });
  const bad = given.values.find((value) => !Number.isFinite(value) || value <= 0);
  if (bad !== undefined || given.values.length === 0) {
    fail("TF-ONNX-004", { where: node.where, what: `${what} holds ${bad ?? "nothing"}`, expected: "positive numbers" });
  }
  return spread(given, shape, what, node.where);
}

/** One whole number. @throws TrigforgeError TF-ONNX-004 */
export function wholeParameter(network: TrainedNetwork, node: GraphNode, index: number, what: string): number {
  const given = plainNumbers(network, node, index, what);
  const [value, ...rest] = new Set(given?.values ?? []);
  if (value === undefined || rest.length > 0 || !Number.isInteger(value) || value < 1 || value > widestQuantiser) {
    return fail("TF-ONNX-004", {
      where: node.where,
      what: `${what} is ${given === undefined ? "missing" : `[${given.values.slice(0, 4)}]`}`,
      expected: `one whole number from 1 to ${widestQuantiser}`,
    });
  }
  return value;
}

/** Quant and IntQuant: docs of qonnx, custom_op/general/intquant.py. */
export function readQuant(network: TrainedNetwork, node: GraphNode): QuantParameters {
  const { attributes, where } = node;
  const { shape } = tensorOf(network, node, 0);
  const scaleFloats = scaleNumbers(network, node, 1, shape);
  const zeroTensor = plainNumbers(network, node, 2, "the zero point");
  if (zeroTensor === undefined || zeroTensor.values.length === 0 || !zeroTensor.values.every(Number.isFinite)) {
    fail("TF-ONNX-004", { where, what: "the zero point is missing or no number" });
  }
  const zeroFloats = spread(zeroTensor!, shape, "the zero point", where);
  const bits = wholeParameter(network, node, 3, "the bit width");
  const absent = ["signed", "narrow"].find((name) => !attributes.has(name));
  if (absent !== undefined)
    fail("TF-ONNX-004", { where, what: `the attribute "${absent}", which QONNX requires, is missing` });
  const signed = attributes.integer("signed", 1) !== 0;
  const narrow = attributes.integer("narrow", 0) !== 0;
  const bounds = quantBounds(bits, signed, narrow);
  const bipolar = bits === 1 && signed;
  if (!bipolar && bounds.low === bounds.high) fail("TF-ONNX-004", { where, what: "a quantiser of a single level" });
  return {
    scale: exactNumbers({ shape: [], type: "float", values: scaleFloats }, where),
    zero: exactNumbers({ shape: [], type: "float", values: zeroFloats }, where),
    scaleFloats,
    zeroFloats,
    floats: { scale: scaleFloats, zero: zeroFloats },
    ...bounds,
    bipolar,
    rounding: readRounding(attributes.text("rounding_mode", "ROUND"), where),
  };
}

/** A Quant node. */
export const writeQuant: NodeWriter = (network, node) => applyQuantiser(network, node, readQuant(network, node));

/** BipolarQuant: the sign, 0 counting as positive, times the scale. */
export const writeBipolar: NodeWriter = (network, node) => {
  const { shape } = tensorOf(network, node, 0);
  const scaleFloats = scaleNumbers(network, node, 1, shape);
  return applyQuantiser(network, node, {
    scale: exactNumbers({ shape: [], type: "float", values: scaleFloats }, node.where),
    zero: uniform(zero),
    scaleFloats,
    zeroFloats: [0],
    floats: { scale: scaleFloats, zero: [0] },
    low: -1n,
    high: 1n,
    bipolar: true,
    rounding: "ROUND",
  });
};

/** Quantises any tensor: a value, a constant, or a function that waits for it. */
export function applyQuantiser(network: TrainedNetwork, node: GraphNode, parameters: QuantParameters): Tensor {
  const x = tensorOf(network, node, 0);
  if (x.kind === "constant") return quantisedConstant(x, parameters, node.where);
  if (x.kind === "function")
    return rescaled(network, quantisedFunction(network, x, parameters, node), parameters, node.where);
  const value = computedOf(network, node);
  const cast = singleCast(network, value, parameters);
  if (cast !== null) return cast;
  const integers = parameters.bipolar
    ? writeSign(network, value, parameters, node.where)
    : { ...value, value: writeQuantiser(network.writer, value, parameters, node.where) };
  return rescaled(network, integers, parameters, node.where);
}

/** Powers of two all over: one ap_fixed assignment. Null where a quantiser is more than that. */
function singleCast({ writer }: TrainedNetwork, x: Scaled, quantiser: QuantParameters): Scaled | null {
  const [scale, zeroPoint] = [single(quantiser.scale), single(quantiser.zero)];
  const exponent = scale === null ? null : exponentOf(scale);
  const format = quantiserFormat(quantiser);
  if (exponent === null || format === null || quantiser.bipolar || !isPlain(x) || zeroPoint?.over !== 0n) return null;
  return { ...x, value: writer.builder.cast(x.value, { ...format, integer: format.integer + exponent }) };
}

/** The quantised integers, as the numbers that they stand for: (q − zero) · scale. */
export function rescaled(
  { writer }: TrainedNetwork,
  integers: Scaled,
  { scale, zero: zeroPoint }: Pick<Quantiser, "scale" | "zero">,
  where: string,
): Scaled {
  const bare: Scaled = { ...integers, factor: uniform(one), offset: uniform(zero), low: null, high: null };
  const moved = shifted(writer, bare, mapField(zeroPoint, negated), where);
  return settled(writer, { ...moved, factor: compact(scale), offset: compact(product(moved.offset, scale)) });
}

/** −1 or 1: the sign of x / scale + zero, 0 counting as positive. */
function writeSign(network: TrainedNetwork, x: Scaled, parameters: QuantParameters, where: string): Scaled {
  const { writer } = network;
  const { builder } = writer;
  // A quantiser of two levels that rounds down says whether the line is at least 0.
  const bit = writeQuantiser(
    writer,
    x,
    {
      ...parameters,
      zero: mapField(parameters.zero, plusOne),
      floats: { scale: parameters.scaleFloats, zero: parameters.zeroFloats.map((zeroPoint) => zeroPoint + 1) },
      low: 0n,
      high: 1n,
      rounding: "FLOOR",
    },
    where,
  );
  const signs = { ...x, value: bit };
  const unit = writer.constant(signs, uniform(fraction(1n)), where);
  const value = builder.sub(builder.scale(bit, 1), unit);
  return { ...x, value };
}

function plusOne(number: Rational): Rational {
  return fraction(number.over + number.under, number.under);
}

/** A constant quantised in float32, step by step as numpy does it. */
export function quantisedConstant(x: ScaledConstant, parameters: QuantParameters, where: string): ScaledConstant {
  const { scaleFloats, zeroFloats, bipolar, rounding } = parameters;
  const [low, high] = [Number(parameters.low), Number(parameters.high)];
  const number = (list: readonly number[], index: number): number => list[list.length === 1 ? 0 : index]!;
  const integers: number[] = [];
  const floats: number[] = [];
  x.floats.forEach((value, index) => {
    const [scale, zeroPoint] = [number(scaleFloats, index), number(zeroFloats, index)];
    const line = Math.fround(Math.fround(Math.fround(value) / scale) + zeroPoint);
    if (Number.isNaN(line)) fail("TF-ONNX-002", { where, what: "a constant that is no number" });
    const q = bipolar ? (line >= 0 ? 1 : -1) : roundFloat(Math.min(Math.max(line, low), high), rounding);
    const shiftedBack = Math.fround(q - zeroPoint);
    integers.push(shiftedBack);
    floats.push(Math.fround(shiftedBack * scale));
  });
  if (!integers.every(Number.isInteger)) return floatConstant({ shape: x.shape, type: "float", values: floats }, where);
  const scale = mapScale(parameters.scale, scaleFloats);
  return integerConstant(x.shape, integers, scale, floats);
}

function mapScale(scale: Field, floats: readonly number[]): Field {
  return scale.length === floats.length ? scale : floats.map(ofNumber);
}
