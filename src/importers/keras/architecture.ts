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
  /** What to name in an error. */
  readonly where: string;
}

/** A Keras 2 model: layers in the file's order, every one after those that feed it. */
export interface KerasModel {
  readonly name: string;
  readonly layers: readonly KerasLayer[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whether the file has no input layer (a Sequential model of old Keras): the first layer here is then made up. */
  readonly impliedInput: boolean;
}

/**
 * Reads the architecture of a Keras 2 model: what `model.to_json()` or the `model_config` attribute holds.
 *
 * @param architecture plain data from JSON
 * @param where what to name in an error
 * @throws TrigforgeError TF-KERAS-001 when it is not such a model, TF-KERAS-002 for nested models and shared layers
 */
export function readArchitecture(architecture: unknown, where: string): KerasModel {
  const model = Fields.of(architecture, where, code);
  const className = model.text("class_name");
  if (className === "Sequential") return readSequential(model, where);
  if (className === "Model" || className === "Functional") return readFunctional(model.fields("config"), where);
  return fail(code, {
    where,
    what: `the model is of class ${describe(className)}`,
    expected: "Sequential, Model or Functional",
  });
}

/** Old files hold the list of layers where newer ones hold a mapping with a name. */
function readSequential(model: Fields, where: string): KerasModel {
  const config = model.get("config");
  const isList = Array.isArray(config);
  const list: readonly unknown[] = isList ? config : model.fields("config").list("layers");
  const name = isList ? "sequential" : model.fields("config").text("name", "sequential");
  const bare = list.map((item, index) => readLayer(item, [], where, index));
  const first = bare[0] ?? fail(code, { where, what: "the model has no layer" });
  const impliedInput = first.className !== "InputLayer";
  const chain = impliedInput ? [impliedInputOf(first), ...bare] : bare;
  const layers = chain.map((layer, index) => ({ ...layer, inputs: index === 0 ? [] : [chain[index - 1]!.name] }));
  checkLayers(layers, where);
  return { name, layers, inputs: [layers[0]!.name], outputs: [layers.at(-1)!.name], impliedInput };
}

function impliedInputOf(first: KerasLayer): KerasLayer {
  const shape = first.config.list("batch_input_shape");
  const dtype = first.config.text("dtype", "float32");
  const name = `${first.name}_input`;
  const config = new Fields({ name, batch_input_shape: shape, dtype }, first.where, code);
  return { name, className: "InputLayer", config, inputs: [], where: first.where };
}

function readFunctional(config: Fields, where: string): KerasModel {
  const layers = config.list("layers").map((item, index) => {
    const layer = Fields.of(item, `${where}: layer ${index}`, code);
    return readLayer(item, readInbound(layer), where, index);
  });
  checkLayers(layers, where);
  const known = new Set(layers.map((layer) => layer.name));
  const ends = (field: string): string[] => {
    const list = config.list(field);
    // A single input or output may be written without the outer list.
    const entries = typeof list[0] === "string" ? [list] : list;
    const names = entries.map((entry) => endpoint(entry, `${where}: ${field}`));
    const unknown = names.find((name) => !known.has(name));
    if (unknown !== undefined) fail(code, { where: `${where}: ${field}`, what: `there is no layer "${unknown}"` });
    if (names.length === 0) fail(code, { where: `${where}: ${field}`, what: "the list is empty" });
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) fail(code, { where: `${where}: ${field}`, what: `"${twice}" stands there twice` });
    return names;
  };
  const [inputs, outputs] = [ends("input_layers"), ends("output_layers")];
  return { name: config.text("name", "model"), layers, inputs, outputs, impliedInput: false };
}

function readLayer(item: unknown, inputs: readonly string[], where: string, index: number): KerasLayer {
  const layer = Fields.of(item, `${where}: layer ${index}`, code);
  const className = layer.text("class_name");
  const place = layer.fields("config");
  const name = place.text("name", layer.text("name", ""));
  if (name === "") place.wrong("name", undefined, "the layer's name");
  const at = `${where}: layer "${name}" (${className})`;
  if (Array.isArray(place.get("layers"))) {
    fail("TF-KERAS-002", { where: at, what: "a model inside a model", help: "flatten the model before saving it" });
  }
  return { name, className, config: new Fields(place.mapping, at, code), inputs, where: at };
}

/** The names of the layers that feed a layer of a functional model. */
function readInbound(layer: Fields): string[] {
  const nodes = layer.get("inbound_nodes");
  if (nodes === undefined) return [];
  const where = `${layer.where}.inbound_nodes`;
  if (!Array.isArray(nodes)) return fail(code, { where, what: `${describe(nodes)} stands where a list belongs` });
  if (nodes.length > 1) {
    return fail("TF-KERAS-002", { where, what: `the layer is used ${nodes.length} times (a shared layer)` });
  }
  const feeds: unknown = nodes[0] ?? [];
  if (!Array.isArray(feeds))
    return fail(code, { where, what: "the connections are not lists, as Keras 2 writes them" });
  return feeds.map((feed: unknown) => endpoint(feed, where));
}

/** [name, node, tensor, …]: the first tensor of the first use of a layer. */
function endpoint(entry: unknown, where: string): string {
  if (!Array.isArray(entry) || typeof entry[0] !== "string") {
    return fail(code, {
      where,
      what: `${describe(entry)} is not a connection`,
      expected: '["layer", 0, 0]',
    });
  }
  const [name, node, tensor, extra] = entry as [string, unknown, unknown, unknown];
  const isCall = isMapping(extra) && Object.keys(extra).length > 0;
  if ((node ?? 0) !== 0 || (tensor ?? 0) !== 0 || isCall) {
    return fail("TF-KERAS-002", { where, what: `"${name}" is used more than once, or called with arguments` });
  }
  return name;
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
  if (!closed || shape.length === 0 || count > 2 ** 24) {
    return layer.config.wrong(field, layer.config.get(field), "the batch axis, then whole numbers from 1");
  }
  return shape as number[];
}
