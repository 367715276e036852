import type { FixedFormat } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import type { ValueId } from "../ops/index.js";
import { alongLastAxis } from "./axis.js";
import type { ResultParameters } from "./linear.js";
import { argmaxSlices } from "./softmaxArgmax.js";
import { legacySlices } from "./softmaxLegacy.js";
import { latencySlices, stableSlices } from "./softmaxTables.js";

/** What the implementations `stable` and `latency` share. hls4ml's default formats: fixed<18,8,RND,SAT>. */
export interface SoftmaxTables {
  /** Number of entries of the table of e^x; at most 2^width of its operand. hls4ml's default: 1024. */
  readonly expTableSize: number;
  readonly expTable: FixedFormat;
  /** Number of entries of the table of 1/x; at most 2^width of `inverseInput`. hls4ml's default: 1024. */
  readonly inverseTableSize: number;
  readonly inverseTable: FixedFormat;
  /** Format of the exponentials and of their sum, which is a tree. */
  readonly accumulator: FixedFormat;
  /** Format of the sum when it addresses the table of 1/x. */
  readonly inverseInput: FixedFormat;
  /** Factor on x inside the exponential, a float32. Default 1. */
  readonly exponentScale?: number;
}

/** Softmax of x minus its maximum: hls4ml's default. */
export interface StableSoftmax extends SoftmaxTables {
  readonly implementation: "stable";
  /** Format of maximum − x; hls4ml takes {@link normalisedFormat} of its input, in which large differences wrap. */
  readonly inputNormalised: FixedFormat;
}

/** Softmax of x itself: the table covers the whole range of x. */
export interface LatencySoftmax extends SoftmaxTables {
  readonly implementation: "latency";
}

/** hls4ml's first softmax: one table of e^(xj − xi) over −8 … 8, one of 1/x over 0 … 64. */
export interface LegacySoftmax {
  readonly implementation: "legacy";
  readonly expTableSize: number;
  readonly inverseTableSize: number;
  /** Format of both tables and of the sums. hls4ml's default: fixed<18,8>. */
  readonly table: FixedFormat;
}

/** 1 at the first maximum, 0 elsewhere. */
export interface ArgmaxSoftmax {
  readonly implementation: "argmax";
}

/** A softmax in one of hls4ml's implementations, and the axis it normalises. */
export type SoftmaxParameters = (StableSoftmax | LatencySoftmax | LegacySoftmax | ArgmaxSoftmax) &
  ResultParameters & {
    /** An axis of x, from 0; negative counts from the end. Default −1. */
    readonly axis?: number;
  };

/**
 * Softmax along one axis, bit for bit as hls4ml computes it with the given implementation.
 *
 * @throws TrigforgeError TF-LAYERS-002 for an axis that x has not, TF-LAYERS-003 for tables that its operands cannot address
 * Source of the semantics: hls4ml nnet_activation.h, softmax_stable, softmax_latency, softmax_legacy and softmax_argmax.
 */
export function softmax(builder: ProgramBuilder, x: ValueId, parameters: SoftmaxParameters): ValueId {
  return alongLastAxis(builder, x, parameters.axis ?? -1, "softmax", (slices) => {
    switch (parameters.implementation) {
      case "stable":
        return stableSlices(builder, slices, parameters);
      case "latency":
        return latencySlices(builder, slices, parameters);
      case "legacy":
        return legacySlices(builder, slices, parameters);
      case "argmax":
        return argmaxSlices(builder, slices, parameters);
    }
  });
}

/**
 * The format that hls4ml gives maximum − x in its stable softmax: the input's type without its sign bit, truncating and
 * wrapping. A difference that needs the dropped bit wraps.
 */
export function normalisedFormat(input: FixedFormat): FixedFormat {
  const sign = input.signed ? 1 : 0;
  return {
    signed: false,
    width: input.width - sign,
    integer: input.integer - sign,
    family: "fixed",
    rounding: "TRN",
    overflow: "WRAP",
    saturationBits: 0,
  };
}

/** The number of exp entries that hls4ml's stable softmax uses for an input format when the inverse table has `inverseTableSize`. */
export function stableExpTableSize(input: FixedFormat, inverseTableSize: number): number {
  return input.signed ? Math.min(inverseTableSize, 2 ** (input.width - 1)) : inverseTableSize;
}
