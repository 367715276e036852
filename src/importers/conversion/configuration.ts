import { fail } from "../../errors/index.js";
import { nearest, nearestHelp } from "../../formats/index.js";
import { describe, Fields, isMapping, type Mapping } from "../fields.js";
import { toSnakeCase } from "./names.js";
import { type Precision, parsePrecision } from "./precision.js";

const code = "TF-KERAS-008";

/** Keys of a layer's entry that hls4ml reads, or that change no result. */
const layerKeys = [
  "Precision",
  "ReuseFactor",
  "Strategy",
  "Trace",
  "TargetCycles",
  "Compression",
  "ConvImplementation",
  "ParallelizationFactor",
  "TableSize",
  "Implementation",
  "Skip",
  "table_size",
  "exp_table_size",
  "inv_table_size",
  "table_t",
  "exp_table_t",
  "inv_table_t",
  "inv_inp_t",
  "accum_t",
  "inp_norm_t",
  "exp_scale",
  "DepthwiseReuseFactor",
  "PointwiseReuseFactor",
  "RecurrentReuseFactor",
  "ForwardReuseFactor",
  "BackwardReuseFactor",
  "ForwardRecurrentReuseFactor",
  "BackwardRecurrentReuseFactor",
  "Static",
  "TableRangePower2",
  "TimeStepLoopParallelism",
];
const modelKeys = [
  "Precision",
  "ReuseFactor",
  "Strategy",
  "BramFactor",
  "TraceOutput",
  "Compression",
  "ConvImplementation",
  "PipelineStyle",
  "PipelineInterval",
  "TargetCycles",
  "BitExact",
];
/** What a Precision mapping may name; hls4ml ignores any other name in silence. */
const variables = [
  "default",
  "maximum",
  "result",
  "weight",
  "bias",
  "accum",
  "scale",
  "param",
  "table",
  "exp_table",
  "inv_table",
  "inv_inp",
  "slope",
  "shift",
  "mean",
  "variance",
  "gamma",
  "beta",
  "recurrent_weight",
  "recurrent_bias",
  "depthwise",
  "pointwise",
  "depthwise_accum",
  "pointwise_accum",
  "depthwise_result",
  "pointwise_result",
  "dw_output",
  "zero_bias",
  "embeddings",
  "forward_weight",
  "forward_bias",
  "forward_recurrent_weight",
  "forward_recurrent_bias",
  "backward_weight",
  "backward_bias",
  "backward_recurrent_weight",
  "backward_recurrent_bias",
];
const sections = ["Model", "LayerType", "LayerName", "Flows", "Optimizers", "SkipOptimizers"];
const backends = ["Vivado", "Vitis", "VivadoAccelerator"];

/** The layer that a question about the configuration is about. */
export interface ConfiguredLayer {
  readonly name: string;
  readonly className: string;
}

/**
 * An hls4ml configuration: answers what hls4ml's HLSConfig answers, in the same order of preference — the layer's name,
 * its class, the model. Names are compared in lower case for precisions, reuse factors and strategies, and as written for
 * attributes such as table_size.
 */
export class Configuration {
  readonly where: string;
  private readonly model: Mapping;
  private readonly types: Mapping;
  private readonly names: Map<string, Mapping>;

  /** @throws TrigforgeError TF-KERAS-008 when it is malformed, TF-KERAS-009 for what is not reproduced */
  constructor(given: unknown, where: string) {
    const whole = Fields.of(given, where, code);
    const isFile = whole.has("HLSConfig");
    const part = isFile ? whole.fields("HLSConfig") : whole;
    this.where = part.where;
    if (isFile) checkProject(whole);
    else checkKeys(part.mapping, sections, part.where);
    for (const key of ["Flows", "Optimizers", "SkipOptimizers"]) {
      if (part.has(key)) fail("TF-KERAS-009", { where: part.where, what: `the key ${key}` });
    }
    this.model = section(part, "Model");
    this.types = section(part, "LayerType");
    this.names = new Map(Object.entries(section(part, "LayerName")).map(([name, entry]) => [name, entry as Mapping]));
    this.checkEntries();
  }

  /** Gives a layer that hls4ml makes itself its entry, as a pass does. */
  setName(name: string, entry: Mapping): void {
    this.names.set(name, entry);
  }

  /** What a layer's class and name say, the name's keys before the class's: hls4ml's get_layer_config. */
  mergedEntry({ name, className }: ConfiguredLayer): Mapping {
    const ofClass = Object.hasOwn(this.types, className) ? (this.types[className] as Mapping) : {};
    return { ...ofClass, ...this.nameEntry(name) };
  }

  /** A name's entry as written; empty when there is none. */
  nameEntry(name: string): Mapping {
    return this.names.get(name) ?? {};
  }

  layerNames(): string[] {
    return [...this.names.keys()];
  }

  layerTypes(): string[] {
    return Object.keys(this.types);
  }

  /** The precision of one of a layer's variables: result, weight, accum, …. */
  precision(layer: ConfiguredLayer, variable: string): Precision {
    const where = `${this.where}: ${layer.name}.Precision.${variable}`;
    const text =
      this.namePrecision(layer.name, variable) ??
      this.namePrecision(layer.name, "default") ??
      this.typePrecision(layer.className, variable) ??
      this.typePrecision(layer.className, "default") ??
      precisionIn(this.model, variable) ??
      precisionIn(this.model, "default");
    if (text === undefined) {
      return fail(code, { where, what: "no precision is given", help: "give Model a Precision, such as fixed<16,6>" });
    }
    return parsePrecision(text, where);
  }

  /** What inference falls back to. */
  defaultPrecision(): Precision {
    const text = precisionIn(this.model, "default");
    if (text !== undefined) return parsePrecision(text, `${this.where}.Model.Precision`);
    return fail(code, { where: `${this.where}.Model`, what: "no default precision is given", expected: "fixed<16,6>" });
  }

  /** The cap on inferred types, or undefined. */
  maximumPrecision(): Precision | undefined {
    const text = precisionIn(this.model, "maximum");
    return text === undefined ? undefined : parsePrecision(text, `${this.where}.Model.Precision.maximum`);
  }

  /** A value looked up by lower-case name, then class, then model: ReuseFactor, Strategy, TargetCycles, Compression. */
  setting(layer: ConfiguredLayer, key: string): unknown {
    const byName = [...this.names].filter(([name]) => name.toLowerCase() === layer.name.toLowerCase());
    const named = byName.map(([, entry]) => entry[key] ?? undefined).filter((value) => value !== undefined);
    if (named.length > 0) return named[named.length - 1];
    return this.typeEntry(layer.className)?.[key] ?? this.model[key] ?? undefined;
  }

  /** Attributes of a layer: its class's entry, then its name's, both as written; keys in snake case. */
  attributes(layer: ConfiguredLayer): Map<string, unknown> {
    const attributes = new Map<string, unknown>();
    const byClass = Object.hasOwn(this.types, layer.className) ? (this.types[layer.className] as Mapping) : {};
    for (const entry of [byClass, this.names.get(layer.name) ?? {}]) {
      for (const [key, value] of Object.entries(entry)) attributes.set(toSnakeCase(key), value);
    }
    return attributes;
  }

  /** A precision given for a layer's name or class that hls4ml never reads, or undefined. */
  unreadPrecision(layer: ConfiguredLayer, variable: string): Precision | undefined {
    const text = this.namePrecision(layer.name, variable) ?? this.typePrecision(layer.className, variable);
    return text === undefined ? undefined : parsePrecision(text, `${this.where}: ${layer.name}.Precision.${variable}`);
  }

  /** The model's own values. */
  modelValue(key: string): unknown {
    return this.model[key] ?? undefined;
  }

  private namePrecision(name: string, variable: string): string | undefined {
    // hls4ml joins name and variable with an underscore before it looks them up, so "fc1" + "a_result" meets "fc1_a".
    const wanted = `${name.toLowerCase()}_${variable}`;
    let found: string | undefined;
    for (const [layer, entry] of this.names) {
      for (const [key, text] of precisions(entry)) {
        if (`${layer.toLowerCase()}_${key}` === wanted) found = text;
      }
    }
    return found;
  }

  private typePrecision(className: string, variable: string): string | undefined {
    const entry = this.typeEntry(className);
    return entry === undefined ? undefined : precisionIn(entry, variable);
  }

  private typeEntry(className: string): Mapping | undefined {
    const key = Object.keys(this.types).findLast((name) => name.toLowerCase() === className.toLowerCase());
    return key === undefined ? undefined : (this.types[key] as Mapping);
  }

  private checkEntries(): void {
    checkKeys(this.model, modelKeys, `${this.where}.Model`);
    checkPrecisions(this.model, `${this.where}.Model`);
    for (const [group, entries] of [
      ["LayerType", Object.entries(this.types)],
      ["LayerName", [...this.names]],
    ] as const) {
      for (const [name, entry] of entries) {
        const where = `${this.where}.${group}.${name}`;
        if (!isMapping(entry)) fail(code, { where, what: `it is ${describe(entry)}`, expected: "a mapping" });
        checkKeys(entry as Mapping, layerKeys, where);
        checkPrecisions(entry as Mapping, where);
      }
    }
    if (this.modelValue("BitExact") === true) {
      fail("TF-KERAS-009", { where: `${this.where}.Model`, what: "BitExact: hls4ml's own precision propagation" });
    }
  }

  /** Keys that hls4ml does not read, as sentences for the program's notes. */
  ignoredKeys(): string[] {
    const notes: string[] = [];
    for (const [name, entry] of [...Object.entries(this.types), ...this.names] as [string, Mapping][]) {
      for (const key of Object.keys(entry)) {
        if (!layerKeys.includes(key)) notes.push(`hls4ml gives the key ${key} of ${name} no meaning for this layer`);
      }
    }
    return notes;
  }
}

/** The top level of an hls4ml project file: only the backend and the way of input and output can matter. */
function checkProject(file: Fields): void {
  const backend = file.text("Backend", "Vivado");
  if (!backends.some((name) => name.toLowerCase() === backend.toLowerCase())) {
    fail("TF-KERAS-009", {
      where: file.where,
      what: `the backend ${backend}`,
      expected: backends.join(", "),
      help: "the other backends compute their tables and sums in other ways",
    });
  }
  const io = file.text("IOType", "io_parallel");
  if (io !== "io_parallel") fail("TF-KERAS-009", { where: file.where, what: `IOType ${io}`, expected: "io_parallel" });
}

function section(part: Fields, name: string): Mapping {
  return part.has(name) ? part.fields(name).mapping : {};
}

/** A key that looks like a known one in disguise is a mistake; others are left to hls4ml, which ignores them. */
function checkKeys(entry: Mapping, known: readonly string[], where: string): void {
  for (const key of Object.keys(entry)) {
    if (known.includes(key)) continue;
    const snake = toSnakeCase(key);
    if (known.some((name) => toSnakeCase(name) === snake && name !== key && known === layerKeys)) continue;
    if (nearest(key, known) !== null) {
      fail(code, { where, what: `there is no key "${key.slice(0, 60)}"`, ...nearestHelp(key, known) });
    }
  }
}

function checkPrecisions(entry: Mapping, where: string): void {
  const value = entry.Precision;
  if (value === undefined || value === null || typeof value === "string") return;
  if (!isMapping(value))
    fail(code, { where, what: `Precision is ${describe(value)}`, expected: "a type or a mapping" });
  checkKeys(value as Mapping, variables, `${where}.Precision`);
  for (const [variable, text] of Object.entries(value as Mapping)) {
    if (typeof text !== "string") {
      fail(code, { where: `${where}.Precision.${variable}`, what: `it is ${describe(text)}`, expected: "a type" });
    }
  }
}

/** The precisions of one entry by variable; a bare text is the default. */
function precisions(entry: Mapping): [string, string][] {
  const value = entry.Precision;
  if (typeof value === "string") return [["default", value]];
  return isMapping(value) ? (Object.entries(value) as [string, string][]) : [];
}

function precisionIn(entry: Mapping, variable: string): string | undefined {
  return precisions(entry).find(([name]) => name === variable)?.[1];
}
