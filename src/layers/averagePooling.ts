import { fail } from "../errors/index.js";
import type { FixedFormat } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { type FoldOrder, type ValueId, zeroIndex } from "../ops/index.js";
import { divide } from "./divide.js";
import type { ResultParameters } from "./linear.js";
import { sumElements } from "./sumElements.js";
import { gatherByChannel, layWindows, type WindowGeometry } from "./windows.js";

/** An average pooling's types. */
export interface AverageParameters extends ResultParameters {
  /** Each partial sum is assigned to it. */
  readonly accumulator: FixedFormat;
  /**
   * Default: elements are added as they are, ascending, as in hls4ml's io_parallel. With an order, each element is assigned
   * to the accumulator first, as in its io_stream, which sums windows in a balanced tree.
   */
  readonly order?: FoldOrder;
  /**
   * What the exact quotient is assigned to before the result; null for the result directly (rounding: see {@link divide}).
   * Default: the accumulator's type, truncating toward zero, as hls4ml divides. By default an accumulator of ap_int is
   * refused (TF-LAYERS-006): the vendor's headers divide its negative sums by an unsigned count as if they were positive.
   */
  readonly quotient?: FixedFormat | null;
}

/** An average pooling's window and types. */
export interface AveragePoolingParameters extends WindowGeometry, AverageParameters {
  /** Whether the divisor counts padded places (PyTorch's and ONNX's count_include_pad). Default false, as in Keras. */
  readonly countPadding?: boolean;
}

/**
 * The sum of each window in the accumulator, divided by the number of its elements, channel by channel. Padding adds nothing.
 *
 * @param x shape [...spatial, channels]
 * @returns shape [...spatial, channels]
 * @throws TrigforgeError TF-LAYERS-005 when the window does not fit or an average has no elements, TF-LAYERS-006 when the
 * quotient cannot be rounded so
 * Source of the semantics: hls4ml nnet_pooling.h and nnet_pooling_stream.h.
 */
export function averagePooling(builder: ProgramBuilder, x: ValueId, parameters: AveragePoolingParameters): ValueId {
  const { shape } = builder.tensor(x);
  const windows = layWindows(shape, parameters, "average pooling");
  const counts = windows.positions.map((window) => {
    const inside = window.filter((position) => position !== zeroIndex).length;
    return parameters.countPadding === true ? window.length : inside;
  });
  if (counts.includes(0))
    fail("TF-LAYERS-005", { where: "average pooling", what: "a window lies in the padding alone" });
  const equal = counts.every((count) => count === counts[0]);
  const divisors = equal
    ? counts[0]!
    : counts.flatMap((count) => Array.from({ length: windows.channels }, () => count));
  return averageLast(builder, gatherByChannel(builder, x, windows), divisors, parameters);
}

/** Averages along the last axis: the sum in the accumulator, the quotient, the result. */
export function averageLast(
  builder: ProgramBuilder,
  x: ValueId,
  divisors: number | readonly number[],
  { accumulator, order, quotient = quotientOf(accumulator), result }: AverageParameters,
): ValueId {
  const sums =
    order === undefined ? sumElements(builder, x, accumulator) : builder.reduce(x, { by: "sum", accumulator, order });
  if (quotient === null) return divide(builder, sums, divisors, result);
  return builder.cast(divide(builder, sums, divisors, quotient), result);
}

/** The format of hls4ml's quotient of an accumulator and a count: its type, truncated toward zero. */
function quotientOf(accumulator: FixedFormat): FixedFormat {
  if (accumulator.family === "int" && accumulator.signed) {
    fail("TF-LAYERS-006", {
      where: "average pooling",
      what: "hls4ml divides sums of a signed integer accumulator as if they were unsigned",
      expected: "an accumulator of ap_fixed, or a format for the quotient",
    });
  }
  return { ...accumulator, family: "fixed", rounding: "TRN_ZERO", overflow: "WRAP", saturationBits: 0 };
}
