import { fail } from "../../errors/index.js";
import { elementCount } from "../../ops/index.js";
import type { Fields } from "../fields.js";

/** Most elements that one value may have: 2^20, more than any network in a trigger has. */
const mostElements = 2 ** 20;

/** Most elements that the windows of one layer may have together. */
const mostWindowElements = 2 ** 22;

/** Refuses a shape before memory is asked for it. @throws TrigforgeError TF-KERAS-001 */
export function checkSize(shape: readonly number[], where: string): void {
  if (elementCount(shape) <= mostElements) return;
  fail("TF-KERAS-001", { where, what: `a value of shape [${shape}]`, expected: `at most ${mostElements} elements` });
}

/** Refuses windows before memory is asked for them: a result's spatial shape and the elements of one window. */
export function checkWindows(spatial: readonly number[], elements: number, where: string): void {
  if (elementCount(spatial) * elements <= mostWindowElements) return;
  fail("TF-KERAS-001", {
    where,
    what: `windows of ${elements} elements at [${spatial}] places`,
    expected: `at most ${mostWindowElements} elements together`,
  });
}

/** The shape that a Reshape gives: one −1 stands for what is left over. @throws TrigforgeError TF-KERAS-001 */
export function reshaped(from: readonly number[], target: readonly unknown[], where: string): number[] {
  const count = elementCount(from);
  const known = target.filter((extent) => extent !== -1) as number[];
  const wild = target.length - known.length;
  const whole = known.every((extent) => Number.isInteger(extent) && extent > 0);
  const rest = whole ? count / elementCount(known) : 0;
  if (!whole || wild > 1 || !Number.isInteger(rest) || (wild === 0 && rest !== 1) || rest === 0) {
    fail("TF-KERAS-001", {
      where,
      what: `[${from}] cannot be given the shape [${target}]`,
      expected: `${count} elements`,
    });
  }
  return target.map((extent) => (extent === -1 ? rest : (extent as number)));
}

/** An axis of a tensor without its batch axis, from a Keras axis. @throws TrigforgeError TF-KERAS-001 */
export function eventAxis(axis: number, rank: number, where: string): number {
  const position = axis < 0 ? axis + rank : axis - 1;
  if (Number.isInteger(position) && position >= 0 && position < rank) return position;
  return fail("TF-KERAS-001", {
    where,
    what: `axis ${axis} of a tensor of ${rank} axes`,
    expected: `1 to ${rank}, or -1`,
  });
}

/** The axes of a Permute layer, counted from 0 without the batch axis. @throws TrigforgeError TF-KERAS-001 */
export function permutationOf(config: Fields, rank: number): number[] {
  const axes = config.list("dims").map((axis) => (axis as number) - 1);
  const isPermutation = axes.length === rank && [...axes].sort((a, b) => a - b).every((axis, index) => axis === index);
  return isPermutation ? axes : config.wrong("dims", config.get("dims"), `each of 1 to ${rank} once`);
}

/** Elements added or cut at the ends of each spatial axis. @throws TrigforgeError TF-KERAS-001 */
export function edgesOf(config: Fields, key: string, rank: number): (readonly [number, number])[] {
  const value = config.get(key);
  const expected = "a whole number, or pairs of them";
  const whole = (item: unknown): number =>
    Number.isInteger(item) && (item as number) >= 0 && (item as number) <= 2 ** 16
      ? (item as number)
      : config.wrong(key, value, expected);
  const pair = (item: unknown): readonly [number, number] => {
    if (!Array.isArray(item)) return [whole(item), whole(item)];
    return item.length === 2 ? [whole(item[0]), whole(item[1])] : config.wrong(key, value, expected);
  };
  if (!Array.isArray(value)) return new Array(rank).fill(pair(value));
  if (rank === 1) return [pair(value.length === 1 ? value[0] : value)];
  return value.length === rank ? value.map(pair) : config.wrong(key, value, expected);
}
