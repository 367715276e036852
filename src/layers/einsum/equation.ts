import { fail } from "../../errors/index.js";
import { elementCount } from "../../ops/index.js";

/** An einsum of two operands, resolved for their shapes: how to bring both into matrices, and the product back. */
export interface EinsumPlan {
  /** Order of the axes of the first operand: shared, its own, contracted. */
  readonly firstAxes: readonly number[];
  /** Order of the axes of the second operand: shared, its own, contracted. */
  readonly secondAxes: readonly number[];
  /** Number of elements of the shared, first's own, second's own and contracted axes. */
  readonly shared: number;
  readonly firstFree: number;
  readonly secondFree: number;
  readonly contracted: number;
  /** Shape of the product before its axes are put in order: shared…, first's own…, second's own…. */
  readonly productShape: readonly number[];
  /** Axis i of the result is axis resultAxes[i] of the product. */
  readonly resultAxes: readonly number[];
  readonly resultShape: readonly number[];
}

/**
 * Resolves `ab,bc->ac` for two shapes. Letters in both operands and the result are shared, in both operands alone contracted,
 * in the order of the second operand; `...` stands for the axes that the letters leave over, from the right.
 *
 * @throws TrigforgeError TF-LAYERS-002 for an equation that does not fit the shapes: repeated letters, unknown letters in the
 * result, letters of one operand that the result lacks (a sum without a product), extents that differ
 * Source of the semantics: hls4ml utils/einsum_utils.py, parse_einsum; numpy's einsum.
 */
export function planEinsum(equation: string, first: readonly number[], second: readonly number[]): EinsumPlan {
  const where = `einsum ${equation}`;
  const [a, b, out] = letters(equation, first.length, second.length, where);
  checkLetters(a, b, out, where);
  const extents = extentsOf([...a, ...b], [...first, ...second], where);
  const both = b.filter((letter) => a.includes(letter));
  const shared = both.filter((letter) => out.includes(letter));
  const contracted = both.filter((letter) => !out.includes(letter));
  const firstFree = a.filter((letter) => !b.includes(letter));
  const secondFree = b.filter((letter) => !a.includes(letter));
  const product = [...shared, ...firstFree, ...secondFree];
  const shapeOf = (list: readonly string[]): number[] => list.map((letter) => extents.get(letter)!);
  return {
    firstAxes: [...shared, ...firstFree, ...contracted].map((letter) => a.indexOf(letter)),
    secondAxes: [...shared, ...secondFree, ...contracted].map((letter) => b.indexOf(letter)),
    shared: elementCount(shapeOf(shared)),
    firstFree: elementCount(shapeOf(firstFree)),
    secondFree: elementCount(shapeOf(secondFree)),
    contracted: elementCount(shapeOf(contracted)),
    productShape: shapeOf(product),
    resultAxes: out.map((letter) => product.indexOf(letter)),
    resultShape: shapeOf(out),
  };
}

/**
 * An equation of a framework, which counts the batch as the first axis of the data, without it: `abc,cd->abd` becomes
 * `bc,cd->bd`. An equation that begins with `...` stays, for the batch is one of the axes it stands for.
 *
 * @param both whether the second operand is data too, not a kernel
 * @throws TrigforgeError TF-LAYERS-002 when the batch axis is not the first of every tensor of data
 */
export function withoutBatchAxis(equation: string, both: boolean): string {
  const [a, b, out] = split(equation, `einsum ${equation}`) as [string, string, string];
  const data = both ? [a, b, out] : [a, out];
  if (data.every((part) => part.startsWith("..."))) return `${a},${b}->${out}`;
  const batch = a[0] ?? "";
  const clash = !both && b.includes(batch);
  if (batch === "." || data.some((part) => part[0] !== batch) || clash) {
    fail("TF-LAYERS-002", {
      where: `einsum ${equation}`,
      what: "the batch is not the first axis of every tensor of data",
      expected: "abc,cd->abd",
    });
  }
  return `${a.slice(1)},${both ? b.slice(1) : b}->${out.slice(1)}`;
}

function split(equation: string, where: string): string[] {
  const match = /^([A-Za-z.]*),([A-Za-z.]*)->([A-Za-z.]*)$/.exec(equation.replace(/\s+/g, ""));
  if (match !== null) return match.slice(1);
  return wrong(where, "this is not an equation of two operands", "ab,bc->ac");
}

/** The letters of the operands and the result, `...` replaced by marks 0, 1, … that count from the right. */
function letters(
  equation: string,
  firstRank: number,
  secondRank: number,
  where: string,
): [string[], string[], string[]] {
  const [a, b, out] = split(equation, where) as [string, string, string];
  const spread = (part: string, rank: number): string[] => {
    if (!part.includes("...")) return [...part];
    const [before, after, ...more] = part.split("...") as [string, string];
    const count = rank - before.length - after.length;
    if (more.length > 0 || count < 0) wrong(where, `"${part}" does not fit ${rank} axes`);
    const marks = Array.from({ length: count }, (_unused, index) => String(count - 1 - index));
    return [...before, ...marks, ...after];
  };
  const [first, second] = [spread(a, firstRank), spread(b, secondRank)];
  const marked = Math.max(countMarks(first), countMarks(second));
  const result = spread(out, out.replace("...", "").length + marked);
  const resultMarks = countMarks(result);
  if (resultMarks !== marked) wrong(where, "the result lacks the axes that ... stands for");
  if (first.length !== firstRank || second.length !== secondRank) {
    wrong(where, `the operands have ${firstRank} and ${secondRank} axes`, `${first.length} and ${second.length}`);
  }
  return [first, second, result];
}

function countMarks(list: readonly string[]): number {
  return list.filter((letter) => /\d/.test(letter)).length;
}

function checkLetters(a: readonly string[], b: readonly string[], out: readonly string[], where: string): void {
  for (const list of [a, b, out]) {
    const repeated = list.find((letter, index) => list.indexOf(letter) !== index);
    if (repeated !== undefined) wrong(where, `"${repeated}" is repeated in one tensor`, "every axis its own letter");
    if (list.includes(".")) wrong(where, "a point stands alone", "...");
  }
  const unknown = out.find((letter) => !a.includes(letter) && !b.includes(letter));
  if (unknown !== undefined) wrong(where, `no operand has the axis "${unknown}" of the result`);
  const alone = [...a, ...b].find((letter) => !out.includes(letter) && !(a.includes(letter) && b.includes(letter)));
  if (alone !== undefined) wrong(where, `"${alone}" is summed in one operand alone`, "a sum layer before the einsum");
}

function extentsOf(all: readonly string[], sizes: readonly number[], where: string): Map<string, number> {
  const extents = new Map<string, number>();
  all.forEach((letter, index) => {
    const known = extents.get(letter);
    if (known !== undefined && known !== sizes[index]) {
      wrong(where, `the axis "${letter}" has ${known} and ${sizes[index]} elements`);
    }
    extents.set(letter, sizes[index]!);
  });
  return extents;
}

function wrong(where: string, what: string, expected?: string): never {
  return fail("TF-LAYERS-002", { where, what, ...(expected === undefined ? {} : { expected }) });
}
