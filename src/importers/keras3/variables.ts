import { fail } from "../../errors/index.js";
import type { Hdf5Dataset, Hdf5Group } from "../../formats/index.js";
import { elementCount } from "../../ops/index.js";
import { groupAt } from "./groups.js";

/** Numbers of one variable, as the file holds them. */
export interface Variable {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/**
 * A layer's own variables in their order: the trainable ones, then the others.
 *
 * @param group the layer's group; null for a layer that the file does not know, which then has none
 */
export function variableSets(group: Hdf5Group | null): Hdf5Dataset[] {
  const own = group === null ? null : groupAt(group, "vars");
  if (own === null) return [];
  const numbered = [...own.children].filter(([name]) => /^\d+$/.test(name));
  numbered.sort(([a], [b]) => Number(a) - Number(b));
  return numbered.flatMap(([, node]) => (node.kind === "dataset" ? [node] : []));
}

/**
 * The numbers of a variable.
 *
 * @param expected its shape; null leaves an extent open
 * @throws TrigforgeError TF-KERAS3-004 when it is missing, of another shape or type, or holds a NaN or an infinity
 */
export function readVariable(
  dataset: Hdf5Dataset | undefined,
  expected: readonly (number | null)[] | null,
  where: string,
): Variable {
  if (dataset === undefined) {
    return fail("TF-KERAS3-004", { where, what: "the variable is missing", help: "save the whole model again" });
  }
  const { shape, type } = dataset;
  const fits =
    expected === null ||
    (shape.length === expected.length && expected.every((extent, axis) => extent === null || extent === shape[axis]));
  if (!fits) {
    const text = `[${expected!.map((extent) => extent ?? "any")}]`;
    return fail("TF-KERAS3-004", { where, what: `the shape is [${shape}]`, expected: text });
  }
  if (elementCount(shape) > 2 ** 24) {
    return fail("TF-KERAS3-004", { where, what: `${elementCount(shape)} elements`, expected: "at most 2^24" });
  }
  if (type === null || !/^(float(32|64)|u?int(8|16|32)|bool)$/.test(type)) {
    return fail("TF-KERAS3-004", { where, what: `elements of type ${type ?? "unknown"}`, expected: "numbers" });
  }
  const values = Array.from(dataset.read() as ArrayLike<number>, Number);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    return fail("TF-KERAS3-004", { where, what: `element ${bad} is ${values[bad]}`, expected: "a finite number" });
  }
  return { shape, values };
}
