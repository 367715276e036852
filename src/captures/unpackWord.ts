import { wordFlags } from "../formats/index.js";
import type { SideLayout } from "./layout.js";
import type { ReadSettings } from "./unpackColumns.js";
import type { EventAssembly } from "./unpackEvent.js";

/** A word of a packet with its place. */
export interface PacketWord {
  readonly sequence: number;
  readonly link: number;
  /** In the packet, header included. */
  readonly position: number;
  readonly frame: number;
  readonly word: bigint;
  readonly flags: number;
}

/** Notes what is not as the flags of a packet, and the width of its words, should be. */
export function checkWord(
  { links }: SideLayout,
  settings: ReadSettings,
  assembly: EventAssembly,
  { sequence, link, position, frame, word, flags }: PacketWord,
): void {
  if (word > settings.highestWord) assembly.note(sequence, link, "wide-word", frame);
  if (settings.flags === "ignore") return;
  const clocked = flags & (wordFlags.valid | wordFlags.notStrobed);
  if (clocked !== wordFlags.valid) assembly.note(sequence, link, "invalid-word", frame);
  if ((flags & wordFlags.error) !== 0) assembly.note(sequence, link, "error-flag", frame);
  if (settings.flags === "valid") return;
  const starts = (flags & wordFlags.startOfPacket) !== 0;
  const ends = (flags & wordFlags.endOfPacket) !== 0;
  if (starts !== (position === 0)) assembly.note(sequence, link, "start-of-packet", frame);
  if (ends !== (position === links[link]!.length - 1)) assembly.note(sequence, link, "end-of-packet", frame);
}
