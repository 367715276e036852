import { type Expectation, wordIndex } from "../compareExpectation.js";
import type { Field } from "../compareFields.js";
import { readPieces } from "../compareFields.js";
import type { Evidence } from "./evidence.js";
import { choices, fieldName, type Hypothesis, listed, withFieldBits } from "./hypothesis.js";

// Elements that lie in each other's places.

/** Orders that whole ports take by mistake, then any exchange of elements that the data shows. */
export function* elements(evidence: Evidence): Generator<Hypothesis> {
  yield* reordered(evidence);
  yield* exchanged(evidence);
}

/** Where each field's bits come from, as an index into the fields. */
type Sources = readonly number[];

function* reordered({ expectation, fields }: Evidence): Generator<Hypothesis> {
  for (const port of expectation.side.ports) {
    const own = fields.map((field, index) => ({ field, index })).filter(({ field }) => field.port === port);
    const count = own.length;
    const equalWidth = own.every(({ field }) => field.placement.width === own[0]!.field.placement.width);
    if (count < 2 || !equalWidth) continue;
    const orders: { claim: string; of: (element: number) => number }[] = [
      { claim: `the ${count} elements of ${port.name} come in reverse order`, of: (element) => count - 1 - element },
      { claim: `the elements of ${port.name} come one place late`, of: (element) => (element + count - 1) % count },
      { claim: `the elements of ${port.name} come one place early`, of: (element) => (element + 1) % count },
    ];
    const [rows, columns] = [port.shape[0] ?? 1, count / (port.shape[0] ?? 1)];
    if (port.shape.length > 1 && Number.isInteger(columns) && columns > 1) {
      const transposed = (element: number): number => (element % rows) * columns + Math.floor(element / rows);
      orders.push({ claim: `${port.name} comes with its axes exchanged`, of: transposed });
    }
    for (const { claim, of } of orders) {
      const sources = fields.map((_field, index) => index);
      own.forEach(({ index }, element) => {
        sources[index] = own[of(element)]!.index;
      });
      yield { fault: "swapped elements", claim, cost: 3, apply: (before) => withSources(before, fields, sources) };
    }
  }
}

/** Elements whose values over all events are those of another element. */
function* exchanged({ fields, differing, expectedBits, foundBits }: Evidence): Generator<Hypothesis> {
  const byColumn = new Map<string, number[]>();
  const key = (column: readonly bigint[], width: number): string => `${width}:${column.join(",")}`;
  fields.forEach(({ placement }, index) => {
    const column = key(expectedBits[index]!, placement.width);
    byColumn.set(column, [...(byColumn.get(column) ?? []), index]);
  });
  const sources = fields.map((_field, index) => index);
  fields.forEach(({ placement }, index) => {
    if (differing[index] === 0) return;
    const candidates = byColumn.get(key(foundBits[index]!, placement.width)) ?? [];
    const constant = foundBits[index]!.every((bits) => bits === foundBits[index]![0]);
    const chosen = candidates.find((candidate) => differing[candidate]! > 0) ?? candidates[0];
    if (chosen !== undefined && !constant) sources[index] = chosen;
  });
  const moved = sources.flatMap((source, index) => (source === index ? [] : [index]));
  if (moved.length === 0) return;
  const pairs = moved.filter((index) => sources[sources[index]!] === index && index < sources[index]!);
  const name = (index: number): string => fieldName(fields[index]!);
  const claim =
    2 * pairs.length === moved.length
      ? `${listed(pairs.map((index) => `${name(index)} and ${name(sources[index]!)}`))} are swapped`
      : listed(moved.map((index) => `${name(index)} holds ${name(sources[index]!)}`));
  yield {
    fault: "swapped elements",
    claim,
    cost: moved.length * choices(fields.length),
    apply: (before) => withSources(before, fields, sources),
  };
}

function withSources(before: Expectation, fields: readonly Field[], sources: Sources): Expectation {
  return withFieldBits(before, (event, field) => {
    const { link, pieces } = fields[sources[field]!]!.placement;
    return readPieces(before.stream.words, pieces, (word) => wordIndex(before, event, link, word));
  });
}
