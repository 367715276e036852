import { fail } from "../../errors/index.js";
import {
  type FrameBlock,
  flagsHeld,
  type PatternFile,
  type PatternFormat,
  type PatternHeader,
  type WordBase,
  wordFlags,
} from "./frames.js";
import { packetsFromValid } from "./packets.js";

/** What a pattern file is to become. */
export interface Conversion {
  readonly format: PatternFormat;
  /** Name of the board. Default: as it was. */
  readonly board?: string | undefined;
  /** APx: whether to write the sideband. Default: as it was, or true. */
  readonly sideband?: boolean | undefined;
  /** Plain words: how to write them. Default: as it was, or hexadecimal. */
  readonly base?: WordBase | undefined;
  /** Whether the numbers of links may be lost, for plain words have none. Default false. */
  readonly dropLinks?: boolean | undefined;
  /** Whether to use the format's own layout even where nothing else changes. Default false. */
  readonly canonical?: boolean | undefined;
  /** Whether start and end of packets are set from valid words, see `packetsFromValid`. Default false: as they were. */
  readonly packetsFromValid?: boolean | undefined;
}

/** A converted file, ready for `encodePattern`. */
export interface Converted {
  readonly header: PatternHeader;
  readonly frames: AsyncIterable<FrameBlock>;
  /** What is lost without harm, such as the name of the board. Complete once the frames were read. */
  readonly remarks: readonly string[];
}

/**
 * Converts a pattern file. Where nothing changes, not even a byte does. Flags are refused by `encodePattern`, where a word
 * has one that the target cannot hold.
 *
 * @param where the file's name, for errors
 * @throws TrigforgeError TF-PATTERN-009 where the target has no link numbers
 */
export function convertPattern(file: PatternFile, conversion: Conversion, where: string): Converted {
  const { header: source } = file;
  const { format, dropLinks = false, canonical = false } = conversion;
  const remarks: string[] = [];
  const named = format === "empv1" || format === "empv2";
  const board = conversion.board ?? source.board;
  if (!named && board !== "") remarks.push(`${format} has no place for the name of the board, ${board}`);
  const unnumbered = format === "words";
  if (unnumbered && source.firstFrameNumber !== 0) {
    remarks.push(`${format} has no frame numbers: they began with ${source.firstFrameNumber}`);
  }
  const header: PatternHeader = {
    format,
    board: named ? board : "",
    links: unnumbered ? columnNumbers(source, dropLinks, where) : source.links,
    wordBits: source.wordBits,
    firstFrameNumber: unnumbered ? 0 : source.firstFrameNumber,
    ...(named && source.strobed !== undefined ? { strobed: source.strobed } : {}),
    ...(format === "apx" ? { sideband: conversion.sideband ?? source.sideband ?? true } : {}),
    ...(format === "words" ? { base: conversion.base ?? source.base ?? "hexadecimal" } : {}),
  };
  const derived = conversion.packetsFromValid === true;
  if (derived && !(flagsHeld(source) & wordFlags.valid)) {
    fail("TF-PATTERN-009", {
      where,
      what: `${source.format} does not say which words are valid, so packets cannot be told`,
    });
  }
  if (!derived && flagsHeld(header) & wordFlags.startOfPacket && !(flagsHeld(source) & wordFlags.startOfPacket)) {
    remarks.push(`${source.format} has no packet flags, so none are written (--packets-from-valid derives them)`);
  }
  if (derived) return { header, frames: withoutAsides(packetsFromValid(file.frames), remarks), remarks };
  if (!canonical && format === source.format && sameContent(header, source)) {
    return { header: source, frames: file.frames, remarks };
  }
  return { header, frames: withoutAsides(file.frames, remarks), remarks };
}

function columnNumbers(source: PatternHeader, dropLinks: boolean, where: string): number[] {
  if (!dropLinks && source.links.some((link, column) => link !== column)) {
    fail("TF-PATTERN-009", {
      where,
      what: `plain words have no link numbers, and the links are ${source.links.slice(0, 8).join(", ")}${source.links.length > 8 ? ", …" : ""}`,
      help: "choose another format, or let the columns be numbered from 0 (--drop-links)",
    });
  }
  return source.links.map((_link, column) => column);
}

function sameContent(left: PatternHeader, right: PatternHeader): boolean {
  return left.board === right.board && left.sideband === right.sideband && left.base === right.base;
}

/** The frames alone: comments belong to the file that they were in. */
async function* withoutAsides(frames: AsyncIterable<FrameBlock>, remarks: string[]): AsyncGenerator<FrameBlock> {
  let dropped = false;
  for await (const { asides, unterminated: _unterminated, ...block } of frames) {
    if (asides !== undefined && !dropped) remarks.push("blank lines and comments among the frames are left out");
    dropped ||= asides !== undefined;
    yield block;
  }
}
