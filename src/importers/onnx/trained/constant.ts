import { fail } from "../../../errors/index.js";
import { fractionOf, narrowestType } from "../../../fixed/index.js";
import type { OnnxTensor } from "../file/tensor.js";
import { at, compact, type Field, uniform } from "./field.js";
import { exponentOf, fraction, ofNumber, one, powerOfTwo, type Rational, times } from "./rational.js";
import type { QuantRounding } from "./rounding.js";
import type { ScaledConstant } from "./scaled.js";
import { exactRaw } from "./writer.js";

/** The numbers of a file as exact numbers. @throws TrigforgeError TF-ONNX-002 for NaN and infinities */
export function exactNumbers(tensor: OnnxTensor, where: string): Field {
  const known = new Map<number, Rational>();
  return tensor.values.map((value) => {
    const found = known.get(value);
    if (found !== undefined) return found;
    if (!Number.isFinite(value)) fail("TF-ONNX-002", { where, what: `the constant holds ${value}` });
    const number = ofNumber(value);
    known.set(value, number);
    return number;
  });
}

/** A float constant as it stands. */
export function floatConstant(tensor: OnnxTensor, where: string): ScaledConstant {
  const exact = once(() => exactRaw(exactNumbers(tensor, where), where));
  return { kind: "constant", shape: tensor.shape, exact, factor: uniform(one), floats: tensor.values };
}

/** Computes a value when it is first asked for. */
export function once<T>(compute: () => T): () => T {
  let known: { value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}

/** Whole numbers with a scale: what a quantiser makes of a constant. */
export function integerConstant(
  shape: readonly number[],
  integers: readonly number[],
  scale: Field,
  floats: readonly number[],
): ScaledConstant {
  const raw = integers.map(BigInt);
  const low = raw.reduce((a, b) => (a < b ? a : b), 0n);
  const high = raw.reduce((a, b) => (a > b ? a : b), 0n);
  const factor = compact(scale);
  const exponent = factor.length === 1 ? exponentOf(factor[0]!) : null;
  const type = narrowestType(low, high, exponent === null ? 0 : -exponent);
  return {
    kind: "constant",
    shape,
    exact: () => ({ type, raw }),
    factor: exponent === null ? factor : uniform(one),
    floats,
  };
}

/** Every element of a constant as an exact number. */
export function elementsOf(constant: ScaledConstant): Field {
  const { type, raw: all } = constant.exact();
  const unit = powerOfTwo(-fractionOf(type));
  const known = new Map<bigint, Map<Rational, Rational>>();
  return all.map((raw, index) => {
    const factor = at(constant.factor, index);
    let row = known.get(raw);
    if (row === undefined) {
      row = new Map();
      known.set(raw, row);
    }
    let found = row.get(factor);
    if (found === undefined) {
      found = times(times(fraction(raw), unit), factor);
      row.set(factor, found);
    }
    return found;
  });
}

/** One rounding of a float as numpy does it, in QONNX's modes. */
export function roundFloat(value: number, mode: QuantRounding): number {
  const size = Math.abs(value);
  switch (mode) {
    case "FLOOR":
      return Math.floor(value);
    case "CEIL":
      return Math.ceil(value);
    case "DOWN":
      return Math.trunc(value);
    case "UP":
      return Math.sign(value) * Math.ceil(size);
    case "HALF_UP":
      return Math.sign(value) * Math.floor(Math.fround(size + 0.5));
    case "HALF_DOWN":
      return Math.sign(value) * Math.ceil(Math.fround(size - 0.5));
    case "ROUND": {
      const floor = Math.floor(value);
      const rest = value - floor;
      if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
      return floor % 2 === 0 ? floor : floor + 1;
    }
  }
}
