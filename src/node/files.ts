import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fail } from "../errors/index.js";

/** The file that marks a folder as written by Trigforge. */
export const folderMark = "trigforge.json";

/** Largest model file that is read into memory, in bytes. */
const largestFile = 2 ** 31;

/** The bytes of a file. @throws TrigforgeError TF-FILE-001 */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > largestFile)
      return fail("TF-FILE-001", { where: path, what: `the file has ${size} bytes, too many for a model` });
    return await readFile(path);
  } catch (error) {
    return unreadable(path, error);
  }
}

/** The text of a UTF-8 file. @throws TrigforgeError TF-FILE-001 */
export async function readText(path: string): Promise<string> {
  return new TextDecoder().decode(await readBytes(path));
}

/** The bytes of a file, piece by piece. @throws TrigforgeError TF-FILE-001 */
export async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) yield chunk as Uint8Array;
  } catch (error) {
    unreadable(path, error);
  }
}

/** Whether a path is a folder, a file, or nothing. */
export async function kindOfPath(path: string): Promise<"folder" | "file" | undefined> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch {
    return undefined;
  }
}

/**
 * The text files under a folder whose names have one of the endings, by path relative to it with forward slashes.
 * Hidden folders are left out.
 */
export async function readFolder(folder: string, endings: readonly string[]): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const visit = async (directory: string): Promise<void> => {
    const entries = await readdir(directory, { withFileTypes: true }).catch((error) => unreadable(directory, error));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(directory, entry.name);
      if (entry.isDirectory() && !entry.name.startsWith(".")) await visit(path);
      if (entry.isFile() && endings.some((ending) => entry.name.endsWith(ending))) {
        files[relative(folder, path).split(sep).join("/")] = await readText(path);
      }
    }
  };
  await visit(folder);
  return files;
}

/** A name beside a path that no other process takes. */
export function temporaryName(path: string): string {
  return `${path}.${randomBytes(4).toString("hex")}.partial`;
}

/** Writes a file under a temporary name and renames it. @throws TrigforgeError TF-FILE-002 */
export async function saveFile(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, data);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    unwritable(path, error);
  }
}

/**
 * Writes a folder of files under a temporary name and renames it. A folder that Trigforge wrote before, or an empty one, is
 * replaced; any other is refused.
 *
 * @param files text or bytes by relative path with forward slashes
 * @throws TrigforgeError TF-FILE-002, TF-FILE-003
 */
export async function saveFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  const target = resolve(folder);
  await refuseForeignFolder(folder);
  const temporary = temporaryName(target);
  try {
    for (const [path, data] of Object.entries(files)) {
      const file = resolve(temporary, path);
      if (!file.startsWith(temporary + sep)) throw new Error(`${path} lies outside the folder`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, data);
    }
    await rm(target, { recursive: true, force: true });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    unwritable(folder, error);
  }
}

async function refuseForeignFolder(folder: string): Promise<void> {
  const kind = await kindOfPath(folder);
  if (kind === undefined) return;
  if (kind === "file") fail("TF-FILE-003", { where: folder, what: "this is a file", expected: "a folder, or nothing" });
  const entries = await readdir(folder);
  if (entries.length > 0 && !entries.includes(folderMark)) {
    fail("TF-FILE-003", {
      where: folder,
      what: `the folder holds files that Trigforge did not write (${entries[0]}, …)`,
    });
  }
}

function unreadable(path: string, error: unknown): never {
  if (error instanceof Error && error.name === "TrigforgeError") throw error;
  return fail("TF-FILE-001", { where: path, what: `it cannot be read: ${reason(error)}` });
}

/** Reports that a path cannot be written, with the system's reason. */
export function unwritable(path: string, error: unknown): never {
  return fail("TF-FILE-002", { where: path, what: `it cannot be written: ${reason(error)}` });
}

function reason(error: unknown): string {
  const code = (error as { code?: string }).code;
  const known: Record<string, string> = {
    ENOENT: "there is no such file or folder",
    EACCES: "permission denied",
    EISDIR: "it is a folder",
    ENOTDIR: "part of its path is not a folder",
    ENOSPC: "the disk is full",
  };
  return known[code ?? ""] ?? (error as Error).message;
}
