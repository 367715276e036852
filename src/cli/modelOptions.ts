import type { Argv } from "yargs";
import { fail } from "../errors/index.js";
import type { Fidelity, Program } from "../ir/index.js";
import { loadModel, type ModelOptions } from "../node/model.js";

/** The options that every verb taking a model shares. */
export interface ModelArguments {
  model: string;
  weights?: string | undefined;
  config?: string | undefined;
  fidelity?: string | undefined;
  inputType?: string[] | undefined;
  softmax?: string | undefined;
  calibration?: string | undefined;
  scales?: string | undefined;
  map?: string | undefined;
  top?: string | undefined;
}

/** What a model may be. */
export const modelDescription =
  "an hls4ml project folder, a Keras, QKeras or HGQ .h5, .json or .keras, an ONNX file, or a program";

/** Adds the model and its options to a verb. */
export function withModel<T>(args: Argv<T>): Argv<T & ModelArguments> {
  return withModelOptions(
    args.positional("model", { type: "string", demandOption: true, describe: modelDescription }),
  ) as Argv<T & ModelArguments>;
}

/** Adds to a verb what says how a model is to be understood, and not the model. */
export function withModelOptions<T>(args: Argv<T>): Argv<T & Omit<ModelArguments, "model">> {
  return args
    .option("weights", { type: "string", describe: "weights (.h5) of a Keras architecture in JSON" })
    .option("config", {
      type: "string",
      describe: "hls4ml configuration (.yml), or auto for Keras: import as hls4ml converts it",
    })
    .option("fidelity", { choices: ["as-trained", "as-hls4ml"] as const, describe: "what the program must equal" })
    .option("input-type", {
      type: "string",
      array: true,
      nargs: 1,
      describe: "type of an input port, name=fixed<16,6>",
    })
    .option("softmax", { choices: ["refuse", "drop"] as const, describe: "a final softmax, as trained" })
    .option("scales", {
      choices: ["keep", "drop"] as const,
      describe: "an output's scale that is no power of two (ONNX, as trained)",
    })
    .option("calibration", {
      choices: ["required", "as-stored"] as const,
      describe: "HGQ2: refuse widths that were never traced, or take them",
    })
    .option("map", {
      type: "string",
      describe: "what surrounds the network (.yml): trigger objects, offsets, shifts, scores",
    })
    .option("top", { type: "string", describe: "top function of an hls4ml project" }) as unknown as Argv<
    T & Omit<ModelArguments, "model">
  >;
}

/** Loads the model that a verb's arguments name. */
export function loadFromArguments(args: ModelArguments): Promise<Program> {
  const options: ModelOptions = {
    ...(args.weights === undefined ? {} : { weights: args.weights }),
    ...(args.config === undefined ? {} : { configuration: args.config }),
    ...(args.fidelity === undefined ? {} : { fidelity: args.fidelity.replace("-", " ") as Fidelity }),
    ...(args.softmax === undefined ? {} : { softmax: args.softmax as "refuse" | "drop" }),
    ...(args.scales === undefined ? {} : { scales: args.scales as "keep" | "drop" }),
    ...(args.calibration === undefined
      ? {}
      : { calibration: args.calibration.replace("-", " ") as "required" | "as stored" }),
    ...(args.map === undefined ? {} : { map: args.map }),
    ...(args.top === undefined ? {} : { top: args.top }),
    inputs: Object.fromEntries((args.inputType ?? []).map(readInputType)),
  };
  return loadModel(args.model, options);
}

function readInputType(text: string): [string, string] {
  const match = /^([^=]+)=(.+)$/.exec(text);
  if (match === null) {
    return fail("TF-CLI-001", {
      where: "--input-type",
      what: `"${text}" is not name=type`,
      expected: "fc1_input=fixed<16,6>",
    });
  }
  return [match[1]!, match[2]!];
}
