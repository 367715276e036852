import { fail } from "../../../errors/index.js";
import type { FixedFormat } from "../../../fixed/index.js";
import { type Hdf5File, type Hdf5Group, nearestHelp } from "../../../formats/index.js";
import { type Program, ProgramBuilder, toName } from "../../../ir/index.js";
import { simplify } from "../../../passes/index.js";
import { inputShape, type KerasLayer, type KerasModel, readArchitecture } from "../../keras/architecture.js";
import { flattenModel } from "../../keras/flatten.js";
import { layerWriters } from "../../keras/trained/layers.js";
import { ExactWriter } from "../../keras/trained/writer.js";
import { KerasWeights } from "../../keras/weights.js";
import type { Keras3Layer, Keras3Model } from "../dialect.js";
import { asKeras2Architecture, asKeras2Weights } from "../keras2.js";
import { checkCalibration } from "./calibration.js";
import { activate, quantizedOutput } from "./layers/common.js";
import { hgqLayers, plainLayers } from "./layers/index.js";
import { type HgqNetwork, type HgqValue, layerOf, numberOf, quantizerOf, value } from "./network.js";
import { impliedFormats, probeFormat } from "./ports.js";
import { quantize } from "./quantize.js";

/** How an HGQ2 network is imported; see `Keras3Options`. */
export interface HgqOptions {
  readonly inputs?: Readonly<Record<string, FixedFormat>>;
  readonly softmax?: "refuse" | "drop";
  readonly calibration?: "required" | "as stored";
  readonly name: string;
  readonly where: string;
}

/** Plain Keras layers that only move elements, or do nothing at inference: a function waits through them. */
const movers = [
  "Flatten",
  "Reshape",
  "Permute",
  "Dropout",
  "GaussianDropout",
  "GaussianNoise",
  "ActivityRegularization",
];

/**
 * An HGQ2 network as trained: quantised weights, exact sums, each activation in its own format.
 *
 * @throws TrigforgeError TF-KERAS3-002 to -008
 */
export function importHgq2(
  model: Keras3Model,
  groups: ReadonlyMap<string, Hdf5Group>,
  file: Hdf5File,
  options: HgqOptions,
): Program {
  checkClasses(model);
  const architecture = flattenModel(readArchitecture(asKeras2Architecture(model), `${options.where}: config.json`));
  const weights = asKeras2Weights(file, model.layers, groups, ({ origin }) => origin !== "hgq");
  const parts = { model: architecture, groups, weights, own: new Set(ownPaths(model.layers, "")) };
  const ports = architecture.layers.filter(({ className }) => className === "InputLayer").map(({ name }) => name);
  const given = options.inputs ?? {};
  const unknown = Object.keys(given).find((name) => !ports.includes(name));
  if (unknown !== undefined) {
    const where = `${options.where}: inputs`;
    fail("TF-KERAS3-008", { where, what: `there is no input "${unknown}"`, ...nearestHelp(unknown, ports) });
  }
  const open = ports.filter((name) => !Object.hasOwn(given, name));
  if (open.length === 0) return finish(writeNetwork(parts, given, options), []);
  const probed = { ...given, ...Object.fromEntries(open.map((name) => [name, probeFormat])) };
  const first = writeNetwork(parts, probed, options);
  const implied = impliedFormats(first.program, open.map(toName), options.where);
  const formats = open.map((name): [string, FixedFormat] => [name, implied.get(toName(name))!.format]);
  const notes = [...implied.values()].map(({ note }) => note);
  return finish(writeNetwork(parts, { ...given, ...Object.fromEntries(formats) }, options), notes);
}

interface Parts {
  readonly model: KerasModel;
  readonly groups: ReadonlyMap<string, Hdf5Group>;
  /** Weights of plain layers, as Keras 2 lays them out. */
  readonly weights: Hdf5File;
  /** Paths of HGQ2's layers. */
  readonly own: ReadonlySet<string>;
}

interface Written {
  readonly program: Program;
  readonly notes: readonly string[];
}

function finish({ program, notes }: Written, more: readonly string[]): Program {
  return simplify({ ...program, provenance: { ...program.provenance, notes: [...more, ...notes] } });
}

function writeNetwork(parts: Parts, inputs: Readonly<Record<string, FixedFormat>>, options: HgqOptions): Written {
  const { model, groups, own } = parts;
  const builder = new ProgramBuilder(toName(options.name), { source: "hgq2", fidelity: "as trained", notes: [] });
  const writer = new ExactWriter(builder);
  const softmax = options.softmax ?? "refuse";
  const trained = { model, weights: new KerasWeights(parts.weights), writer, inputs, softmax, values: new Map() };
  const network: HgqNetwork = { trained, writer, groups, values: new Map(), quantizers: [] };
  for (const layer of model.layers) {
    const result = builder.within(toName(layer.name), () =>
      layer.className === "InputLayer"
        ? value(builder.input(toName(layer.name), inputShape(layer), inputs[layer.name]!))
        : own.has(layer.path.join("/"))
          ? writeOwn(network, layer)
          : writePlain(network, layer),
    );
    network.values.set(layer.name, result);
  }
  const calibration = checkCalibration(network.quantizers, options.calibration ?? "required", options.where);
  for (const [index, output] of model.outputs.entries()) {
    builder.output(toName(model.ports[index]!), numberOf(network.values.get(output)!));
  }
  return { program: builder.build(), notes: [...calibration, ...writer.notes] };
}

/** A layer of HGQ2's own: its operation, and the quantiser behind it. */
function writeOwn(network: HgqNetwork, layer: KerasLayer): HgqValue {
  const own = layerOf(network, layer);
  if (layer.className === "Quantizer") {
    const quantizer = quantizerOf(own, { name: "", configuration: own.config.fields("config") });
    return value(quantize(network.writer, own.inputs[0]!, quantizer));
  }
  const isAttention = layer.className.endsWith("Attention");
  const result = hgqLayers[layer.className]!(own);
  return isAttention ? result : quantizedOutput(own, result);
}

/** A layer of plain Keras between those of HGQ2. */
function writePlain(network: HgqNetwork, layer: KerasLayer): HgqValue {
  const own = layerOf(network, layer);
  if (Object.hasOwn(plainLayers, layer.className)) return plainLayers[layer.className]!(own);
  if (layer.className === "Activation") return activate(own, numberOf(own.inputs[0]!));
  if (layer.className === "Softmax") return activate(own, numberOf(own.inputs[0]!), "softmax");
  const write = (inputs: readonly number[]) => layerWriters[layer.className]!(network.trained, layer, inputs);
  const [first] = own.inputs;
  if (first?.kind === "function" && movers.includes(layer.className)) {
    const moved = write([first.x]);
    if (moved.kind === "value") return { ...first, x: moved.value };
  }
  const result = write(own.inputs.map(numberOf));
  if (result.kind !== "pending") return value(result.value);
  return fail("TF-KERAS3-007", {
    where: layer.where,
    what: `${result.name} gives real numbers`,
    help: "use HGQ2's own layer, such as QAveragePow2",
  });
}

/** Paths of HGQ2's layers: names, and inside a model the outermost model's name before them. */
function ownPaths(layers: readonly Keras3Layer[], prefix: string): string[] {
  return layers.flatMap((layer) => {
    if (layer.nested !== undefined) return ownPaths(layer.nested.layers, prefix === "" ? `${layer.name}/` : prefix);
    return layer.origin === "hgq" ? [`${prefix}${layer.name}`] : [];
  });
}

function flatLayers(layers: readonly Keras3Layer[]): Keras3Layer[] {
  return layers.flatMap((layer) => (layer.nested === undefined ? [layer] : flatLayers(layer.nested.layers)));
}

function checkClasses(model: Keras3Model): void {
  const plain = [...Object.keys(plainLayers), ...Object.keys(layerWriters), "Activation", "Softmax", "InputLayer"];
  const known = (layer: Keras3Layer): boolean => {
    if (layer.origin === "hgq") return layer.className === "Quantizer" || Object.hasOwn(hgqLayers, layer.className);
    return layer.origin === "keras" && plain.includes(layer.className) && !layer.className.startsWith("Q");
  };
  const unread = flatLayers(model.layers).filter((layer) => !known(layer));
  if (unread.length === 0) return;
  const names = unread.map(({ name, className, origin }) => `${name} (${origin}'s ${className})`);
  fail("TF-KERAS3-003", {
    where: unread[0]!.where,
    what: `layers that are not read: ${names.join(", ")}`,
    expected: `HGQ2's Quantizer, ${Object.keys(hgqLayers).join(", ")}; Keras' ${plain.filter((name) => !name.startsWith("Q")).join(", ")}`,
  });
}
