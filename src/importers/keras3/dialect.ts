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
  /** For each use of the layer, the tensors that enter it. */
  readonly uses: readonly (readonly Endpoint[])[];
  /** The model that the layer is. */
  readonly nested?: Keras3Model;
  readonly where: string;
}

/** The result of one use of a layer. */
export interface Endpoint {
  readonly name: string;
  readonly use: number;
}

/** A Keras 3 model: its layers in the file's order. */
export interface Keras3Model {
  readonly name: string;
  readonly layers: readonly Keras3Layer[];
  readonly inputs: readonly Endpoint[];
  readonly outputs: readonly Endpoint[];
  /** Whether the uses of a model inside are counted from 1, as Keras 2.12 to 2.15 do, for which its own making was one. */
  readonly countsFromOne: boolean;
}

/** Classes of models, which may also stand inside a model. */
const modelClasses = ["Sequential", "Functional", "Model"];

/** How deep models may lie inside one another. */
const mostModels = 16;

/**
 * Reads `config.json` of a `.keras` archive.
 *
 * @throws TrigforgeError TF-KERAS3-002 when it is no such model, TF-KERAS3-003 for operations outside layers, and calls
 *   with arguments
 */
export function readKeras3(architecture: unknown, where: string): Keras3Model {
  return readModel(Fields.of(unwrap(architecture, where), where, code), where, 0);
}

function readModel(model: Fields, where: string, depth: number): Keras3Model {
  if (depth > mostModels) fail(code, { where, what: `models more than ${mostModels} deep in one another` });
  const className = model.text("class_name");
  if (className === "Sequential") return readSequential(model.fields("config"), where, depth);
  if (modelClasses.includes(className)) return readFunctional(model.fields("config"), where, depth);
  return fail(code, {
    where,
    what: `the model is of class ${describe(className)}`,
    expected: "Sequential or Functional",
    help: "a subclassed model has no architecture in its file: build it with the functional API",
  });
}

function readSequential(config: Fields, where: string, depth: number): Keras3Model {
  const bare = config.list("layers").map((item, index) => readLayer(item, { index, where, depth }));
  const first = bare[0] ?? fail(code, { where, what: "the model has no layer" });
  if (first.className !== "InputLayer") bare.unshift(impliedInput(config, where));
  const first0 = (name: string): Endpoint => ({ name, use: 0 });
  const layers = bare.map((layer, index) => ({
    ...layer,
    uses: [index === 0 ? [] : [first0(bare[index - 1]!.name)]],
  }));
  const [inputs, outputs] = [[first0(layers[0]!.name)], [first0(layers.at(-1)!.name)]];
  return { name: config.text("name", "sequential"), layers, inputs, outputs, countsFromOne: false };
}

function impliedInput(config: Fields, where: string): Keras3Layer {
  const shape = config.list("build_input_shape");
  const name = `${config.text("name", "sequential")}_input`;
  const inside = { name, batch_shape: shape, dtype: "float32" };
  return { name, className: "InputLayer", origin: "keras", config: inside, uses: [[]], where };
}

function readFunctional(config: Fields, where: string, depth: number): Keras3Model {
  const layers = config.list("layers").map((item, index) => readLayer(item, { index, where, depth }));
  const ends = (field: string): Endpoint[] => {
    const value = config.get(field);
    const list = Array.isArray(value) ? value : isMapping(value) ? Object.values(value) : config.list(field);
    const single = typeof list[0] === "string";
    return (single ? [list] : list).map((entry) => endpoint(entry, `${where}: ${field}`));
  };
  const [inputs, outputs] = [ends("input_layers"), ends("output_layers")];
  const countsFromOne = config.list("layers").some((item) => {
    const nodes = isMapping(item) ? item.inbound_nodes : undefined;
    return Array.isArray(nodes) && Array.isArray(nodes[0]);
  });
  return { name: config.text("name", "model"), layers, inputs, outputs, countsFromOne };
}

function readLayer(item: unknown, at: { index: number; where: string; depth: number }): Keras3Layer {
  const layer = Fields.of(item, `${at.where}: layer ${at.index}`, code);
  const className = layer.text("class_name");
  const config = layer.fields("config");
  const name = config.text("name", layer.text("name", ""));
  if (name === "") config.wrong("name", undefined, "the layer's name");
  const where = `${at.where}: layer "${name}" (${className})`;
  return {
    name,
    className,
    origin: originOf(layer, where),
    config: { ...config.mapping, name },
    uses: readInbound(layer, where),
    ...(modelClasses.includes(className) ? { nested: readModel(layer, where, at.depth + 1) } : {}),
    where,
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

/** Keras 3 writes how a layer was called, each time: tensors among its arguments, with the layers that made them. */
function readInbound(layer: Fields, where: string): Endpoint[][] {
  const nodes = layer.get("inbound_nodes") ?? [];
  if (!Array.isArray(nodes)) return layer.wrong("inbound_nodes", nodes, "a list");
  if (nodes.length === 0) return [[]];
  return nodes.map((item: unknown) => {
    // Archives of Keras 2.12 to 2.15 have lists here: [layer, use, tensor, arguments].
    if (Array.isArray(item)) return item.map((feed) => endpoint(feed, where));
    const node = Fields.of(item, `${where}.inbound_nodes`, code);
    const named = isMapping(node.get("kwargs")) ? node.fields("kwargs").mapping : {};
    const positional = tensors(node.list("args"), where);
    return [...positional, ...namedTensors(named, positional.length, where)];
  });
}

/** Arguments by name that attention layers take after the query, in the order of their positions. */
const argumentOrder = ["query", "inputs", "value", "key"];

function namedTensors(named: Mapping, before: number, where: string): Endpoint[] {
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

function tensors(value: unknown, where: string): Endpoint[] {
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

/** [layer, use, tensor]: the first tensor of one use of a layer. */
function endpoint(entry: unknown, where: string): Endpoint {
  const [name, use, tensor, extra] = Array.isArray(entry) ? (entry as unknown[]) : [];
  const number = use ?? 0;
  if (typeof name !== "string" || typeof number !== "number" || !Number.isInteger(number) || number < 0) {
    return fail(code, { where, what: `${describe(entry)} is not a connection`, expected: '["layer", 0, 0]' });
  }
  if ((tensor ?? 0) !== 0 || (isMapping(extra) && Object.keys(extra).length > 0)) {
    return fail("TF-KERAS3-003", { where, what: `"${name}" gives several tensors, or is called with arguments` });
  }
  return { name, use: number };
}
