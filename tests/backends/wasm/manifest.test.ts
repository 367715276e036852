import { beforeAll, describe, expect, it } from "vitest";
import { build, type CompiledEmulator, compile, load, type Manifest } from "../../../src/backends/wasm/index.js";
import { fixed } from "../../../src/fixed/index.js";
import { hashProgram, type Program } from "../../../src/ir/index.js";
import { version } from "../../../src/version.js";
import { writer } from "./agreement.js";

function doubling(): Program {
  const builder = writer("doubling");
  const x = builder.input("x", [2], fixed(8, 4, "RND", "SAT"));
  builder.output(
    "y",
    builder.within("twice", () => builder.add(x, x)),
  );
  return builder.build();
}

describe("a compiled emulator's files", () => {
  let compiled: CompiledEmulator;
  beforeAll(async () => {
    compiled = await compile(doubling());
  });

  it("hold everything: a module without imports, and a manifest of plain JSON", async () => {
    const module = await WebAssembly.compile(compiled.wasm as Uint8Array<ArrayBuffer>);
    expect(WebAssembly.Module.imports(module)).toEqual([]);
    const manifest = JSON.parse(JSON.stringify(compiled.manifest)) as Manifest;
    expect(manifest).toEqual(compiled.manifest);
    const emulator = await load(compiled.wasm, manifest);
    expect(emulator.run({ x: [3, -4] }).y).toEqual(Int32Array.of(6, -8));
  });

  it("say what they are", () => {
    expect(compiled.manifest).toMatchObject({
      format: "trigforge-emulator",
      version: 1,
      trigforge: version,
      program: { name: "doubling", hash: hashProgram(doubling()) },
      inputs: [{ name: "x", shape: [2], format: "fixed<8,4,RND,SAT>", storage: "int32" }],
      outputs: [{ name: "y", shape: [2], format: "fixed<9,5>", storage: "int32" }],
      traces: [],
      counters: [],
    });
  });

  it("are the same bytes each time", async () => {
    const again = await compile(doubling());
    expect(Buffer.from(again.wasm).equals(Buffer.from(compiled.wasm))).toBe(true);
    expect(again.manifest).toEqual(compiled.manifest);
    expect(again.source).toEqual(compiled.source);
  });

  it("compile side by side", async () => {
    const emulators = await Promise.all([build(doubling()), build(doubling()), build(doubling())]);
    for (const emulator of emulators) expect(emulator.run({ x: [1, 2] }).y).toEqual(Int32Array.of(2, 4));
  });

  const damage: [string, (manifest: Record<string, unknown>) => void, string][] = [
    ["another format", (manifest) => (manifest.format = "something"), "TF-WASM-002"],
    ["a newer version", (manifest) => (manifest.version = 2), "TF-WASM-002"],
    ["no ports", (manifest) => delete manifest.inputs, "TF-WASM-002"],
    ["an unknown field", (manifest) => (manifest.extra = 1), "TF-WASM-002"],
    ["another module", (manifest) => (manifest.module = "00"), "TF-WASM-003"],
  ];
  for (const [name, spoil, code] of damage) {
    it(`are refused with ${name}`, async () => {
      const manifest = JSON.parse(JSON.stringify(compiled.manifest)) as Record<string, unknown>;
      spoil(manifest);
      await expect(load(compiled.wasm, manifest as unknown as Manifest)).rejects.toMatchObject({ code });
    });
  }

  it("are refused when the module is damaged", async () => {
    const wasm = compiled.wasm.slice();
    wasm[wasm.length - 3]! ^= 1;
    await expect(load(wasm, compiled.manifest)).rejects.toMatchObject({ code: "TF-WASM-003" });
  });
});
