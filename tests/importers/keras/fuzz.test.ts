import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { TrigforgeError } from "../../../src/errors/index.js";
import { fixed } from "../../../src/fixed/index.js";
import { type Hdf5Dataset, type Hdf5File, type Hdf5Group, readHdf5 } from "../../../src/formats/index.js";
import { importKeras, type KerasOptions } from "../../../src/importers/keras/index.js";
import { type Random, random } from "../../support/random.js";
import { goldenFiles, readJson } from "./support.js";

// Damaged models: every one is imported, or refused with a located error, within a second. Nothing else is thrown.

const models = [
  "grids",
  "scaled_dense",
  "binary_dense",
  "ternary_dense",
  "curves",
  "merges",
  "floats",
  "normalized",
  "functions",
];
/** Networks with layers over images and sequences. */
const others = [
  "conv2d",
  "conv1d",
  "depthwise",
  "shapes",
  "axes",
  "qconv",
  "qconv_scaled",
  "qseparable",
  "trained_conv",
  "trained_pools",
  "lstm",
  "gru",
  "bidirectional",
  "embedded",
  "normalized_sequence",
  "distributed",
  "nested",
  "nested_quantized",
  "qlstm",
  "qgru",
  "qrnn",
];
const options: KerasOptions[] = [
  { fidelity: "as trained", inputs: { x: fixed(12, 4) }, softmax: "drop" },
  { fidelity: "as hls4ml", configuration: { Model: { Precision: "fixed<16,6>", ReuseFactor: 1 } } },
];

const junk: unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  1e300,
  "",
  "relu",
  "quantized_relu(",
  "quantized_bits(4,0,alpha='auto')",
  [],
  [[]],
  {},
  { class_name: "quantized_bits" },
  { class_name: "binary", config: { alpha: "auto" } },
  [null, 5],
  "__proto__",
];

/** Numbers that would need more memory than there is, or many seconds. */
const huge: unknown[] = [
  2 ** 31,
  65_536,
  4096,
  1e12,
  [4096, 4096],
  [
    [65_536, 65_536],
    [1, 1],
  ],
  [null, 4096, 4096, 64],
  [null, 65_536],
];

/** Replaces, removes or repeats one randomly chosen part of plain data, in place. */
function damage(data: unknown, source: Random, values = junk): void {
  const places: [Record<string, unknown> | unknown[], string | number][] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
      places.push([value as unknown[], key]);
      visit((value as unknown[])[key as number]);
    }
  };
  visit(data);
  const [parent, key] = source.pick(places);
  const choice = source.integer(0, 3);
  const target = parent as Record<string | number, unknown>;
  if (choice === 0 && Array.isArray(parent)) parent.splice(Number(key), 1);
  else if (choice === 0) delete target[key];
  else if (choice === 1 && Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)]));
  else if (choice === 1) target[`${key}x`] = target[key];
  else target[key] = structuredClone(source.pick(values));
}

/** A copy of a weights file in which one data set is missing, has another shape or type, or holds a NaN. */
function damageWeights(file: Hdf5File, source: Random): Hdf5File {
  const sets: { parent: Hdf5Group; name: string }[] = [];
  const copy = (group: Hdf5Group): Hdf5Group => {
    const result: Hdf5Group = { ...group, children: new Map() };
    for (const [name, child] of group.children) {
      result.children.set(name, child.kind === "group" ? copy(child) : child);
      if (child.kind === "dataset") sets.push({ parent: result, name });
    }
    return result;
  };
  const root = copy(file);
  const { parent, name } = source.pick(sets);
  const dataset = parent.children.get(name) as Hdf5Dataset;
  const kind = source.integer(0, 3);
  if (kind === 0) parent.children.delete(name);
  else if (kind === 1) parent.children.set(name, { ...dataset, shape: [...dataset.shape, 1] });
  else if (kind === 2) parent.children.set(name, { ...dataset, type: "int32" });
  else {
    const values = Float32Array.from(dataset.read() as Float32Array);
    values[source.integer(0, values.length - 1)] = source.pick([Number.NaN, Number.POSITIVE_INFINITY, 1e30, -0]);
    parent.children.set(name, { ...dataset, read: () => values });
  }
  return { ...root, where: file.where };
}

function attempt(architecture: unknown, weights: Hdf5File, choice: KerasOptions): "imported" | "refused" {
  const start = process.cpuUsage();
  try {
    importKeras({ architecture, weights, name: "damaged", where: "damaged.json" }, choice);
    return "imported";
  } catch (error) {
    if (!(error instanceof TrigforgeError)) throw error;
    expect(error.note.where.length).toBeGreaterThan(0);
    expect(error.code).toMatch(/^TF-(KERAS|FIXED|PROGRAM|LAYERS|FORMAT)-\d{3}$/);
    return "refused";
  } finally {
    // Processor time: the machine may have other work.
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(1500);
  }
}

async function parts(name: string): Promise<{ architecture: unknown; weights: Hdf5File }> {
  const files = goldenFiles(name);
  return {
    architecture: readJson(files.architecture),
    weights: await readHdf5(readFileSync(files.weights), `${name}.h5`),
  };
}

test("damaged architectures are refused with an error, or imported", async () => {
  const source = random(11, "damaged architectures");
  const counts = { imported: 0, refused: 0 };
  for (const name of models) {
    const { architecture, weights } = await parts(name);
    for (let round = 0; round < 30; round++) {
      const damaged = structuredClone(architecture);
      for (let count = source.integer(1, 3); count > 0; count--) damage(damaged, source);
      counts[attempt(damaged, weights, source.pick(options))]++;
    }
  }
  expect(counts.refused).toBeGreaterThan(50);
  expect(counts.imported).toBeGreaterThan(10);
});

test("damaged layers over images and sequences are refused with an error, or imported", async () => {
  const source = random(13, "damaged layers over images and sequences");
  const counts = { imported: 0, refused: 0 };
  for (const name of others) {
    const { architecture, weights } = await parts(name);
    for (let round = 0; round < 10; round++) {
      const damaged = structuredClone(architecture);
      for (let count = source.integer(1, 3); count > 0; count--) damage(damaged, source, round % 2 ? junk : huge);
      counts[attempt(damaged, weights, source.pick(options))]++;
    }
  }
  expect(counts.refused).toBeGreaterThan(90);
  expect(counts.imported).toBeGreaterThan(20);
});

test("shapes that would not fit into memory are refused before it is asked for", async () => {
  const claims: [string, (config: Record<string, unknown>) => boolean, Record<string, unknown>][] = [
    ["shapes", ({ size }) => size !== undefined, { size: [4096, 4096] }],
    [
      "shapes",
      ({ cropping }) => cropping !== undefined,
      {
        cropping: [
          [65_536, 0],
          [0, 0],
        ],
      },
    ],
    [
      "shapes",
      ({ padding, filters }) => Array.isArray(padding) && filters === undefined,
      {
        padding: [
          [65_536, 0],
          [65_536, 0],
        ],
      },
    ],
    ["conv2d", ({ batch_input_shape: shape }) => shape !== undefined, { batch_input_shape: [null, 4096, 4096, 2] }],
    ["conv2d", ({ filters }) => filters !== undefined, { filters: 2 ** 20 }],
    ["embedded", ({ input_dim: rows }) => rows !== undefined, { input_dim: 2 ** 24 }],
    ["qlstm", ({ units }) => units !== undefined, { units: 2 ** 16 }],
  ];
  for (const [name, fits, claim] of claims) {
    const { architecture, weights } = await parts(name);
    const { layers } = (architecture as { config: { layers: { config: Record<string, unknown> }[] } }).config;
    const layer = layers.find(({ config }) => fits(config))!;
    Object.assign(layer.config, claim);
    for (const choice of options) {
      const before = process.memoryUsage().rss;
      expect(`${name}: ${attempt(architecture, weights, choice)}`).toBe(`${name}: refused`);
      expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 28);
    }
  }
});

test("damaged weights are refused with an error that names them", async () => {
  const source = random(12, "damaged weights");
  for (const name of ["grids", "merges", "scaled_dense", "qconv", "conv2d", "lstm", "nested"]) {
    const { architecture, weights } = await parts(name);
    let refused = 0;
    for (let round = 0; round < 30; round++) {
      if (attempt(architecture, damageWeights(weights, source), source.pick(options)) === "refused") refused++;
    }
    expect(refused).toBeGreaterThan(18);
  }
});

test("damaged bytes of a weights file are refused with an error, or imported", async () => {
  const source = random(14, "damaged bytes");
  const counts = { imported: 0, refused: 0 };
  for (const name of ["conv2d", "lstm", "nested", "qfolded"]) {
    const { architecture } = await parts(name);
    const bytes = readFileSync(goldenFiles(name).weights);
    for (let round = 0; round < 25; round++) {
      const damaged = Uint8Array.from(round % 5 === 0 ? bytes.subarray(0, source.integer(0, bytes.length)) : bytes);
      for (let count = source.integer(1, 6); count > 0 && damaged.length > 0; count--) {
        damaged[source.integer(0, damaged.length - 1)] = source.integer(0, 255);
      }
      const weights = await readHdf5(damaged, `${name}.h5`).catch((error: unknown) => {
        if (!(error instanceof TrigforgeError)) throw error;
        return null;
      });
      counts[weights === null ? "refused" : attempt(architecture, weights, source.pick(options))]++;
    }
  }
  expect(counts.refused).toBeGreaterThan(20);
});

test("things that are no architecture at all", async () => {
  const { weights } = await parts("grids");
  for (const thing of [
    ...junk,
    undefined,
    { class_name: "Sequential" },
    { class_name: "Model", config: { layers: [] } },
  ]) {
    expect(attempt(thing, weights, options[0]!)).toBe("refused");
  }
});
