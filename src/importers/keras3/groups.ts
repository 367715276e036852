import { findHdf5, type Hdf5Group } from "../../formats/index.js";
import type { Keras3Layer } from "./dialect.js";

/**
 * The group of each layer in `model.weights.h5`, by the layer's name; inside a model, by the outermost model's name, a slash
 * and the layer's.
 *
 * Keras 3 does not name groups after layers but after their classes in snake case, numbered from the second on in the order
 * of the model's layers: `layers/q_dense`, `layers/q_dense_1`. Newer files also write the layer's name as an attribute of
 * `vars`; where it stands, it decides.
 *
 * Source of the format: keras/src/saving/saving_lib.py of Keras 3.
 */
export function layerGroups(file: Hdf5Group, layers: readonly Keras3Layer[], prefix = ""): Map<string, Hdf5Group> {
  const root = groupAt(file, "layers") ?? groupAt(file, "_layer_checkpoint_dependencies");
  const result = new Map<string, Hdf5Group>();
  if (root === null) return result;
  const named = namedGroups(root);
  const used = new Map<string, number>();
  for (const layer of layers) {
    const base = snakeCase(layer.className);
    const count = used.get(base) ?? 0;
    used.set(base, count + 1);
    const group = named.get(layer.name) ?? groupAt(root, count === 0 ? base : `${base}_${count}`);
    if (group === null) continue;
    result.set(`${prefix}${layer.name}`, group);
    if (layer.nested === undefined) continue;
    const inside = layerGroups(group, layer.nested.layers, prefix === "" ? `${layer.name}/` : prefix);
    for (const [name, inner] of inside) result.set(name, inner);
  }
  return result;
}

function namedGroups(root: Hdf5Group): Map<string, Hdf5Group> {
  const named = new Map<string, Hdf5Group>();
  for (const child of root.children.values()) {
    if (child.kind !== "group") continue;
    const name = groupAt(child, "vars")?.attributes.get("name");
    if (typeof name === "string") named.set(name, child);
  }
  return named;
}

/** The group at a path, or null. */
export function groupAt(start: Hdf5Group, path: string): Hdf5Group | null {
  const node = findHdf5(start, path);
  return node?.kind === "group" ? node : null;
}

/** Keras' own rule for names of classes: QConv2D becomes q_conv2d. */
export function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}
