import { fail } from "../../../errors/index.js";

// Float32 arithmetic, one rounding an operation, as TensorFlow does it: a double operation on float32 operands followed by
// Math.fround is correctly rounded for + − × ÷ and the square root.

/** Nearest float32. */
export const float = Math.fround;

/** Keras' epsilon, 1e-7, as float32. */
export const epsilon = float(1e-7);

/** Half to even. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

/** What the straight-through estimator returns at inference: x + (q − x), each step rounded to float32. */
export function straightThrough(x: number, q: number): number {
  return float(x + float(q - x));
}

/**
 * round(log2(x)), where a framework computes the logarithm in float32 and perhaps x itself from a sum.
 *
 * @param x what the logarithm is taken of; positive
 * @param relativeError bound of the relative error of x in the framework's arithmetic
 * @throws TrigforgeError TF-KERAS-005 when the result depends on float32 errors: log2(x) is too near to a tie
 */
export function roundedLog2(x: number, relativeError: number, where: string): number {
  if (x === Number.POSITIVE_INFINITY) return x;
  const exact = Math.log2(x);
  const distance = Math.abs(exact - Math.floor(exact) - 0.5);
  if (distance <= logarithmError(exact) + 1.5 * relativeError) return tie(x, where);
  return Math.round(exact);
}

/** floor(log2(x)); see {@link roundedLog2}. Exact powers of two are refused too: float32 may put them below. */
export function flooredLog2(x: number, where: string): number {
  const exact = Math.log2(x);
  if (Math.abs(exact - Math.round(exact)) <= logarithmError(exact)) return tie(x, where);
  return Math.floor(exact);
}

/** Bound of the error of log(x) / log(2) in float32. */
function logarithmError(exact: number): number {
  return 5e-7 * (Math.abs(exact) + 1);
}

function tie(x: number, where: string): never {
  return fail("TF-KERAS-005", {
    where,
    what: `log2(${x}) lies so close to a tie that the framework's float32 rounding decides`,
    help: "store the quantised weights in the model (model_save_quantized_weights), or change that weight slightly",
  });
}
