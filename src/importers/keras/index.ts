import { fail } from "../../errors/index.js";
import type { FixedFormat } from "../../fixed/index.js";
import type { Hdf5File } from "../../formats/index.js";
import type { Program } from "../../ir/index.js";
import { describe, type Mapping } from "../fields.js";
import { readArchitecture } from "./architecture.js";
import { type DefaultConfigurationOptions, defaultConfiguration } from "./hls4ml/defaultConfiguration.js";
import { importAsHls4ml } from "./hls4ml/import.js";
import { importAsTrained } from "./trained/import.js";
import { KerasWeights } from "./weights.js";

/** A Keras 2 or QKeras model in two parts, as it is saved. */
export interface KerasSource {
  /** The architecture as plain data: the `.json`, or the `model_config` attribute of an `.h5` file, parsed. */
  readonly architecture: unknown;
  /** The weights: what `save_weights` or `save` wrote. */
  readonly weights: Hdf5File;
  /** The program's name. */
  readonly name: string;
  /** What to name in an error: the model's file. */
  readonly where: string;
}

/** How a Keras model becomes a program. */
export type KerasOptions =
  | {
      /** Every bit as the quantised network in its framework, on the fixed-point grid. */
      readonly fidelity: "as trained";
      /** Type of each input port, by the name of its layer. Needed unless a quantiser comes first. */
      readonly inputs?: Readonly<Record<string, FixedFormat>>;
      /** What to do with a softmax at the end: refuse (default), or end at the logits. */
      readonly softmax?: "refuse" | "drop";
    }
  | {
      /** Every bit as hls4ml's C simulation of its own conversion. */
      readonly fidelity: "as hls4ml";
      /**
       * An hls4ml YAML configuration as plain data: the whole file, or its HLSConfig part. "auto" stands for what
       * {@link hls4mlConfiguration} gives.
       */
      readonly configuration: unknown;
    };

/**
 * Imports a Keras 2 or QKeras network, sequential or functional.
 *
 * @throws TrigforgeError TF-KERAS-001 to TF-KERAS-010, TF-FIXED-001 and TF-FIXED-002 for types in a configuration
 */
export function importKeras(source: KerasSource, options: KerasOptions): Program {
  const { name, where } = source;
  const model = readArchitecture(source.architecture, where);
  const weights = new KerasWeights(source.weights);
  if (options.fidelity === "as hls4ml") {
    const given = options.configuration;
    const configuration = given === "auto" ? defaultConfiguration(model, weights, where) : given;
    return importAsHls4ml(model, weights, configuration, { name, where });
  }
  if (options.fidelity === "as trained") return importAsTrained(model, weights, options, { name, where });
  return fail("TF-KERAS-010", {
    where,
    what: `the fidelity is ${describe((options as { fidelity?: unknown }).fidelity)}`,
    expected: '"as trained" or "as hls4ml"',
  });
}

/**
 * The configuration that hls4ml's own `config_from_keras_model(model, granularity="name")` writes for a network: every type
 * `auto`, but those of QKeras' quantisers. Plain data, to be changed and given to {@link importKeras}.
 *
 * @throws TrigforgeError as importKeras
 */
export function hls4mlConfiguration(source: KerasSource, options: DefaultConfigurationOptions = {}): Mapping {
  const model = readArchitecture(source.architecture, source.where);
  return defaultConfiguration(model, new KerasWeights(source.weights), source.where, options);
}
