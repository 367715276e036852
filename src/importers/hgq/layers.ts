import { fail } from "../../errors/index.js";
import { formatOf } from "../../fixed/index.js";
import { type ConstantTensor, writeConstant } from "../../layers/index.js";
import { exactConstant } from "../keras/trained/exact.js";
import { contractExactly } from "../keras3/hgq/contract.js";
import { activate } from "../keras3/hgq/layers/common.js";
import { convolve, extents, windowGeometry } from "../keras3/hgq/layers/convolution.js";
import { type HgqLayer, type HgqValue, numberOf, value } from "../keras3/hgq/network.js";
import type { Variable } from "../keras3/variables.js";

/** A layer of a proxy model, and how its variables are read. */
export interface ProxyLayer extends HgqLayer {
  read(name: string, shape: readonly (number | null)[] | null): Variable;
}

/** Writes the ops of one layer of a proxy model. */
export type ProxyLayerWriter = (layer: ProxyLayer) => HgqValue;

/** A variable as it stands: HGQ 1 has quantised the weights of a proxy model already. */
function constant(layer: ProxyLayer, name: string, shape: readonly number[]): ConstantTensor {
  const { values } = layer.read(name, shape);
  return exactConstant(values.map(Math.fround), shape, `${layer.where}: ${name}`);
}

/** Dense. */
export const writeProxyDense: ProxyLayerWriter = (layer) => {
  const { config, writer, where } = layer;
  const x = numberOf(layer.inputs[0]!);
  const units = config.whole("units", 1, 2 ** 20);
  const kernel = constant(layer, "kernel", [writer.shape(x).at(-1)!, units]);
  const bias = config.truth("use_bias", true) ? constant(layer, "bias", [units]) : null;
  return activate(layer, contractExactly(writer, x, writeConstant(writer.builder, kernel), { bias, where }));
};

/** Conv1D and Conv2D. */
export const writeProxyConvolution: ProxyLayerWriter = (layer) => {
  const { config, writer, where } = layer;
  const x = numberOf(layer.inputs[0]!);
  const shape = writer.shape(x);
  const rank = shape.length - 1;
  if (config.whole("groups", 1, 2 ** 20, 1) !== 1) fail("TF-KERAS3-003", { where, what: "a grouped convolution" });
  const size = extents(layer, "kernel_size", rank, null);
  const filters = config.whole("filters", 1, 2 ** 20);
  const kernel = constant(layer, "kernel", [...size, shape[rank]!, filters]);
  const bias = config.truth("use_bias", true) ? constant(layer, "bias", [filters]) : null;
  const geometry = windowGeometry(layer, shape, size, "kernel_size");
  return activate(layer, convolve(layer, x, kernel, bias, geometry));
};

/**
 * UnaryLUT: the table's entry at the bits of the input, read as an unsigned number; the table has one for each.
 *
 * Source of the semantics: hls4ml nnet_activation.h, unary_lut.
 */
export const writeUnaryLut: ProxyLayerWriter = (layer) => {
  const { config, writer, where } = layer;
  const { values, shape } = layer.read("table", null);
  const bits = Math.log2(values.length);
  if (shape.length !== 1 || !Number.isInteger(bits) || bits > 20) {
    fail("TF-KERAS3-004", { where, what: `a table of shape [${shape}]`, expected: "2, 4, 8, … 2^20 entries" });
  }
  const x = numberOf(layer.inputs[0]!);
  const type = writer.type(x);
  if (type.width !== bits) {
    fail("TF-KERAS3-007", {
      where,
      what: `a table of ${values.length} entries behind a number of ${type.width} bits`,
      expected: `${2 ** type.width} entries, one for each`,
    });
  }
  const kif = config.list("kif_out");
  if (kif.length !== 3 || !kif.every((part) => Number.isInteger(part))) config.wrong("kif_out", kif, "three numbers");
  const [signed, integer, fraction] = kif as [number, number, number];
  const width = signed + integer + fraction;
  if (width < 1 || width > 64) config.wrong("kif_out", kif, "1 to 64 bits in all");
  const format = formatOf({ signed: signed === 1, width, integer: signed + integer });
  const table = exactConstant(values, shape, `${where}: table`);
  return value(writer.builder.cast(writer.builder.lookup(x, writeConstant(writer.builder, table)), format));
};
