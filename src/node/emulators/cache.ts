import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { emulatorIdentity } from "../../assets/index.js";
import type { CompiledEmulator, Manifest, WasmOptions } from "../../backends/wasm/index.js";
import { hashProgram, type Program } from "../../ir/index.js";
import { sha256Hex } from "../../ir/sha256.js";
import { version } from "../../version.js";
import { temporaryName } from "../files.js";

/** A compiled emulator, and whether it was kept from before. */
export interface CachedEmulator {
  readonly emulator: Pick<CompiledEmulator, "wasm" | "manifest">;
  readonly fromCache: boolean;
}

/** Where compiled emulators are kept. */
export interface CacheOptions {
  /** Default: `trigforge/emulators` under XDG_CACHE_HOME, or under ~/.cache. */
  readonly folder?: string;
  /** Emulators beyond which the one that was used least recently is deleted. Default 200. */
  readonly most?: number;
}

/**
 * Compiles a program's emulator, or takes it from the cache of earlier ones. An entry is found by the program's hash, the
 * options, and the version and the very files of this Trigforge; it is used only if it is whole. A cache that cannot be
 * written is no error.
 *
 * @throws TrigforgeError as `wasm.compile`
 */
export async function compileCached(
  program: Program,
  options: WasmOptions = {},
  { folder = cacheFolder(), most = 200 }: CacheOptions = {},
): Promise<CachedEmulator> {
  const hash = hashProgram(program);
  const path = join(folder, keyOf(hash, options));
  const kept = await readEntry(path, hash);
  if (kept !== undefined) {
    const now = new Date();
    await utimes(`${path}.json`, now, now).catch(() => {});
    return { emulator: kept, fromCache: true };
  }
  const { compile } = await import("../../backends/wasm/index.js");
  const emulator = await compile(program, options);
  await writeEntry(folder, path, emulator, most).catch(() => {});
  return { emulator, fromCache: false };
}

/** The folder of the cache. */
export function cacheFolder(): string {
  const home = process.env.XDG_CACHE_HOME;
  // An empty or relative path is none, says the XDG base directory specification.
  const base = home?.startsWith("/") ? home : join(homedir(), ".cache");
  return join(base, "trigforge", "emulators");
}

function keyOf(programHash: string, options: WasmOptions): string {
  const chosen = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256Hex(JSON.stringify([programHash, chosen, version, emulatorIdentity]));
}

async function readEntry(path: string, programHash: string): Promise<CachedEmulator["emulator"] | undefined> {
  try {
    const text = await readFile(`${path}.json`, "utf8");
    const { manifest } = JSON.parse(text) as { manifest: Manifest };
    if (entryText(manifest) !== text) return undefined;
    const wasm = new Uint8Array(await readFile(`${path}.wasm`));
    const whole = sha256Hex(wasm) === manifest.module;
    return whole && manifest.program.hash === programHash ? { wasm, manifest } : undefined;
  } catch {
    return undefined;
  }
}

/** A manifest with its own hash. */
function entryText(manifest: Manifest): string {
  return JSON.stringify({ manifest, sha256: sha256Hex(JSON.stringify(manifest)) });
}

/** Writes the module, then the manifest that names it: whoever reads meanwhile finds a whole entry or none. */
async function writeEntry(
  folder: string,
  path: string,
  { wasm, manifest }: CachedEmulator["emulator"],
  most: number,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [file, content] of [
    [`${path}.wasm`, wasm],
    [`${path}.json`, entryText(manifest)],
  ] as const) {
    const temporary = temporaryName(file);
    try {
      await writeFile(temporary, content);
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
  await prune(folder, most);
}

async function prune(folder: string, most: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  if (names.length <= most) return;
  const ages = await Promise.all(
    names.map(async (name) => ({
      name,
      used: await stat(join(folder, name)).then(
        (about) => about.mtimeMs,
        () => 0,
      ),
    })),
  );
  ages.sort((a, b) => a.used - b.used);
  for (const { name } of ages.slice(0, names.length - most)) {
    await rm(join(folder, name), { force: true });
    await rm(join(folder, name.replace(/\.json$/, ".wasm")), { force: true });
  }
}
