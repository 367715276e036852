import { describe, expect, it } from "vitest";
import { build, compile } from "../../../src/backends/wasm/index.js";
import {
  type FixedFormat,
  fixed,
  fractionOf,
  quantize,
  roundingFrom,
  roundRaw,
  typeOf,
  ufixed,
} from "../../../src/fixed/index.js";
import { writer } from "./agreement.js";

const order = { order: "sequential", stride: 1 } as const;
const format = fixed(6, 3, "RND", "SAT");
const accumulator = fixed(9, 5);
const x = fixed(8, 4);
const raw = [3n, -5n, 7n, 2n, -8n, 6n];

function program() {
  const builder = writer("counted");
  const input = builder.input("x", [3], x);
  const clamped = builder.within("clamp", () => builder.cast(input, format));
  const summed = builder.within("dense", () => {
    const weights = builder.constant([3, 2], { signed: true, width: 4, integer: 2 }, raw);
    return builder.contract(input, weights, { accumulator, order });
  });
  builder.output("y", clamped);
  builder.output("z", summed);
  return builder.build();
}

/** Assigns and says whether the value had to change to fit. */
function assign(value: bigint, from: Parameters<typeof quantize>[1], to: FixedFormat): [bigint, boolean] {
  const rounded = roundRaw(value, fractionOf(from) - fractionOf(to), roundingFrom(from, to));
  const kept = quantize(value, from, to);
  return [kept, kept !== rounded];
}

/** The counts by the definition: every assignment to the cast and to the accumulator, event by event. */
function expected(events: readonly (readonly number[])[]) {
  const clamped: bigint[] = [];
  const sums: bigint[] = [];
  let saturations = 0;
  let overflows = 0;
  const product = { signed: true, width: 12, integer: 6 };
  const total = { ...typeOf(accumulator), width: 10, integer: 6 };
  for (const event of events) {
    for (const value of event) {
      const [kept, changed] = assign(BigInt(value), x, format);
      clamped.push(kept);
      if (changed) saturations++;
    }
    for (const column of [0, 1]) {
      let sum = 0n;
      event.forEach((value, k) => {
        const [term, lost] = assign(BigInt(value) * raw[2 * k + column]!, product, accumulator);
        const [next, wrapped] = assign(sum + term, total, accumulator);
        overflows += Number(lost) + Number(wrapped);
        sum = next;
      });
      sums.push(sum);
    }
  }
  const range = (list: bigint[]) => list.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return { saturations, overflows, clamped: range(clamped), sums: range(sums) };
}

const eventsOf = (count: number): number[][] =>
  Array.from({ length: count }, (_unused, event) => [0, 1, 2].map((k) => ((event * 97 + k * 51) % 256) - 128));

describe("counters", () => {
  for (const count of [1, 3, 8, 21, 5000]) {
    it(`count ${count} events exactly`, async () => {
      const emulator = await build(program(), { counters: true });
      const events = eventsOf(count);
      emulator.run({ x: events.flat() });
      const [clamp, dense] = emulator.counters();
      const { saturations, overflows, clamped, sums } = expected(events);
      expect(clamp).toMatchObject({ scope: "clamp", events: count, saturations, overflows: 0 });
      expect(clamp!.values[0]).toMatchObject({
        value: 1,
        op: "cast",
        format: "fixed<6,3,RND,SAT>",
        low: clamped[0],
        high: clamped.at(-1),
      });
      expect(clamp!.minimum).toBe(Number(clamped[0]) / 8);
      expect(dense).toMatchObject({ scope: "dense", events: count, saturations: 0, overflows });
      expect(dense!.values[0]).toMatchObject({ low: sums[0], high: sums.at(-1) });
    });
  }

  it("add up over runs, and begin anew when told", async () => {
    const emulator = await build(program(), { counters: true });
    expect(emulator.counters()[0]).toMatchObject({ events: 0, saturations: 0, minimum: null });
    emulator.run({ x: eventsOf(13).flat() });
    emulator.run({ x: eventsOf(13).flat() });
    expect(emulator.counters()[0]).toMatchObject({ events: 26, saturations: 2 * expected(eventsOf(13)).saturations });
    emulator.resetCounters();
    expect(emulator.counters()[0]).toMatchObject({ events: 0, saturations: 0, minimum: null });
    emulator.run({ x: eventsOf(13).flat() });
    expect(emulator.counters()[1]!.overflows).toBe(expected(eventsOf(13)).overflows);
  });

  it("watch 64-bit lanes too", async () => {
    const builder = writer("wide");
    const wide = builder.input("x", [1], fixed(50, 20));
    builder.output("y", builder.cast(wide, ufixed(40, 8, "TRN", "SAT")));
    const emulator = await build(builder.build(), { counters: true });
    emulator.run({ x: [-5n, 1n << 40n, 1n << 10n] });
    expect(emulator.counters()[0]!.values[0]).toMatchObject({ saturations: 2, low: 0n, high: (1n << 40n) - 1n });
  });

  it("are absent unless asked for", async () => {
    const emulator = await build(program());
    emulator.run({ x: eventsOf(3).flat() });
    expect(emulator.counters()).toEqual([]);
  });
});

describe("accumulators that may overflow", () => {
  const wrapping = fixed(9, 3);
  const saturating = fixed(9, 3, "TRN", "SAT");
  const kept = fixed(18, 9);

  for (const [name, format] of Object.entries({ wrapping, saturating, kept })) {
    it(`count alike in blocks that overflow and in blocks that do not: ${name}`, async () => {
      const builder = writer("guarded");
      const input = builder.input("x", [2, 6], fixed(8, 4));
      const weights = builder.constant(
        [6, 5],
        typeOf(fixed(5, 2)),
        Array.from({ length: 30 }, (_unused, index) => BigInt(((index * 7) % 31) - 15)),
      );
      const bias = builder.constant([5], typeOf(fixed(5, 2)), [3n, -8n, 0n, 15n, 1n]);
      builder.output("y", builder.contract(input, weights, { accumulator: format, order, bias }));
      const built = builder.build();
      // Quiet blocks, loud ones, and some on the edge.
      const events = Array.from({ length: 600 }, (_event, event) =>
        Array.from({ length: 12 }, (_unused, k) => {
          const loud = [1, 4, 8, 128][Math.floor(event / 40) % 4]!;
          return ((event * 97 + k * 51) % (2 * loud)) - loud;
        }),
      );
      const guarded = await build(built, { counters: true, blockEvents: 16 });
      const stepwise = await build(built, { counters: true, blockEvents: 16, sums: "loops" });
      const plain = await build(built);
      const [a, b] = [guarded.run({ x: events.flat() }), stepwise.run({ x: events.flat() })];
      expect(a.y!.join()).toBe(b.y!.join());
      expect(a.y!.join()).toBe(plain.run({ x: events.flat() }).y!.join());
      expect(guarded.counters()).toEqual(stepwise.counters());
      const { overflows, saturations } = guarded.counters()[0]!;
      expect(overflows + saturations > 0).toBe(name !== "kept");
    });
  }

  it("use the fast form where they may", async () => {
    const { source } = await compile(program(), { counters: true });
    expect(source).toContain("safeStretch(");
  });
});
