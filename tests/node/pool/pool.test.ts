import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
// Threads run JavaScript: what is tested here is what was built.
import { wasm } from "../../../dist/index.js";
import { EmulatorPool, emulateNpy } from "../../../dist/node.js";
import { encodeNpyHeader } from "../../../src/formats/index.js";
import { fixed, ProgramBuilder } from "../../../src/index.js";
import { temporaryFolder } from "../../support/commandLine.js";
import { random } from "../../support/random.js";

const { parseFormat } = fixed;
const order = { order: "sequential", stride: 1 } as const;

function program(wide = false) {
  const builder = new ProgramBuilder("pooled", { source: "test", fidelity: "native", notes: [] });
  const x = builder.input("x", [3], parseFormat("fixed<9,4>"));
  const z = builder.input("z", [2], parseFormat("fixed<12,6,RND,SAT>"));
  const weights = builder.constant([3, 2], fixed.typeOf(parseFormat("fixed<4,2>")), [3n, -5n, 7n, 2n, -8n, 6n]);
  const sums = builder.contract(x, weights, { accumulator: parseFormat("fixed<10,4>"), order });
  builder.output(
    "y",
    builder.within("clamp", () => builder.cast(sums, parseFormat("fixed<6,3,TRN,SAT>"))),
  );
  builder.output("w", wide ? builder.mul(z, builder.constant([1], parseFormat("fixed<40,40>"), [3n])) : z);
  return builder.build();
}

function eventsOf(count: number, seed = 71): { x: Int32Array; z: Int32Array } {
  const source = random(seed, "pool events");
  return {
    x: Int32Array.from({ length: count * 3 }, () => source.integer(-256, 255)),
    z: Int32Array.from({ length: count * 2 }, () => source.integer(-2048, 2047)),
  };
}

describe("a pool of threads", () => {
  const pools: { close(): Promise<void> }[] = [];
  afterAll(() => Promise.all(pools.map((pool) => pool.close())));

  it("gives what one thread gives, in order, for any number of events", async () => {
    for (const wide of [false, true]) {
      const compiled = await wasm.compile(program(wide));
      const emulator = await wasm.load(compiled.wasm, compiled.manifest);
      const pool = await EmulatorPool.open(compiled, { threads: 3 });
      pools.push(pool);
      for (const count of [0, 1, 7, 2049, 30_001]) {
        const events = eventsOf(count);
        const [together, alone] = [await pool.run(events), emulator.run(events)];
        for (const port of ["y", "w"]) expect([...together[port]!].join()).toBe([...alone[port]!].join());
      }
      const shared = new Int32Array(new SharedArrayBuffer(4 * 3 * 5000));
      const { x, z } = eventsOf(5000);
      shared.set(x);
      const [together, alone] = [await pool.run({ x: shared, z: [...z] }), emulator.run({ x, z })];
      for (const port of ["y", "w"]) expect([...together[port]!].join()).toBe([...alone[port]!].join());
    }
  });

  it("computes into shared arrays that the caller has, and takes no others", async () => {
    const compiled = await wasm.compile(program());
    const emulator = await wasm.load(compiled.wasm, compiled.manifest);
    const pool = await EmulatorPool.open(compiled, { threads: 2 });
    pools.push(pool);
    const inputs = eventsOf(7000);
    const alone = emulator.run(inputs);
    const shared = (length: number) => new Int32Array(new SharedArrayBuffer(4 * length));
    const outputs = { y: shared(alone.y!.length), w: shared(alone.w!.length) };
    expect(await pool.runInto(inputs, outputs)).toBe(7000);
    for (const port of ["y", "w"] as const) expect([...outputs[port]].join()).toBe([...alone[port]!].join());
    for (const y of [new Int32Array(alone.y!.length), shared(5)]) {
      await expect(pool.runInto(inputs, { ...outputs, y })).rejects.toMatchObject({ code: "TF-WASM-005" });
    }
  });

  it("cuts few events into blocks, the last one not full", async () => {
    const compiled = await wasm.compile(program(), { blockEvents: 8 });
    const pool = await EmulatorPool.open(compiled, { threads: 2 });
    pools.push(pool);
    const emulator = await wasm.load(compiled.wasm, compiled.manifest);
    const events = eventsOf(203);
    expect([...(await pool.run(events)).y!].join()).toBe([...emulator.run(events).y!].join());
  });

  it("runs several requests at once", async () => {
    const compiled = await wasm.compile(program());
    const emulator = await wasm.load(compiled.wasm, compiled.manifest);
    const pool = await EmulatorPool.open(compiled, { threads: 2 });
    pools.push(pool);
    const requests = Array.from({ length: 8 }, (_unused, index) => eventsOf(5000, index));
    const results = await Promise.all(requests.map((events) => pool.run(events)));
    results.forEach((result, index) => {
      expect([...result.y!].join()).toBe([...emulator.run(requests[index]!).y!].join());
    });
  });

  it("counts as one thread counts", async () => {
    const compiled = await wasm.compile(program(), { counters: true });
    const emulator = await wasm.load(compiled.wasm, compiled.manifest);
    const pool = await EmulatorPool.open(compiled, { threads: 2 });
    pools.push(pool);
    const events = eventsOf(10_003);
    emulator.run(events);
    await pool.run(events);
    expect(await pool.counters()).toEqual(emulator.counters());
  });

  it("refuses an element by its place among all events, and goes on", async () => {
    const compiled = await wasm.compile(program());
    const pool = await EmulatorPool.open(compiled, { threads: 2 });
    pools.push(pool);
    const events = eventsOf(9000);
    events.x[3 * 7001 + 2] = 256;
    await expect(pool.run(events)).rejects.toMatchObject({
      code: "TF-PROGRAM-004",
      note: { what: "event 7001, element 2 is 256" },
    });
    expect((await pool.run(eventsOf(3))).y).toHaveLength(6);
    await expect(EmulatorPool.open(compiled, { threads: 0 })).rejects.toMatchObject({ code: "TF-WASM-005" });
  });
});

describe("files on several threads", () => {
  const folder = temporaryFolder();

  function writeEvents(name: string, count: number): { path: string; reals: Float32Array } {
    const source = random(72, "file events");
    const reals = Float32Array.from({ length: count * 5 }, () => source.integer(-9000, 9000) / 512);
    const path = join(folder, name);
    writeFileSync(path, Buffer.concat([encodeNpyHeader("float32", [count, 5]), Buffer.from(reals.buffer)]));
    return { path, reals };
  }

  it("write what the emulator computes, as integers and as reals", async () => {
    const compiled = await wasm.compile(program());
    const emulator = await wasm.load(compiled.wasm, compiled.manifest);
    const count = 150_001;
    const { path, reals } = writeEvents("events.npy", count);
    const column = (first: number, width: number) =>
      Float32Array.from(
        { length: count * width },
        (_unused, index) => reals[Math.floor(index / width) * 5 + first + (index % width)]!,
      );
    const expected = emulator.run({ x: emulator.encode("x", column(0, 3)), z: emulator.encode("z", column(3, 2)) });
    for (const as of ["raw", "real"] as const) {
      const output = join(folder, `${as}.npy`);
      const seen: number[] = [];
      const progress = (done: number): number => seen.push(done);
      const done = await emulateNpy(program(), compiled, path, { output, as, threads: 2, progress });
      expect(done).toMatchObject({ events: count, threads: 2 });
      expect(seen.at(-1)).toBe(count);
      for (const port of ["y", "w"]) {
        const bytes = readFileSync(join(folder, `${as}_${port}.npy`)).subarray(128);
        const wanted = as === "raw" ? expected[port]! : emulator.decode(port, expected[port]!);
        expect(bytes.equals(new Uint8Array(wanted.buffer))).toBe(true);
      }
    }
  });

  it("leave nothing behind when they are stopped, or when a number is refused", async () => {
    const compiled = await wasm.compile(program());
    const { path, reals } = writeEvents("many.npy", 400_000);
    const before = readdirSync(folder);
    const stop = new AbortController();
    const options = { output: join(folder, "stopped.npy"), as: "raw", threads: 2, signal: stop.signal } as const;
    await expect(emulateNpy(program(), compiled, path, { ...options, progress: () => stop.abort() })).rejects.toThrow();
    reals[5 * 300_000] = Number.NaN;
    writeFileSync(path, Buffer.concat([encodeNpyHeader("float32", [400_000, 5]), Buffer.from(reals.buffer)]));
    await expect(
      emulateNpy(program(), compiled, path, { output: options.output, as: "raw", threads: 2 }),
    ).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(before);
  });

  it("are left to one thread where their layout is another", async () => {
    const compiled = await wasm.compile(program());
    const { path } = writeEvents("short.npy", 40);
    const bytes = readFileSync(path);
    const write = (name: string, content: Uint8Array): string => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const fortran = Buffer.from(bytes.toString("latin1").replace("False", "True "), "latin1");
    const big = Buffer.from(bytes.toString("latin1").replace("<f4", ">f4"), "latin1");
    for (const other of [
      write("fortran.npy", fortran),
      write("big.npy", big),
      write("longer.npy", Buffer.concat([bytes, bytes])),
    ]) {
      expect(await emulateNpy(program(), compiled, other, { as: "raw", threads: 1 })).toBeUndefined();
    }
    expect(await emulateNpy(program(), compiled, path, { as: "raw", output: join(folder, "y.csv") })).toBeUndefined();
  });
});
