import type { EventValues } from "../../src/backends/reference/index.js";
import type { RawEvent, SideLayout } from "../../src/captures/index.js";
import { wordFlags } from "../../src/formats/patterns/frames.js";
import type { Random } from "../support/random.js";
import { type Frame, onWords, type Sent } from "./board.js";

// Faults of simulated boards, each with what `compare` must call it.

/** A fault, drawn at random where it has a choice. */
export interface Fault {
  /** The name that the report must give. */
  readonly name: string;
  /** What the claim must mention. */
  readonly mentions?: RegExp;
  /** The variant of the network that the board computes; default `clean`. */
  readonly variant?: string;
  /** Inputs that the board computes with. */
  readonly inputs?: (events: readonly EventValues[]) => EventValues[];
  /** Answers as the board sends them. */
  readonly answers?: (answers: RawEvent[]) => RawEvent[];
  readonly frames?: (sent: Sent) => void;
}

/** What a fault is drawn from. */
export interface FaultContext {
  readonly random: Random;
  readonly layout: SideLayout;
  /** Events that are played. */
  readonly events: number;
}

/** Draws a fault; null where the layout cannot have it. */
export type DrawFault = (context: FaultContext) => Fault | null;

const valid = wordFlags.valid;

/** Channels in the order of a sent frame. */
function channels({ layout }: FaultContext): number[] {
  return layout.links.flatMap((link) => [...link.channels]).sort((a, b) => a - b);
}

/** Every fault by a name for the test. */
export const faults: Readonly<Record<string, DrawFault>> = {
  "stuck bit": (context) => {
    const { random } = context;
    const column = random.integer(0, channels(context).length - 1);
    const bit = BigInt(random.integer(0, 7));
    const one = random.uniform() < 0.5;
    const change = (word: bigint): bigint => (one ? word | (1n << bit) : word & ~(1n << bit));
    return {
      name: "stuck bits",
      mentions: new RegExp(`bit ${bit} .*always ${one ? 1 : 0}`),
      frames: (sent) => onWords(sent, (word, at) => (at === column ? change(word) : word)),
    };
  },
  "inverted bit": (context) => {
    const bit = BigInt(context.random.integer(0, 7));
    return {
      name: "inverted bits",
      mentions: new RegExp(`bit ${bit} .*inverted`),
      frames: (sent) => onWords(sent, (word, at) => (at === 0 ? word ^ (1n << bit) : word)),
    };
  },
  "swapped links": (context) => {
    const { layout } = context;
    if (layout.links.length < 2 || layout.links.some((link) => link.channels.length > 1)) return null;
    const numbers = channels(context);
    const [a, b] = [numbers.indexOf(layout.links[0]!.channels[0]!), numbers.indexOf(layout.links[1]!.channels[0]!)];
    return {
      name: "swapped links",
      frames: (sent) => {
        for (const frame of sent.frames) swapColumns(frame, a, b);
      },
    };
  },
  "wrong TMUX index": ({ layout }) => {
    if (layout.links.every((link) => link.channels.length === 1)) return null;
    return {
      name: "wrong TMUX index",
      frames: (sent) => {
        const column = (channel: number): number => sent.links.indexOf(channel);
        for (const frame of sent.frames) {
          const before = { words: [...frame.words], flags: [...frame.flags] };
          for (const { channels: own } of layout.links) {
            own.forEach((channel, index) => {
              const to = column(own[(index + 1) % own.length]!);
              frame.words[to] = before.words[column(channel)]!;
              frame.flags[to] = before.flags[column(channel)]!;
            });
          }
        }
      },
    };
  },
  "swapped elements": ({ random }) => {
    const a = random.integer(0, 6);
    const b = random.integer(a + 1, 7);
    return {
      name: "swapped elements",
      answers: (answers) =>
        answers.map((answer) => ({
          ...answer,
          y: answer.y!.map((raw, element) => (element === a ? answer.y![b]! : element === b ? answer.y![a]! : raw)),
        })),
    };
  },
  "shifted field": ({ random }) => {
    const shift = BigInt(random.integer(1, 4));
    return {
      name: "shifted field",
      mentions: new RegExp(`${shift} higher|${shift} bits? higher`),
      answers: (answers) =>
        answers.map((answer) => ({ ...answer, y: answer.y!.map((raw) => BigInt.asIntN(13, raw << shift)) })),
    };
  },
  "shifted word": ({ layout }) => {
    // Only where the topmost fields have room above them.
    if (layout.description.wordBits !== 64) return null;
    return {
      name: "shifted field",
      mentions: /everything lies 3 bits higher/,
      frames: (sent) => onWords(sent, (word) => BigInt.asUintN(64, word << 3n)),
    };
  },
  "sign extension missing": () => ({
    name: "sign extension missing",
    mentions: /above bit 9/,
    answers: (answers) =>
      answers.map((answer) => ({ ...answer, narrow: answer.narrow!.map((raw) => BigInt.asUintN(10, raw)) })),
  }),
  "saturation instead of wrap": () => ({ name: "saturation instead of wrap", variant: "saturating" }),
  "wrap instead of saturation": () => ({ name: "wrap instead of saturation", variant: "wrapping" }),
  "TRN instead of RND": () => ({ name: "TRN instead of RND", variant: "truncating" }),
  "missing offset": () => ({ name: "missing input offset", variant: "withoutOffset" }),
  "missing shift": () => ({ name: "missing input shift", variant: "withoutShift" }),
  "integer-divided input": () => ({
    name: "integer-divided input",
    mentions: /objects/,
    inputs: (events) =>
      events.map((event) => ({
        ...event,
        objects: event.objects!.map((raw, element) => (element % 3 === 0 ? (raw >> 3n) << 3n : raw)),
      })),
  }),
  "input of another event": () => ({
    name: "input of another event",
    mentions: /energy/,
    inputs: (events) => events.map((event, index) => ({ ...event, energy: events[Math.max(0, index - 1)]!.energy! })),
  }),
  "swapped inputs": () => ({
    name: "swapped inputs",
    inputs: (events) =>
      events.map((event) => {
        const order = [0, 2, 1];
        return {
          ...event,
          objects: event.objects!.map(
            (_raw, element) => event.objects![element - (element % 3) + order[element % 3]!]!,
          ),
        };
      }),
  }),
  "event offset": ({ random, layout }) => {
    const count = random.integer(1, 2) * Math.max(...layout.links.map((link) => link.channels.length));
    return {
      name: "event offset",
      mentions: new RegExp(`event i comes where event i . ${count}`),
      answers: (answers) => [...answers.slice(-count).map((answer) => scrambled(answer)), ...answers],
    };
  },
  "byte order": ({ layout }) => {
    const bytes = Math.ceil(layout.description.wordBits / 8);
    return {
      name: "byte order",
      frames: (sent) =>
        onWords(sent, (word) => {
          let result = 0n;
          for (let byte = 0; byte < bytes; byte++) result = (result << 8n) | ((word >> BigInt(8 * byte)) & 0xffn);
          return result;
        }),
    };
  },
  "word order": ({ layout }) => {
    if (layout.links.some((link) => link.length < 2)) return null;
    return {
      name: "word order",
      frames: (sent) => {
        for (let column = 0; column < sent.links.length; column++) reversePackets(sent, column);
      },
    };
  },
  "stale events": ({ random, events }) => {
    const stale = new Set(Array.from({ length: 3 }, () => random.integer(1, events - 1)));
    return {
      name: "stale events",
      answers: (answers) =>
        answers.map((answer, index) => (stale.has(index) && !stale.has(index - 1) ? answers[index - 1]! : answer)),
    };
  },
  "dead link": (context) => {
    const column = context.random.integer(0, channels(context).length - 1);
    const silent = context.random.uniform() < 0.5;
    return {
      name: "dead link",
      frames: (sent) => {
        for (const frame of sent.frames) {
          frame.words[column] = 0n;
          if (silent) frame.flags[column] = 0;
        }
      },
    };
  },
  "header words not dropped": ({ layout, random }) => {
    if (layout.links.some((link) => link.length + 1 >= link.slotFrames)) return null;
    return {
      name: "header words not dropped",
      mentions: /1 header word/,
      frames: (sent) => insertHeaders(sent, random),
    };
  },
  "late link": (context) => {
    if (channels(context).length < 2) return null;
    const late = context.random.integer(1, 3);
    return {
      name: "late link",
      mentions: new RegExp(`${late} frames? late`),
      frames: (sent) => {
        const size = sent.frames.length;
        for (let extra = 0; extra < late; extra++) sent.frames.push(emptyFrame(sent));
        for (let frame = size + late - 1; frame >= 0; frame--) {
          const from = sent.frames[frame - late];
          sent.frames[frame]!.words[0] = from?.words[0] ?? 0n;
          sent.frames[frame]!.flags[0] = from?.flags[0] ?? 0;
        }
      },
    };
  },
  "lost events": ({ random, events, layout }) => {
    if (layout.links.some((link) => link.channels.length > 1)) return null;
    const lost = random.integer(5, events - 8);
    return {
      name: "lost events",
      mentions: new RegExp(`event ${lost} `),
      answers: (answers) => answers.filter((_answer, index) => index !== lost),
    };
  },
};

function swapColumns({ words, flags }: Frame, a: number, b: number): void {
  [words[a], words[b]] = [words[b]!, words[a]!];
  [flags[a], flags[b]] = [flags[b]!, flags[a]!];
}

function scrambled(answer: RawEvent): RawEvent {
  return { ...answer, y: answer.y!.map((raw) => BigInt.asIntN(13, raw * 5n + 77n)) };
}

function emptyFrame(sent: Sent): Frame {
  return { words: sent.links.map(() => 0n), flags: sent.links.map(() => 0) };
}

/** The words of each packet in reverse order. */
function reversePackets(sent: Sent, column: number): void {
  let start = -1;
  sent.frames.forEach((frame, number) => {
    const flags = frame.flags[column]!;
    if (!(flags & valid)) return;
    if (flags & wordFlags.startOfPacket) start = number;
    if (!(flags & wordFlags.endOfPacket)) return;
    const words = sent.frames.slice(start, number + 1).map((inside) => inside.words[column]!);
    words.reverse().forEach((word, index) => {
      sent.frames[start + index]!.words[column] = word;
    });
  });
}

/** A word in front of each packet, which moves the packet on by one frame. */
function insertHeaders(sent: Sent, random: Random): void {
  const before = sent.frames;
  sent.frames = [...before, emptyFrame(sent)].map(() => emptyFrame(sent));
  before.forEach((frame, number) => {
    frame.flags.forEach((flags, column) => {
      if (!(flags & valid)) return;
      const next = sent.frames[number + 1]!;
      next.words[column] = frame.words[column]!;
      next.flags[column] = flags & ~wordFlags.startOfPacket;
      if (!(flags & wordFlags.startOfPacket)) return;
      sent.frames[number]!.words[column] = 0xabcd0000n + random.bits(12);
      sent.frames[number]!.flags[column] = valid | wordFlags.startOfPacket;
    });
  });
}
