import { fail } from "../../errors/index.js";
import { findHdf5, type Hdf5File, type Hdf5Group, type Hdf5Node } from "../../formats/index.js";
import { elementCount } from "../../ops/index.js";
import type { KerasLayer } from "./architecture.js";

/** Most elements that one data set may have: more than any network in a trigger, and little memory. */
const mostElements = 2 ** 24;

/** One of a layer's weights, as the file holds it. */
export interface WeightTensor {
  readonly shape: readonly number[];
  /** Row-major; float32 values unless `double`. */
  readonly values: readonly number[];
  /** Whether the file holds float64. */
  readonly double: boolean;
}

/** The weights of a Keras model: what `save_weights` or `save` wrote. */
export class KerasWeights {
  private readonly root: Hdf5Group;

  constructor(private readonly file: Hdf5File) {
    const whole = findHdf5(file, "model_weights");
    this.root = whole?.kind === "group" ? whole : file;
  }

  /**
   * A layer's weights.
   *
   * @param name `kernel`, `bias`, `gamma`, …, without the `:0` that Keras appends
   * @param shape the expected shape; null leaves an extent open
   * @throws TrigforgeError TF-KERAS-003 when they are missing, have another shape or are not finite
   */
  read(layer: KerasLayer, name: string, shape: readonly (number | null)[]): WeightTensor {
    const where = `${this.file.where}: ${layer.name}/${name}`;
    const dataset = this.find(layer, name);
    if (dataset?.kind !== "dataset") {
      return fail("TF-KERAS-003", {
        where,
        what: `the weights "${name}" of layer "${layer.name}" are missing`,
        help: "give the weights file that belongs to this architecture",
      });
    }
    const fits =
      dataset.shape.length === shape.length && shape.every((n, axis) => n === null || n === dataset.shape[axis]);
    if (!fits) {
      const expected = `[${shape.map((extent) => extent ?? "any")}]`;
      return fail("TF-KERAS-003", { where, what: `the shape is [${dataset.shape}]`, expected });
    }
    if (elementCount(dataset.shape) > mostElements) {
      return fail("TF-KERAS-003", {
        where,
        what: `the shape is [${dataset.shape}]`,
        expected: `at most ${mostElements} elements`,
      });
    }
    if (dataset.type !== "float32" && dataset.type !== "float64") {
      return fail("TF-KERAS-003", { where, what: `elements of type ${dataset.type}`, expected: "float32 or float64" });
    }
    const values = Array.from(dataset.read() as Float32Array | Float64Array);
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      return fail("TF-KERAS-003", { where, what: `element ${bad} is ${values[bad]}`, expected: "a number" });
    return { shape: dataset.shape, values, double: dataset.type === "float64" };
  }

  /** Keras nests a layer's data sets in groups of its name; the last part of the path is the weight's. */
  private find({ path }: KerasLayer, name: string): Hdf5Node | undefined {
    let group: Hdf5Node | null | undefined = findHdf5(this.root, path[0]!);
    for (const part of path.slice(1)) {
      if (group?.kind !== "group") return undefined;
      group = search(group, (key, child) => child.kind === "group" && key === part);
    }
    if (group?.kind !== "group") return undefined;
    return search(group, (key, child) => child.kind === "dataset" && key.replace(/:\d+$/, "") === name);
  }
}

/** The first node anywhere under a group that fits, nearer ones first. */
function search(group: Hdf5Group, fits: (key: string, child: Hdf5Node) => boolean): Hdf5Node | undefined {
  const pending: Hdf5Group[] = [group];
  for (let at = pending.shift(); at !== undefined; at = pending.shift()) {
    for (const [key, child] of at.children) {
      if (fits(key, child)) return child;
      if (child.kind === "group") pending.push(child);
    }
  }
  return undefined;
}
