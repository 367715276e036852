import { fail } from "../../../errors/index.js";
import { type FixedFormat, fixed, ufixed } from "../../../fixed/index.js";
import { widest } from "../../exactBuilder.js";
import type { HgqQuantizer } from "./quantizer.js";

/** Elements of a tensor that share one format. */
export interface FormatGroup {
  readonly format: FixedFormat;
  /** Row-major indices of the elements, ascending. */
  readonly elements: readonly number[];
}

/**
 * The elements of a tensor by the format that a quantiser gives them; elements with no bits are in no group, they are 0.
 *
 * @param indices the index of each element's format, as `formatIndices` gives it
 * @throws TrigforgeError TF-KERAS3-005 for formats of more than 64 bits
 */
export function groupByFormat(quantizer: HgqQuantizer, indices: readonly number[]): FormatGroup[] {
  const groups = new Map<string, { format: FixedFormat; elements: number[] }>();
  for (const [element, index] of indices.entries()) {
    const format = elementFormat(quantizer, index);
    if (format === null) continue;
    const key = `${format.signed} ${format.width} ${format.integer}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { format, elements: [element] });
    else group.elements.push(element);
  }
  return [...groups.values()];
}

/** The format of one element; null where it can only be 0. */
export function elementFormat(quantizer: HgqQuantizer, index: number): FixedFormat | null {
  const { rounding, overflow } = quantizer;
  const signed = quantizer.signed[index]!;
  const [integer, fraction] = [quantizer.integer[index]!, quantizer.fraction[index]!];
  const width = (signed ? 1 : 0) + integer + fraction;
  if (width <= 0 || (signed && width === 1 && overflow === "SAT_SYM")) return null;
  if (width > widest || Math.abs(fraction) > 256) {
    return fail("TF-KERAS3-005", {
      where: quantizer.where,
      what: `a format with ${integer} integer and ${fraction} fraction bits`,
      expected: `at most ${widest} bits in all`,
    });
  }
  return signed ? fixed(width, integer + 1, rounding, overflow) : ufixed(width, integer, rounding, overflow);
}
