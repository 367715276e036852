import { fail } from "../../errors/index.js";
import type { Hdf5Dataset, Hdf5File, Hdf5Group, Hdf5Node } from "../../formats/index.js";
import { isMapping, type Mapping } from "../fields.js";
import type { Endpoint, Keras3Layer, Keras3Model } from "./dialect.js";
import { groupAt } from "./groups.js";
import { variableSets } from "./variables.js";

// A Keras 3 model in the dialect of Keras 2, which src/importers/keras reads: the same layers, with connections and names of
// weights as Keras 2 writes them.

/** The architecture as `model.to_json()` of Keras 2 would have it. */
export function asKeras2Architecture(model: Keras3Model): Mapping {
  const nested = new Set(model.layers.filter((layer) => layer.nested !== undefined).map(({ name }) => name));
  // Keras 2 counts the uses of a model from 1: its own making was one.
  const first = model.countsFromOne ? 0 : 1;
  const endpoint = ({ name, use }: Endpoint): unknown[] => [name, nested.has(name) ? use + first : use, 0];
  const layers = model.layers.map((layer) => {
    const { name, className, config, uses } = layer;
    const inbound = uses.filter((inputs) => inputs.length > 0);
    const inner = layer.nested && asKeras2Architecture(layer.nested);
    return {
      class_name: inner === undefined ? className : inner.class_name,
      name,
      config: inner === undefined ? (className === "InputLayer" ? inputConfig(config) : config) : inner.config,
      inbound_nodes: inbound.map((inputs) => inputs.map((input) => [...endpoint(input), {}])),
    };
  });
  const ends = (list: readonly Endpoint[]) => list.map(endpoint);
  const config = { name: model.name, layers, input_layers: ends(model.inputs), output_layers: ends(model.outputs) };
  return { class_name: "Functional", config };
}

function inputConfig(config: Mapping): Mapping {
  const { batch_shape: shape, ...rest } = config;
  return shape === undefined ? rest : { ...rest, batch_input_shape: shape };
}

/** Names of a layer's variables in the order in which Keras 3 numbers them, by class. */
const variableNames: Readonly<Record<string, (config: Mapping) => readonly string[]>> = {
  Dense: kernelAndBias,
  QDense: kernelAndBias,
  EinsumDense: (config) => ["kernel", ...(config.bias_axes == null ? [] : ["bias"])],
  Conv1D: kernelAndBias,
  Conv2D: kernelAndBias,
  QConv1D: kernelAndBias,
  QConv2D: kernelAndBias,
  DepthwiseConv1D: (config) => ["depthwise_kernel", ...biasOf(config)],
  DepthwiseConv2D: (config) => ["depthwise_kernel", ...biasOf(config)],
  QDepthwiseConv2D: (config) => ["depthwise_kernel", ...biasOf(config)],
  SeparableConv1D: separable,
  SeparableConv2D: separable,
  QSeparableConv1D: separable,
  QSeparableConv2D: separable,
  BatchNormalization: normalization,
  QBatchNormalization: normalization,
  LayerNormalization: (config) => [
    ...(config.scale === false ? [] : ["gamma"]),
    ...(config.center === false ? [] : ["beta"]),
  ],
  Embedding: () => ["embeddings"],
  PReLU: () => ["alpha"],
  SimpleRNN: recurrent,
  LSTM: recurrent,
  GRU: recurrent,
  QSimpleRNN: recurrent,
  QLSTM: recurrent,
  QGRU: recurrent,
};

function biasOf(config: Mapping): readonly string[] {
  return config.use_bias === false ? [] : ["bias"];
}

function kernelAndBias(config: Mapping): readonly string[] {
  return ["kernel", ...biasOf(config)];
}

function separable(config: Mapping): readonly string[] {
  return ["depthwise_kernel", "pointwise_kernel", ...biasOf(config)];
}

function recurrent(config: Mapping): readonly string[] {
  return ["kernel", "recurrent_kernel", ...biasOf(config)];
}

function normalization(config: Mapping): readonly string[] {
  const scale = config.scale === false ? [] : ["gamma"];
  const center = config.center === false ? [] : ["beta"];
  return [...scale, ...center, "moving_mean", "moving_variance"];
}

/**
 * The weights as Keras 2 lays them out: a group a layer by its name, a data set a weight by its name.
 *
 * @param groups the group of each layer, as `layerGroups` gives them
 * @param isWanted which layers; default all
 * @throws TrigforgeError TF-KERAS3-004 when a layer holds another number of variables than its class has
 */
export function asKeras2Weights(
  file: Hdf5File,
  layers: readonly Keras3Layer[],
  groups: ReadonlyMap<string, Hdf5Group>,
  isWanted: (layer: Keras3Layer) => boolean = () => true,
): Hdf5File {
  return { ...file, children: layerChildren(layers, groups, "", isWanted) };
}

function layerChildren(
  layers: readonly Keras3Layer[],
  groups: ReadonlyMap<string, Hdf5Group>,
  prefix: string,
  isWanted: (layer: Keras3Layer) => boolean,
): Map<string, Hdf5Node> {
  const children = layers.flatMap((layer): [string, Hdf5Node][] => {
    const group = groups.get(`${prefix}${layer.name}`);
    if (group === undefined || !isWanted(layer)) return [];
    if (layer.nested === undefined) return [[layer.name, layerGroup(layer, layer.config, layer.className, group)]];
    const inside = layerChildren(layer.nested.layers, groups, prefix === "" ? `${layer.name}/` : prefix, isWanted);
    return [[layer.name, { ...group, children: inside }]];
  });
  return new Map(children);
}

function layerGroup(layer: Keras3Layer, config: Mapping, className: string, group: Hdf5Group): Hdf5Group {
  const children = new Map<string, Hdf5Node>();
  if (className === "Bidirectional" || className === "TimeDistributed") {
    for (const [path, inner] of innerLayers(config, className)) {
      const found = groupAt(group, path);
      const name = isMapping(inner.config) ? String(inner.config.name) : path;
      const prefix = className === "Bidirectional" ? `${path.split("_")[0]}_` : "";
      if (found !== null) {
        const innerConfig = isMapping(inner.config) ? inner.config : {};
        children.set(`${prefix}${name}`, layerGroup(layer, innerConfig, String(inner.class_name), found));
      }
    }
    return { ...group, children };
  }
  const own = groupAt(group, "cell") ?? group;
  if (Object.hasOwn(variableNames, className)) {
    const sets = variableSets(own);
    const names = variableNames[className]!(config);
    if (sets.length !== names.length) mismatch(layer, own, sets, names);
    for (const [index, name] of names.entries()) children.set(name, sets[index]!);
  }
  return { ...group, children };
}

/** The layers inside a wrapper, with the paths of their groups. */
function innerLayers(config: Mapping, className: string): [string, Mapping][] {
  const inner = isMapping(config.layer) ? config.layer : {};
  if (className === "TimeDistributed") return [["layer", inner]];
  const backward = isMapping(config.backward_layer) ? config.backward_layer : inner;
  return [
    ["forward_layer", inner],
    ["backward_layer", backward],
  ];
}

function mismatch(layer: Keras3Layer, group: Hdf5Group, sets: readonly Hdf5Dataset[], names: readonly string[]): never {
  return fail("TF-KERAS3-004", {
    where: layer.where,
    what: `${group.path} holds ${sets.length} variables`,
    expected: `${names.length}: ${names.join(", ")}`,
  });
}
