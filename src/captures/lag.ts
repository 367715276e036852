import type { Expectation } from "./compareExpectation.js";
import type { Stream } from "./compareStream.js";
import { type BitCorrelation, correlateBits } from "./lagBits.js";
import { byScore, type ShiftScore, scoreShift, structuralShifts } from "./lagScore.js";
import { bestShifts, countVotes, type FrameFilter } from "./lagVotes.js";
import { informationOf } from "./lagWeights.js";

/**
 * How sure a lag is.
 *
 * - `certain`: equal words carry at least 32 bits of information, twice as much as at any other lag
 * - `likely`: at least a tenth more than at any other lag
 * - `ambiguous`: another lag fits as well, or nothing fits
 */
export type Certainty = "certain" | "likely" | "ambiguous";

/** How a lag was found: by whole words, by single bits, by where valid words begin, or told. */
export type LagMethod = "words" | "bits" | "structure" | "told";

/** A lag: frames from where the layout puts an event to where the capture has it. */
export interface LagFit {
  readonly lag: number;
  /** Information, in bits, of the words that are equal at this lag. */
  readonly information: number;
  /** Words that are equal at this lag, of those expected where the capture has frames. */
  readonly equal: number;
  readonly compared: number;
}

/** What {@link findLag} found. */
export interface LagSearch extends LagFit {
  readonly method: LagMethod;
  readonly certainty: Certainty;
  /** The best of all other lags over the same frames of the capture; null where there is none. */
  readonly second: LagFit | null;
  /** Each link by itself; null where its words tell nothing. */
  readonly links: readonly { readonly link: number; readonly lag: number | null; readonly information: number }[];
  /** Other lags worth a try when nothing fits well, best first. */
  readonly others: readonly number[];
}

/** What {@link findLag} may do. */
export interface LagOptions {
  /** Whether only valid words of the capture count. */
  readonly checkValid: boolean;
  /** The lag, where it is known: nothing is searched, only scored. */
  readonly lag?: number | undefined;
  /** Which frames of the capture, by index, take part in the search. */
  readonly filter?: FrameFilter | undefined;
  /** Whether single bits and other links may be tried when whole words fit badly; default true. */
  readonly thorough?: boolean;
}

/** Information below which words say nothing about the lag. */
const leastInformation = 12;

/**
 * Finds the lag of a capture. Candidates come from votes of rare words, from votes across links and correlations of single
 * bits when those are weak, and from where valid words begin; each candidate is then compared word by word, and the one whose
 * equal words carry most information wins.
 *
 * @param found first columns as those of the expectation
 */
export function findLag(expectation: Expectation, found: Stream, options: LagOptions): LagSearch {
  const information = informationOf(expectation);
  const toLag = (shift: number): number => shift + found.firstFrame - expectation.stream.firstFrame;
  const score = (shift: number): ShiftScore => scoreShift(expectation, found, information, shift, options);
  const votes = countVotes(expectation, found, information, options);
  const frames = expectation.stream.frames;
  const shifts = new Set(bestShifts(votes.total, frames, 16));
  const structural = structuralShifts(expectation, found, 8);
  for (const shift of structural) shifts.add(shift);
  let scores = [...shifts].map(score).sort(byScore);
  let bits: BitCorrelation | undefined;
  let crossedShifts: readonly number[] = [];
  const poor = scores.length === 0 || scores[0]!.equal < 0.5 * scores[0]!.compared;
  if (poor && options.thorough !== false) {
    bits = correlateBits(expectation, found, options.checkValid);
    const crossed = countVotes(expectation, found, information, { ...options, anyLink: true });
    crossedShifts = bestShifts(crossed.total, frames, 8);
    const more = [...bestShifts(bits.surprise, frames, 16), ...crossedShifts];
    scores = [...scores, ...more.filter((shift) => !shifts.has(shift)).map(score)].sort(byScore);
  }
  const chosen = choose(options.lag, scores, bits, structural, score, found, expectation);
  const rivals = scores
    .filter(({ shift }) => shift !== chosen.best.shift)
    .map(({ shift }) =>
      scoreShift(expectation, found, information, shift, { ...options, ...overlap(chosen.best, frames) }),
    )
    .sort(byScore);
  const asFit = ({ shift, equal, compared, information: bits }: ShiftScore): LagFit => ({
    lag: toLag(shift),
    information: bits,
    equal,
    compared,
  });
  return {
    ...asFit(chosen.best),
    method: chosen.method,
    certainty: chosen.method === "structure" ? "ambiguous" : certainty(chosen, rivals[0], bits, frames),
    second: rivals[0] === undefined ? null : asFit(rivals[0]),
    links: votes.byColumn.map(({ shift, votes: bits }, column) => ({
      link: expectation.stream.links[column]!,
      lag: bits < leastInformation ? null : toLag(shift),
      information: bits,
    })),
    others: worthTrying(scores, crossedShifts, structural).map(toLag),
  };
}

/** Shifts to try when nothing fits: by votes across links, by where data begins, by score; none that leaves most out. */
function worthTrying(
  scores: readonly ShiftScore[],
  crossed: readonly number[],
  structural: readonly number[],
): number[] {
  const most = Math.max(...scores.map(({ compared }) => compared));
  const whole = new Set(scores.filter(({ compared }) => 2 * compared >= most).map(({ shift }) => shift));
  const ranked = scores.map(({ shift }) => shift).filter((shift) => whole.has(shift));
  const chosen = [...crossed.slice(0, 2), ...structural.slice(0, 3), ...ranked.slice(0, 2), ...structural.slice(3, 5)];
  return [...new Set(chosen)].filter((shift) => whole.has(shift));
}

/** Found frames that an expectation covers at a shift. */
function overlap({ shift }: ShiftScore, expectedFrames: number): { from: number; end: number } {
  return { from: Math.max(0, shift), end: Math.max(0, shift + expectedFrames) };
}

interface Chosen {
  readonly best: ShiftScore;
  readonly method: LagMethod;
}

function choose(
  told: number | undefined,
  scores: readonly ShiftScore[],
  bits: BitCorrelation | undefined,
  structural: readonly number[],
  score: (shift: number) => ShiftScore,
  found: Stream,
  { stream }: Expectation,
): Chosen {
  if (told !== undefined) return { best: score(told - found.firstFrame + stream.firstFrame), method: "told" };
  const words = scores[0];
  if (words !== undefined && words.information >= leastInformation) return { best: words, method: "words" };
  const byBits = bits === undefined ? undefined : bestShifts(bits.surprise, stream.frames, 1)[0];
  if (byBits !== undefined && bits!.surprise[byBits + stream.frames - 1]! >= bits!.threshold) {
    return { best: score(byBits), method: "bits" };
  }
  return { best: score(structural[0] ?? 0), method: "structure" };
}

function certainty(
  { best, method }: Chosen,
  second: ShiftScore | undefined,
  bits: BitCorrelation | undefined,
  expectedFrames: number,
): Certainty {
  if (method === "bits") {
    const [first, next] = bestShifts(bits!.surprise, expectedFrames, 2).map(
      (shift) => bits!.surprise[shift + expectedFrames - 1]!,
    );
    return (next ?? 0) * 1.5 < first! ? "likely" : "ambiguous";
  }
  const rival = second?.information ?? 0;
  if (best.information >= 32 && best.information >= 2 * rival) return "certain";
  return best.information >= leastInformation && best.information >= 1.1 * rival ? "likely" : "ambiguous";
}
