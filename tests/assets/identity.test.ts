import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
// @ts-expect-error: a script of the build, which has no types
import { emulatorIdentity as identityOf } from "../../src/assets/identity.mjs";
import { emulatorIdentity } from "../../src/assets/index.js";
import { repositoryRoot } from "../support/oracle.js";

const read = (path: string): string => readFileSync(join(repositoryRoot, path), "utf8");
const namesIn = (folder: string, ending: string): string[] =>
  readdirSync(join(repositoryRoot, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);
const embedded = [...namesIn("assembly", ".ts"), ...namesIn("templates/wasm", ".hbs")];

describe("the identity of the WebAssembly backend", () => {
  it("is that of the files as they are; else run npm run assets", () => {
    expect(emulatorIdentity).toBe(identityOf(read, embedded));
  });

  it("changes with every file that decides about a compilation", () => {
    const rooms = ["src/backends/wasm", "src/ops", "src/fixed"].flatMap((folder) => namesIn(folder, ".ts"));
    const paths = [
      ...rooms,
      ...embedded,
      "src/ir/ranges.ts",
      "src/assets/templates.ts",
      "src/version.ts",
      "package.json",
    ];
    expect(paths.length).toBeGreaterThan(80);
    const missed = paths.filter((changed) => {
      const edit = (text: string) =>
        changed === "package.json" ? text.replace(/"assemblyscript": "/, '"assemblyscript": "9') : `${text} `;
      const readChanged = (path: string): string => (path === changed ? edit(read(path)) : read(path));
      return identityOf(readChanged, embedded) === emulatorIdentity;
    });
    expect(missed).toEqual([]);
  });
});
