import { fail } from "../../../errors/index.js";
import { type FixedFormat, printFormat, sameFormat } from "../../../fixed/index.js";
import { nearestHelp } from "../../../formats/index.js";
import { toName } from "../../../ir/index.js";
import type { ValueId } from "../../../ops/index.js";
import { inputShape, type KerasLayer } from "../architecture.js";
import { readQuantizer } from "../quantizers/read.js";
import { readers, type TrainedNetwork } from "./network.js";
import { portFormat } from "./quantizers.js";

/** Refuses types for ports that do not exist. @throws TrigforgeError TF-KERAS-010 */
export function checkInputNames({ model, inputs }: TrainedNetwork, where: string): void {
  const ports = model.layers.filter((layer) => layer.className === "InputLayer").map((layer) => layer.name);
  const unknown = Object.keys(inputs).find((name) => !ports.includes(name));
  if (unknown === undefined) return;
  fail("TF-KERAS-010", {
    where: `${where}: inputs`,
    what: `there is no input "${unknown}"`,
    ...nearestHelp(unknown, ports),
  });
}

/** Writes an input port, of the type given for it or of the quantiser that reads it. */
export function writeInput(network: TrainedNetwork, layer: KerasLayer): ValueId {
  const format = Object.hasOwn(network.inputs, layer.name)
    ? network.inputs[layer.name]!
    : impliedFormat(network, layer);
  return network.writer.builder.input(toName(layer.name), inputShape(layer), format);
}

/** The format of the quantisers that read an input, where they are all the same conversion. */
function impliedFormat(network: TrainedNetwork, layer: KerasLayer): FixedFormat {
  const formats = readers(network, layer.name).map((reader) => {
    if (reader.className !== "QActivation") return null;
    const activation = reader.config.get("activation");
    return activation === "linear" ? null : portFormat(readQuantizer(activation, reader.where));
  });
  const first = formats[0];
  if (first && formats.every((format) => format !== null && sameFormat(format, first))) {
    network.writer.notes.add(`${layer.name}: the port takes what the quantiser after it gives, ${printFormat(first)}`);
    return first;
  }
  return fail("TF-KERAS-007", {
    where: layer.where,
    what: `the type of the input "${layer.name}" is not known`,
    expected: `inputs: {"${layer.name}": "fixed<16,6>"} with the type in which the trigger delivers it`,
  });
}
