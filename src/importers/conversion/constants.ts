import { fail } from "../../errors/index.js";
import { type FixedFormat, type FixedType, quantizeReal, typeOf } from "../../fixed/index.js";
import {
  binaryWeights,
  type ConstantTensor,
  type ExponentWeights,
  exponentWeights,
  ternaryWeights,
} from "../../layers/index.js";
import type { GraphNode } from "./graph.js";
import { formatOfPrecision } from "./precision.js";
import { weightThroughText } from "./weightText.js";

/** A node's weights as the C simulation reads them: through their decimal text, in their type. */
export function storedConstant(node: GraphNode, name: string, shape?: readonly number[]): ConstantTensor {
  const weight = node.weights.get(name)!;
  const format = formatOfPrecision(node.types.get(name)!, `${node.where}: ${name}`);
  const raw = weight.data.map((value) => weightThroughText(value, format));
  return { shape: shape ?? weight.shape, type: typeOf(format), raw };
}

/** The bias of a layer, or null where every one is 0 in its type. */
export function storedBias(node: GraphNode, shape?: readonly number[]): ConstantTensor | null {
  if (node.weights.get("bias")!.exponents) {
    fail("TF-KERAS-009", { where: node.where, what: "a bias quantised to powers of two, which hls4ml cannot compile" });
  }
  const bias = storedConstant(node, "bias", shape);
  return bias.raw.every((raw) => raw === 0n) ? null : bias;
}

/** Factors of products with data of a type, in the encoding that hls4ml's cheap products give them. */
export function storedFactors(node: GraphNode, name: string, data: FixedType): ConstantTensor {
  const weight = node.weights.get(name)!;
  const precision = node.types.get(name)!;
  if (weight.exponents) return exponentWeights(storedExponents(node, name), data);
  const constant = storedConstant(node, name);
  if (precision.kind === "bit") return binaryWeights(constant);
  const format = formatOfPrecision(precision, node.where);
  return isTernary(format) ? ternaryWeights(constant) : constant;
}

/** Signed integers of two bits select hls4ml's ternary product. */
export function isTernary(format: FixedFormat): boolean {
  return format.family === "int" && format.signed && format.width === 2;
}

/** One number as a constant of a type, as C++ converts a literal. */
export function literal(value: number, format: FixedFormat): ConstantTensor {
  return { shape: [1], type: typeOf(format), raw: [quantizeReal(value, format)] };
}

/** Weights ±2^e as hls4ml stores them. */
export function storedExponents(node: GraphNode, name: string): ExponentWeights {
  const weight = node.weights.get(name)!;
  const precision = node.types.get(name)!;
  if (precision.kind !== "exponent" || weight.data.some((value) => value === 0)) {
    return fail("TF-KERAS-009", { where: `${node.where}: ${name}`, what: "zeros or another type among powers of two" });
  }
  const limit = 2 ** (precision.width - 1);
  const exponentList = weight.data.map((value) => Math.trunc(Math.log2(Math.abs(value))));
  const outside = exponentList.find((exponent) => exponent < -limit || exponent >= limit);
  if (outside !== undefined) {
    fail("TF-KERAS-009", {
      where: `${node.where}: ${name}`,
      what: `the exponent ${outside} does not fit the ${precision.width} bits that hls4ml gives it`,
    });
  }
  return {
    shape: weight.shape,
    signs: weight.data.map((value) => (value < 0 ? 0 : 1)),
    exponents: exponentList,
    exponentWidth: precision.width,
  };
}
