import { expect, test } from "vitest";
import { TrigforgeError } from "../../../src/errors/index.js";
import { fixed } from "../../../src/fixed/index.js";
import type { Hdf5Dataset, Hdf5File, Hdf5Group } from "../../../src/formats/index.js";
import {
  importKeras3,
  type Keras3Options,
  type KerasArchive,
  readKerasArchive,
} from "../../../src/importers/keras3/index.js";
import { type Random, random } from "../../support/random.js";
import { thorough } from "../../support/thorough.js";
import { archiveBytes } from "./support.js";

// Damaged archives: every one is imported, or refused with a located error, within a second. Nothing else is thrown.

const names = [
  "dense_wrap",
  "rows",
  "conv1d",
  "conv2d",
  "averages",
  "normalized",
  "merged",
  "tables",
  "softmax",
  "attention",
  "linformer",
  "quantizers",
  "sequential",
];
const codes = /^TF-(KERAS3|KERAS|FORMAT|FIXED|PROGRAM|LAYERS)-\d{3}$/;
const choices: Keras3Options[] = [
  { fidelity: "as trained" },
  { fidelity: "as trained", calibration: "as stored", softmax: "drop" },
  { fidelity: "as trained", inputs: { x: fixed(12, 4) } },
  { fidelity: "as hls4ml", configuration: { Model: { Precision: "fixed<16,6>", ReuseFactor: 1 } } },
];

/** Processor time allowed for one, in milliseconds. */
const limit = 1000;

/** How often each network is damaged. */
const rounds = thorough ? 40 : 6;

async function attempt(action: () => unknown): Promise<"imported" | "refused"> {
  const start = process.cpuUsage();
  try {
    await action();
    return "imported";
  } catch (error) {
    if (!(error instanceof TrigforgeError)) throw error;
    expect(error.note.where.length).toBeGreaterThan(0);
    expect(error.code).toMatch(codes);
    return "refused";
  } finally {
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(limit);
  }
}

const junk: unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  1e300,
  2 ** 31,
  "",
  "relu",
  "tanh",
  "WRAP",
  [],
  [[]],
  {},
  [null, 5],
  [null, 1e9],
  "__proto__",
  "a,b->c",
  "...",
  { class_name: "QuantizerConfig" },
  { class_name: "__keras_tensor__", config: {} },
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
  const target = parent as Record<string | number, unknown>;
  const choice = source.integer(0, 3);
  if (choice === 0 && Array.isArray(parent)) parent.splice(Number(key), 1);
  else if (choice === 0) delete target[key];
  else if (choice === 1 && Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)]));
  else target[key] = structuredClone(source.pick(junk));
}

/** A copy of a weights file in which a data set or a group is missing, moved, of another shape or type, or holds odd numbers. */
function damageWeights(file: Hdf5File, source: Random): Hdf5File {
  const sets: { parent: Hdf5Group; name: string }[] = [];
  const copy = (group: Hdf5Group): Hdf5Group => {
    const result: Hdf5Group = { ...group, children: new Map() };
    for (const [name, child] of group.children) {
      result.children.set(name, child.kind === "group" ? copy(child) : child);
      sets.push({ parent: result, name });
    }
    return result;
  };
  const root = copy(file);
  const { parent, name } = source.pick(sets);
  const child = parent.children.get(name)!;
  const kind = source.integer(0, 5);
  if (kind === 0 || child.kind === "group") parent.children.delete(name);
  else if (kind === 1) parent.children.set(name, { ...child, shape: [...child.shape, 1] });
  else if (kind === 2) parent.children.set(name, { ...child, shape: child.shape.map(() => 2 ** 20) });
  else if (kind === 3) parent.children.set(name, { ...child, type: "string" } as Hdf5Dataset);
  else {
    const values = Float64Array.from(child.read() as ArrayLike<number>, Number);
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, 1e30, -1e9, 300, -300, 0.5, 63];
    if (values.length > 0) values[source.integer(0, values.length - 1)] = source.pick(odd);
    parent.children.set(name, { ...child, type: "float64", read: () => values });
  }
  return { ...root, where: file.where };
}

const archives = new Map<string, KerasArchive>();
async function archive(name: string): Promise<KerasArchive> {
  const known = archives.get(name) ?? (await readKerasArchive(archiveBytes(name), `${name}.keras`));
  archives.set(name, known);
  return known;
}

test("damaged architectures are refused with an error, or imported", async () => {
  const source = random(31, "damaged Keras 3 architectures");
  const counts = { imported: 0, refused: 0 };
  for (const name of names) {
    const sound = await archive(name);
    for (let round = 0; round < rounds; round++) {
      const architecture = structuredClone(sound.architecture);
      for (let count = source.integer(1, 3); count > 0; count--) damage(architecture, source);
      counts[await attempt(() => importKeras3({ ...sound, architecture }, name, source.pick(choices)))]++;
    }
  }
  expect(counts.refused).toBeGreaterThan(2 * rounds);
  expect(counts.imported).toBeGreaterThan(rounds);
}, 600_000);

test("damaged weights are refused with an error, or imported", async () => {
  const source = random(32, "damaged Keras 3 weights");
  const counts = { imported: 0, refused: 0 };
  for (const name of names) {
    const sound = await archive(name);
    for (let round = 0; round < rounds; round++) {
      const weights = damageWeights(sound.weights, source);
      counts[await attempt(() => importKeras3({ ...sound, weights }, name, source.pick(choices)))]++;
    }
  }
  expect(counts.refused).toBeGreaterThan(3 * rounds);
}, 600_000);

test("damaged bytes are refused with an error, or change nothing", async () => {
  const source = random(33, "damaged .keras bytes");
  let refused = 0;
  for (let round = 0; round < 10 * rounds; round++) {
    const bytes = Uint8Array.from(archiveBytes(source.pick(["dense_wrap", "rows", "quantizers"])));
    if (source.integer(0, 3) === 0) {
      const cut = bytes.slice(0, source.integer(0, bytes.length - 1));
      refused += Number((await attempt(() => readKerasArchive(cut, "cut.keras"))) === "refused");
      continue;
    }
    for (let count = source.integer(1, 8); count > 0; count--)
      bytes[source.integer(0, bytes.length - 1)] = source.integer(0, 255);
    refused += Number(
      (await attempt(async () =>
        importKeras3(await readKerasArchive(bytes, "damaged.keras"), "damaged", choices[1]!),
      )) === "refused",
    );
  }
  expect(refused).toBeGreaterThan(8 * rounds);
}, 600_000);
