import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { opTable } from "../src/ops/index.js";
import { repositoryRoot } from "./support/oracle.js";

// The house rules that docs/architecture.md states.

const source = join(repositoryRoot, "src");

/** Rooms that each room may import, itself aside. */
const allowed: Record<string, readonly string[]> = {
  errors: [],
  assets: [],
  fixed: ["errors"],
  ops: ["errors", "fixed"],
  ir: ["errors", "fixed", "ops"],
  passes: ["errors", "fixed", "ops", "ir"],
  layers: ["errors", "fixed", "ops", "ir"],
  formats: ["errors", "fixed"],
  importers: ["errors", "fixed", "ops", "ir", "layers", "formats", "passes"],
  backends: ["errors", "assets", "fixed", "ops", "ir", "passes", "formats"],
  estimate: ["errors", "fixed", "ops", "ir", "formats", "backends"],
  captures: ["errors", "assets", "fixed", "ops", "ir", "formats", "backends"],
  node: [
    "errors",
    "assets",
    "fixed",
    "ops",
    "ir",
    "passes",
    "layers",
    "formats",
    "importers",
    "backends",
    "captures",
    "estimate",
  ],
};

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : path.endsWith(".ts") ? [path] : [];
  });
}

const files = filesUnder(source).filter((path) => !path.endsWith("generated.ts"));
const roomOf = (path: string): string => relative(source, path).split("/")[0]!;
const importsOf = (path: string): string[] =>
  [...readFileSync(path, "utf8").matchAll(/^\s*(?:import|export)[^;]*?from\s+"([^"]+)"/gm)].map((match) => match[1]!);

describe("architecture", () => {
  it("imports go one way", () => {
    const wrong = files.flatMap((path) => {
      const room = roomOf(path);
      if (room === "cli" || room.endsWith(".ts")) return [];
      const rooms = importsOf(path)
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => roomOf(resolve(dirname(path), specifier)));
      return rooms
        .filter((target) => target !== room && target !== "version.js" && !(allowed[room] ?? []).includes(target))
        .map((target) => `${relative(source, path)} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it("nothing outside node.ts, node/ and cli/ imports a Node module", () => {
    const wrong = files
      .filter((path) => !["node.ts", "node", "cli"].includes(roomOf(path)))
      .filter((path) => importsOf(path).some((specifier) => specifier.startsWith("node:")))
      .map((path) => relative(source, path));
    expect(wrong).toEqual([]);
  });

  it("no file is over 400 lines", () => {
    const long = files.filter((path) => readFileSync(path, "utf8").split("\n").length > 400);
    expect(long.map((path) => relative(source, path))).toEqual([]);
  });

  it("every op has a file of its name and a section in docs/ops.md", () => {
    const names = readdirSync(join(source, "ops"));
    const page = readFileSync(join(repositoryRoot, "docs/ops.md"), "utf8");
    for (const kind of Object.keys(opTable)) {
      expect(names).toContain(`${kind}.ts`);
      expect(page).toMatch(new RegExp(`^\\| \\[${kind}\\]`, "m"));
    }
  });
});
