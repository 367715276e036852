import { type FixedType, fractionOf, printType } from "../../fixed/index.js";

/** A constant array of the generated project, in a file of its own under `firmware/weights`. */
export interface ConstantArray {
  readonly name: string;
  /** What a reader should know: shape, type, order. One line each. */
  readonly comments: readonly string[];
  /** Type of the number that an element stands for: the name of a typedef; null for plain integers. */
  readonly type: string | null;
  /** Native integer type of the elements. */
  readonly rawType: string;
  readonly length: number;
  /** The elements as C++ text, in lines. */
  readonly lines: readonly string[];
}

/** Longest line of numbers. */
const lineLength = 110;

/**
 * A constant tensor as an array of raw integers.
 *
 * @param name identifier of the array
 * @param raw the integers, in the order of storage
 * @param order what that order is, in words
 * @param rowLength how many elements belong together: each row begins a line
 */
export function constantArray(
  name: string,
  valueType: string,
  type: FixedType,
  raw: readonly bigint[],
  order: string,
  rowLength: number,
): ConstantArray {
  const zeros = raw.reduce((count, item) => (item === 0n ? count + 1 : count), 0);
  return {
    name,
    comments: [
      `${name}: ${printType(type)} as raw integers, value = raw * 2^${-fractionOf(type)}.`,
      `${raw.length} ${raw.length === 1 ? "element" : "elements"}, ${order}; ${zeros} of them zero.`,
    ],
    type: valueType,
    rawType: rawTypeOf(type),
    length: raw.length,
    lines: wrap(
      raw.map((item) => literal(item, type)),
      rowLength,
    ),
  };
}

/** The native integer type that holds the raw integers of a type; above 64 bits an array of words. */
export function rawTypeOf(type: FixedType): string {
  if (type.width > 64) return `trigforge::words<${Math.ceil(type.width / 64)}>`;
  const name = type.width <= 8 ? "char" : type.width <= 16 ? "short" : type.width <= 32 ? "int" : "long long";
  return `${type.signed ? "signed" : "unsigned"} ${name}`;
}

/** A raw integer as C++ text of {@link rawTypeOf}. */
function literal(raw: bigint, type: FixedType): string {
  if (type.width > 64) {
    const count = Math.ceil(type.width / 64);
    const words = Array.from({ length: count }, (_unused, index) => BigInt.asUintN(64, raw >> BigInt(64 * index)));
    return `{${words.map((word) => `0x${word.toString(16)}ULL`).join(", ")}}`;
  }
  if (type.width <= 32)
    return type.signed && raw === -0x80000000n ? "-2147483647 - 1" : `${raw}${type.signed ? "" : "u"}`;
  if (!type.signed) return `${raw}ULL`;
  return raw === -0x8000000000000000n ? "-9223372036854775807LL - 1" : `${raw}LL`;
}

/** The indices of a gather as an array of the narrowest integers. */
export function indexArray(name: string, indices: readonly number[]): ConstantArray {
  const largest = indices.reduce((most, index) => (index > most ? index : most), 0);
  return {
    name,
    comments: [`${name}: where each of ${indices.length} elements comes from; -1 is zero.`],
    type: null,
    rawType: largest < 2 ** 7 ? "signed char" : largest < 2 ** 15 ? "short" : "int",
    length: indices.length,
    lines: wrap(indices.map(String), indices.length),
  };
}

/** Items separated by commas, in lines of limited length, each row on a line of its own. */
function wrap(items: readonly string[], rowLength: number): string[] {
  const lines: string[] = [];
  let line = "";
  items.forEach((item, index) => {
    const word = index === items.length - 1 ? item : `${item},`;
    const begins = index % rowLength === 0 || line.length + 1 + word.length > lineLength;
    if (line !== "" && begins) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  });
  return line === "" ? lines : [...lines, line];
}
