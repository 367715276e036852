import { fail } from "../errors/index.js";
import { type FixedFormat, quantizeReal, typeOf, ufixed } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { ascending, type ValueId } from "../ops/index.js";
import type { ResultParameters } from "./linear.js";
import { repeatTo } from "./repeat.js";
import { writeScalar } from "./scalar.js";
import { alongSlices } from "./slices.js";
import { addressBits, checkTableSize, scaledIndex } from "./tables/address.js";
import { clampIndex, storedEntries } from "./tables/entries.js";
import { type ConstantTensor, writeConstant } from "./tensor.js";

/** A layer normalisation's constants, types and table. */
export interface LayerNormalizationParameters extends ResultParameters {
  /** gamma, shape [features]. */
  readonly scale: ConstantTensor;
  /** beta, shape [features]. */
  readonly bias: ConstantTensor;
  /** Format of sums, mean, differences, squares and variance. hls4ml's default: fixed<14,4,RND_CONV,SAT>. */
  readonly accumulator: FixedFormat;
  /** Format of the table of 1/sqrt. hls4ml's default: ufixed<8,5,RND_CONV,SAT>. */
  readonly table: FixedFormat;
  /** Number of entries; hls4ml's default: 4096. */
  readonly tableSize: number;
  /** p: the table covers variances from 0 to 2^−p. Default 0. */
  readonly tableRangePower2: number;
  /** e: the table's first entry is 1/sqrt(10^−e). hls4ml's default: 3. */
  readonly epsilonPowerOf10: number;
}

/**
 * Layer normalisation along the last axis, as hls4ml computes it in an accumulator A with a table of 1/sqrt:
 * mean = cast A(Σ · k) with k = cast A(1/n); d = cast A(cast A(x) − mean); variance = cast A(Σ cast A(d·d) · k);
 * r = table[clamp(trunc0(variance · N · 2^p))]; cast result(d · r · scale + bias). Sums ascend, each step assigned to A.
 *
 * @param x shape [..., features]
 * @throws TrigforgeError TF-LAYERS-002 when scale or bias do not fit, TF-LAYERS-003 for a table that is too large and for
 * exponents above 30
 * Source of the semantics: hls4ml nnet_layernorm.h, layernorm_1d.
 */
export function layerNormalization(
  builder: ProgramBuilder,
  x: ValueId,
  parameters: LayerNormalizationParameters,
): ValueId {
  const { accumulator, result } = parameters;
  const { shape } = builder.tensor(x);
  const features = shape[shape.length - 1]!;
  const assigned = builder.cast(x, accumulator);
  const mean = meanOf(builder, assigned, features, accumulator);
  const difference = builder.cast(builder.sub(assigned, alongSlices(builder, mean, shape)), accumulator);
  const squares = builder.cast(builder.mul(difference, difference), accumulator);
  const variance = meanOf(builder, squares, features, accumulator);
  const inverse = alongSlices(builder, inverseRoot(builder, variance, parameters), shape);
  const scale = repeatTo(builder, writeConstant(builder, parameters.scale), shape, "layer_normalization: scale");
  const bias = repeatTo(builder, writeConstant(builder, parameters.bias), shape, "layer_normalization: bias");
  const scaled = builder.mul(builder.mul(difference, inverse), scale);
  return builder.cast(builder.add(scaled, bias), result);
}

const where = "layer_normalization";

function checkExponent(value: number, most: number, what: string): void {
  if (Number.isInteger(value) && value >= 0 && value <= most) return;
  fail("TF-LAYERS-003", { where, what: `${what} has the exponent ${value}`, expected: `0 to ${most}` });
}

/** Σ · k along the last axis, in the accumulator; k is 1/n assigned to it. */
function meanOf(builder: ProgramBuilder, x: ValueId, features: number, accumulator: FixedFormat): ValueId {
  const sum = builder.reduce(x, { by: "sum", accumulator, order: ascending });
  const share = writeScalar(builder, sum, typeOf(accumulator), quantizeReal(1 / features, accumulator));
  return builder.cast(builder.mul(sum, share), accumulator);
}

/** The table's entry for a variance. */
function inverseRoot(builder: ProgramBuilder, variance: ValueId, parameters: LayerNormalizationParameters): ValueId {
  const { table, tableSize, tableRangePower2, epsilonPowerOf10 } = parameters;
  checkTableSize(tableSize, where);
  checkExponent(tableRangePower2, 30, "the table's range 2^-p");
  checkExponent(epsilonPowerOf10, 30, "epsilon 10^-e");
  // In float, as the C++ computes it: entry i is that of 10^−e + i · 2^−p/N.
  const first = Math.fround(Number(`1e-${epsilonPowerOf10}`));
  const step = Math.fround(2 ** -tableRangePower2 / tableSize);
  const entries = storedEntries(
    tableSize,
    table,
    (index) => 1 / Math.fround(Math.sqrt(Math.fround(first + Math.fround(step * index)))),
  );
  const bits = addressBits(tableSize);
  const index = scaledIndex(builder, variance, tableSize * 2 ** tableRangePower2, 1);
  const address = builder.cast(index, ufixed(bits, bits, "TRN_ZERO", "SAT"));
  const filled = Array.from({ length: 2 ** bits }, (_unused, pattern) => entries[clampIndex(pattern, tableSize)]!);
  return builder.lookup(address, builder.constant([2 ** bits], typeOf(table), filled));
}
