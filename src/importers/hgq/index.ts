import { fail } from "../../errors/index.js";
import type { FixedFormat } from "../../fixed/index.js";
import { nearestHelp } from "../../formats/index.js";
import { type Program, ProgramBuilder, toName } from "../../ir/index.js";
import { simplify } from "../../passes/index.js";
import { isMapping } from "../fields.js";
import { inputShape, type KerasLayer, type KerasModel, readArchitecture } from "../keras/architecture.js";
import type { KerasSource } from "../keras/index.js";
import { layerWriters } from "../keras/trained/layers.js";
import { ExactWriter } from "../keras/trained/writer.js";
import { KerasWeights } from "../keras/weights.js";
import { activate } from "../keras3/hgq/layers/common.js";
import { plainLayers } from "../keras3/hgq/layers/index.js";
import { type HgqNetwork, type HgqValue, layerOf, numberOf, value } from "../keras3/hgq/network.js";
import { impliedFormats, probeFormat } from "../keras3/hgq/ports.js";
import { quantize } from "../keras3/hgq/quantize.js";
import { type ProxyLayerWriter, writeProxyConvolution, writeProxyDense, writeUnaryLut } from "./layers.js";
import { readProxyQuantizer } from "./quantizer.js";
import { proxyVariables } from "./variables.js";

/** How an HGQ 1 proxy model is imported. */
export interface ProxyOptions {
  /** Type of each input port, by its layer; default: what the quantiser behind it takes. */
  readonly inputs?: Readonly<Record<string, FixedFormat>>;
  /** What to do with a softmax at the end: refuse (default), or end at the logits. */
  readonly softmax?: "refuse" | "drop";
}

/** The layers whose weights HGQ 1 has quantised, and its tables. */
export const proxyLayers: Readonly<Record<string, ProxyLayerWriter>> = {
  Dense: writeProxyDense,
  Conv1D: writeProxyConvolution,
  Conv2D: writeProxyConvolution,
  UnaryLUT: writeUnaryLut,
};

/** Plain layers that an HGQ 1 network may have between its quantisers. */
const movers = ["Flatten", "Reshape", "Permute", "Concatenate", "ZeroPadding1D", "ZeroPadding2D", "Dropout", "ReLU"];
const merges = ["Add", "Subtract", "Multiply", "Maximum", "Minimum", "Average"];

/** Whether an architecture is that of an HGQ 1 proxy model: a Keras 2 model with FixedPointQuantizer layers. */
export function isProxyModel(architecture: unknown): boolean {
  const config = isMapping(architecture) && isMapping(architecture.config) ? architecture.config : {};
  const layers = Array.isArray(config.layers) ? config.layers : [];
  return layers.some((layer) => isMapping(layer) && /^(HGQ>)?FixedPointQuantizer$/.test(String(layer.class_name)));
}

/**
 * Imports an HGQ 1 proxy model (`to_proxy_model`, saved as `.h5`): weights that lie on their grids already, exact sums, and
 * an explicit quantiser behind each layer, with a format for each element. hls4ml's conversion gives the same bits.
 *
 * @throws TrigforgeError TF-KERAS-001 and -002 for the architecture, TF-KERAS3-003 to -008
 */
export function importProxyModel(source: KerasSource, options: ProxyOptions = {}): Program {
  const { where } = source;
  const model = withoutPrefix(readArchitecture(source.architecture, where));
  checkClasses(model);
  const ports = model.layers.filter(({ className }) => className === "InputLayer").map(({ name }) => name);
  const given = options.inputs ?? {};
  const unknown = Object.keys(given).find((name) => !ports.includes(name));
  if (unknown !== undefined) {
    fail("TF-KERAS3-008", {
      where: `${where}: inputs`,
      what: `there is no input "${unknown}"`,
      ...nearestHelp(unknown, ports),
    });
  }
  const open = ports.filter((name) => !Object.hasOwn(given, name));
  const notes: string[] = [];
  let inputs = given;
  if (open.length > 0) {
    const probes = Object.fromEntries(open.map((name) => [name, probeFormat]));
    const probed = writeNetwork(model, source, { ...given, ...probes }, options);
    const implied = impliedFormats(probed, open.map(toName), where);
    inputs = { ...given, ...Object.fromEntries(open.map((name) => [name, implied.get(toName(name))!.format])) };
    notes.push(...[...implied.values()].map(({ note }) => note));
  }
  const program = writeNetwork(model, source, inputs, options);
  const all = [...notes, ...program.provenance.notes];
  return simplify({ ...program, provenance: { ...program.provenance, notes: all } });
}

function writeNetwork(
  model: KerasModel,
  source: KerasSource,
  inputs: Readonly<Record<string, FixedFormat>>,
  options: ProxyOptions,
): Program {
  const builder = new ProgramBuilder(toName(source.name), { source: "hgq", fidelity: "as trained", notes: [] });
  const writer = new ExactWriter(builder);
  const softmax = options.softmax ?? "refuse";
  const trained = { model, weights: new KerasWeights(source.weights), writer, inputs, softmax, values: new Map() };
  const network: HgqNetwork = { trained, writer, groups: new Map(), values: new Map(), quantizers: [] };
  const read = proxyVariables(source.weights);
  for (const layer of model.layers) {
    const result = builder.within(toName(layer.name), (): HgqValue => {
      if (layer.className === "InputLayer") {
        return value(builder.input(toName(layer.name), inputShape(layer), inputs[layer.name]!));
      }
      const own = layerOf(network, layer);
      if (layer.className === "FixedPointQuantizer") {
        const x = own.inputs[0]!;
        const tensor = writer.shape(x.kind === "function" ? x.x : x.value);
        return value(quantize(writer, x, readProxyQuantizer(layer, read, tensor)));
      }
      const writes = proxyLayers[layer.className];
      if (writes !== undefined) return writes({ ...own, read: (name, shape) => read(layer, name, shape) });
      if (Object.hasOwn(plainLayers, layer.className)) return plainLayers[layer.className]!(own);
      if (layer.className === "Activation") return activate(own, numberOf(own.inputs[0]!));
      if (layer.className === "Softmax") return activate(own, numberOf(own.inputs[0]!), "softmax");
      return plain(network, layer, own.inputs.map(numberOf));
    });
    network.values.set(layer.name, result);
  }
  for (const output of model.outputs) builder.output(toName(output), numberOf(network.values.get(output)!));
  const program = builder.build();
  return { ...program, provenance: { ...program.provenance, notes: [...writer.notes] } };
}

function plain(network: HgqNetwork, layer: KerasLayer, inputs: readonly number[]): HgqValue {
  const result = layerWriters[layer.className]!(network.trained, layer, inputs);
  if (result.kind !== "pending") return value(result.value);
  return fail("TF-KERAS3-007", { where: layer.where, what: `${result.name} without a table` });
}

function withoutPrefix(model: KerasModel): KerasModel {
  const layers = model.layers.map((layer) => ({ ...layer, className: layer.className.replace(/^HGQ>/, "") }));
  return { ...model, layers };
}

function checkClasses(model: KerasModel): void {
  const plainOnes = [...movers, ...merges].filter((name) => Object.hasOwn(layerWriters, name));
  const own = ["InputLayer", "FixedPointQuantizer", "Activation", "Softmax", ...Object.keys(proxyLayers)];
  const known = [...own, ...Object.keys(plainLayers), ...plainOnes];
  const unread = model.layers.filter(({ className }) => !known.includes(className));
  if (unread.length === 0) return;
  fail("TF-KERAS3-003", {
    where: unread[0]!.where,
    what: `layers that are not read: ${unread.map(({ name, className }) => `${name} (${className})`).join(", ")}`,
    expected: known.join(", "),
  });
}
