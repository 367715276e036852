import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

// C++ in tests. A program whose preprocessed text was compiled before, with the same flags, comes from
// .trigforge/cache; TRIGFORGE_COMPILE_CACHE=off compiles it always.

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
  const { folder, path, flags, sources } = prepare(compilation);
  const key = cacheKey(flags, sources, folder);
  if (!fetchCached(key, path)) {
    execute("g++", [...flags, "-o", path, ...sources], folder);
    storeCached(key, path);
  }
  return executable(folder, path);
}

/** {@link compile}, beside other work: two at a time, one a core of a small machine. */
export async function compileBeside(compilation: Compilation): Promise<Executable> {
  const { folder, path, flags, sources } = prepare(compilation);
  await turn();
  try {
    const key = cacheKey(flags, sources, folder);
    if (!fetchCached(key, path)) {
      await executeBeside("g++", [...flags, "-o", path, ...sources], folder);
      storeCached(key, path);
    }
  } finally {
    running--;
    waiting.shift()?.();
  }
  return executable(folder, path);
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

/** Runs a command and returns its standard output. @throws Error with its messages unless it exits with 0 */
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

function executeBeside(command: string, args: string[], folder: string): Promise<void> {
  return new Promise((done, failed) => {
    execFile(command, args, { cwd: folder, maxBuffer: 2 ** 26, timeout: 1_200_000 }, (error, _stdout, stderr) => {
      if (error === null) done();
      else failed(new Error(`${command} ended with ${error.code}\n${stderr.slice(0, 4000)}`));
    });
  });
}

let running = 0;
const waiting: (() => void)[] = [];

async function turn(): Promise<void> {
  if (running >= 2) await new Promise<void>((go) => waiting.push(go));
  running++;
}

function prepare({ files = {}, sources, include = [], flags = ["-O0"], standard = "c++14" }: Compilation) {
  const folder = mkdtempSync(join(tmpdir(), "trigforge-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const includes = [".", ...include].map((directory) => `-I${directory}`);
  return { folder, path: join(folder, "program"), flags: [`-std=${standard}`, ...flags, "-w", ...includes], sources };
}

function executable(folder: string, path: string): Executable {
  return {
    path,
    folder,
    run: (args = [], input = "") => execute(path, args, folder, input),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const cacheFolder = join(resolve(dirname(fileURLToPath(import.meta.url)), "../.."), ".trigforge/cache");
const cacheLimit = 200;

/** The name of a program: a hash of its preprocessed text, the flags and the compiler. Null when it cannot be cached. */
function cacheKey(flags: string[], sources: string[], folder: string): string | null {
  if (process.env.TRIGFORGE_COMPILE_CACHE === "off" || flags.includes("-fsyntax-only")) return null;
  const preprocessed = spawnSync("g++", [...flags, "-E", "-P", ...sources], { cwd: folder, maxBuffer: 2 ** 30 });
  const version = spawnSync("g++", ["-dumpfullversion"]);
  if (preprocessed.status !== 0 || version.status !== 0) return null;
  const meaning = flags.filter((flag) => !flag.startsWith("-I")).join(" ");
  return createHash("sha256").update(version.stdout).update(meaning).update(preprocessed.stdout).digest("hex");
}

function fetchCached(key: string | null, path: string): boolean {
  if (key === null) return false;
  const cached = join(cacheFolder, key);
  if (!existsSync(cached)) return false;
  const now = new Date();
  utimesSync(cached, now, now);
  copyFileSync(cached, path);
  return true;
}

function storeCached(key: string | null, path: string): void {
  if (key === null || !existsSync(path)) return;
  mkdirSync(cacheFolder, { recursive: true });
  const partial = join(cacheFolder, `${key}.${process.pid}`);
  copyFileSync(path, partial);
  renameSync(partial, join(cacheFolder, key));
  const age = (name: string) => statSync(join(cacheFolder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const oldest = readdirSync(cacheFolder).sort((a, b) => age(b) - age(a));
  for (const name of oldest.slice(cacheLimit)) rmSync(join(cacheFolder, name), { force: true });
}
