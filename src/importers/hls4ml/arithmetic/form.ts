import { decompose, type FixedFormat, type FixedType, quantize } from "../../../fixed/index.js";
import type { Bounds } from "../../../ops/index.js";

/** Σ coefficient · raw integer of an atom, plus a constant, all in units of 2^−fraction. */
export interface Form {
  readonly terms: ReadonlyMap<number, bigint>;
  readonly constant: bigint;
  readonly fraction: number;
}

/** What a form needs to know about an atom: bounds of its raw integers. */
export type BoundsOf = (atom: number) => Bounds;

/** A form that is an atom whose raw integers are in units of 2^−fraction. */
export function atomForm(atom: number, fraction: number): Form {
  return { terms: new Map([[atom, 1n]]), constant: 0n, fraction };
}

/** A constant, exactly. */
export function constantForm(constant: bigint, fraction: number): Form {
  return reduced({ terms: new Map(), constant, fraction });
}

/** A double, exactly. */
export function numberForm(value: number): Form {
  const { mantissa, exponent } = decompose(value);
  return constantForm(mantissa, -exponent);
}

/** a + sign · b. */
export function sumForm(a: Form, b: Form, sign: 1n | -1n): Form {
  const fraction = Math.max(a.fraction, b.fraction);
  const [left, right] = [BigInt(fraction - a.fraction), BigInt(fraction - b.fraction)];
  const terms = new Map<number, bigint>();
  for (const [atom, coefficient] of a.terms) terms.set(atom, coefficient << left);
  for (const [atom, coefficient] of b.terms) {
    const total = (terms.get(atom) ?? 0n) + sign * (coefficient << right);
    if (total === 0n) terms.delete(atom);
    else terms.set(atom, total);
  }
  return reduced({ terms, constant: (a.constant << left) + sign * (b.constant << right), fraction });
}

/** Times a constant, and a power of two. */
export function scaledForm({ terms, constant, fraction }: Form, factor: bigint, shift: number): Form {
  if (factor === 0n) return constantForm(0n, 0);
  const scaled = new Map([...terms].map(([atom, coefficient]) => [atom, coefficient * factor]));
  return reduced({ terms: scaled, constant: constant * factor, fraction: fraction - shift });
}

/** Bounds of a form, in its own units: every combination of atoms within their bounds lies between. */
export function formBounds({ terms, constant }: Form, boundsOf: BoundsOf): Bounds {
  let [low, high] = [constant, constant];
  for (const [atom, coefficient] of terms) {
    const bounds = boundsOf(atom);
    low += coefficient * (coefficient > 0n ? bounds.low : bounds.high);
    high += coefficient * (coefficient > 0n ? bounds.high : bounds.low);
  }
  return { low, high };
}

/** The signed type that a form's values have by themselves, wide enough for its bounds. */
export function formType({ low, high }: Bounds, fraction: number): FixedType {
  const magnitude = -low > high ? -low : high;
  const width = magnitude.toString(2).length + 1;
  return { signed: true, width, integer: width - fraction };
}

/** Whether assigning a form to a format changes none of its values. */
export function assignmentIsExact(form: Form, bounds: Bounds, format: FixedFormat): boolean {
  if (form.fraction > format.width - format.integer) return false;
  const from = formType(bounds, form.fraction);
  const shift = BigInt(format.width - format.integer - form.fraction);
  return [bounds.low, bounds.high].every((raw) => quantize(raw, from, format) === raw << shift);
}

/** The same values with the fewest fraction bits that the coefficients allow. */
function reduced({ terms, constant, fraction }: Form): Form {
  let bits = constant;
  for (const coefficient of terms.values()) bits |= coefficient;
  if (bits === 0n) return { terms, constant, fraction: 0 };
  const zeros = trailingZeros(bits);
  if (zeros === 0) return { terms, constant, fraction };
  const drop = BigInt(zeros);
  return {
    terms: new Map([...terms].map(([atom, coefficient]) => [atom, coefficient >> drop])),
    constant: constant >> drop,
    fraction: fraction - zeros,
  };
}

/** Number of zero bits below the lowest set bit of a number other than 0. */
export function trailingZeros(value: bigint): number {
  let zeros = 0;
  let rest = value;
  while ((rest & 0xffffffffn) === 0n) {
    rest >>= 32n;
    zeros += 32;
  }
  const word = Number(rest & 0xffffffffn);
  return zeros + (31 - Math.clz32(word & -word));
}
