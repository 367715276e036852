import { inputPorts, outputPorts, type Program } from "../../src/ir/index.js";
import { elementCount } from "../../src/ops/index.js";
import type { Random } from "../support/random.js";

// Random capture descriptions of a program, as text (JSON is YAML).

type Ports = ReturnType<typeof inputPorts>;

/** A lane with the words that it still has. */
interface Lane {
  readonly link: string;
  readonly lane: number;
  readonly words: number;
  nextBit: number;
}

/** A random description that places most elements of a program. */
export function randomCapture(random: Random, program: Program): string {
  const framesPerBx = random.integer(1, 9);
  const boardTmux = random.integer(1, 4);
  const wordBits = random.pick([64, 64, 32, 32, random.integer(1, 64)]);
  const side = (ports: Ports): object => randomSide(random, ports, { framesPerBx, boardTmux, wordBits });
  return JSON.stringify({
    format: "trigforge-capture",
    version: 1,
    frames_per_bx: framesPerBx,
    word_bits: wordBits,
    board_tmux: boardTmux,
    packets: random.pick(["frame-exact", "valid-only"]),
    flags: random.pick(["ignore", "valid", "packet"]),
    inputs: side(inputPorts(program)),
    outputs: side(outputPorts(program)),
  });
}

function randomSide(
  random: Random,
  ports: Ports,
  { framesPerBx, boardTmux, wordBits }: { framesPerBx: number; boardTmux: number; wordBits: number },
): object {
  const links: Record<string, object> = {};
  const lanes: Lane[] = [];
  let channel = random.integer(0, 20);
  for (let index = random.integer(1, 3); index > 0; index--) {
    const name = `link${index}`;
    const ratio = random.integer(1, 3);
    const slot = boardTmux * ratio * framesPerBx;
    const gap = random.integer(0, slot - 1);
    const header = random.integer(0, Math.min(2, slot - gap - 1));
    const length = random.integer(header + 1, slot - gap);
    const count = random.integer(1, 4);
    links[name] = {
      channels: Array.from({ length: count * ratio }, () => channel++),
      lanes: count,
      tmux: boardTmux * ratio,
      gap,
      header_words: header,
      offset: random.integer(0, 30),
      length,
    };
    for (let lane = 0; lane < count; lane++) lanes.push({ link: name, lane, words: length - header, nextBit: 0 });
    channel += random.integer(0, 3);
  }
  const words = ports.flatMap((port) => placePort(random, port, lanes, wordBits));
  return { links, words };
}

function placePort(random: Random, { name, shape, type }: Ports[number], lanes: Lane[], wordBits: number): object[] {
  const count = elementCount(shape);
  const step = type.width + random.integer(0, 2);
  const whole = random.uniform() < 0.5 ? place(random, lanes, count * step, wordBits) : null;
  if (whole !== null) {
    const { position, low } = whole;
    const fields = [{ bits: range(random, low, type.width), port: name }];
    return [{ ...position, repeat: { count, elements: 1, bits: step }, fields }];
  }
  return Array.from({ length: count }, (_unused, element) => {
    const found = place(random, lanes, type.width, wordBits);
    if (found === null) return []; // an element without a place
    return [{ ...found.position, fields: [{ bits: range(random, found.low, type.width), port: name, element }] }];
  }).flat();
}

/** Bits of a lane that are still free. */
function place(
  random: Random,
  lanes: Lane[],
  width: number,
  wordBits: number,
): { position: { link: string; lane: number; word: number; frames: number }; low: number } | null {
  const able = lanes.filter((lane) => lane.nextBit + width <= lane.words * wordBits);
  if (able.length === 0) return null;
  const chosen = random.pick(able);
  const room = chosen.words * wordBits - chosen.nextBit - width;
  const first = chosen.nextBit + random.integer(0, Math.min(3, room));
  const word = Math.floor(first / wordBits);
  const frames = Math.floor((first + width - 1) / wordBits) - word + 1;
  if (frames > 64) return null;
  chosen.nextBit = first + width;
  return { position: { link: chosen.link, lane: chosen.lane, word, frames }, low: first - word * wordBits };
}

function range(random: Random, low: number, width: number): string {
  const ends = [low, low + width - 1];
  return (random.uniform() < 0.5 ? ends : ends.reverse()).join("..");
}
