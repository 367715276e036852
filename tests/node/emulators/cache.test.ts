import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fixed, typeOf } from "../../../src/fixed/index.js";
import { wasm } from "../../../src/index.js";
import { type Program, ProgramBuilder } from "../../../src/ir/index.js";
import { cacheFolder, compileCached } from "../../../src/node/emulators/cache.js";
import { temporaryFolder } from "../../support/commandLine.js";

function program(factor: bigint): Program {
  const builder = new ProgramBuilder("kept", { source: "test", fidelity: "native", notes: [] });
  const x = builder.input("x", [1], fixed(8, 4));
  builder.output("y", builder.mul(x, builder.constant([1], typeOf(fixed(5, 5)), [factor])));
  return builder.build();
}

describe("the cache of compiled emulators", () => {
  const folder = temporaryFolder();
  afterEach(() => void vi.unstubAllEnvs());

  it("keeps a program's emulator, and tells programs and options apart", async () => {
    expect((await compileCached(program(3n), {}, { folder })).fromCache).toBe(false);
    const again = await compileCached(program(3n), {}, { folder });
    expect(again.fromCache).toBe(true);
    const emulator = await wasm.load(again.emulator.wasm, again.emulator.manifest);
    expect(emulator.run({ x: [5] }).y).toEqual(Int32Array.of(15));
    expect((await compileCached(program(4n), {}, { folder })).fromCache).toBe(false);
    expect((await compileCached(program(3n), { trace: true }, { folder })).fromCache).toBe(false);
    expect((await compileCached(program(3n), { trace: true }, { folder })).fromCache).toBe(true);
  });

  it("compiles again where an entry is damaged, and mends it", async () => {
    const own = join(folder, "damaged");
    await compileCached(program(5n), {}, { folder: own });
    for (const ending of [".wasm", ".json"]) {
      const file = join(own, readdirSync(own).find((name) => name.endsWith(ending))!);
      const bytes = readFileSync(file);
      bytes[bytes.length - 9] = bytes[bytes.length - 9]! ^ 1;
      writeFileSync(file, bytes);
      const mended = await compileCached(program(5n), {}, { folder: own });
      expect(mended.fromCache).toBe(false);
      const emulator = await wasm.load(mended.emulator.wasm, mended.emulator.manifest);
      expect(emulator.run({ x: [2] }).y).toEqual(Int32Array.of(10));
      expect((await compileCached(program(5n), {}, { folder: own })).fromCache).toBe(true);
    }
  });

  it("holds no more than it is told, and leaves no other file", async () => {
    const own = join(folder, "small");
    for (const factor of [1n, 2n, 3n, 4n]) await compileCached(program(factor), {}, { folder: own, most: 2 });
    expect(readdirSync(own).map((name) => name.slice(-5))).toSatisfy(
      (endings: string[]) => endings.join() === ".json,.wasm,.json,.wasm",
    );
    expect((await compileCached(program(4n), {}, { folder: own, most: 2 })).fromCache).toBe(true);
  });

  it("is no error where it cannot be written", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect((await compileCached(program(6n), {}, { folder: join(file, "cache") })).fromCache).toBe(false);
  });

  it("lies where the XDG specification says", () => {
    vi.stubEnv("XDG_CACHE_HOME", "/somewhere/cache");
    expect(cacheFolder()).toBe("/somewhere/cache/trigforge/emulators");
    vi.stubEnv("XDG_CACHE_HOME", "relative");
    expect(cacheFolder()).toMatch(/\.cache\/trigforge\/emulators$/);
  });
});
