import { basename, dirname, extname, join } from "node:path";
import { fail } from "../errors/index.js";
import { type FixedFormat, parseFormat } from "../fixed/index.js";
import type { Hdf5File } from "../formats/index.js";
import type { KerasSource } from "../importers/index.js";
import { decodeProgram, type Fidelity, type Program, parseProgram, toName } from "../ir/index.js";
import { simplify } from "../passes/index.js";
import { kindOfPath, readBytes, readFolder, readText } from "./files.js";

// Importers, and the formats that they read, are loaded when a model needs them: most runs begin with a program.

/** How a model is to be understood, where its files leave a choice. */
export interface ModelOptions {
  /** Weights of a Keras architecture in JSON; default: the `.h5` beside it with the same name or `_weights` added. */
  weights?: string;
  /**
   * The path of an hls4ml configuration in YAML, or `auto` for the one that hls4ml itself begins with (Keras): the model is
   * imported as hls4ml converts it. The default is fixed<16,6> everywhere.
   */
  configuration?: string;
  /** Default: as hls4ml when a configuration is given, else as trained. */
  fidelity?: Fidelity;
  /** Formats of input ports, as text by port name, where the model does not say. */
  inputs?: Readonly<Record<string, string>>;
  /** What to do with a final softmax as trained: refuse it, or end at the logits. */
  softmax?: "refuse" | "drop";
  /** ONNX: what to do with one scale of an output that is no power of two: multiply by it (default), or leave it out. */
  scales?: "keep" | "drop";
  /** HGQ2: whether wrapping quantisers must have been traced (default), or are taken as they are. */
  calibration?: "required" | "as stored";
  /** A YAML map of what surrounds the network: offsets, shifts, scores. */
  map?: string;
  /** Name of the top function of an hls4ml project, where it is not plain. */
  top?: string;
}

/** The first byte of ONNX files: the tag of their version. */
const onnxTag = 0x08;

/** What hls4ml converts by when nothing is configured: one precision for everything. */
const defaultConfiguration = { Model: { Precision: "fixed<16,6>", ReuseFactor: 1 } };

/**
 * Loads a model of any kind that Trigforge reads, recognised by its content, and returns the simplified program.
 *
 * @param path an hls4ml project folder, a Keras, QKeras or HGQ `.h5`, `.json` or `.keras`, an ONNX file, or a Trigforge program
 * @throws TrigforgeError that names the file, and the node or line, and what to do
 */
export async function loadModel(path: string, options: ModelOptions = {}): Promise<Program> {
  const network = await loadNetwork(path, options);
  if (options.map === undefined) return simplify(network);
  const { applyMap, parseMap } = await import("../importers/map/index.js");
  return simplify(applyMap(network, parseMap(await readText(options.map), options.map)));
}

async function loadNetwork(path: string, options: ModelOptions): Promise<Program> {
  if ((await kindOfPath(path)) === "folder") {
    const files = await readFolder(path, [".h", ".hpp", ".cpp", ".txt"]);
    const { importHls4mlProject } = await import("../importers/hls4ml/index.js");
    return importHls4mlProject(files, { where: path, ...(options.top === undefined ? {} : { top: options.top }) });
  }
  const bytes = await readBytes(path);
  if (isHdf5(bytes)) return loadKeras(path, bytes, undefined, options);
  if (await isOnnxFile(path, bytes)) return loadOnnx(path, bytes, options);
  const text = new TextDecoder().decode(bytes);
  if (/^\s*\{"format":"trigforge-program"/.test(text)) return decodeProgram(text, path);
  const { isZip } = await import("../importers/keras3/archive.js");
  if (isZip(bytes)) return loadArchive(path, bytes, options);
  if (/^\s*program \S+ version=/m.test(text.slice(0, 4096))) return parseProgram(text, path);
  if (/^\s*\{/.test(text)) return loadArchitecture(path, text, options);
  return fail("TF-FILE-004", { where: path, what: "this is no model that Trigforge knows" });
}

async function isOnnxFile(path: string, bytes: Uint8Array): Promise<boolean> {
  if (extname(path).toLowerCase() === ".onnx") return true;
  if (bytes[0] !== onnxTag) return false;
  const { isOnnx } = await import("../importers/onnx/file/model.js");
  return isOnnx(bytes);
}

async function loadArchitecture(path: string, text: string, options: ModelOptions): Promise<Program> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return fail("TF-FILE-004", { where: path, what: `this looks like JSON and is not: ${(error as Error).message}` });
  }
  if ((json as { format?: unknown }).format === "trigforge-program") return decodeProgram(text, path);
  const weights = options.weights ?? (await weightsBeside(path));
  return loadKeras(weights, await readBytes(weights), { json, path }, options);
}

async function weightsBeside(path: string): Promise<string> {
  const stem = join(dirname(path), basename(path, extname(path)));
  for (const candidate of [`${stem}_weights.h5`, `${stem}.h5`, `${stem}.weights.h5`]) {
    if ((await kindOfPath(candidate)) === "file") return candidate;
  }
  return fail("TF-FILE-005", {
    where: path,
    what: "the weights of this architecture are not beside it",
    expected: `${basename(stem)}_weights.h5 or ${basename(stem)}.h5`,
    help: "name them with --weights",
  });
}

async function loadKeras(
  path: string,
  bytes: Uint8Array,
  architecture: { json: unknown; path: string } | undefined,
  options: ModelOptions,
): Promise<Program> {
  const where = architecture?.path ?? path;
  const { importKeras } = await import("../importers/keras/index.js");
  const { importProxyModel, isProxyModel } = await import("../importers/hgq/index.js");
  const { readHdf5 } = await import("../formats/hdf5/read.js");
  const weights = await readHdf5(bytes, path);
  const name = toName(basename(where, extname(where)));
  const model = { architecture: architecture?.json ?? (await architectureInside(weights, path)), weights, name, where };
  if (isProxyModel(model.architecture)) {
    refuseConfiguration(model, options);
    return importProxyModel(model, { inputs: inputFormats(options), softmax: options.softmax ?? "refuse" });
  }
  const fidelity = options.fidelity ?? (options.configuration === undefined ? "as trained" : "as hls4ml");
  if (fidelity === "as hls4ml") {
    const configuration = await readConfiguration(options);
    return importKeras(model, { fidelity, configuration });
  }
  return importKeras(model, {
    fidelity: "as trained",
    inputs: inputFormats(options),
    softmax: options.softmax ?? "refuse",
  });
}

async function readConfiguration({ configuration }: ModelOptions): Promise<unknown> {
  if (configuration === undefined) return defaultConfiguration;
  // What hls4ml's config_from_keras_model(granularity="name") writes.
  if (configuration === "auto") return configuration;
  const { parseYaml } = await import("../formats/documents/yaml.js");
  return parseYaml(await readText(configuration), configuration, { tags: ["!keras_model"] });
}

/** A `.keras` archive: Keras 3, QKeras on it, or HGQ2. */
async function loadArchive(path: string, bytes: Uint8Array, options: ModelOptions): Promise<Program> {
  const { importKeras3, readKerasArchive } = await import("../importers/keras3/index.js");
  const archive = await readKerasArchive(bytes, path);
  const asHls4ml = (options.fidelity ?? (options.configuration && "as hls4ml")) === "as hls4ml";
  return importKeras3(archive, toName(basename(path, extname(path))), {
    fidelity: asHls4ml ? "as hls4ml" : "as trained",
    inputs: inputFormats(options),
    softmax: options.softmax ?? "refuse",
    calibration: options.calibration ?? "required",
    ...(asHls4ml ? { configuration: await readConfiguration(options) } : {}),
  });
}

/** ONNX: QONNX and QCDQ as trained, float networks by a configuration. */
async function loadOnnx(path: string, bytes: Uint8Array, options: ModelOptions): Promise<Program> {
  const { importOnnx } = await import("../importers/onnx/index.js");
  const source = { bytes, name: toName(basename(path, extname(path))), where: path };
  const fidelity = options.fidelity ?? (options.configuration === undefined ? "as trained" : "as hls4ml");
  if (fidelity === "as hls4ml")
    return importOnnx(source, { fidelity, configuration: await readConfiguration(options) });
  return importOnnx(source, {
    fidelity: "as trained",
    inputs: inputFormats(options),
    softmax: options.softmax ?? "refuse",
    scales: options.scales ?? "keep",
  });
}

/** An HGQ 1 proxy model is converted by hls4ml bit for bit: there is one program, whatever the configuration. */
function refuseConfiguration(model: KerasSource, options: ModelOptions): void {
  if (options.configuration !== undefined || options.fidelity === "as hls4ml") {
    fail("TF-KERAS3-008", {
      where: model.where,
      what: "an HGQ proxy model with a configuration",
      expected: "none: hls4ml converts it bit for bit, as the proxy model says",
    });
  }
}

/** The architecture that `model.save("model.h5")` leaves in the file. */
async function architectureInside(file: Hdf5File, path: string): Promise<unknown> {
  const { textAttribute } = await import("../formats/hdf5/find.js");
  const { parseJson } = await import("../formats/documents/json.js");
  const text = textAttribute(file, file, "model_config");
  if (text !== null) return parseJson(text, `${path}: model_config`);
  return fail("TF-FILE-005", {
    where: path,
    what: "the file has weights and no architecture",
    help: "give the architecture (.json) as the model, and this file with --weights",
  });
}

function inputFormats(options: ModelOptions): Record<string, FixedFormat> {
  return Object.fromEntries(
    Object.entries(options.inputs ?? {}).map(([port, text]) => [port, parseFormat(text, `input ${port}`)]),
  );
}

function isHdf5(bytes: Uint8Array): boolean {
  return bytes.length > 8 && bytes[0] === 0x89 && bytes[1] === 0x48 && bytes[2] === 0x44 && bytes[3] === 0x46;
}
