import { type FrameBlock, flagsHeld, wordFlags } from "../formats/index.js";
import type { SideLayout } from "./layout.js";
import { columnsOf } from "./unpackColumns.js";
import type { CaptureHeader } from "./unpackFrames.js";

/** Where a capture begins. */
export interface Alignment {
  /** Frames that it is late against the layout; null when it has no valid word, or cannot say which words are valid. */
  readonly lag: number | null;
  /** The frames, from the block of the first valid word on. */
  readonly frames: AsyncIterable<FrameBlock>;
}

/**
 * Takes the first valid word on the channels of a layout for the beginning of the first packet there. On several channels in
 * one frame, the one that gives the least lag counts. True of boards that mark nothing but results as valid; a search that
 * compares values is `trigforge compare`.
 *
 * @throws TrigforgeError TF-CAPTURE-009 when the capture lacks a channel of the layout
 */
export async function alignToFirstValid(
  layout: SideLayout,
  header: CaptureHeader,
  frames: AsyncIterable<FrameBlock> | Iterable<FrameBlock>,
): Promise<Alignment> {
  const columns = columnsOf(layout, header.links).map(({ link, phase, column }) => ({
    column,
    begin: layout.links[link]!.offset + phase * layout.eventFrames,
  }));
  if ((flagsHeld(header) & wordFlags.valid) === 0) return { lag: null, frames: chain([], frames) };
  const iterator = iteratorOf(frames);
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    const block = next.value;
    for (let row = 0; row < block.frames; row++) {
      const valid = columns.filter(({ column }) => (block.flags[row * block.links + column]! & wordFlags.valid) !== 0);
      if (valid.length === 0) continue;
      const lag = Math.min(...valid.map(({ begin }) => block.firstFrame + row - begin));
      return { lag, frames: chain([block], { [Symbol.asyncIterator]: () => iterator }) };
    }
  }
  return { lag: null, frames: chain([], []) };
}

function iteratorOf(frames: AsyncIterable<FrameBlock> | Iterable<FrameBlock>): AsyncIterator<FrameBlock> {
  return chain([], frames)[Symbol.asyncIterator]();
}

async function* chain(
  first: readonly FrameBlock[],
  rest: AsyncIterable<FrameBlock> | Iterable<FrameBlock>,
): AsyncGenerator<FrameBlock> {
  yield* first;
  yield* rest;
}
