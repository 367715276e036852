import { readFileSync } from "node:fs";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { crc32 } from "../../src/formats/archive/crc32.js";
import { readZip } from "../../src/formats/index.js";
import { repositoryRoot } from "../support/oracle.js";
import { collect } from "./collect.js";

const archive = zipSync({
  "config.json": strToU8('{"a": 1}'),
  "stored.bin": [new Uint8Array(100).fill(7), { level: 0 }],
  folder: { "b.txt": strToU8("b".repeat(5000)) },
});
const nameAt = (name: string, from: number) => Buffer.from(archive).indexOf(name, from);

/** The archive with a name replaced by another of the same length, in both of its places. */
function renamed(name: string, other: string): Uint8Array {
  const text = Buffer.from(archive).toString("latin1").replaceAll(name, other);
  return Buffer.from(text, "latin1");
}

test("files by name, stored and deflated, without folders", () => {
  const files = readZip(archive, "a.zip");
  expect(Object.keys(files).sort()).toEqual(["config.json", "folder/b.txt", "stored.bin"]);
  expect(Buffer.from(files["folder/b.txt"]!).toString()).toBe("b".repeat(5000));
  expect(files["stored.bin"]).toEqual(new Uint8Array(100).fill(7));
  expect(readZip(zipSync({}), "empty.zip")).toEqual({});
  expect(Object.keys(readZip(zipSync({ __proto__x: strToU8("x") }), "a.zip"))).toEqual(["__proto__x"]);
});

test("numpy's own .npz", async () => {
  const files = readZip(readFileSync(join(repositoryRoot, "tests/formats/fixtures/saved.npz")), "saved.npz");
  expect((await collect(files["a.npy"]!)).values).toEqual(Array.from({ length: 12 }, (_, index) => (index * 7) % 11));
});

test("a comment may follow", () => {
  const commented = Uint8Array.from([...archive, ...strToU8("a comment")]);
  new DataView(commented.buffer).setUint16(archive.length - 2, 9, true);
  expect(Object.keys(readZip(commented, "a.zip"))).toHaveLength(3);
});

test("limits hold before memory is asked for", () => {
  expect(() => readZip(archive, "a.zip", { entries: 2 })).toThrow(
    /^a.zip: it holds \d files\n {2}expected at most 2[\s\S]*TF-FORMAT-017/,
  );
  expect(() => readZip(archive, "a.zip", { bytes: 5000 })).toThrow(
    /it unpacks to 5108 bytes\n {2}expected at most 5000/,
  );
  const claimed = Uint8Array.from(archive);
  const entry = nameAt("folder/b.txt", nameAt("folder/b.txt", 0) + 1) - 46;
  new DataView(claimed.buffer).setUint32(entry + 24, 900_000_000, true);
  expect(() => readZip(claimed, "a.zip")).toThrow(/"folder\/b.txt": \d+ bytes cannot unpack to 900000000/);
  new DataView(claimed.buffer).setUint32(entry + 24, 4000, true);
  expect(() => readZip(claimed, "a.zip")).toThrow(/"folder\/b.txt": it has 4001 bytes\n {2}expected 4000/);
});

test.each([
  "../x/b.txt",
  "/older/b.txt",
  "folder\\b.txt",
  "folder/../ab",
  "C:lder/b.txt",
])("names that point outside: %s", (name) => {
  expect(() => readZip(renamed("folder/b.txt", name.padEnd(12, "x")), "a.zip")).toThrow(
    /the name points outside of the archive/,
  );
});

test("damage and what is not read", () => {
  expect(() => readZip(strToU8("PK but no archive"), "a.zip")).toThrow(
    /^a.zip: it has no end of central directory[\s\S]*TF-FORMAT-016/,
  );
  expect(() => readZip(archive.subarray(0, -30), "a.zip")).toThrow(/truncated/);
  const wrong = Uint8Array.from(archive);
  wrong[nameAt("stored.bin", 0) + 50]! ^= 1;
  expect(() => readZip(wrong, "a.zip")).toThrow(/"stored.bin": its checksum does not match/);
  const entry = nameAt("stored.bin", nameAt("stored.bin", 0) + 1) - 46;
  const changed = (offset: number, value: number) => {
    const bytes = Uint8Array.from(archive);
    new DataView(bytes.buffer).setUint16(entry + offset, value, true);
    return bytes;
  };
  expect(() => readZip(changed(8, 1), "a.zip")).toThrow(/"stored.bin": the file is encrypted/);
  expect(() => readZip(changed(10, 12), "a.zip")).toThrow(/"stored.bin": compression method 12/);
});

test("a name that appears twice", () => {
  const two = zipSync({ "one.txt": strToU8("1"), "two.txt": strToU8("2") });
  const bytes = Buffer.from(Buffer.from(two).toString("latin1").replaceAll("two.txt", "one.txt"), "latin1");
  expect(() => readZip(bytes, "a.zip")).toThrow(/"one.txt": the name appears twice/);
});

test("CRC-32 of the check string of the standard", () => {
  expect(crc32(strToU8("123456789"))).toBe(0xcbf43926);
});
