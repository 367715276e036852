import { type FixedFormat, fractionOf, quantizeReal, toReal } from "../../../fixed/index.js";
import type { CallContext } from "./kernel.js";

/** How nnet::avg sums and divides: the parameters of an average layer whose result is assigned once more. */
export interface AverageManner {
  readonly accumulator: FixedFormat;
  /** Of the quotient. */
  readonly quotient: FixedFormat;
  /** What the average is assigned to on its way. */
  readonly result: FixedFormat;
}

/**
 * What nnet::avg computes in this project. From hls4ml 1.0 on it sums in the configuration's accumulator. Before, it summed
 * in the type of the data, widened by as many bits as the count has where an overload took the type, and gave that type.
 *
 * @param data format of the elements
 * @param count number of elements, padding included
 */
export function averageManner(call: CallContext, data: FixedFormat, count: number): AverageManner {
  const variant = call.variant("avg");
  const operation = call.variant("pool_op");
  if ((variant === "current") !== (operation === "current")) {
    call.inexact("the project's avg and pool_op are of different releases");
  }
  if (variant === "current") {
    const accumulator = call.config.format("accum_t");
    refuseUnsignedDivision(call, accumulator);
    return { accumulator, quotient: truncating(accumulator), result: accumulator };
  }
  const grows = ceilLog2(count);
  const accumulator = isWidened(variant, data)
    ? { ...data, width: data.width + grows, integer: data.integer + grows }
    : data;
  return { accumulator, quotient: truncating(accumulator), result: data };
}

/** Which types an overload of the old nnet::avg takes. */
function isWidened(variant: string, { family, signed, rounding, overflow, saturationBits }: FixedFormat): boolean {
  const isInteger = family === "int";
  if (variant === "wide") return true;
  if (variant === "wide without saturation bits") return isInteger || saturationBits === 0;
  if (!signed) return false;
  return isInteger || (rounding === "TRN" && overflow === "WRAP" && saturationBits === 0);
}

/** hls4ml's ceillog2, which gives 1 for 1. */
function ceilLog2(count: number): number {
  return count <= 2 ? 1 : 1 + ceilLog2(Math.floor((count + 1) / 2));
}

/** The quotient's format: C++ divides exactly to the last bit of the dividend and drops the rest, toward zero. */
export function truncating(format: FixedFormat): FixedFormat {
  return { ...format, family: "fixed", rounding: "TRN_ZERO", overflow: "WRAP", saturationBits: 0 };
}

/**
 * Before hls4ml 1.0 a pooling multiplied averages by (data type)(window) / (elements inside), to correct for padding. Without
 * padding that is 1, if the data type holds the number.
 *
 * @throws TrigforgeError TF-HLS4ML-013 when it is not 1
 */
export function checkRescaling(call: CallContext, data: FixedFormat, size: readonly number[]): void {
  const holds = size.every((extent) => toReal(quantizeReal(extent, data), data) === extent);
  const one = toReal(quantizeReal(1, data), data) === 1;
  if (holds && one && fractionOf(data) >= 0) return;
  call.inexact(`the project's pooling scales by (${size.join(" · ")}) in the data type, which cannot hold it`);
}

/** Refuses sums in ap_int that are divided by an unsigned count: the vendor's headers take a negative one for positive. */
export function refuseUnsignedDivision(call: CallContext, accumulator: FixedFormat): void {
  if (accumulator.family !== "int" || !accumulator.signed) return;
  call.inexact(
    "the vendor's headers divide a negative ap_int by an unsigned number as if it were positive",
    "choose ap_fixed for the accumulator: it has the same bits",
  );
}
