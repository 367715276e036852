import { fail } from "../../../../errors/index.js";
import type { Hdf5Group } from "../../../../formats/index.js";
import { firstMatrices, inResultOrder, secondIndices } from "../../../../layers/einsum/einsum.js";
import {
  type ConstantTensor,
  type EinsumPlan,
  planEinsum,
  withoutBatchAxis,
  writeConstant,
} from "../../../../layers/index.js";
import { elementCount, type ValueId } from "../../../../ops/index.js";
import { float } from "../../../keras/quantizers/float32.js";
import { contractExactly } from "../contract.js";
import { type HgqLayer, type HgqLayerWriter, type HgqValue, quantizerOf, value } from "../network.js";
import { quantizedConstant } from "../weights.js";
import { activate, broadcastTo, quantizedInput, quantizedInputs, tensorVariables } from "./common.js";

/**
 * QEinsumDense: an einsum of the input with a quantised kernel, and a quantised bias.
 *
 * @param inputOwner the group that holds the input quantiser, where it is not the layer's own
 */
export function writeEinsumDense(layer: HgqLayer, inputOwner: Hdf5Group | null = layer.group): HgqValue {
  const { config, where } = layer;
  const x = quantizedInput({ ...layer, group: inputOwner });
  const equation = withoutBatchAxis(config.text("equation"), false);
  const read = tensorVariables(layer);
  const kernel = read(kernelShape(equation), "kernel");
  const weights = quantizedConstant(quantizerOf(layer, { name: "kq", place: "weight" }), kernel, `${where}: kernel`);
  const hasBias = config.has("bias_axes") && config.get("bias_axes") !== "";
  const sums = einsumWithConstant(layer, x, weights, equation);
  if (!hasBias) return activate(layer, sums);
  const variable = read(null, "bias");
  const bias = quantizedConstant(quantizerOf(layer, { name: "bq", place: "weight" }), variable, `${where}: bias`);
  return activate(layer, addConstant(layer, sums, bias));
}

/** QEinsumDenseBatchnorm: the kernel times gamma / sqrt(variance + 1e-7), the bias minus mean times that, then quantised. */
export const writeEinsumDenseBatchnorm: HgqLayerWriter = (layer) => {
  const { config, where } = layer;
  const x = quantizedInput(layer);
  const full = config.text("equation");
  const equation = withoutBatchAxis(full, false);
  const read = tensorVariables(layer);
  const kernel = read(kernelShape(equation), "kernel");
  const bias = read(null, "bias");
  const kernelAxes = full.split("->")[0]!.split(",")[1]!.trim();
  const normalized = config.text("normalize_axes", config.text("bias_axes", ""));
  const axes = [...kernelAxes].filter((letter) => normalized.includes(letter));
  const shape = axes.map((letter) => kernel.shape[kernelAxes.indexOf(letter)]!);
  const isScaled = config.truth("scale", true);
  const gamma = isScaled ? read(shape, "gamma").values.map(float) : null;
  const mean = read(shape, "moving_mean").values.map(float);
  const variance = read(shape, "moving_variance").values.map(float);
  // HGQ2 adds Keras' epsilon of 1e-7 here, whatever the layer's own epsilon says.
  const scale = variance.map((v, index) => float((gamma?.[index] ?? 1) / float(Math.sqrt(float(v + float(1e-7))))));
  const ofKernel = spread(kernel.shape, [...kernelAxes], axes, shape);
  const fused = kernel.values.map((weight, index) => float(float(weight) * scale[ofKernel[index]!]!));
  const offset = mean.map((m, index) => float(-m * scale[index]!));
  if (elementCount(bias.shape) % offset.length !== 0) {
    fail("TF-KERAS3-004", { where: `${where}: bias`, what: `the shape is [${bias.shape}]`, expected: `[${shape}]` });
  }
  if (elementCount(bias.shape) !== offset.length) {
    fail("TF-KERAS3-003", { where, what: "a batch normalisation over fewer axes than the bias has" });
  }
  const shifted = bias.values.map((b, index) => float(float(b) + offset[index]!));
  const kq = quantizerOf(layer, { name: "kq", place: "weight" });
  const bq = quantizerOf(layer, { name: "bq", place: "weight" });
  const weights = quantizedConstant(kq, { shape: kernel.shape, values: fused }, `${where}: kernel`);
  const offsets = quantizedConstant(bq, { shape: bias.shape, values: shifted }, `${where}: bias`);
  return activate(layer, addConstant(layer, einsumWithConstant(layer, x, weights, equation), offsets));
};

/** QEinsum: an einsum of two activations. */
export const writeEinsum: HgqLayerWriter = (layer) => {
  const [a, b] = quantizedInputs(layer);
  if (layer.inputs.length !== 2) {
    fail("TF-KERAS3-003", { where: layer.where, what: `an einsum of ${layer.inputs.length} tensors`, expected: "2" });
  }
  return value(einsumOfValues(layer, a!, b!, withoutBatchAxis(layer.config.text("equation"), true)));
};

/** The einsum of a value with a constant, exactly. The equation has no batch axis. */
export function einsumWithConstant(layer: HgqLayer, x: ValueId, weights: ConstantTensor, equation: string): ValueId {
  const { writer, where } = layer;
  const plan = planEinsum(equation, writer.shape(x), weights.shape);
  const raw = secondIndices(weights.shape, plan).map((index) => weights.raw[index]!);
  const constant = writer.builder.constant([plan.shared, plan.contracted, plan.secondFree], weights.type, raw);
  return contracted(layer, firstMatrices(writer.builder, x, plan), constant, plan, where);
}

/** The einsum of two values, exactly. The equation has no batch axis. */
export function einsumOfValues(layer: HgqLayer, a: ValueId, b: ValueId, equation: string): ValueId {
  const { writer, where } = layer;
  const shape = writer.shape(b);
  const plan = planEinsum(equation, writer.shape(a), shape);
  const extents = [plan.shared, plan.contracted, plan.secondFree];
  const matrices = writer.builder.gather(b, secondIndices(shape, plan), extents);
  return contracted(layer, firstMatrices(writer.builder, a, plan), matrices, plan, where);
}

function contracted({ writer }: HgqLayer, a: ValueId, b: ValueId, plan: EinsumPlan, where: string): ValueId {
  return inResultOrder(writer.builder, contractExactly(writer, a, b, { batchAxes: 1, where }), plan);
}

/** A constant, broadcast from the right, added to a value. */
function addConstant(layer: HgqLayer, x: ValueId, constant: ConstantTensor): ValueId {
  const { writer } = layer;
  const shape = writer.shape(x);
  const spreadOut = broadcastTo(layer, writeConstant(writer.builder, constant), shape);
  return writer.exact(writer.builder.add(x, spreadOut), layer.where);
}

/** A kernel's shape as far as its letters tell: its number of axes. */
function kernelShape(equation: string): null[] {
  const kernel = equation.split("->")[0]!.split(",")[1]!;
  return Array.from(kernel.trim(), () => null);
}

/** For each element of a kernel, the index of the element of a tensor over some of its axes that belongs to it. */
function spread(
  shape: readonly number[],
  letters: readonly string[],
  axes: readonly string[],
  extents: readonly number[],
): number[] {
  const own = axes.map((letter) => letters.indexOf(letter));
  return Array.from({ length: elementCount(shape) }, (_unused, element) => {
    const position = shape.map((extent, axis) => Math.floor(element / elementCount(shape.slice(axis + 1))) % extent);
    return own.reduce((index, axis, at) => index * extents[at]! + position[axis]!, 0);
  });
}
