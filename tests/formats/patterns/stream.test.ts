import { expect, it } from "vitest";
import { encodePattern, type FrameBlock, openPattern } from "../../../src/formats/index.js";
import { chunked, gather } from "../collect.js";
import { header } from "./support.js";

const links = 100;

/** Frames without end, each word another. */
function* frames(count: number, blockFrames: number): Generator<FrameBlock> {
  for (let first = 0; first < count; first += blockFrames) {
    const size = Math.min(blockFrames, count - first) * links;
    const halves = Uint32Array.from({ length: 2 * size }, (_unused, half) =>
      Math.imul(2 * first * links + half + 1, 0x9e3779b1),
    );
    const words = new BigUint64Array(halves.buffer);
    yield { firstFrame: first, frames: size / links, links, words, flags: new Uint8Array(size).fill(1) };
  }
}

const board = header("empv2", { board: "b", links: Array.from({ length: links }, (_unused, link) => link) });

it("100 links of 1024 frames are read in well under a second", async () => {
  const bytes = await gather(encodePattern(board, frames(1024, 1024)));
  let fastest = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3; attempt++) {
    const start = performance.now();
    const file = await openPattern(chunked(bytes), { where: "f" });
    let count = 0;
    for await (const block of file.frames) count += block.frames;
    fastest = Math.min(fastest, performance.now() - start);
    expect(count).toBe(1024);
  }
  console.info(`${bytes.length} bytes in ${fastest.toFixed(1)} ms`);
  expect(fastest).toBeLessThan(1000);
});

it("a long file takes the memory of a block: pieces are asked for only when they are needed", async () => {
  const total = 5000;
  let pieces = 0;
  const source = async function* () {
    for await (const piece of encodePattern(board, frames(total, 100))) {
      pieces++;
      yield piece;
    }
  };
  const file = await openPattern(source(), { where: "f" });
  let [count, largest, ahead] = [0, 0, 0];
  for await (const block of file.frames) {
    count += block.frames;
    largest = Math.max(largest, block.words.length);
    ahead = Math.max(ahead, pieces * 100 - count);
  }
  expect(count).toBe(total);
  expect(largest).toBeLessThanOrEqual(2 ** 17);
  expect(ahead).toBeLessThan(1000);
});

it("leaving early closes the source", async () => {
  let closed = false;
  const source = async function* () {
    try {
      yield* encodePattern(board, frames(5000, 100));
    } finally {
      closed = true;
    }
  };
  const file = await openPattern(source(), { where: "f" });
  for await (const _block of file.frames) break;
  expect(closed).toBe(true);
});
