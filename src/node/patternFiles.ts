import { open, rename, rm } from "node:fs/promises";
import { type CaptureDescription, parseCapture } from "../captures/index.js";
import { fail } from "../errors/index.js";
import {
  encodePattern,
  type FrameBlock,
  openPattern,
  type PatternFile,
  type PatternHeader,
  type PatternOptions,
  type PatternOutput,
} from "../formats/index.js";
import { readChunks, readText, temporaryName, unwritable } from "./files.js";

/** The capture description in a file. @throws TrigforgeError TF-FILE-001, TF-FORMAT-013, TF-FORMAT-015, TF-CAPTURE-… */
export async function loadCapture(path: string): Promise<CaptureDescription> {
  return parseCapture(await readText(path), path);
}

/** Opens a pattern file on disk; see `openPattern`. @throws TrigforgeError TF-FILE-001, TF-PATTERN-… */
export function openPatternFile(path: string, options: Omit<PatternOptions, "where"> = {}): Promise<PatternFile> {
  return openPattern(readChunks(path), { ...options, where: path });
}

/**
 * Writes a pattern file under a temporary name and renames it.
 *
 * @throws TrigforgeError TF-FILE-002, TF-PATTERN-…, and what reading the frames throws; no file is left then
 */
export async function savePattern(
  path: string,
  header: PatternHeader,
  frames: AsyncIterable<FrameBlock> | Iterable<FrameBlock>,
  options: PatternOutput = {},
): Promise<void> {
  if (/\.(gz|xz)$/.test(path)) {
    fail("TF-FILE-002", {
      where: path,
      what: "pattern files are written without compression",
      expected: "another name",
    });
  }
  const temporary = temporaryName(path);
  const handle = await open(temporary, "w").catch((error) => unwritable(path, error));
  try {
    for await (const piece of encodePattern(header, frames, options)) {
      await handle.write(piece).catch((error) => unwritable(path, error));
    }
    await handle.close();
    await rename(temporary, path).catch((error) => unwritable(path, error));
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(temporary, { force: true });
    throw error;
  }
}
