import { fail } from "../../errors/index.js";
import type { FixedFormat } from "../../fixed/index.js";
import type { Program } from "../../ir/index.js";
import { importKeras } from "../keras/index.js";
import type { KerasArchive } from "./archive.js";
import { type Keras3Model, readKeras3 } from "./dialect.js";
import { layerGroups } from "./groups.js";
import { importHgq2 } from "./hgq/import.js";
import { asKeras2Architecture, asKeras2Weights } from "./keras2.js";

export { isZip, type KerasArchive, readKerasArchive } from "./archive.js";

/** How a `.keras` archive becomes a program; see `KerasOptions`, which the first four members are. */
export interface Keras3Options {
  readonly fidelity: "as trained" | "as hls4ml";
  /** As trained: the type of each input port, by the name of its layer. */
  readonly inputs?: Readonly<Record<string, FixedFormat>>;
  /** As trained: what to do with a softmax of real numbers at the end. */
  readonly softmax?: "refuse" | "drop";
  /** As hls4ml: an hls4ml YAML configuration as plain data. */
  readonly configuration?: unknown;
  /** HGQ2: whether wrapping quantisers must have been traced (default), or are taken as they are. */
  readonly calibration?: "required" | "as stored";
}

/**
 * Imports a `.keras` archive: plain Keras 3, QKeras on Keras 3, or HGQ2.
 *
 * @param archive as {@link readKerasArchive} gives it
 * @param name the program's name
 * @throws TrigforgeError TF-KERAS3-002 to -008; for plain Keras and QKeras also TF-KERAS-*
 */
export function importKeras3(archive: KerasArchive, name: string, options: Keras3Options): Program {
  const { architecture, weights, where } = archive;
  const model = readKeras3(architecture, `${where}: config.json`);
  const groups = layerGroups(weights, model.layers);
  if (isHgq(model)) {
    if (options.fidelity === "as hls4ml") {
      fail("TF-KERAS3-008", {
        where,
        what: "an HGQ2 network as hls4ml converts it",
        expected: '"as trained": hls4ml takes the types of HGQ2 networks from the network, not from a configuration',
      });
    }
    return importHgq2(model, groups, weights, { ...options, name, where });
  }
  const source = {
    architecture: asKeras2Architecture(model),
    weights: asKeras2Weights(weights, model.layers, groups),
    name,
    where: `${where}: config.json`,
  };
  if (options.fidelity === "as hls4ml") {
    return importKeras(source, { fidelity: "as hls4ml", configuration: options.configuration });
  }
  return importKeras(source, {
    fidelity: "as trained",
    ...(options.inputs === undefined ? {} : { inputs: options.inputs }),
    ...(options.softmax === undefined ? {} : { softmax: options.softmax }),
  });
}

function isHgq(model: Keras3Model): boolean {
  return model.layers.some(({ origin, nested }) => origin === "hgq" || (nested !== undefined && isHgq(nested)));
}
