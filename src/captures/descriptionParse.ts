import { fail } from "../errors/index.js";
import { typeOf } from "../fixed/index.js";
import { parseYaml, quoteTypes, validate } from "../formats/index.js";
import type { CaptureDescription, FieldDescription, LinkDescription, SideDescription } from "./description.js";
import { type CaptureDocument, captureSchema, type SideDocument } from "./descriptionSchema.js";
import { type Preset, presets } from "./presets.js";

type LinkDocument = SideDocument["links"][string];
type FieldDocument = SideDocument["words"][number]["fields"][number];
type LinkTiming = NonNullable<CaptureDocument["link_defaults"]>;

/** What the links of a description share. */
interface Board {
  readonly framesPerBx: number;
  readonly boardTmux: number;
  readonly defaults: LinkTiming;
}

/**
 * Reads a capture description (docs/captures.md).
 *
 * @param where the document's name, for errors
 * @throws TrigforgeError TF-FORMAT-013 for text that is not YAML, TF-FORMAT-015 for misspelt, missing or wrong fields,
 * TF-CAPTURE-002 for links that cannot be multiplexed so, TF-CAPTURE-003 for channels that two of them take, TF-CAPTURE-004
 * for bits of no meaning
 */
export function parseCapture(text: string, where: string): CaptureDescription {
  const document = validate(captureSchema, parseYaml(quoteTypes(text), where), where);
  const preset: Preset = document.preset === undefined ? {} : presets[document.preset];
  const merged = { ...preset, ...document };
  const framesPerBx = merged.frames_per_bx ?? missing("frames_per_bx", "9", where);
  const board: Board = {
    framesPerBx,
    boardTmux: merged.board_tmux ?? 1,
    defaults: { ...preset.link_defaults, ...document.link_defaults },
  };
  return {
    where,
    clockMhz: merged.clock_mhz ?? 40 * framesPerBx,
    framesPerBx,
    wordBits: merged.word_bits ?? missing("word_bits", "64", where),
    boardTmux: board.boardTmux,
    packets: merged.packets ?? "frame-exact",
    flags: merged.flags ?? "valid",
    playbackFrames: merged.playback_frames ?? null,
    inputs: readSide(merged.inputs, board, `${where}: inputs`),
    outputs: readSide(merged.outputs, board, `${where}: outputs`),
  };
}

function missing(field: string, example: string, where: string): never {
  return fail("TF-FORMAT-015", {
    where: `${where}: ${field}`,
    what: "this field is missing",
    expected: `a number, for example ${example}`,
    help: "or name a preset that has it",
  });
}

function readSide(
  side: SideDocument | "columns" | undefined,
  board: Board,
  where: string,
): SideDescription | "columns" | null {
  if (side === undefined || side === "columns") return side ?? null;
  const links = Object.entries(side.links).map(([name, link]) => readLink(name, link, board, `${where}.links.${name}`));
  checkChannels(links);
  const words = side.words.map((word, index) => ({
    ...word,
    repeat: Array.isArray(word.repeat) ? word.repeat : [word.repeat],
    fields: word.fields.map((field, position) => readField(field, `${where}.words[${index}].fields[${position}]`)),
    where: `${where}.words[${index}]`,
  }));
  return { links, words };
}

function readLink(name: string, link: LinkDocument, board: Board, where: string): LinkDescription {
  const own = { ...board.defaults, ...link };
  const tmux = own.tmux ?? board.boardTmux;
  if (tmux % board.boardTmux !== 0) {
    fail("TF-CAPTURE-002", {
      where: `${where}.tmux`,
      what: `the link takes ${tmux} bunch crossings for a packet, the board one event in ${board.boardTmux}`,
      expected: `a multiple of ${board.boardTmux}`,
    });
  }
  const channels = own.channels.flatMap((entry) => (typeof entry === "number" ? [entry] : readRange(entry)));
  const wanted = own.lanes * (tmux / board.boardTmux);
  if (channels.length !== wanted) {
    fail("TF-CAPTURE-002", {
      where: `${where}.channels`,
      what: `there are ${channels.length} channels`,
      expected: `${wanted}: link TMUX ${tmux} / board TMUX ${board.boardTmux} for each of ${own.lanes} lanes`,
    });
  }
  const slot = tmux * board.framesPerBx;
  const gap = own.gap ?? 0;
  const headerWords = own.header_words ?? 0;
  const length = own.length ?? slot - gap;
  if (length > slot - gap || length < headerWords || length < 1) {
    fail("TF-CAPTURE-002", {
      where,
      what: `packets of ${length} words, ${headerWords} of them header, do not fit a slot of ${slot} frames less ${gap}`,
      expected: `a length from ${Math.max(1, headerWords)} to ${slot - gap}`,
    });
  }
  return { name, lanes: own.lanes, channels, tmux, gap, offset: own.offset ?? 0, headerWords, length, where };
}

/** `3..5` as 3, 4, 5; `5..3` as 5, 4, 3. */
function readRange(text: string): number[] {
  const [first, last] = text.split("..").map(Number) as [number, number];
  const count = Math.min(Math.abs(last - first) + 1, 8192); // more than there may be, and refused by their count
  return Array.from({ length: count }, (_unused, step) => first + (last < first ? -step : step));
}

function checkChannels(links: readonly LinkDescription[]): void {
  const taken = new Map<number, string>();
  for (const { name, channels, where } of links) {
    for (const channel of channels) {
      const other = taken.get(channel);
      if (other !== undefined) {
        fail("TF-CAPTURE-003", { where: `${where}.channels`, what: `channel ${channel} already carries ${other}` });
      }
      taken.set(channel, name);
    }
  }
}

function readField(field: FieldDocument, where: string): FieldDescription {
  const ends = typeof field.bits === "number" ? [field.bits, field.bits] : field.bits.split("..").map(Number);
  const low = Math.min(...ends);
  const width = Math.max(...ends) - low + 1;
  if ("port" in field) {
    const { port, element } = field;
    const type = field.type === undefined ? null : typeOf(field.type);
    if (type !== null && type.width !== width) {
      fail("TF-CAPTURE-004", {
        where: `${where}.bits`,
        what: `there are ${width} bits for a type of ${type.width}`,
        expected: `${low + type.width - 1}..${low}`,
      });
    }
    return { low, width, content: { kind: "element", port, element, type }, where };
  }
  const value = BigInt(field.value);
  if (value >> BigInt(width) !== 0n) {
    fail("TF-CAPTURE-004", { where: `${where}.value`, what: `${field.value} does not fit into ${width} bits` });
  }
  return { low, width, content: { kind: "constant", value }, where };
}
