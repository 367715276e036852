import { fail } from "../../errors/index.js";
import { describe, Fields, isMapping, type Mapping } from "../fields.js";

const code = "TF-KERAS3-002";

/** Deepest nesting that a configuration may have. */
const deepest = 64;

/**
 * Plain data out of Keras 3's wrappers: tuples, numpy scalars and data types become what they stand for, and
 * `shared_object_id` is left out. Objects of classes, and functions of the user's own, keep class_name and config; Keras'
 * own activations are plain texts already.
 */
export function unwrap(value: unknown, where: string, depth = 0): unknown {
  if (depth > deepest) return fail(code, { where, what: `values nested deeper than ${deepest} levels` });
  if (Array.isArray(value)) return value.map((item) => unwrap(item, where, depth + 1));
  if (!isMapping(value)) return value;
  const name = value.class_name;
  if (name === "__tuple__" && Array.isArray(value.items)) return unwrap(value.items, where, depth + 1);
  if (name === "DTypePolicy" && isMapping(value.config)) return value.config.name;
  if ((name === "__numpy__" || name === "__tensor__") && isMapping(value.config)) return value.config.value;
  const entries = Object.entries(value).filter(([key]) => key !== "shared_object_id");
  return Object.fromEntries(entries.map(([key, item]) => [key, unwrap(item, where, depth + 1)]));
}

/** One layer as the archive has it. */
export interface Keras3Layer {
  readonly name: string;
  readonly className: string;
  /** Where the class comes from: `keras`, `qkeras`, `hgq`, or another package's name. */
  readonly origin: string;
  readonly config: Mapping;
  /** The layers whose outputs it reads. */
  readonly inputs: readonly string[];
  readonly where: string;
}

/** A Keras 3 model: its layers in the file's order. */
export interface Keras3Model {
  readonly name: string;
  readonly layers: readonly Keras3Layer[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * Reads `config.json` of a `.keras` archive.
 *
 * @throws TrigforgeError TF-KERAS3-002 when it is no such model, TF-KERAS3-003 for shared layers, nested models and calls
 *   with arguments
 */
export function readKeras3(architecture: unknown, where: string): Keras3Model {
  const model = Fields.of(unwrap(architecture, where), where, code);
  const className = model.text("class_name");
  const config = model.fields("config");
  if (className === "Sequential") return readSequential(config, where);
  if (className === "Functional" || className === "Model") return readFunctional(config, where);
  return fail(code, {
    where,
    what: `the model is of class ${describe(className)}`,
    expected: "Sequential or Functional",
    help: "a subclassed model has no architecture in its file: build it with the functional API",
  });
}

function readSequential(config: Fields, where: string): Keras3Model {
  const bare = config.list("layers").map((item, index) => readLayer(item, index, where));
  const first = bare[0] ?? fail(code, { where, what: "the model has no layer" });
  if (first.className !== "InputLayer") bare.unshift(impliedInput(config, where));
  const layers = bare.map((layer, index) => ({ ...layer, inputs: index === 0 ? [] : [bare[index - 1]!.name] }));
  return { name: config.text("name", "sequential"), layers, inputs: [layers[0]!.name], outputs: [layers.at(-1)!.name] };
}

function impliedInput(config: Fields, where: string): Keras3Layer {
  const shape = config.list("build_input_shape");
  const name = `${config.text("name", "sequential")}_input`;
  const inside = { name, batch_shape: shape, dtype: "float32" };
  return { name, className: "InputLayer", origin: "keras", config: inside, inputs: [], where };
}

function readFunctional(config: Fields, where: string): Keras3Model {
  const layers = config.list("layers").map((item, index) => readLayer(item, index, where));
  const ends = (field: string): string[] => {
    const value = config.get(field);
    const list = Array.isArray(value) ? value : isMapping(value) ? Object.values(value) : config.list(field);
    const single = typeof list[0] === "string";
    return (single ? [list] : list).map((entry) => endpoint(entry, `${where}: ${field}`));
  };
  const [inputs, outputs] = [ends("input_layers"), ends("output_layers")];
  return { name: config.text("name", "model"), layers, inputs, outputs };
}

function readLayer(item: unknown, index: number, where: string): Keras3Layer {
  const layer = Fields.of(item, `${where}: layer ${index}`, code);
  const className = layer.text("class_name");
  const config = layer.fields("config");
  const name = config.text("name", layer.text("name", ""));
  if (name === "") config.wrong("name", undefined, "the layer's name");
  const at = `${where}: layer "${name}" (${className})`;
  if (Array.isArray(config.get("layers"))) {
    fail("TF-KERAS3-003", { where: at, what: "a model inside a model", help: "flatten the model before saving it" });
  }
  return {
    name,
    className,
    origin: originOf(layer, at),
    config: { ...config.mapping, name },
    inputs: readInbound(layer, at),
    where: at,
  };
}

/** `hgq>QDense` comes from hgq; plain layers have no registered name and a module keras.layers or keras.src.…. */
function originOf(layer: Fields, where: string): string {
  const registered = layer.text("registered_name", "");
  if (registered.includes(">")) return registered.slice(0, registered.indexOf(">")).toLowerCase();
  const module = layer.text("module", "keras.layers");
  if (/^keras\.(src\.)?ops\b/.test(module)) {
    fail("TF-KERAS3-003", {
      where,
      what: `an operation of ${module}`,
      expected: "layers: Add()([a, b]) instead of a + b",
    });
  }
  return module.split(".")[0]!.toLowerCase();
}

/** Keras 3 writes how a layer was called: tensors among its arguments, each with the layer that made it. */
function readInbound(layer: Fields, where: string): string[] {
  const nodes = layer.get("inbound_nodes") ?? [];
  if (!Array.isArray(nodes)) return layer.wrong("inbound_nodes", nodes, "a list");
  if (nodes.length > 1) {
    return fail("TF-KERAS3-003", { where, what: `the layer is used ${nodes.length} times (a shared layer)` });
  }
  if (nodes.length === 0) return [];
  const node = Fields.of(nodes[0], `${where}.inbound_nodes`, code);
  const named = isMapping(node.get("kwargs")) ? node.fields("kwargs").mapping : {};
  const positional = tensors(node.list("args"), where);
  return [...positional, ...namedTensors(named, positional.length, where)];
}

/** Arguments by name that attention layers take after the query, in the order of their positions. */
const argumentOrder = ["query", "inputs", "value", "key"];

function namedTensors(named: Mapping, before: number, where: string): string[] {
  const given = Object.entries(named).filter(([, value]) => value !== null && value !== undefined && value !== false);
  for (const [name] of given) {
    if (argumentOrder.includes(name)) continue;
    fail("TF-KERAS3-003", { where, what: `the layer is called with the argument "${name.slice(0, 60)}"` });
  }
  if ("key" in named && !("value" in named) && before < 2) {
    fail("TF-KERAS3-003", { where, what: "the layer is called with a key and without a value" });
  }
  return argumentOrder
    .filter((name) => given.some(([key]) => key === name))
    .flatMap((name) => tensors(named[name], where));
}

function tensors(value: unknown, where: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => tensors(item, where));
  if (value === null || value === undefined) return [];
  if (isMapping(value) && value.class_name === "__keras_tensor__") {
    const tensor = Fields.of(value, where, code).fields("config");
    return [endpoint(tensor.list("keras_history"), where)];
  }
  return fail("TF-KERAS3-003", {
    where,
    what: `the layer is called with ${describe(value)}`,
    expected: "only tensors",
  });
}

/** [layer, node, tensor]: only the first tensor of a layer's single use. */
function endpoint(entry: unknown, where: string): string {
  if (!Array.isArray(entry) || typeof entry[0] !== "string") {
    return fail(code, { where, what: `${describe(entry)} is not a connection`, expected: '["layer", 0, 0]' });
  }
  const [name, node, tensor] = entry as [string, unknown, unknown];
  if ((node ?? 0) !== 0 || (tensor ?? 0) !== 0) {
    return fail("TF-KERAS3-003", { where, what: `"${name}" is used more than once, or gives several tensors` });
  }
  return name;
}
