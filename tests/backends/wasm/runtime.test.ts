import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compileModule } from "../../../src/backends/wasm/compile.js";
import { runtimeText, usedNames } from "../../../src/backends/wasm/runtime.js";
import { repositoryRoot } from "../../support/oracle.js";

const folder = join(repositoryRoot, "assembly");
const files = readdirSync(folder).filter((name) => name.endsWith(".ts") && !["index.ts", "layout.ts"].includes(name));
const texts = files.map((name) => readFileSync(join(folder, name), "utf8"));
const exported = texts.flatMap((text) => [...text.matchAll(/^export function (\w+)/gm)].map((match) => match[1]!));
const declared = texts.flatMap((text) =>
  [...text.matchAll(/^(?:export )?(?:function|const) (\w+)/gm)].map((match) => match[1]!),
);
const layout =
  "export const rowBytes: usize = 64; export const halfRowBytes: usize = 32; export const wideRowBytes: usize = 128;";

const compile = (entry: string, index: string) =>
  compileModule(
    {
      sources: { "emulator.ts": entry, "assembly/index.ts": index, "assembly/layout.ts": layout },
      data: { address: 0, bytes: new Uint8Array(0) },
      counters: [],
      memoryBytes: 0,
    },
    "test",
  );

describe("what a generated program gets of assembly/", () => {
  it("has names that are unique over all files", () => {
    expect(new Set(declared).size).toBe(declared.length);
  });

  it("has every line of every file when every function is used", () => {
    const text = runtimeText(exported);
    const lines = texts.flatMap((file) => file.split("\n"));
    const code = lines.filter((line) => !/^(\s*\/\/.*|\/\*\*.*| \*.*|import .*|\s*)$/.test(line));
    expect(code.length).toBeGreaterThan(800);
    expect(code.filter((line) => !text.includes(line))).toEqual([]);
  });

  it("compiles with the declarations that stand for the standard library", async () => {
    const wasm = await compile('export * from "./assembly/index";', runtimeText(exported));
    const names = WebAssembly.Module.exports(await WebAssembly.compile(wasm as Uint8Array<ArrayBuffer>)).map(
      ({ name }) => name,
    );
    expect(names.sort()).toEqual([...exported, "memory"].sort());
  });

  it("has what functions use that are used, and no more", () => {
    const text = runtimeText(["dotProducts"]);
    expect([...text.matchAll(/^(?:export )?function (\w+)/gm)].map((match) => match[1])).toEqual([
      "dotProducts",
      "dot4",
      "dot2",
      "dot1",
    ]);
  });

  it("is found by calls of exported functions", () => {
    expect(usedNames("packPairs16(a, dotProducts(b)); dot4(1); lookup16; unknown(2)")).toEqual([
      "dotProducts",
      "packPairs16",
    ]);
  });
});

describe("the AssemblyScript compiler", () => {
  it("refuses what is wrong, with the place", async () => {
    await expect(compile("export function run(): i32 { return missing(); }", "")).rejects.toThrow(
      /Cannot find name 'missing'[\s\S]*emulator\.ts\(1,/,
    );
    await expect(compile('import { f } from "./assembly/none"; f();', "")).rejects.toThrow(/assembly\/none/);
    await expect(compile("export function run(: i32 { }", "")).rejects.toThrow(/emulator\.ts/);
  });
});
