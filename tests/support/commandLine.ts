import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { run } from "../../src/cli/run.js";
import { repositoryRoot } from "./oracle.js";

/** What a run of the command line left behind. */
export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command of `trigforge` within this process, which costs less than a process of its own. {@link trigforgeProcess} is
 * what a user would start.
 */
export async function trigforge(folder: string, ...words: string[]): Promise<CommandResult> {
  const before = { folder: process.cwd(), code: process.exitCode, log: console.log };
  const written = { stdout: "", stderr: "" };
  const streams = ["stdout", "stderr"] as const;
  const originals = streams.map((name) => process[name].write);
  for (const name of streams) {
    process[name].write = ((text: string | Uint8Array) => {
      written[name] += typeof text === "string" ? text : new TextDecoder().decode(text);
      return true;
    }) as typeof process.stdout.write;
  }
  console.log = (text: string) => process.stdout.write(`${text}\n`);
  process.chdir(folder);
  process.exitCode = undefined;
  try {
    await run(words);
    return { status: Number(process.exitCode ?? 0), ...written };
  } finally {
    streams.forEach((name, index) => {
      process[name].write = originals[index]!;
    });
    console.log = before.log;
    process.chdir(before.folder);
    process.exitCode = before.code;
  }
}

/** Runs `trigforge` as built into dist, as a user would. */
export function trigforgeProcess(folder: string, ...words: string[]): CommandResult {
  const main = join(repositoryRoot, "dist/cli/main.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], { cwd: folder, encoding: "utf8" });
  return { status, stdout, stderr };
}

/** A folder for the tests of one file, deleted afterwards. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "trigforge-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A file among the bundled examples. */
export function example(path: string): string {
  return join(repositoryRoot, "examples", path);
}
