import { fail } from "../../../errors/index.js";
import { type Place, printPlace } from "./token.js";

/** A constant's value: a whole number with C++'s signedness, a real number, or the name of an enumerator. */
export type ConstantValue =
  | { readonly kind: "integer"; readonly value: number; readonly unsigned: boolean }
  | { readonly kind: "real"; readonly value: number }
  | { readonly kind: "symbol"; readonly name: string };

const integerLiteral = /^(0[xX][\da-fA-F]+|0[bB][01]+|\d+)([uUlL]*)$/;
const realLiteral = /^((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([fFlL]?)$/;

/**
 * The value of a numeric literal as C++ reads it: octal after a leading 0, `f` rounds to float32.
 *
 * @throws TrigforgeError TF-HLS4ML-002 when it is not a literal, or a long double
 */
export function readLiteral(text: string, place: Place): ConstantValue {
  const plain = text.replaceAll("'", "");
  const integer = integerLiteral.exec(plain);
  if (integer !== null) {
    const digits = integer[1]!;
    const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
    return { kind: "integer", value, unsigned: /u/i.test(integer[2]!) };
  }
  const real = realLiteral.exec(plain);
  if (real === null || /l/i.test(real[2]!)) {
    return fail("TF-HLS4ML-002", { where: printPlace(place), what: `"${text.slice(0, 40)}" is not a number` });
  }
  const value = Number(real[1]);
  return { kind: "real", value: real[2] === "" ? value : Math.fround(value) };
}

/**
 * The values of a list of plain literals, such as `{0.5, -1, 2e-3}`.
 *
 * @throws TrigforgeError TF-HLS4ML-002 for an item that is not a literal
 */
export function readNumberList(text: string, place: Place): number[] {
  const items = text.slice(1, -1).split(",");
  if (items.at(-1)!.trim() === "") items.pop();
  return items.map((item) => {
    const trimmed = item.trim();
    // The common case, a plain decimal, costs one conversion.
    if (/^-?(?:0|[1-9]\d*)(?:\.\d*)?$/.test(trimmed)) return Number(trimmed);
    const sign = trimmed.startsWith("-") ? -1 : 1;
    const literal = readLiteral(trimmed.replace(/^[+-]\s*/, ""), place);
    return literal.kind === "symbol" ? Number.NaN : sign * literal.value;
  });
}
