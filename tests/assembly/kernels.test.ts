import { readFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "assemblyscript/asc";
import { beforeAll, describe, expect, it } from "vitest";
import { pairedWeights, tilesOf } from "../../src/backends/wasm/weights.js";
import { repositoryRoot } from "../support/oracle.js";
import { random } from "../support/random.js";

// The hand-written kernels on their own, compiled as asconfig.json says, against loops in plain arithmetic.

/** Bytes of a row in assembly/layout.ts: 16 events. */
const rowBytes = 64;
const events = rowBytes / 4;

interface Kernels {
  memory: WebAssembly.Memory;
  outside32(source: number, count: number, low: number, high: number): number;
  outside64(source: number, count: number, low: bigint, high: bigint): number;
  eventsToRows32(source: number, count: number, rows: number, bytes: number): void;
  eventsToRows64(source: number, count: number, rows: number, bytes: number): void;
  eventsToPairs(source: number, count: number, rows: number, bytes: number): void;
  rowsToEvents32(table: number, count: number, target: number, bytes: number): void;
  rowsToEvents64(table: number, count: number, target: number, bytes: number): void;
  rowsToWideEvents(table: number, count: number, target: number, bytes: number): void;
  packPairs(table: number, count: number, result: number, bytes: number): void;
  roundOne(x: bigint, shift: number, mode: number): bigint;
  dotProducts(
    rows: number,
    groups: number,
    pairs: number,
    weights: number,
    start: number,
    columns: number,
    result: number,
    bytes: number,
  ): void;
  truncatedDotProducts(
    rows: number,
    groups: number,
    pairs: number,
    weights: number,
    start: number,
    columns: number,
    result: number,
    bytes: number,
    shift: number,
  ): void;
}

let kernels: Kernels;
const source = random(61, "kernels");
const words = (address: number, length: number) => new Int32Array(kernels.memory.buffer, address, length);
const longs = (address: number, length: number) => new BigInt64Array(kernels.memory.buffer, address, length);
const draw16 = (): number => source.pick([source.integer(-32768, 32767), -32768, 32767, 0, -1]);

beforeAll(async () => {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await main(["--target", "release"], {
    readFile: (name) => {
      try {
        return readFileSync(join(repositoryRoot, name), "utf8");
      } catch {
        return null;
      }
    },
    writeFile: (name, contents) => {
      if (name.endsWith(".wasm")) binary = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error !== null) throw new Error(stderr.toString());
  const { instance } = await WebAssembly.instantiate(binary as Uint8Array<ArrayBuffer>, {});
  kernels = instance.exports as unknown as Kernels;
});

describe("ports", () => {
  const [from, to, table] = [4096, 65536, 1024];

  for (const count of [1, 2, 3, 4, 5, 8, 9, 15, 16, 17]) {
    it(`${count} elements an event go into rows, pairs and back`, () => {
      const raw = Int32Array.from({ length: count * events }, draw16);
      words(from, raw.length).set(raw);
      kernels.eventsToRows32(from, count, to, rowBytes);
      const rows = words(to, raw.length).slice();
      expect([...rows]).toEqual([...rows].map((_value, at) => raw[(at % events) * count + Math.floor(at / events)]!));

      words(table, count).set(Int32Array.from({ length: count }, (_unused, element) => to + element * rowBytes));
      words(from, raw.length).fill(7);
      kernels.rowsToEvents32(table, count, from, rowBytes);
      expect([...words(from, raw.length)]).toEqual([...raw]);
      kernels.rowsToWideEvents(table, count, from, rowBytes);
      expect([...longs(from, raw.length)]).toEqual([...raw].map(BigInt));

      words(from, raw.length).set(raw);
      kernels.eventsToPairs(from, count, to, rowBytes);
      const pairs = words(to, Math.ceil(count / 2) * events);
      pairs.forEach((pair, at) => {
        const [event, even] = [at % events, 2 * Math.floor(at / events)];
        const odd = even + 1 < count ? raw[event * count + even + 1]! : 0;
        expect([(pair << 16) >> 16, pair >> 16]).toEqual([raw[event * count + even]!, odd]);
      });
    });

    it(`${count} wide elements an event go into rows and back`, () => {
      const raw = BigInt64Array.from({ length: count * events }, () => BigInt.asIntN(64, source.bits(64)));
      longs(from, raw.length).set(raw);
      kernels.eventsToRows64(from, count, to, rowBytes);
      const rows = longs(to, raw.length).slice();
      expect([...rows]).toEqual([...rows].map((_value, at) => raw[(at % events) * count + Math.floor(at / events)]!));
      words(table, count).set(Int32Array.from({ length: count }, (_unused, element) => to + element * 2 * rowBytes));
      longs(from, raw.length).fill(7n);
      kernels.rowsToEvents64(table, count, from, rowBytes);
      expect([...longs(from, raw.length)]).toEqual([...raw]);
    });
  }

  it("integers outside a range are found wherever they are", () => {
    for (const count of [1, 3, 4, 5, 16, 19]) {
      for (let at = 0; at < count; at++) {
        for (const [value, outside] of [
          [-9, 1],
          [-8, 0],
          [7, 0],
          [8, 1],
        ] as const) {
          words(from, count + 8).fill(100);
          words(from, count).fill(0)[at] = value;
          expect(kernels.outside32(from, count, -8, 7)).toBe(outside);
          longs(from, count + 8).fill(100n);
          longs(from, count).fill(0n)[at] = BigInt(value);
          expect(kernels.outside64(from, count, -8n, 7n)).toBe(outside);
        }
      }
    }
  });
});

describe("sums of products", () => {
  const [table, pairRows, weightsAt, startAt, result] = [1024, 131072, 262144, 8192, 524288];

  function prepare(groups: number, terms: number, columns: number, widths: readonly number[]) {
    const x = Int32Array.from({ length: groups * terms * events }, draw16);
    const weights = Int32Array.from({ length: terms * columns }, draw16);
    const start = Int32Array.from({ length: columns }, () => source.next() | 0);
    const pairs = Math.ceil(terms / 2);
    for (let group = 0; group < groups; group++) {
      for (let pair = 0; pair < pairs; pair++) {
        const row = group * pairs + pair;
        words(table, groups * pairs)[row] = pairRows + row * rowBytes;
        for (let event = 0; event < events; event++) {
          const even = (group * terms + 2 * pair) * events + event;
          const odd = 2 * pair + 1 < terms ? x[even + events]! : 12345;
          words(pairRows + row * rowBytes, events)[event] = (x[even]! & 0xffff) | (odd << 16);
        }
      }
    }
    const shape = { batch: 1, terms, columns };
    const packed = pairedWeights(Array.from(weights, BigInt), shape, tilesOf(columns, widths));
    words(weightsAt, packed.length).set(packed);
    words(startAt, columns).set(start);
    return { x, weights, start, pairs };
  }

  const shapes = [
    [1, 1, 1],
    [1, 2, 2],
    [2, 3, 3],
    [1, 7, 4],
    [3, 8, 7],
    [1, 33, 9],
    [1, 300, 3],
  ] as const;
  for (const [groups, terms, columns] of shapes) {
    const check = (x: Int32Array, weights: Int32Array, start: Int32Array, shift: number) => {
      for (let index = 0; index < groups * columns * events; index++) {
        const event = index % events;
        const column = Math.floor(index / events) % columns;
        const group = Math.floor(index / events / columns);
        let sum = BigInt(start[column]!);
        for (let term = 0; term < terms; term++) {
          const product = x[(group * terms + term) * events + event]! * weights[term * columns + column]!;
          sum += (BigInt(product) >> BigInt(shift)) << BigInt(shift);
        }
        expect(words(result, index + 1)[index]).toBe(Number(BigInt.asIntN(32, sum)));
      }
    };

    it(`of ${groups} groups of ${terms} terms into ${columns} columns`, () => {
      const { x, weights, start, pairs } = prepare(groups, terms, columns, [4, 2, 1]);
      kernels.dotProducts(table, groups, pairs, weightsAt, startAt, columns, result, rowBytes);
      check(x, weights, start, 0);
    });

    for (const shift of [1, 10, 15]) {
      it(`of ${groups} groups of ${terms} terms into ${columns} columns, ${shift} bits truncated`, () => {
        const { x, weights, start, pairs } = prepare(groups, terms, columns, [2, 1]);
        kernels.truncatedDotProducts(table, groups, pairs, weightsAt, startAt, columns, result, rowBytes, shift);
        check(x, weights, start, shift);
      });
    }
  }
});
