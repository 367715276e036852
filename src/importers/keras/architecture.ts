import { fail } from "../../errors/index.js";
import { describe, Fields, isMapping } from "../fields.js";

const code = "TF-KERAS-001";

/** One layer of a Keras model, with the layers that feed it. */
export interface KerasLayer {
  readonly name: string;
  /** The Keras class: `Dense`, `QActivation`, …. */
  readonly className: string;
  readonly config: Fields;
  /** Names of the layers whose outputs it reads, in order. Empty for an input. */
  readonly inputs: readonly string[];
  /** Groups of the weights file that lead to its weights, outermost first. */
  readonly path: readonly string[];
  /** How many times the model uses it: a shared layer stands here once for each use, under names of their own. */
  readonly uses: number;
  /** The model that the layer is. */
  readonly nested?: KerasModel;
  /** The layer inside TimeDistributed; the forward and the backward one of Bidirectional. */
  readonly wrapped?: readonly KerasLayer[];
  /** What to name in an error. */
  readonly where: string;
}

/** A Keras 2 model: every layer after those that feed it, in the file's order where that is such an order. */
export interface KerasModel {
  readonly name: string;
  readonly layers: readonly KerasLayer[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** What the outputs are called, one for each. */
  readonly ports: readonly string[];
  /** Whether the file has no input layer (a Sequential model of old Keras): the first layer here is then made up. */
  readonly impliedInput: boolean;
}

/** Classes of models, which may also stand inside a model. */
const modelClasses = ["Sequential", "Model", "Functional"];

/** How deep models may lie inside one another. */
const deepest = 16;

/**
 * Reads the architecture of a Keras 2 model: what `model.to_json()` or the `model_config` attribute holds.
 *
 * @param architecture plain data from JSON
 * @param where what to name in an error
 * @throws TrigforgeError TF-KERAS-001 when it is not such a model, TF-KERAS-002 for what cannot be a layer
 */
export function readArchitecture(architecture: unknown, where: string): KerasModel {
  return readModel(Fields.of(architecture, where, code), where, []);
}

/** @param path groups of the weights file that lead to the model; empty for the outermost */
function readModel(model: Fields, where: string, path: readonly string[]): KerasModel {
  const className = model.text("class_name");
  if (path.length > deepest) fail("TF-KERAS-002", { where, what: `models more than ${deepest} deep in one another` });
  if (className === "Sequential") return readSequential(model, where, path);
  if (modelClasses.includes(className)) return readFunctional(model.fields("config"), where, path);
  return fail(code, {
    where,
    what: `the model is of class ${describe(className)}`,
    expected: "Sequential, Model or Functional",
  });
}

/** Old files hold the list of layers where newer ones hold a mapping with a name. */
function readSequential(model: Fields, where: string, path: readonly string[]): KerasModel {
  const config = model.get("config");
  const isList = Array.isArray(config);
  const list: readonly unknown[] = isList ? config : model.fields("config").list("layers");
  const name = isList ? "sequential" : model.fields("config").text("name", "sequential");
  const bare = list.map((item, index) => readLayer(item, where, index, path));
  const first = bare[0] ?? fail(code, { where, what: "the model has no layer" });
  const impliedInput = first.className !== "InputLayer";
  const chain = impliedInput ? [impliedInputOf(first), ...bare] : bare;
  const layers = chain.map((layer, index) => ({ ...layer, inputs: index === 0 ? [] : [chain[index - 1]!.name] }));
  checkLayers(layers, where);
  const outputs = [layers.at(-1)!.name];
  return { name, layers, inputs: [layers[0]!.name], outputs, ports: outputs, impliedInput };
}

function impliedInputOf(first: KerasLayer): KerasLayer {
  const inner = first.nested?.layers[0];
  const shape = first.config.get("batch_input_shape") ?? inner?.config.get("batch_input_shape");
  const dtype = first.config.text("dtype", "float32");
  const name = `${first.name}_input`;
  const config = new Fields({ name, batch_input_shape: shape, dtype }, first.where, code);
  return { name, className: "InputLayer", config, inputs: [], path: [name], uses: 1, where: first.where };
}

function readFunctional(config: Fields, where: string, path: readonly string[]): KerasModel {
  const bare = new Map<string, KerasLayer>();
  const list = config.list("layers");
  for (const [index, item] of list.entries()) {
    const layer = readLayer(item, where, index, path);
    if (bare.has(layer.name)) fail(code, { where, what: `two layers are named "${layer.name}"` });
    bare.set(layer.name, layer);
  }
  // Keras counts the uses of a model from 1: its own making was one.
  const instanceOf = ({ name, use }: Endpoint): string =>
    useName(name, bare.get(name)?.nested === undefined ? use : Math.max(use - 1, 0));
  const instances = [...bare.values()].flatMap((layer, index) => {
    const uses = readInbound(Fields.of(list[index], `${where}: layer ${index}`, code));
    return uses.map((feeds, use) => {
      return { ...layer, name: useName(layer.name, use), inputs: feeds.map(instanceOf), uses: uses.length };
    });
  });
  const layers = inOrder(instances);
  checkLayers(layers, where);
  const known = new Set(layers.map((layer) => layer.name));
  const ends = (field: string): string[] => {
    const list = config.list(field);
    // A single input or output may be written without the outer list.
    const entries = typeof list[0] === "string" ? [list] : list;
    const found = entries.map((entry) => instanceOf(endpoint(entry, `${where}: ${field}`)));
    const unknown = found.find((name) => !known.has(name));
    if (unknown !== undefined) fail(code, { where: `${where}: ${field}`, what: `there is no layer "${unknown}"` });
    if (found.length === 0) fail(code, { where: `${where}: ${field}`, what: "the list is empty" });
    const twice = found.find((name, index) => found.indexOf(name) !== index);
    if (twice !== undefined) fail(code, { where: `${where}: ${field}`, what: `"${twice}" stands there twice` });
    return found;
  };
  const [inputs, outputs] = [ends("input_layers"), ends("output_layers")];
  const plain = outputs.map((name) => name.replace(/\/use \d+$/, ""));
  const ports = new Set(plain).size === plain.length ? plain : outputs;
  return { name: config.text("name", "model"), layers, inputs, outputs, ports, impliedInput: false };
}

/** The name of one use of a layer: the first has the layer's own. */
function useName(name: string, use: number): string {
  return use === 0 ? name : `${name}/use ${use + 1}`;
}

/** Layers in an order in which each comes after those that feed it; those in a circle stay where they are. */
function inOrder(layers: readonly KerasLayer[]): KerasLayer[] {
  const ordered: KerasLayer[] = [];
  const done = new Set<string>();
  let pending = [...layers];
  while (pending.length > 0) {
    const waiting: KerasLayer[] = [];
    for (const layer of pending) {
      if (layer.inputs.every((name) => done.has(name))) {
        ordered.push(layer);
        done.add(layer.name);
      } else {
        waiting.push(layer);
      }
    }
    if (waiting.length === pending.length) return [...ordered, ...waiting];
    pending = waiting;
  }
  return ordered;
}

function readLayer(item: unknown, where: string, index: number, path: readonly string[]): KerasLayer {
  const layer = Fields.of(item, `${where}: layer ${index}`, code);
  const className = layer.text("class_name");
  const place = Array.isArray(layer.get("config")) ? layer : layer.fields("config");
  const name = place.text("name", layer.text("name", ""));
  if (name === "") place.wrong("name", undefined, "the layer's name");
  const at = `${where}: layer "${name}" (${className})`;
  if (className.endsWith("OpLambda")) {
    fail("TF-KERAS-002", {
      where: at,
      what: "an operation of TensorFlow outside any layer",
      help: "use a Keras layer",
    });
  }
  // Keras files the weights of models inside a model under the outermost of them.
  const own = path.length === 0 ? [name] : [path[0]!, name];
  const base = {
    name,
    className,
    config: new Fields(place.mapping, at, code),
    inputs: [],
    path: own,
    uses: 1,
    where: at,
  };
  if (modelClasses.includes(className)) return { ...base, nested: readModel(layer, at, [...path, name]) };
  if (className === "TimeDistributed" || className.endsWith("Bidirectional")) {
    return { ...base, wrapped: readWrapped(base, className !== "TimeDistributed", [...path, name]) };
  }
  return base;
}

/** The layers inside a wrapper: one, or those of the two directions. */
function readWrapped(wrapper: KerasLayer, both: boolean, path: readonly string[]): KerasLayer[] {
  const { config, where } = wrapper;
  const inner = readLayer(config.get("layer"), where, 0, path);
  if (!both) return [inner.nested === undefined ? { ...inner, path: wrapper.path } : inner];
  const other = config.has("backward_layer") ? readLayer(config.get("backward_layer"), where, 1, path) : inner;
  const direction = (layer: KerasLayer, prefix: string): KerasLayer => ({
    ...layer,
    path: [...wrapper.path, `${prefix}_${layer.name}`],
  });
  return [direction(inner, "forward"), direction(other, "backward")];
}

/** One use of a layer, as Keras counts them. */
interface Endpoint {
  readonly name: string;
  readonly use: number;
}

/** For each use of a layer of a functional model, what feeds it. */
function readInbound(layer: Fields): Endpoint[][] {
  const nodes = layer.get("inbound_nodes");
  if (nodes === undefined) return [[]];
  const where = `${layer.where}.inbound_nodes`;
  if (!Array.isArray(nodes)) return fail(code, { where, what: `${describe(nodes)} stands where a list belongs` });
  if (nodes.length === 0) return [[]];
  return nodes.map((feeds: unknown) => {
    if (!Array.isArray(feeds))
      return fail(code, { where, what: "the connections are not lists, as Keras 2 writes them" });
    return feeds.map((feed: unknown) => endpoint(feed, where));
  });
}

/** [name, use, tensor, …]: the first tensor of one use of a layer. */
function endpoint(entry: unknown, where: string): Endpoint {
  const [name, use, tensor, extra] = Array.isArray(entry) ? (entry as unknown[]) : [];
  const number = use ?? 0;
  if (typeof name !== "string" || typeof number !== "number" || !Number.isInteger(number) || number < 0) {
    return fail(code, {
      where,
      what: `${describe(entry)} is not a connection`,
      expected: '["layer", 0, 0]',
    });
  }
  if ((tensor ?? 0) !== 0 || (isMapping(extra) && Object.keys(extra).length > 0)) {
    return fail("TF-KERAS-002", { where, what: `"${name}" gives several tensors, or is called with arguments` });
  }
  return { name, use: number };
}

function checkLayers(layers: readonly KerasLayer[], where: string): void {
  const seen = new Set<string>();
  for (const layer of layers) {
    if (seen.has(layer.name)) fail(code, { where, what: `two layers are named "${layer.name}"` });
    const missing = layer.inputs.find((name) => !seen.has(name));
    if (missing !== undefined) {
      fail(code, { where: layer.where, what: `it reads "${missing}", which does not come before it` });
    }
    if (layer.inputs.length === 0 && layer.className !== "InputLayer") {
      fail(code, { where: layer.where, what: "nothing feeds the layer" });
    }
    seen.add(layer.name);
  }
}

/** The shape of an input layer without the batch axis. @throws TrigforgeError TF-KERAS-001 when it is open */
export function inputShape(layer: KerasLayer): number[] {
  const field = layer.config.has("batch_input_shape") ? "batch_input_shape" : "batch_shape";
  const shape = layer.config.list(field).slice(1);
  const closed = shape.every((extent) => Number.isInteger(extent) && (extent as number) > 0);
  const count = (shape as number[]).reduce((product, extent) => product * extent, 1);
  if (!closed || shape.length === 0 || count > 2 ** 20) {
    return layer.config.wrong(field, layer.config.get(field), "the batch axis, then whole numbers from 1");
  }
  return shape as number[];
}
