import { z } from "zod";
import { formatText } from "../formats/index.js";
import { presetNames } from "./presetNames.js";

const index = z.number().int().nonnegative();
const range = /^\d{1,6}\.\.\d{1,6}$/;
const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/);

const timing = {
  tmux: z.number().int().min(1).max(128).describe("bunch crossings that a packet may take; default: board_tmux"),
  gap: index.max(65535).describe("frames at the end of each slot that hold no word; default 0"),
  offset: index.max(65535).describe("frame of the first packet; default 0"),
  header_words: index.max(65535).describe("words at the beginning of a packet that are not data; default 0"),
  length: z
    .number()
    .int()
    .min(1)
    .max(65535)
    .describe("words of a packet with its header; default: the slot but its gap"),
};

const link = z
  .strictObject({
    channels: z
      .array(z.union([index.max(4095), z.string().regex(range)]))
      .min(1)
      .max(4096)
      .describe("physical channels, numbers or ranges such as 0..15: tmux / board_tmux of them for each lane"),
    lanes: z.number().int().min(1).max(4096).default(1).describe("equal links under one name"),
    ...z.strictObject(timing).partial().shape,
  })
  .describe("a logical link");

const bits = z
  .union([index.max(4095), z.string().regex(range)])
  .describe("bits of the word, from its lowest: 13..0, 0..13 or 5");

const field = z.union([
  z.strictObject({
    bits,
    port: z.string().min(1).describe("input or output port of the network"),
    element: index
      .max(2 ** 24)
      .default(0)
      .describe("element of the port, row-major"),
    type: formatText.optional().describe("fixed-point type; default: that of the port"),
  }),
  z.strictObject({
    bits,
    value: z
      .union([index, z.string().regex(/^(0[xX][0-9a-fA-F]{1,1024}|0b[01]{1,4096}|\d{1,1024})$/)])
      .describe("bits that are always the same"),
  }),
]);

const repeat = z.strictObject({
  count: z.number().int().min(1).max(65536),
  elements: z.number().int().default(0).describe("elements from one copy to the next"),
  lanes: z.number().int().default(0),
  words: z.number().int().default(0),
  bits: z.number().int().default(0),
});

const word = z
  .strictObject({
    link: z.string().min(1),
    lane: index.default(0),
    word: index.max(65535).default(0).describe("frame of the word in its packet, behind the header"),
    frames: z.number().int().min(1).max(64).default(1).describe("frames that the word spans, lowest bits first"),
    repeat: z
      .union([repeat, z.array(repeat)])
      .default([])
      .describe("loops around the word, outermost first"),
    fields: z.array(field).min(1),
  })
  .describe("a word and what its bits are");

const side = z.union([
  z.literal("columns").describe("one column a port element, all ports in order"),
  z.strictObject({
    links: z.record(name, link).refine((links) => Object.keys(links).length > 0, "there are no links"),
    words: z.array(word),
  }),
]);

/** What a capture description says of itself, or leaves to its preset. */
export const captureFields = {
  clock_mhz: z.number().positive().max(10000).describe("frequency of frames in MHz; default 40 · frames_per_bx"),
  frames_per_bx: z.number().int().min(1).max(64).describe("frames in a bunch crossing"),
  word_bits: z.number().int().min(1).max(64).describe("bits of a word"),
  board_tmux: z.number().int().min(1).max(128).describe("bunch crossings between events of this board; default 1"),
  packets: z.enum(["frame-exact", "valid-only"]).describe("how packets are found; default frame-exact"),
  flags: z.enum(["ignore", "valid", "packet"]).describe("flags that a packet must have; default valid"),
  playback_frames: z.number().int().min(1).nullable().describe("frames after which the pattern is played again"),
  link_defaults: z.strictObject(timing).partial().describe("what links have that do not say otherwise"),
  inputs: side,
  outputs: side,
};

/** A capture description as written (docs/captures.md). */
export const captureSchema = z
  .strictObject({
    format: z.literal("trigforge-capture"),
    version: z.literal(1),
    preset: z.enum(presetNames).optional().describe("a common layout that this one extends"),
    ...z.strictObject(captureFields).partial().shape,
  })
  .describe("How the events of a network lie on the links of a trigger board");

/** A description as written, defaults of its parts filled in. */
export type CaptureDocument = z.output<typeof captureSchema>;
export type SideDocument = Exclude<NonNullable<CaptureDocument["inputs"]>, "columns">;

/** The JSON schema of capture descriptions, for editors. */
export function captureJsonSchema(): unknown {
  return { ...z.toJSONSchema(captureSchema, { io: "input" }), title: "Trigforge capture description" };
}
