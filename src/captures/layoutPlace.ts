import { fail } from "../errors/index.js";
import { nearestHelp } from "../formats/index.js";
import type { FieldDescription, LinkDescription, SideDescription, WordDescription } from "./description.js";
import type { ConstantPlacement, Piece } from "./layout.js";

/** Most copies of fields that a description may place. */
const maximumPlacements = 2 ** 20;

/** A field's copy with its place: an element of a port. */
export interface PlacedElement {
  readonly content: Extract<FieldDescription["content"], { kind: "element" }>;
  readonly element: number;
  readonly link: number;
  readonly pieces: readonly Piece[];
  readonly width: number;
  readonly where: string;
}

/** How far a copy of a word lies from the first. */
interface Step {
  readonly elements: number;
  readonly lanes: number;
  readonly words: number;
  readonly bits: number;
}

/**
 * Places each copy of each field of the words of a side.
 *
 * @throws TrigforgeError TF-CAPTURE-001, TF-CAPTURE-004, TF-CAPTURE-006
 */
export function placeWords(
  side: SideDescription,
  wordBits: number,
): { elements: PlacedElement[]; constants: ConstantPlacement[] } {
  const elements: PlacedElement[] = [];
  const constants: ConstantPlacement[] = [];
  const taken = new TakenBits();
  const firstLane = firstLanes(side);
  for (const word of side.words) {
    const link = findLink(side, word);
    checkCopies(word, elements.length + constants.length);
    for (const step of stepsOf(word)) {
      const lane = word.lane + step.lanes;
      checkLane(word, link, lane);
      for (const field of word.fields) {
        const pieces = placeField(field, word, link, step, wordBits);
        const index = firstLane.get(link.name)! + lane;
        taken.take(index, pieces, field.where);
        const { content, width, where } = field;
        if (content.kind === "constant") constants.push({ link: index, pieces, value: content.value });
        else {
          const element = content.element + step.elements;
          elements.push({ content, element, link: index, pieces, width, where });
        }
      }
    }
  }
  return { elements, constants };
}

/** Index of the first lane of each link among all lanes. */
function firstLanes(side: SideDescription): Map<string, number> {
  const first = new Map<string, number>();
  let lanes = 0;
  for (const link of side.links) {
    first.set(link.name, lanes);
    lanes += link.lanes;
  }
  return first;
}

function findLink(side: SideDescription, { link, where }: WordDescription): LinkDescription {
  const found = side.links.find(({ name }) => name === link);
  if (found !== undefined) return found;
  return fail("TF-CAPTURE-001", {
    where: `${where}.link`,
    what: `there is no link named ${link}`,
    ...nearestHelp(
      link,
      side.links.map(({ name }) => name),
    ),
  });
}

function checkLane({ where }: WordDescription, { name, lanes }: LinkDescription, lane: number): void {
  if (lane >= 0 && lane < lanes) return;
  fail("TF-CAPTURE-001", { where, what: `link ${name} has no lane ${lane}`, expected: `0 to ${lanes - 1}` });
}

function checkCopies({ repeat, fields, where }: WordDescription, before: number): void {
  const copies = repeat.reduce((product, { count }) => product * count, fields.length);
  if (before + copies <= maximumPlacements) return;
  fail("TF-CAPTURE-004", {
    where,
    what: `there are ${before + copies} fields`,
    expected: `at most ${maximumPlacements}`,
  });
}

/** The copies of a word, the innermost loop fastest. */
function stepsOf({ repeat }: WordDescription): Step[] {
  return repeat.reduce<Step[]>(
    (steps, { count, elements, lanes, words, bits }) =>
      steps.flatMap((outer) =>
        Array.from({ length: count }, (_unused, copy) => ({
          elements: outer.elements + copy * elements,
          lanes: outer.lanes + copy * lanes,
          words: outer.words + copy * words,
          bits: outer.bits + copy * bits,
        })),
      ),
    [{ elements: 0, lanes: 0, words: 0, bits: 0 }],
  );
}

function placeField(
  field: FieldDescription,
  { word, frames, where }: WordDescription,
  link: LinkDescription,
  step: Step,
  wordBits: number,
): Piece[] {
  const first = word + step.words;
  const data = link.length - link.headerWords;
  if (first < 0 || first + frames > data) {
    fail("TF-CAPTURE-004", {
      where,
      what: `the word lies on frames ${first} to ${first + frames - 1} of its packet`,
      expected: `0 to ${data - 1}, behind ${link.headerWords} header words of link ${link.name}`,
    });
  }
  const low = field.low + step.bits;
  if (low < 0 || low + field.width > frames * wordBits) {
    fail("TF-CAPTURE-004", {
      where: `${field.where}.bits`,
      what: `bits ${low + field.width - 1}..${low} lie outside the word`,
      expected: `0 to ${frames * wordBits - 1}: ${frames} frames of ${wordBits} bits`,
    });
  }
  return cut(low, field.width, link.headerWords + first, wordBits);
}

/** Cuts bits at the ends of words, the lowest first. */
function cut(low: number, width: number, firstWord: number, wordBits: number): Piece[] {
  const pieces: Piece[] = [];
  for (let bit = low; bit < low + width; ) {
    const lowBit = bit % wordBits;
    const part = Math.min(wordBits - lowBit, low + width - bit);
    pieces.push({ word: firstWord + Math.floor(bit / wordBits), lowBit, width: part });
    bit += part;
  }
  return pieces;
}

/** Bits of packets that fields hold already. */
class TakenBits {
  private readonly words = new Map<string, { piece: Piece; where: string }[]>();

  take(link: number, pieces: readonly Piece[], where: string): void {
    for (const piece of pieces) {
      const key = `${link}:${piece.word}`;
      const others = this.words.get(key) ?? [];
      const other = others.find((one) => overlap(one.piece, piece));
      if (other !== undefined) {
        const low = Math.max(other.piece.lowBit, piece.lowBit);
        fail("TF-CAPTURE-006", {
          where: `${where}.bits`,
          what: `bit ${low} of word ${piece.word} of the packet belongs to two fields`,
          help: other.where === where ? "its copies overlap: see repeat" : `the other one is ${other.where}`,
        });
      }
      others.push({ piece, where });
      this.words.set(key, others);
    }
  }
}

function overlap(one: Piece, other: Piece): boolean {
  return one.lowBit < other.lowBit + other.width && other.lowBit < one.lowBit + one.width;
}
