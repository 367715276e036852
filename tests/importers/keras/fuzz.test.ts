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

/** Replaces, removes or repeats one randomly chosen part of plain data, in place. */
function damage(data: unknown, source: Random): void {
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
  else target[key] = structuredClone(source.pick(junk));
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
  const start = performance.now();
  try {
    importKeras({ architecture, weights, name: "damaged", where: "damaged.json" }, choice);
    return "imported";
  } catch (error) {
    if (!(error instanceof TrigforgeError)) throw error;
    expect(error.note.where.length).toBeGreaterThan(0);
    expect(error.code).toMatch(/^TF-(KERAS|FIXED|PROGRAM|LAYERS)-\d{3}$/);
    return "refused";
  } finally {
    expect(performance.now() - start).toBeLessThan(1000);
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
    for (let round = 0; round < 60; round++) {
      const damaged = structuredClone(architecture);
      for (let count = source.integer(1, 3); count > 0; count--) damage(damaged, source);
      counts[attempt(damaged, weights, source.pick(options))]++;
    }
  }
  expect(counts.refused).toBeGreaterThan(100);
  expect(counts.imported).toBeGreaterThan(20);
});

test("damaged weights are refused with an error that names them", async () => {
  const source = random(12, "damaged weights");
  for (const name of ["grids", "merges", "scaled_dense"]) {
    const { architecture, weights } = await parts(name);
    let refused = 0;
    for (let round = 0; round < 40; round++) {
      if (attempt(architecture, damageWeights(weights, source), source.pick(options)) === "refused") refused++;
    }
    expect(refused).toBeGreaterThan(25);
  }
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
