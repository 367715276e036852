import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

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

/** What {@link compile} needs. */
export interface Compilation {
  /** Files to write into the temporary folder first, by name. */
  files?: Record<string, string | Uint8Array>;
  /** Sources to compile: absolute paths, or names among `files`. */
  sources: string[];
  /** Include folders. */
  include?: string[];
  /** Further flags; default `-O0`. */
  flags?: string[];
  /** Language standard; default c++14. */
  standard?: string;
}

/** A compiled program in a temporary folder. */
export interface Executable {
  path: string;
  folder: string;
  /** Runs it in its folder and returns what it printed. @throws Error when it does not exit with 0 */
  run(args?: string[], input?: string | Uint8Array): Buffer;
  /** Deletes the folder. */
  remove(): void;
}

/** Compiles C++ with g++ in a temporary folder. @throws Error with the compiler's messages when it fails */
export function compile(compilation: Compilation): Executable {
  const { folder, path, args } = prepare(compilation);
  execute("g++", args, folder);
  return executable(folder, path);
}

/** {@link compile}, beside other work: several at once use several cores. */
export async function compileBeside(compilation: Compilation): Promise<Executable> {
  const { folder, path, args } = prepare(compilation);
  await promisify(execFile)("g++", args, { cwd: folder, maxBuffer: 2 ** 26 });
  return executable(folder, path);
}

function prepare({ files = {}, sources, include = [], flags = ["-O0"], standard = "c++14" }: Compilation) {
  const folder = mkdtempSync(join(tmpdir(), "trigforge-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const path = join(folder, "program");
  const includes = [folder, ...include].map((directory) => `-I${directory}`);
  return { folder, path, args: [`-std=${standard}`, ...flags, "-w", ...includes, "-o", path, ...sources] };
}

function executable(folder: string, path: string): Executable {
  return {
    path,
    folder,
    run: (args = [], input = "") => execute(path, args, folder, input),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Compiles C++, runs it once and deletes it; see {@link compile}. @returns its standard output */
export function compileAndRun(compilation: Compilation, args: string[] = [], input: string | Uint8Array = ""): Buffer {
  const program = compile(compilation);
  try {
    return program.run(args, input);
  } finally {
    program.remove();
  }
}

/** Runs a command and returns its standard output. @throws Error with the end of its messages unless it exits with 0 */
export function execute(command: string, args: string[], folder: string, input: string | Uint8Array = ""): Buffer {
  const { status, signal, stdout, stderr, error } = spawnSync(command, args, {
    cwd: folder,
    input,
    maxBuffer: 2 ** 30,
  });
  if (error !== undefined) throw error;
  if (status !== 0) {
    throw new Error(`${command} ended with ${signal ?? status}\n${stderr.toString().slice(0, 4000)}`);
  }
  return stdout;
}

function existing(path: string): string | null {
  return existsSync(path) ? path : null;
}

export { type Random, random } from "./random.js";
