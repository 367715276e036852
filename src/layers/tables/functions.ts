import { expFloat } from "./expFloat.js";
import { logDouble } from "./logDouble.js";
import { tanhFloat } from "./tanhFloat.js";

// What hls4ml's table functions return for a float32, step by step as its C++ computes them: float where the C++ has
// float, double where a double literal makes it double, rounded to float at the end.
// Source: the *_fcn_float functions and init_*_table of hls4ml nnet_activation.h.

/** A float32 to a float32. */
export type EntryFunction = (x: number) => number;

/** 1 / (1 + e^−x). */
export const sigmoidEntry: EntryFunction = (x) => Math.fround(1 / Math.fround(1 + expFloat(-x)));

/** tanh x. */
export const tanhEntry: EntryFunction = tanhFloat;

/** ln(e^x + 1). */
export const softplusEntry: EntryFunction = (x) => Math.fround(logDouble(expFloat(x) + 1));

/** x / (|x| + 1). */
export const softsignEntry: EntryFunction = (x) => Math.fround(x / (Math.abs(x) + 1));

/** e^x − 1. */
export const eluEntry: EntryFunction = (x) => Math.fround(expFloat(x) - 1);

/** λ · (α · (e^x − 1)). */
export const seluEntry: EntryFunction = (x) =>
  Math.fround(1.0507009873554805 * (1.6732632423543772 * (expFloat(x) - 1)));
