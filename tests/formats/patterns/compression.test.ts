import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { TrigforgeError } from "../../../src/errors/index.js";
import { openPattern, readEvents } from "../../../src/formats/index.js";
import { repositoryRoot } from "../../support/oracle.js";
import { chunked } from "../collect.js";
import { read } from "./support.js";

const fixture = (name: string): Uint8Array =>
  readFileSync(join(repositoryRoot, "tests/formats/patterns/fixtures", name));

/** What makeXz.sh compressed. */
const text =
  "Board x\n Quad/Chan : q00c0\n Link : 003\nFrame 0000 : 1v00000000000000ff\nFrame 0001 : 0v0000000000000000\n";

for (const [name, compression] of [
  ["crc64.xz", "xz"],
  ["crc32.xz", "xz"],
  ["parts.xz", "xz"],
] as const) {
  it(`${name} by its magic number, whatever it is called`, async () => {
    const { file, words } = await read(fixture(name), { where: "board.txt" }, 5);
    expect([file.compression, file.header.links, words]).toEqual([compression, [3], [255n, 0n]]);
  });
}

it("gzip by its magic number", async () => {
  const { file, words } = await read(gzipSync(text));
  expect([file.compression, words]).toEqual(["gzip", [255n, 0n]]);
});

it("xz beneath tables of events, too", async () => {
  const values: number[] = [];
  for await (const events of readEvents(chunked(fixture("table.xz")), { where: "csim_results.log.xz" }))
    values.push(...(events.values as Float64Array));
  expect(values).toEqual([0.5, -1, 3, 4]);
});

it("two xz files side by side", async () => {
  const [left, right] = await Promise.all(
    [1, 2].map(() => openPattern(chunked(fixture("crc64.xz"), 9), { where: "f", blockFrames: 1 })),
  );
  const [one, two] = [left!.frames[Symbol.asyncIterator](), right!.frames[Symbol.asyncIterator]()];
  for (let frame = 0; frame < 2; frame++) {
    expect([(await one.next()).value.words[0], (await two.next()).value.words[0]]).toEqual(
      frame === 0 ? [255n, 255n] : [0n, 0n],
    );
  }
  expect([(await one.next()).done, (await two.next()).done]).toEqual([true, true]);
});

it("an xz file that is left early lets its source go", async () => {
  let closed = false;
  const source = async function* () {
    try {
      yield* chunked(fixture("crc64.xz"), 9);
    } finally {
      closed = true;
    }
  };
  const file = await openPattern(source(), { where: "f", blockFrames: 1 });
  for await (const _block of file.frames) break;
  expect(closed).toBe(true);
});

it("damaged xz is refused", async () => {
  const good = fixture("crc64.xz");
  const flipped = Uint8Array.from(good);
  flipped[40]! ^= 1;
  const cases = {
    "cut off": good.subarray(0, good.length - 9),
    garbage: Buffer.concat([good, Buffer.from("garbage!")]),
    flipped,
  };
  for (const [name, bytes] of Object.entries({ ...cases, sha256: fixture("sha256.xz"), header: good.subarray(0, 6) })) {
    const error = await read(bytes).catch((caught: unknown) => caught);
    expect(error, name).toBeInstanceOf(TrigforgeError);
    expect((error as TrigforgeError).message, name).toMatch(
      /^board\.txt: the xz data cannot be read: [\s\S]*TF-FORMAT-012/,
    );
  }
});

it("errors of the source pass through xz", async () => {
  const source = async function* () {
    yield fixture("crc64.xz").subarray(0, 20);
    throw new Error("the disk is gone");
  };
  await expect(openPattern(source(), { where: "f" })).rejects.toThrow("the disk is gone");
});
