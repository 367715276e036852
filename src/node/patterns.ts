import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { fail, TrigforgeError } from "../errors/index.js";
import {
  encodePattern,
  type FrameBlock,
  openPattern,
  type PatternFile,
  type PatternHeader,
  type PatternOptions,
  type PatternOutput,
} from "../formats/index.js";
import { readChunks, temporaryName, unwritable } from "./files.js";

/**
 * Opens a pattern file; see `openPattern`.
 *
 * @throws TrigforgeError TF-FILE-001, TF-PATTERN-…
 */
export function openPatternFile(path: string, options: Omit<PatternOptions, "where"> = {}): Promise<PatternFile> {
  return openPattern(readChunks(path), { ...options, where: path });
}

/**
 * Writes a pattern file under a temporary name and renames it; compressed with gzip if the path ends in `.gz`.
 *
 * @throws TrigforgeError TF-FILE-002, TF-PATTERN-007, -009 to -011; then nothing is left behind
 */
export function savePattern(
  path: string,
  header: PatternHeader,
  blocks: AsyncIterable<FrameBlock> | Iterable<FrameBlock>,
  output: PatternOutput = {},
): Promise<void> {
  return saveChunks(path, encodePattern(header, blocks, { where: path, ...output }));
}

/** Writes a file in pieces, under a temporary name; see {@link savePattern}. */
export async function saveChunks(path: string, chunks: AsyncIterable<string | Uint8Array>): Promise<void> {
  if (path.endsWith(".xz")) {
    fail("TF-PATTERN-011", {
      where: path,
      what: "xz cannot be written",
      help: "write it plain or with .gz, then use xz",
    });
  }
  const temporary = temporaryName(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    const source = Readable.from(chunks, { objectMode: true });
    const target = createWriteStream(temporary);
    await (path.endsWith(".gz") ? pipeline(source, createGzip(), target) : pipeline(source, target));
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    if (error instanceof TrigforgeError) throw error;
    unwritable(path, error);
  }
}
