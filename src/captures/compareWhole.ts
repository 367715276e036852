import { wordFlags } from "../formats/patterns/frames.js";
import type { Expectation } from "./compareExpectation.js";
import { emptyStream, type Stream } from "./compareStream.js";
import type { CaptureDescription, FlagRule } from "./description.js";
import type { PortLayout, SideLayout } from "./layout.js";

// Comparison without a description: whole words of one capture against another, or values of one table against another.

/** What stands for a description where there is none. */
function bare(where: string, wordBits: number, flags: FlagRule): CaptureDescription {
  return {
    where,
    clockMhz: 40,
    framesPerBx: 1,
    wordBits,
    boardTmux: 1,
    packets: "frame-exact",
    flags,
    playbackFrames: null,
    inputs: null,
    outputs: null,
  };
}

/** Every valid word of a capture as it is, each frame an event of its own. */
export function expectWords(capture: Stream, wordBits: number, where: string): Expectation {
  const frames = { offset: capture.firstFrame, headerWords: 0, length: 1, slotFrames: 1 };
  const type = { signed: false, width: wordBits, integer: wordBits };
  const description = bare(where, wordBits, "valid");
  const side: SideLayout = {
    direction: "outputs",
    description,
    eventFrames: 1,
    links: capture.links.map((link) => ({ name: `link ${link}`, channels: [link], ...frames })),
    ports: capture.links.map((link, index) => {
      const pieces = [{ word: 0, lowBit: 0, width: wordBits }];
      const placement = { link: index, pieces, width: wordBits, type, where };
      return { name: `link ${link}`, shape: [], type, placements: [placement] };
    }),
    constants: [],
  };
  const masks = new Uint32Array(capture.words.length);
  const owners = new Int32Array(capture.flags.length).fill(-1);
  const all = (1n << BigInt(wordBits)) - 1n;
  const [low, high] = [Number(all & 0xffffffffn), Number(all >> 32n)];
  capture.flags.forEach((flags, index) => {
    if (!(flags & wordFlags.valid)) return;
    [masks[2 * index], masks[2 * index + 1]] = [low, high];
    owners[index] = index % capture.frames;
  });
  return { side, firstEvent: 0, events: capture.frames, stream: capture, masks, owners };
}

/** A layout of one column a port element, one event a frame: tables are compared as if they were captures. */
export function tableLayout(ports: readonly Pick<PortLayout, "name" | "shape" | "type">[], where: string): SideLayout {
  const links: SideLayout["links"][number][] = [];
  const laid = ports.map(({ name, shape, type }): PortLayout => {
    const count = shape.reduce((product, length) => product * length, 1);
    const placements = Array.from({ length: count }, (_unused, element) => {
      const link = links.length;
      const title = count === 1 ? name : `${name}[${element}]`;
      links.push({ name: title, channels: [link], offset: 0, headerWords: 0, length: 1, slotFrames: 1 });
      return { link, pieces: [{ word: 0, lowBit: 0, width: type.width }], width: type.width, type, where };
    });
    return { name, shape, type, placements };
  });
  return {
    direction: "outputs",
    description: bare(where, 64, "ignore"),
    eventFrames: 1,
    links,
    ports: laid,
    constants: [],
  };
}

/** The stream of an expectation as if it had been captured. */
export function asCapture({ stream }: Expectation): Stream {
  const copy = emptyStream(stream.links, stream.frames, stream.firstFrame, "table");
  copy.words.set(stream.words);
  copy.flags.set(stream.flags);
  return copy;
}
