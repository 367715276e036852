import { type Expectation, withWords, wordIndex } from "../compareExpectation.js";
import { type Field, fieldsOf, readPieces, writePieces } from "../compareFields.js";

/** A fault that a capture may suffer from, as something that can be tried. */
export interface Hypothesis {
  /** Name of the fault: `stuck bits`. */
  readonly fault: string;
  /** What happened, as a sentence without a full stop. */
  readonly claim: string;
  /** How much freedom the hypothesis has, in bits: of two that explain everything, the one with less is better. */
  readonly cost: number;
  /** What the capture would hold if the fault is real. */
  apply(expectation: Expectation): Expectation;
  /** Frames that the fault adds to the lag, or `search` where the lag is found again when it is not sure. Default 0. */
  readonly lag?: number | "search";
  /** Events that are tried at most, where trying is slow. */
  readonly limit?: number;
}

/** An expectation with the bits of some fields changed. `change` sees and gives unsigned bits; excess bits are dropped. */
export function changeFields(
  expectation: Expectation,
  fields: readonly Field[],
  change: (bits: bigint, field: Field, event: number) => bigint,
): Expectation {
  return withWords(expectation, (words) => {
    for (let event = expectation.firstEvent; event < expectation.firstEvent + expectation.events; event++) {
      for (const field of fields) {
        const { link, pieces } = field.placement;
        const at = (word: number): number => wordIndex(expectation, event, link, word);
        writePieces(words, pieces, at, change(readPieces(expectation.stream.words, pieces, at), field, event));
      }
    }
  });
}

/** An expectation with other values: bits of all fields, event after event, in the order of `fieldsOf`. */
export function withFieldBits(expectation: Expectation, bits: (event: number, field: number) => bigint): Expectation {
  const fields = fieldsOf(expectation.side);
  const numbers = new Map(fields.map((field, index) => [field, index]));
  return changeFields(expectation, fields, (_before, field, event) => bits(event, numbers.get(field)!));
}

/** Logarithm of a number of choices, in bits. */
export function choices(count: number): number {
  return Math.log2(Math.max(1, count));
}

/** A short list: `a, b and 3 more`. */
export function listed(items: readonly (string | number)[], most = 6): string {
  if (items.length <= 1) return items.join("");
  if (items.length <= most) return `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
  return `${items.slice(0, most).join(", ")} and ${items.length - most} more`;
}

/** The name of a field: `score`, or `output[3]`. */
export function fieldName({ port, element }: Field): string {
  return port.placements.length === 1 ? port.name : `${port.name}[${element}]`;
}
