import { findHdf5, type Hdf5File, type Hdf5Group } from "../../formats/index.js";
import type { KerasLayer } from "../keras/architecture.js";
import { readVariable, type Variable } from "../keras3/variables.js";

/** Reads a variable of a layer from a Keras 2 file, of any type of numbers. */
export type ReadVariable = (layer: KerasLayer, name: string, shape: readonly (number | null)[] | null) => Variable;

/** The variables of a Keras 2 `.h5` file, by layer and name. */
export function proxyVariables(file: Hdf5File): ReadVariable {
  const whole = findHdf5(file, "model_weights");
  const root: Hdf5Group = whole?.kind === "group" ? whole : file;
  return (layer, name, shape) => {
    const group = root.children.get(layer.name);
    const pending = group?.kind === "group" ? [group] : [];
    for (let at = pending.shift(); at !== undefined; at = pending.shift()) {
      for (const [key, child] of at.children) {
        if (child.kind === "group") pending.push(child);
        else if (key.replace(/:\d+$/, "") === name) return readVariable(child, shape, `${layer.where}: ${name}`);
      }
    }
    return readVariable(undefined, shape, `${layer.where}: ${name}`);
  };
}
