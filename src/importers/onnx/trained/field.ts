import { type Arrangement, arranged } from "../graph/indices.js";
import { one, type Rational, same, times } from "./rational.js";

/** One exact number for all elements of a tensor (length 1), or one for each, in row-major order. Numbers are shared. */
export type Field = readonly Rational[];

/** The field that has one number everywhere. */
export function uniform(value: Rational): Field {
  return [value];
}

/** The one number of a field; null where elements differ. */
export function single(field: Field): Rational | null {
  return field.length === 1 ? field[0]! : null;
}

export function at(field: Field, index: number): Rational {
  return field.length === 1 ? field[0]! : field[index]!;
}

/** The same field with as few numbers as hold it. */
export function compact(field: Field): Field {
  const first = field[0]!;
  return field.every((value) => value === first || same(value, first)) ? [first] : field;
}

/** Applies a function to each number, once for each that is shared. */
export function mapField(field: Field, apply: (value: Rational) => Rational): Field {
  const known = new Map<Rational, Rational>();
  return field.map((value) => {
    const found = known.get(value);
    if (found !== undefined) return found;
    const result = apply(value);
    known.set(value, result);
    return result;
  });
}

/** Combines two fields of one tensor, once for each pair of shared numbers. */
export function zipFields(a: Field, b: Field, apply: (a: Rational, b: Rational) => Rational): Field {
  if (b.length === 1) return mapField(a, (value) => apply(value, b[0]!));
  if (a.length === 1) return mapField(b, (value) => apply(a[0]!, value));
  const known = new Map<Rational, Map<Rational, Rational>>();
  return a.map((left, index) => {
    const right = b[index]!;
    let row = known.get(left);
    if (row === undefined) {
      row = new Map();
      known.set(left, row);
    }
    let result = row.get(right);
    if (result === undefined) {
      result = apply(left, right);
      row.set(right, result);
    }
    return result;
  });
}

/** The field of a rearranged tensor; `padding` is the number of elements that read zero. */
export function arrangeField(field: Field, arrangement: Arrangement, padding: Rational = one): Field {
  return field.length === 1 ? field : compact(arranged(field, arrangement, padding));
}

export function product(a: Field, b: Field): Field {
  return zipFields(a, b, times);
}

/** Whether every number satisfies a condition. */
export function every(field: Field, holds: (value: Rational) => boolean): boolean {
  return [...new Set(field)].every(holds);
}
