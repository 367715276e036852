import { fail } from "../../../errors/index.js";
import type { FixedFormat } from "../../../fixed/index.js";
import { type Program, ProgramBuilder, toName } from "../../../ir/index.js";
import { simplify } from "../../../passes/index.js";
import type { KerasModel } from "../architecture.js";
import { flattenModel } from "../flatten.js";
import type { KerasWeights } from "../weights.js";
import { writeQuantizedActivation } from "./activations.js";
import { checkInputNames, writeInput } from "./inputs.js";
import { layerWriters } from "./layers.js";
import { type LayerValue, numberOf, given as plainValue, type TrainedNetwork } from "./network.js";
import { ExactWriter } from "./writer.js";

/** How a network is imported as trained; see `KerasOptions`. */
export interface TrainedOptions {
  readonly inputs?: Readonly<Record<string, FixedFormat>>;
  readonly softmax?: "refuse" | "drop";
}

/**
 * A QKeras model as trained: quantised weights, exact sums, quantisers as conversions.
 *
 * @throws TrigforgeError TF-KERAS-002 to TF-KERAS-007 and TF-KERAS-010 for what is not exact
 */
export function importAsTrained(
  given: KerasModel,
  weights: KerasWeights,
  options: TrainedOptions,
  { name, where }: { name: string; where: string },
): Program {
  const model = flattenModel(given);
  checkClasses(model);
  const source = model.layers.some(({ className }) => className.startsWith("Q")) ? "qkeras" : "keras";
  const builder = new ProgramBuilder(toName(name), { source, fidelity: "as trained", notes: [] });
  const network: TrainedNetwork = {
    model,
    weights,
    writer: new ExactWriter(builder),
    inputs: options.inputs ?? {},
    softmax: options.softmax ?? "refuse",
    values: new Map(),
  };
  checkInputNames(network, where);
  for (const layer of model.layers) {
    const value = builder.within(toName(layer.name), (): LayerValue => {
      if (layer.className === "InputLayer") return plainValue(writeInput(network, layer));
      if (layer.className === "QActivation") return writeQuantizedActivation(network, layer);
      const inputs = layer.inputs.map((input) => numberOf(network, input));
      return layerWriters[layer.className]!(network, layer, inputs);
    });
    network.values.set(layer.name, value);
  }
  for (const [index, output] of model.outputs.entries()) {
    const value = network.values.get(output)!;
    // The logits may be an output by themselves already.
    if (value.kind === "logits" && value.name !== output && model.outputs.includes(value.name)) continue;
    if (value.kind === "logits") builder.output(toName(value.name), value.value);
    else builder.output(toName(model.ports[index]!), numberOf(network, output));
  }
  const program = builder.build();
  return simplify({ ...program, provenance: { ...program.provenance, notes: [...network.writer.notes] } });
}

function checkClasses(model: KerasModel): void {
  const known = ["InputLayer", "QActivation", ...Object.keys(layerWriters)];
  const unread = model.layers.filter(({ className }) => !known.includes(className));
  if (unread.length === 0) return;
  fail("TF-KERAS-002", {
    where: unread[0]!.where,
    what: `layers that are not read: ${unread.map(({ name, className }) => `${name} (${className})`).join(", ")}`,
    expected: `layers of these classes: ${known.join(", ")}`,
  });
}
