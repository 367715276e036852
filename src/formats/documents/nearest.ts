/**
 * The candidate that a misspelt word most likely means: the least number of letters inserted, deleted, replaced or
 * swapped with a neighbour, at most a third of the word's length (at least one), upper and lower case being equal.
 *
 * @returns null when nothing is near
 */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const allowed = Math.max(1, Math.floor(word.length / 3));
  let best: string | null = null;
  let bestDistance = allowed + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > allowed) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** A help line for errors: `did you mean "offset"? known: ...`, or only the known names when nothing is near. */
export function nearestHelp(word: string, candidates: readonly string[]): { help?: string } {
  if (candidates.length === 0) return {};
  const guess = nearest(word, candidates);
  const shown = candidates.slice(0, 20).join(", ") + (candidates.length > 20 ? ", ..." : "");
  return { help: guess === null ? `known: ${shown}` : `did you mean "${guess}"? known: ${shown}` };
}

/** Levenshtein distance with swaps of neighbours (optimal string alignment). */
export function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replaced = last[column - 1]! + (left[row - 1] === right[column - 1] ? 0 : 1);
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
          ? beforeLast[column - 2]! + 1
          : Number.POSITIVE_INFINITY;
      current.push(Math.min(replaced, swapped, last[column]! + 1, current[column - 1]! + 1));
    }
    [beforeLast, last] = [last, current];
  }
  return last[right.length]!;
}
