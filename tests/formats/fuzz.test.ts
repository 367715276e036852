import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { TrigforgeError } from "../../src/errors/index.js";
import { type Hdf5Node, parseJson, parseYaml, readHdf5, readZip } from "../../src/formats/index.js";
import { type Random, random, repositoryRoot } from "../support/oracle.js";
import { collect } from "./collect.js";

// Damaged files: every one is read, or refused with a TrigforgeError, in bounded time; nothing else may happen.

const fixture = (name: string) => readFileSync(join(repositoryRoot, "tests/formats/fixtures", name));

/** Longest that one file may take, generously, because machines under test are busy. */
const boundMilliseconds = 5000;

/** A copy with a few bytes changed, or cut off, or with something in between. */
function damage(bytes: Uint8Array, source: Random): Uint8Array {
  const damaged = Uint8Array.from(bytes);
  const reach = source.pick([bytes.length, Math.min(bytes.length, 200)]);
  for (let count = source.integer(0, 6); count > 0; count--) {
    damaged[source.integer(0, reach - 1)] = source.pick([0, 1, 0x30, 0x7f, 0x80, 0xff, source.integer(0, 255)]);
  }
  const at = source.integer(0, bytes.length);
  const kind = source.integer(0, 3);
  if (kind === 0) return damaged.subarray(0, at);
  if (kind === 1) return Buffer.concat([damaged.subarray(0, at), damaged.subarray(at + source.integer(1, 9))]);
  return kind === 2 ? Buffer.concat([damaged.subarray(0, at), damaged.subarray(source.integer(0, at))]) : damaged;
}

async function fuzz(
  good: Uint8Array,
  seed: number,
  rounds: number,
  read: (bytes: Uint8Array) => unknown,
): Promise<void> {
  const source = random(seed, "damaged files");
  await read(good);
  let [refused, slowest] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const bytes = damage(good, source);
    const start = performance.now();
    try {
      await read(bytes);
    } catch (error) {
      if (!(error instanceof TrigforgeError)) throw new Error(`seed ${source.seed}, round ${round}`, { cause: error });
      refused++;
    }
    slowest = Math.max(slowest, performance.now() - start);
  }
  expect(refused).toBeGreaterThan(rounds / 10);
  expect(slowest).toBeLessThan(boundMilliseconds);
}

async function readAll(bytes: Uint8Array): Promise<string> {
  const seen: string[] = [];
  const visit = (node: Hdf5Node): void => {
    seen.push(node.path, String([...node.attributes]));
    if (node.kind === "group") for (const child of node.children.values()) visit(child);
    else if (node.type !== null && node.shape.length < 3 && node.path !== "/vast") seen.push(String(node.read()));
  };
  visit(await readHdf5(bytes, "damaged.h5"));
  return seen.join();
}

test.each(["plain.h5", "chunked.h5"])("HDF5: %s", async (name) => {
  const good = fixture(name);
  const before = await readAll(good);
  await fuzz(good, 41, 300, readAll);
  expect(await readAll(good)).toBe(before);
});

test("HDF5: a global heap on which the library would loop for ever", async () => {
  const bytes = fixture("plain.h5");
  const heap = bytes.indexOf("GCOL");
  for (let at = heap; at < heap + 120; at++) {
    for (const value of [0, 0xff]) {
      const damaged = Uint8Array.from(bytes);
      damaged[at] = value;
      await readHdf5(damaged, "heap.h5").catch((error) => expect(error).toBeInstanceOf(TrigforgeError));
    }
  }
});

const events = (format: "npy" | "csv" | "dat") => (bytes: Uint8Array) =>
  collect(bytes, { format, where: "damaged" }, 50);

test("npy", async () => {
  const arrays = readZip(fixture("arrays.zip"), "arrays.zip");
  for (const [index, name] of ["little_i8.npy", "big_f4.npy", "images.npy", "halves.npy"].entries()) {
    await fuzz(arrays[name]!, 50 + index, 500, events("npy"));
  }
});

test("text", async () => {
  const text = 'pt, eta, "phi"\n1,-2.5,0x1f\n3e-2,inf,100000000000000000000\r\n"4",5,6 # end\n\n7,8,9\n';
  await fuzz(Buffer.from(text), 61, 3000, events("csv"));
  await fuzz(Buffer.from("1 -2.5 3e-05 \n4 5 6 \n-0.0\t7 8 \n"), 62, 2000, events("dat"));
});

test("gzip", () => fuzz(gzipSync("1,2,3\n4,5,6\n".repeat(200)), 71, 200, events("csv")));

test("zip", async () => {
  const archive = zipSync({
    "a.json": Buffer.from('{"a": 1}'),
    "b/c.bin": [new Uint8Array(300).fill(5), { level: 0 }],
  });
  await fuzz(archive, 81, 3000, (bytes) => readZip(bytes, "damaged.zip"));
});

test("YAML and JSON", async () => {
  const yaml =
    "inputs: &all\n  - name: x\n    type: 'fixed<16,6>'\n    scale: {shift: -3}\nscore:\n  <<: {a: [1, 2.5]}\n  inputs: *all\n  text: |\n    two\n    lines\n";
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  await fuzz(Buffer.from(yaml), 91, 400, (bytes) => parseYaml(text(bytes), "damaged.yml"));
  await fuzz(Buffer.from(JSON.stringify(parseYaml(yaml, "a"))), 92, 1000, (bytes) =>
    parseJson(text(bytes), "damaged.json"),
  );
});
