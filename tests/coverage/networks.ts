import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fixed, fractionOf, parseFormat, quantizeReal } from "../../src/fixed/index.js";
import { parseJson, readHdf5, textAttribute } from "../../src/formats/index.js";
import {
  importHls4mlProject,
  importKeras3,
  importOnnx,
  importProxyModel,
  readKerasArchive,
} from "../../src/importers/index.js";
import { inputPorts, outputPorts, type Program } from "../../src/ir/index.js";
import { goldenFiles, importFiles, folder as kerasFolder, readJson } from "../importers/keras/support.js";
import { importArchive, folder as keras3Folder, readGolden, toPorts } from "../importers/keras3/support.js";
import {
  importGolden as importOnnxGolden,
  folder as onnxFolder,
  golden as onnxGolden,
  predictions as onnxPredictions,
} from "../importers/onnx/support.js";
import { repositoryRoot } from "../support/oracle.js";
import { layerOfCase, layerOfKeras } from "./layerNames.js";
import { type CoverageNetwork, eventsOf, rowsOf } from "./network.js";
import { onnxLayers } from "./onnxLayers.js";

// Every golden network of the importers' rooms, in one form.

/** All of them, front end by front end. */
export async function coverageNetworks(): Promise<CoverageNetwork[]> {
  return [
    ...hls4mlProjects(),
    ...kerasConversions(),
    ...(await kerasTrained()),
    ...(await keras3Archives()),
    ...(await plainArchives()),
    ...(await proxies()),
    ...floatOnnx(),
    ...onnxNetworks(),
  ];
}

interface ProjectGolden {
  readonly project: string;
  readonly io: string;
  readonly cases: readonly { readonly kind: string }[];
  readonly files: Readonly<Record<string, string>>;
  readonly inputs: readonly { readonly name: string; readonly rows: readonly (readonly number[])[] }[];
  readonly outputs: readonly { readonly name: string; readonly rows: readonly (readonly number[])[] }[];
}

function hls4mlProjects(): CoverageNetwork[] {
  const folder = join(repositoryRoot, "tests/importers/hls4ml/goldens/cases");
  return readdirSync(folder).map((file) => {
    const golden = readJson<ProjectGolden>(join(folder, file));
    return {
      frontEnd: "hls4ml project",
      name: golden.project,
      layers: named(golden.cases.map(({ kind }) => layerOfCase(kind))),
      load: async () => {
        const program = importHls4mlProject(golden.files, { where: golden.project });
        const flat = Object.fromEntries(golden.inputs.map(({ name, rows }) => [name, rows.flat()]));
        const expected = outputPorts(program).map(
          ({ name }) => golden.outputs.find((port) => port.name === name)!.rows,
        );
        return { program, events: eventsOf(program, flat, golden.inputs[0]!.rows.length), expected, meaning: "raw" };
      },
    };
  });
}

interface KerasGolden {
  readonly type: string;
  readonly events: number;
  readonly networks: Record<string, { inputs: Record<string, number[]>; predictions?: Record<string, number[]> }>;
}

interface Conversion {
  readonly configuration: unknown;
  readonly error?: string;
  /** Types of the ports. */
  readonly inputs: Record<string, string>;
  readonly outputs: Record<string, { raw: number[] }>;
}

/** Networks under their first configuration that hls4ml converted. */
function kerasConversions(): CoverageNetwork[] {
  return ["", "_spatial", "_sequence"].flatMap((suffix) => {
    const path = join(kerasFolder, `golden/conversions${suffix}.json`);
    if (!existsSync(path)) return [];
    const { events, networks } = readJson<KerasGolden>(join(kerasFolder, `golden/predictions${suffix}.json`));
    const conversions = readJson<Record<string, Record<string, Conversion>>>(path);
    return Object.entries(conversions).flatMap(([name, cases]): CoverageNetwork[] => {
      const conversion = Object.values(cases).find(({ error }) => error === undefined);
      if (conversion === undefined) return [];
      return [
        {
          frontEnd: "Keras, as hls4ml",
          name,
          layers: kerasLayers(readJson(goldenFiles(name).architecture)),
          load: async () => {
            const { configuration } = conversion;
            const program = await importFiles(goldenFiles(name), name, { fidelity: "as hls4ml", configuration });
            const { inputs } = networks[name]!;
            const flat = Object.fromEntries(
              Object.entries(conversion.inputs).map(([port, type]) => [
                port,
                inputs[port]!.map((raw) => Number(quantizeReal(raw / 2 ** 8, parseFormat(type)))),
              ]),
            );
            const expected = outputPorts(program).map((port) => rowsOf(conversion.outputs[port.name]!.raw, events));
            return { program, events: eventsOf(program, flat, events), expected, meaning: "raw" };
          },
        },
      ];
    });
  });
}

/** Networks whose sums the framework itself computes exactly. */
async function kerasTrained(): Promise<CoverageNetwork[]> {
  const networks = ["", "_spatial", "_sequence"].flatMap((suffix) => {
    const path = join(kerasFolder, `golden/predictions${suffix}.json`);
    if (!existsSync(path)) return [];
    const { type, events, networks } = readJson<KerasGolden>(path);
    return Object.entries(networks).map(([name, network]) => ({ name, type, events, ...network }));
  });
  const found = await Promise.all(
    networks.map(async ({ name, type, events, inputs, predictions }): Promise<CoverageNetwork | null> => {
      const format = parseFormat(type);
      const types = Object.fromEntries(Object.keys(inputs).map((port) => [port, format]));
      const load = (): Promise<Program> =>
        importFiles(goldenFiles(name), name, { fidelity: "as trained", inputs: types });
      const program = await load().catch(() => null); // plain Keras layers have no exact meaning as trained
      const isRounded = program?.provenance.notes.some((note) => note.includes("float32"));
      if (program === null || isRounded || predictions === undefined) return null;
      return {
        frontEnd: "QKeras, as trained",
        name,
        layers: kerasLayers(readJson(goldenFiles(name).architecture)),
        load: async () => {
          const expected = outputPorts(program).map((port) => rowsOf(predictions[port.name]!, events));
          return { program, events: eventsOf(program, inputs, events), expected, meaning: "float32" };
        },
      };
    }),
  );
  return found.filter((network) => network !== null);
}

/** `.keras` archives: those of HGQ2, and plain ones. */
async function keras3Archives(): Promise<CoverageNetwork[]> {
  const { events, networks } = readGolden();
  return Promise.all(
    [...networks].map(async ([name, { inputs, outputs }]) => {
      const bytes = readFileSync(join(keras3Folder, `golden/${name}.keras`));
      const { architecture } = await readKerasArchive(bytes, `${name}.keras`);
      return {
        frontEnd: "HGQ2" as const,
        name,
        layers: kerasLayers(architecture),
        load: async () => {
          const implied = await importArchive(name);
          // The port that is implied may round reals twice; then it is given, as a trigger would.
          const doubtful = implied.provenance.notes.some((note) => note.includes("may round otherwise"));
          const given = Object.fromEntries(inputPorts(implied).map((port) => [port.name, fixed(24, 14)]));
          const program = doubtful ? await importArchive(name, { inputs: given }) : implied;
          return {
            program,
            events: eventsOf(program, toPorts(program, inputs), events),
            expected: outputs.map((flat) => rowsOf([...flat], events)),
            meaning: "float32" as const,
          };
        },
      };
    }),
  );
}

/** Plain Keras 3 networks as hls4ml converts them. */
async function plainArchives(): Promise<CoverageNetwork[]> {
  const folder = join(keras3Folder, "golden_plain");
  const { events, ...golden } = readJson<{ events: number }>(join(folder, "conversions.json"));
  type Conversion = { inputs: Record<string, number[]>; outputs: number[] };
  return Promise.all(
    Object.entries(golden as Record<string, Conversion>).map(async ([name, { inputs, outputs }]) => {
      const archive = await readKerasArchive(readFileSync(join(folder, `${name}.keras`)), `${name}.keras`);
      return {
        frontEnd: "Keras 3" as const,
        name,
        layers: kerasLayers(archive.architecture),
        load: async () => {
          const configuration = { Model: { Precision: "fixed<16,6>", ReuseFactor: 1 } };
          const program = importKeras3(archive, name, { fidelity: "as hls4ml", configuration });
          const flat = toPorts(program, inputs);
          const expected = [rowsOf(outputs, events)];
          return { program, events: eventsOf(program, flat, events), expected, meaning: "float32" as const };
        },
      };
    }),
  );
}

/** Float ONNX networks as hls4ml converts them, under their first configuration. */
function floatOnnx(): CoverageNetwork[] {
  type Conversion = { inputs: number[][]; cases: { configuration: unknown; raw: number[][] }[] };
  const conversions = readJson<Record<string, Conversion>>(join(onnxFolder, "golden/conversions.json"));
  return Object.entries(conversions).map(([name, { inputs, cases }]) => ({
    frontEnd: "ONNX",
    name,
    layers: onnxLayers(join(onnxFolder, `golden/${name}.onnx`)),
    load: async () => {
      const { configuration, raw } = cases[0]!;
      const source = { bytes: onnxGolden(name), name, where: `${name}.onnx` };
      const program = importOnnx(source, { fidelity: "as hls4ml", configuration });
      const [port] = inputPorts(program);
      // The inputs are multiples of 2^-5.
      const flat = { [port!.name]: inputs.flat().map((step) => step * 2 ** (fractionOf(port!.type) - 5)) };
      return { program, events: eventsOf(program, flat, inputs.length), expected: [raw], meaning: "raw" };
    },
  }));
}

async function proxies(): Promise<CoverageNetwork[]> {
  const folder = join(repositoryRoot, "tests/importers/hgq/golden");
  const { events, ...golden } = readJson<{ events: number } & Record<string, { inputs: number[]; outputs: number[] }>>(
    join(folder, "predictions.json"),
  );
  const networks = golden as unknown as Record<string, { inputs: number[]; outputs: number[] }>;
  return Promise.all(
    Object.entries(networks).map(async ([name, { inputs, outputs }]) => {
      const weights = await readHdf5(readFileSync(join(folder, `${name}.h5`)), `${name}.h5`);
      const architecture = parseJson(textAttribute(weights, weights, "model_config")!, name);
      return {
        frontEnd: "HGQ 1 proxy" as const,
        name,
        layers: kerasLayers(architecture),
        load: async () => {
          const program = importProxyModel({ architecture, weights, name, where: `${name}.h5` });
          const flat = toPorts(program, { x: inputs });
          const expected = [rowsOf(outputs, events)];
          return { program, events: eventsOf(program, flat, events), expected, meaning: "float32" as const };
        },
      };
    }),
  );
}

function onnxNetworks(): CoverageNetwork[] {
  return Object.entries(onnxPredictions).map(([name, { inputs, outputs }]) => ({
    frontEnd: "QONNX and QCDQ",
    name,
    layers: onnxLayers(join(onnxFolder, `golden/${name}.onnx`)),
    load: async () => {
      const program: Program = importOnnxGolden(name);
      const [port] = inputPorts(program);
      const expected = outputPorts(program).map(({ name: output }) => outputs[output]!);
      const flat = { [port!.name]: inputs.flat() };
      const meaning = sumsOfRealScales.includes(name) ? "near" : "float32";
      return { program, events: eventsOf(program, flat, inputs.length), expected, meaning };
    },
  }));
}

/** Networks that end in sums of products with real scales, each of which the framework rounds to float32. */
const sumsOfRealScales = ["convolution_1d"];

/** Kinds of the layers of a Keras architecture, with the activations in their configurations, models inside models too. */
function kerasLayers(architecture: unknown): string[] {
  const found: (string | null)[] = [];
  const visit = (item: unknown): void => {
    if (typeof item !== "object" || item === null) return;
    const { class_name: className, config } = item as { class_name?: unknown; config?: Record<string, unknown> };
    if (typeof className === "string" && isLayer(item))
      found.push(layerOfKeras(className, functionOf(config?.activation)));
    Object.values(item).forEach(visit);
  };
  visit(architecture);
  return named(found);
}

/** Layers have a name in their configuration; quantisers and initialisers have none. */
function isLayer(item: object): boolean {
  const { config } = item as { config?: { name?: unknown } };
  return typeof config?.name === "string";
}

function functionOf(activation: unknown): string | undefined {
  const text =
    typeof activation === "string" ? activation : ((activation as { class_name?: string } | null)?.class_name ?? "");
  const name = /^(?:quantized_)?(\w+)/.exec(text)?.[1];
  return name === "bits" ? "quantiser" : name;
}

function named(layers: readonly (string | null)[]): string[] {
  return [...new Set(layers.filter((layer) => layer !== null))].sort();
}
