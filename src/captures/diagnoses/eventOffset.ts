import { wordFlags } from "../../formats/patterns/frames.js";
import type { Expectation } from "../compareExpectation.js";
import { packetFrame } from "../compareFields.js";
import type { Stream } from "../compareStream.js";
import type { Playback } from "../compareWords.js";

/** Most packets before the first event that are taken for an offset and not for other data. */
const most = 8;

/** Packets that come before the first event. */
export interface LeadingPackets {
  readonly events: number;
  /** Words of them that are valid. */
  readonly words: number;
  /** Index of the first of these frames in the capture. */
  readonly frame: number;
}

/**
 * Packets of valid words right before the first expected event, where the capture is silent before them: the sign of a stream
 * that is late by whole events. Null when there are none, when they fill the capture to its beginning, or when they are
 * more than a few.
 */
export function leadingPackets(expectation: Expectation, found: Stream, playback: Playback): LeadingPackets | null {
  const { side, stream, firstEvent } = expectation;
  if (firstEvent !== 0) return null;
  const columns = stream.links.map((_link, column) => column);
  const starts = side.links.map((_link, link) => packetFrame(side, link, 0));
  const start = Math.min(...starts) + playback.lag - found.firstFrame;
  let earliest = start;
  let words = 0;
  for (const column of columns) {
    for (let frame = 0; frame < Math.min(start, found.frames); frame++) {
      if (!(found.flags[column * found.frames + frame]! & wordFlags.valid)) continue;
      earliest = Math.min(earliest, frame);
      words++;
    }
  }
  const events = Math.floor((start - earliest) / side.eventFrames);
  if (events < 1 || earliest === 0 || events > most) return null;
  return { events, words, frame: earliest };
}
