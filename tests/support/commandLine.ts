import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { repositoryRoot } from "./oracle.js";

/** What a run of the command line left behind. */
export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `trigforge` as built into dist, as a user would. */
export function trigforge(folder: string, ...words: string[]): CommandResult {
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
