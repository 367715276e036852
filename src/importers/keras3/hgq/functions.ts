import { float } from "../../keras/quantizers/float32.js";

/** A function of one number, as a framework computes it in float32. */
export interface UnaryFunction {
  readonly name: string;
  /** The nearest float32 to the function of a float32. */
  evaluate(x: number): number;
  /** Bound of the relative error of a framework's own result; 0 where every step is exactly rounded. */
  readonly relativeError: number;
}

/** Two frameworks' tanh, exp and so on differ by a few units in the last place of a float32. */
const libraryError = 2 ** -21;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

/** Keras' unary activations that have no exact form of their own, by name; relu and linear are apart. */
const library: Readonly<Record<string, (x: number) => number>> = {
  tanh: Math.tanh,
  sigmoid,
  exponential: Math.exp,
  softplus,
  softsign: (x) => x / (Math.abs(x) + 1),
  silu: (x) => x * sigmoid(x),
  swish: (x) => x * sigmoid(x),
  mish: (x) => x * Math.tanh(softplus(x)),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  selu: (x) => seluScale * (x > 0 ? x : seluAlpha * Math.expm1(x)),
  log_sigmoid: (x) => -softplus(-x),
  hard_sigmoid: (x) => Math.min(Math.max(x / 6 + 0.5, 0), 1),
  hard_silu: (x) => x * Math.min(Math.max(x / 6 + 0.5, 0), 1),
  hard_swish: (x) => x * Math.min(Math.max(x / 6 + 0.5, 0), 1),
  hard_tanh: (x) => Math.min(Math.max(x, -1), 1),
  tanh_shrink: (x) => x - Math.tanh(x),
};

/** Names of the functions that a table can hold. */
export const functionNames: readonly string[] = Object.keys(library);

/** A Keras activation by name; null when it is not known. */
export function unaryFunction(name: string): UnaryFunction | null {
  if (!Object.hasOwn(library, name)) return null;
  const evaluate = library[name]!;
  return { name, evaluate: (x) => float(evaluate(x)), relativeError: libraryError };
}

/** exp(∓x · scaler), the first table of a softmax. */
export function softmaxExp(scaler: number, stable: boolean): UnaryFunction {
  const factor = float(scaler);
  const evaluate = (x: number): number => float(Math.exp(float((stable ? -x : x) * factor)));
  return { name: "exp", evaluate, relativeError: libraryError };
}

/** 1 / (x + 1e-7), the second table of a softmax, one float32 rounding a step. */
export const softmaxInverse: UnaryFunction = {
  name: "inverse",
  evaluate: (x) => float(1 / float(x + float(1e-7))),
  relativeError: 0,
};

/** x / count, where count is no power of two. */
export function quotient(count: number): UnaryFunction {
  return { name: `the average over ${count} elements`, evaluate: (x) => float(x / count), relativeError: 2 ** -23 };
}
