import { beforeAll, describe, expect, it } from "vitest";
import { evaluate } from "../../../src/backends/reference/index.js";
import { build, type Emulator } from "../../../src/backends/wasm/index.js";
import { fixed, ufixed } from "../../../src/fixed/index.js";
import type { Program } from "../../../src/ir/index.js";
import { plain, writer } from "./agreement.js";

/** Two ports, one of 32-bit and one of 64-bit integers; two outputs likewise. */
function mixed(): Program {
  const builder = writer("mixed");
  const x = builder.input("x", [3], fixed(10, 4));
  const t = builder.input("t", [], ufixed(40, 40));
  const weights = builder.constant(
    [3, 5],
    { signed: true, width: 4, integer: 2 },
    Array.from({ length: 15 }, (_u, i) => BigInt((i * 7) % 16) - 8n),
  );
  const order = { order: "sequential", stride: 1 } as const;
  builder.output("y", builder.contract(x, weights, { accumulator: fixed(14, 6, "RND", "SAT"), order }));
  builder.output("later", builder.add(t, builder.constant([1], { signed: false, width: 1, integer: 1 }, [1n])));
  return builder.build();
}

const draw = (index: number): number => ((index * 7919) % 1024) - 512;
const time = (event: number): bigint => (1n << 39n) + ((BigInt(event) * 123456789n) % (1n << 39n));

describe("an emulator", () => {
  let program: Program;
  let emulator: Emulator;
  beforeAll(async () => {
    program = mixed();
    emulator = await build(program);
  });

  for (const events of [0, 1, 2, 3, 5, 7, 8, 9, 255, 1023, 20_001]) {
    it(`computes ${events} events`, () => {
      const x = Int32Array.from({ length: 3 * events }, (_unused, index) => draw(index));
      const t = BigInt64Array.from({ length: events }, (_unused, index) => time(index));
      const { y, later } = emulator.run({ x, t });
      expect(y).toBeInstanceOf(Int32Array);
      expect(later).toBeInstanceOf(BigInt64Array);
      expect([y!.length, later!.length]).toEqual([5 * events, events]);
      for (let event = 0; event < events; event += event < 300 ? 1 : 997) {
        const wanted = evaluate(program, { x: [0, 1, 2].map((k) => BigInt(x[3 * event + k]!)), t: [t[event]!] });
        expect(plain(y!.slice(5 * event, 5 * event + 5))).toEqual(wanted.y);
        expect(later![event]).toEqual(wanted.later![0]);
      }
    });
  }

  it("takes plain numbers and big integers as well, and leaves them alone", () => {
    const numbers = { x: [1, -2, 3], t: [5] };
    const bigs = { x: [1n, -2n, 3n], t: [5n] };
    const arrays = { x: BigInt64Array.of(1n, -2n, 3n), t: Int32Array.of(5) };
    const wanted = emulator.run({ x: Int32Array.of(1, -2, 3), t: BigInt64Array.of(5n) });
    for (const inputs of [numbers, bigs, arrays]) expect(emulator.run(inputs)).toEqual(wanted);
    expect(numbers).toEqual({ x: [1, -2, 3], t: [5] });
  });

  it("returns arrays of the caller's own", () => {
    const first = emulator.run({ x: [1, 2, 3], t: [5] });
    const kept = plain(first.y!);
    emulator.run({ x: [100, -200, 300], t: [6] });
    expect(plain(first.y!)).toEqual(kept);
  });

  const bad: [string, Record<string, number[] | bigint[] | Int32Array | BigInt64Array>, RegExp][] = [
    [
      "too large",
      { x: Int32Array.of(0, 0, 0, 0, 512, 0), t: [1, 2] },
      /input x: event 1, element 1 is 512\n.*-512 to 511/,
    ],
    ["too small", { x: Int32Array.of(-513, 0, 0), t: [1] }, /event 0, element 0 is -513/],
    ["far too large", { x: [2 ** 40, 0, 0], t: [1] }, /event 0, element 0 is 1099511627776/],
    ["not whole", { x: [0, 0.5, 0], t: [1] }, /event 0, element 1 is 0.5/],
    ["not a number", { x: [0, Number.NaN, 0], t: [1] }, /event 0, element 1 is NaN/],
    ["negative and unsigned", { x: [0, 0, 0], t: BigInt64Array.of(-1n) }, /input t: event 0, element 0 is -1/],
    ["too large in 64 bits", { x: [0, 0, 0], t: [1n << 40n] }, /event 0, element 0 is 1099511627776/],
    ["ragged", { x: [0, 0], t: [1] }, /2 elements are no whole number of events/],
    ["uneven", { x: [0, 0, 0], t: [1, 2] }, /input t: 2 events were given/],
    ["missing", { x: [0, 0, 0] }, /input t: no elements were given/],
    ["unknown", { x: [0, 0, 0], t: [1], z: [1] }, /there is no input port z/],
  ];
  for (const [name, inputs, message] of bad) {
    it(`refuses an input that is ${name}`, () => {
      expect(() => emulator.run(inputs)).toThrow(message);
      expect(() => emulator.run(inputs)).toThrow(expect.objectContaining({ code: "TF-PROGRAM-004" }));
    });
  }

  it("names the right event in a late chunk", () => {
    const events = 50_000;
    const x = new Int32Array(3 * events);
    x[3 * 43_210 + 2] = -600;
    expect(() => emulator.run({ x, t: new BigInt64Array(events) })).toThrow("event 43210, element 2 is -600");
  });

  it("computes a program without inputs once", async () => {
    const builder = writer("constant");
    builder.output("y", builder.constant([2], { signed: true, width: 4, integer: 4 }, [3n, -4n]));
    expect((await build(builder.build())).run({}).y).toEqual(Int32Array.of(3, -4));
  });

  it("refuses options that do not fit", async () => {
    for (const blockEvents of [0, 7, 12, 1.5, 1e9]) {
      await expect(build(program, { blockEvents })).rejects.toThrow(/blockEvents is/);
    }
    await expect(build(program, { trace: ["dense_9"] })).rejects.toThrow(/there is no scope dense_9/);
    expect(() => emulator.trace({ x: [0, 0, 0], t: [1] })).toThrow(/keeps no values/);
    expect(() => emulator.decode("z", [1])).toThrow(/there is no port z/);
  });
});

describe("a trace", () => {
  it("keeps the values of the scopes that were named", async () => {
    const builder = writer("scopes");
    const x = builder.input("x", [2], fixed(8, 4));
    const a = builder.within("first", () => builder.add(x, x));
    const b = builder.within("second", () => builder.cast(a, fixed(6, 4, "RND", "SAT")));
    builder.output("y", b);
    const emulator = await build(builder.build(), { trace: ["first"] });
    const { outputs, values } = emulator.trace({ x: [1, -2, 3, 127] });
    expect(outputs.y).toEqual(Int32Array.of(1, -1, 2, 31));
    expect(values).toEqual([
      { value: 1, scope: "first", op: "add", shape: [2], type: "fixed<9,5>", raw: Int32Array.of(2, -4, 6, 254) },
    ]);
  });
});

describe("an emulator's own memory and the caller's", () => {
  function doubling() {
    const builder = writer("doubling");
    const x = builder.input("x", [3], fixed(9, 9));
    const wide = builder.input("wide", [1], fixed(40, 40));
    builder.output("y", builder.add(x, x));
    builder.output("z", wide);
    return builder.build();
  }
  const inputsOf = (count: number) => ({
    x: Int32Array.from({ length: 3 * count }, (_unused, index) => ((index * 37) % 512) - 256),
    wide: BigInt64Array.from({ length: count }, (_unused, index) => BigInt(index) << 20n),
  });

  it("one event in place, again and again", async () => {
    const emulator = await build(doubling());
    const { inputs, outputs, run } = emulator.inPlace();
    for (let event = 0; event < 5; event++) {
      inputs.x!.set([event, -event, 7] as never);
      inputs.wide!.set([BigInt(event)] as never);
      run();
      expect([...outputs.y!]).toEqual([2 * event, 0 - 2 * event, 14]);
      expect([...outputs.z!]).toEqual([BigInt(event)]);
    }
  });

  it("a refused event leaves nothing behind that a later run could meet", async () => {
    const emulator = await build(doubling());
    const { x, wide } = inputsOf(20);
    const bad = x.slice();
    bad[3 * 19 + 1] = 256;
    expect(() => emulator.run({ x: bad, wide })).toThrow(/event 19, element 1 is 256/);
    expect(emulator.run({ x: x.slice(0, 51), wide: wide.slice(0, 17) }).y).toHaveLength(51);
    const single = emulator.inPlace(3);
    single.inputs.x!.fill(300 as never);
    expect(() => single.run()).toThrow(/event 0, element 0 is 300/);
    single.inputs.x!.fill(-5 as never);
    single.run();
    expect([...single.outputs.y!]).toEqual(new Array(9).fill(-10));
    const large = wide.slice();
    large[18] = 1n << 39n;
    expect(() => emulator.run({ x, wide: large })).toThrow(/input wide/);
    expect(emulator.run({ x, wide }).z).toEqual(wide);
  });

  it("results into arrays that the caller has", async () => {
    const emulator = await build(doubling());
    const inputs = inputsOf(1000);
    const outputs = { y: new Int32Array(3000), z: new BigInt64Array(new SharedArrayBuffer(8000)) };
    expect(emulator.runInto(inputs, outputs)).toBe(1000);
    const wanted = emulator.run(inputs);
    expect(outputs.y).toEqual(wanted.y);
    expect([...outputs.z]).toEqual([...wanted.z!]);
    for (const wrong of [{ ...outputs, y: new Int32Array(2999) }, { ...outputs, y: outputs.z }, { z: outputs.z }]) {
      expect(() => emulator.runInto(inputs, wrong as never)).toThrow(/output y/);
    }
    expect(() => emulator.inPlace(0)).toThrow(/0 events in place/);
  });
});
