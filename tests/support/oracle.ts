import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export { type Compilation, compile, compileAndRun, compileBeside, type Executable, execute } from "./compile.js";
export { type Random, random } from "./random.js";

// What tests compare with, and how they find it: an independent Python, the vendor's open headers, a C++ compiler and
// the shared folder of golden values. Absent ones skip a test aloud; in CI they fail it.

/** The repository's root folder. */
export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Trigforge's own simulation headers, to compile generated C++ with no vendor tool. */
export const simulationHeaders = join(repositoryRoot, "firmware/sim");

/** The Python that has hls4ml: `TRIGFORGE_ORACLE_PYTHON`, else `.trigforge/oracle/bin/python`; null when absent. */
export function oraclePython(): string | null {
  return existing(process.env.TRIGFORGE_ORACLE_PYTHON ?? join(repositoryRoot, ".trigforge/oracle/bin/python"));
}

/** The vendor's open headers: `TRIGFORGE_AP_TYPES`, else those inside the oracle Python's hls4ml; null when absent. */
export function vendorHeaders(): string | null {
  if (process.env.TRIGFORGE_AP_TYPES !== undefined) return existing(process.env.TRIGFORGE_AP_TYPES);
  const python = oraclePython();
  if (python === null) return null;
  const find = "import importlib.util; print(importlib.util.find_spec('hls4ml').origin)";
  const { status, stdout } = spawnSync(python, ["-c", find]);
  if (status !== 0) return null;
  return existing(join(dirname(stdout.toString().trim()), "templates/vivado/ap_types"));
}

/** Whether g++ can be run. */
export function hasCompiler(): boolean {
  return spawnSync("g++", ["--version"]).status === 0;
}

/** The folder of shared golden values and models beside the repository, or null when absent. */
export function sharedFolder(): string | null {
  return existing(process.env.TRIGFORGE_SHARED ?? resolve(repositoryRoot, "../shared"));
}

/**
 * Whether a test can run: `describe.skipIf(!requireOrSkip("the vendor's headers", vendorHeaders() !== null))`.
 *
 * @param reason what the test needs, as a noun phrase
 * @param present whether it is there
 * @returns `present`, after saying aloud what is skipped
 * @throws Error in CI (`CI` set) when it is absent: there a skip is a failure
 */
export function requireOrSkip(reason: string, present: boolean): boolean {
  if (present) return true;
  if (process.env.CI) throw new Error(`CI must provide ${reason}: this test may not be skipped`);
  console.warn(`\n*** SKIPPED for lack of ${reason} ***\n`);
  return false;
}

function existing(path: string): string | null {
  return existsSync(path) ? path : null;
}
