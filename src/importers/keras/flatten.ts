import { fail } from "../../errors/index.js";
import type { KerasLayer, KerasModel } from "./architecture.js";

/**
 * A model without models inside: the layers of each nested model stand in its place, under names that begin with its own.
 * The outputs keep the names that Keras gives them.
 *
 * @throws TrigforgeError TF-KERAS-001 when a nested model is called with another number of inputs than it has, TF-KERAS-002 when
 * it has several outputs
 */
export function flattenModel(model: KerasModel): KerasModel {
  const layers: KerasLayer[] = [];
  const names = inline(model, [], "", layers);
  const outputs = model.outputs.map((name) => names.get(name)!);
  return { ...model, layers, inputs: model.inputs.map((name) => names.get(name)!), outputs };
}

/** Appends a model's layers and returns, for each of its own names, the name of the flat layer that gives its value. */
function inline(
  model: KerasModel,
  sources: readonly string[],
  prefix: string,
  layers: KerasLayer[],
): Map<string, string> {
  const names = new Map<string, string>();
  for (const layer of model.layers) {
    const inputs = layer.inputs.map((name) => names.get(name)!);
    const position = model.inputs.indexOf(layer.name);
    if (prefix !== "" && layer.className === "InputLayer") {
      names.set(
        layer.name,
        sources[position] ?? fail("TF-KERAS-001", { where: layer.where, what: "nothing feeds it" }),
      );
      continue;
    }
    const { nested } = layer;
    const name = `${prefix}${layer.name}`;
    if (nested === undefined) {
      layers.push({ ...layer, name, inputs });
      names.set(layer.name, name);
      continue;
    }
    if (nested.outputs.length !== 1) {
      fail("TF-KERAS-002", { where: layer.where, what: `a nested model of ${nested.outputs.length} outputs` });
    }
    if (nested.inputs.length !== inputs.length) {
      fail("TF-KERAS-001", {
        where: layer.where,
        what: `${inputs.length} values enter a model of ${nested.inputs.length} inputs`,
      });
    }
    const inner = inline(nested, inputs, `${name}/`, layers);
    names.set(layer.name, inner.get(nested.outputs[0]!)!);
  }
  return names;
}
