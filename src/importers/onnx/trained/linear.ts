import { fail } from "../../../errors/index.js";
import { elementCount } from "../../../ops/index.js";
import { axisOf, constantInput, type GraphNode } from "../graph/graph.js";
import { plain, scaledBy, settled } from "./affine.js";
import { exactNumbers, integerConstant, roundFloat } from "./constant.js";
import { every, mapField, product, uniform, zipFields } from "./field.js";
import { computedOf, type NodeWriter, plainNumbers, type TrainedNetwork, tensorOf } from "./network.js";
import { type Quantiser, writeQuantiser } from "./quantise.js";
import { type QuantParameters, spread } from "./quantisers.js";
import { fraction, negated, ofNumber, one, zero } from "./rational.js";
import type { ScaledConstant, Tensor } from "./scaled.js";
import { quantisedFunction } from "./tables.js";

/** Ranges of the integer types that a QuantizeLinear may give. */
const integerTypes: Readonly<Record<string, { low: bigint; high: bigint }>> = {
  int4: { low: -8n, high: 7n },
  uint4: { low: 0n, high: 15n },
  int8: { low: -128n, high: 127n },
  uint8: { low: 0n, high: 255n },
  int16: { low: -32768n, high: 32767n },
  uint16: { low: 0n, high: 65535n },
};

/** Numbers of output_dtype, as onnx.proto has them. */
const outputTypes: Readonly<Record<number, string>> = {
  2: "uint8",
  3: "int8",
  4: "uint16",
  5: "int16",
  21: "uint4",
  22: "int4",
};

/** Scale and zero point of a QuantizeLinear or DequantizeLinear, for a tensor of a shape. */
interface Line {
  readonly scale: readonly number[];
  readonly zeroPoint: readonly number[];
  readonly type: string;
}

function readLine(network: TrainedNetwork, node: GraphNode): Line {
  const { attributes, where } = node;
  const { shape } = tensorOf(network, node, 0);
  if (attributes.integer("block_size", 0) !== 0) fail("TF-ONNX-004", { where, what: "block_size" });
  attributes.ignore("saturate", "precision");
  const given = attributes.integer("axis", 1);
  const along = (
    tensor: { readonly shape: readonly number[]; readonly values: readonly number[] },
    what: string,
  ): readonly number[] => {
    if (tensor.values.length === 1) return tensor.values;
    const axis = axisOf(given, shape.length, where);
    if (tensor.shape.length !== 1)
      fail("TF-ONNX-004", { where, what: `${what} of shape [${tensor.shape}]`, expected: "one axis" });
    return spread(
      { ...tensor, shape: shape.map((_extent, at) => (at === axis ? tensor.shape[0]! : 1)) },
      shape,
      what,
      where,
    );
  };
  const scale =
    plainNumbers(network, node, 1, "the scale") ?? fail("TF-ONNX-004", { where, what: "the scale is missing" });
  const bad = scale.values.find((value) => !Number.isFinite(value) || value <= 0);
  if (bad !== undefined || scale.values.length === 0) {
    fail("TF-ONNX-004", { where, what: `the scale holds ${bad ?? "nothing"}`, expected: "positive numbers" });
  }
  const zeroPoint = constantInput(network.graph, node, 2, "the zero point");
  const named = outputTypes[attributes.integer("output_dtype", 0)];
  return {
    scale: along(scale, "the scale"),
    zeroPoint: zeroPoint === undefined ? [0] : along(zeroPoint, "the zero point"),
    type: zeroPoint?.type ?? named ?? "uint8",
  };
}

/** The quantiser that a QuantizeLinear is: saturate(round(x / scale) + zero point), half to even. */
export function readQuantizeLinear(
  network: TrainedNetwork,
  node: GraphNode,
): QuantParameters & { shift: readonly number[] } {
  const { scale, zeroPoint, type } = readLine(network, node);
  const bounds = integerTypes[type];
  if (bounds === undefined) return fail("TF-ONNX-004", { where: node.where, what: `integers of the type ${type}` });
  const first = zeroPoint[0]!;
  if (zeroPoint.some((value) => value !== first)) {
    fail("TF-ONNX-004", { where: node.where, what: "a zero point that differs from channel to channel" });
  }
  // The zero point is added after rounding, so it moves the bounds and never a tie.
  const shift = BigInt(first);
  return {
    scale: exactNumbers({ shape: [], type: "float", values: scale }, node.where),
    zero: uniform(zero),
    scaleFloats: scale,
    zeroFloats: [0],
    floats: { scale, zero: [0] },
    low: bounds.low - shift,
    high: bounds.high - shift,
    bipolar: false,
    rounding: "ROUND",
    shift: [first],
  };
}

/** QuantizeLinear: whole numbers. */
export const writeQuantizeLinear: NodeWriter = (network, node): Tensor => {
  const quantiser = readQuantizeLinear(network, node);
  const x = tensorOf(network, node, 0);
  const zeroPoint = quantiser.shift[0]!;
  const offset = uniform(ofNumber(zeroPoint));
  if (x.kind === "constant") {
    const scale = (index: number): number => quantiser.scaleFloats[quantiser.scaleFloats.length === 1 ? 0 : index]!;
    const integers = x.floats.map((value, index) => {
      const level = roundFloat(Math.fround(Math.fround(value) / scale(index)), "ROUND");
      return Math.min(Math.max(level, Number(quantiser.low)), Number(quantiser.high)) + zeroPoint;
    });
    return integerConstant(x.shape, integers, [one], integers);
  }
  const integers =
    x.kind === "function" ? quantisedFunction(network, x, quantiser, node) : withValue(network, node, quantiser);
  return { ...integers, factor: uniform(one), offset, low: null, high: null };
};

function withValue(network: TrainedNetwork, node: GraphNode, quantiser: Quantiser) {
  const x = computedOf(network, node);
  return { ...x, value: writeQuantiser(network.writer, x, quantiser, node.where) };
}

/** DequantizeLinear: (q − zero point) · scale. */
export const writeDequantizeLinear: NodeWriter = (network, node): Tensor => {
  const { scale, zeroPoint } = readLine(network, node);
  const { where } = node;
  const x = tensorOf(network, node, 0);
  const scales = exactNumbers({ shape: [], type: "float", values: scale }, where);
  if (x.kind === "constant") return dequantised(x, scale, zeroPoint, where);
  const shift = mapField(exactNumbers({ shape: [], type: "float", values: zeroPoint }, where), negated);
  const given = computedOf(network, node);
  const value = given.low === null && given.high === null ? given : plain(network.writer, given, where);
  const offset = zipFields(value.offset, shift, (a, b) =>
    fraction(a.over * b.under + b.over * a.under, a.under * b.under),
  );
  if (!every(offset, ({ over }) => over === 0n))
    return scaledBy(network.writer, { ...value, offset }, scales, uniform(zero), where);
  return settled(network.writer, { ...value, offset: uniform(zero), factor: product(value.factor, scales) });
};

function dequantised(
  x: ScaledConstant,
  scale: readonly number[],
  zeroPoint: readonly number[],
  where: string,
): ScaledConstant {
  const number = (list: readonly number[], index: number): number => list[list.length === 1 ? 0 : index]!;
  const integers = x.floats.map((value, index) => value - number(zeroPoint, index));
  if (!integers.every(Number.isInteger))
    fail("TF-ONNX-004", { where, what: "a constant that is not of whole numbers" });
  const floats = integers.map((value, index) => Math.fround(value * number(scale, index)));
  const count = elementCount(x.shape);
  const field = exactNumbers({ shape: [], type: "float", values: scale }, where);
  return integerConstant(x.shape, integers, field.length === 1 || count === field.length ? field : [field[0]!], floats);
}
