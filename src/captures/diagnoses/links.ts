import { wordFlags } from "../../formats/patterns/frames.js";
import type { Expectation } from "../compareExpectation.js";
import { pickColumns } from "../compareStream.js";
import { countVotes } from "../lagVotes.js";
import { informationOf } from "../lagWeights.js";
import type { Evidence } from "./evidence.js";
import { growStream } from "./frames.js";
import { choices, type Hypothesis, listed } from "./hypothesis.js";

// Links that carry the data of others, none, or theirs at another time.

/** Swapped links, a wrong TMUX index, dead links, links that are late. */
export function* links(evidence: Evidence): Generator<Hypothesis> {
  yield* permuted(evidence);
  yield* dead(evidence);
  yield* late(evidence);
}

/** Columns of the expectation that differ from the capture. */
function differingColumns({ expectation, comparison }: Evidence): number[] {
  return expectation.stream.links.map((_link, column) => column).filter((column) => comparison.differing[column]! > 0);
}

/** By column of the capture, the expected column whose words it carries. */
function* permuted(evidence: Evidence): Generator<Hypothesis> {
  const { expectation } = evidence;
  const { stream, side } = expectation;
  const wrong = differingColumns(evidence);
  if (wrong.length === 0 || stream.links.length < 2) return;
  const information = informationOf(expectation);
  const sources = stream.links.map((_link, column) => column);
  for (const column of wrong) sources[column] = bestSource(evidence, information, column);
  const moved = sources.flatMap((source, column) => (source === column ? [] : [column]));
  if (moved.length > 0) {
    yield {
      ...naming(stream.links, sources, moved),
      cost: moved.length * choices(stream.links.length),
      apply: (before) => withColumns(before, sources),
    };
  }
  yield* wrongIndex(side, stream.links.length);
}

/** Each TMUX index that is off by the same number on every link. */
function* wrongIndex(side: Expectation["side"], columns: number): Generator<Hypothesis> {
  const most = Math.max(...side.links.map((link) => link.channels.length));
  for (let off = 1; off < most; off++) {
    const sources: number[] = [];
    for (const { channels } of side.links) {
      const first = sources.length;
      const ratio = channels.length;
      for (let index = 0; index < ratio; index++) sources.push(first + ((((index - off) % ratio) + ratio) % ratio));
    }
    if (sources.length !== columns) return;
    yield {
      fault: "wrong TMUX index",
      claim: `event i is on channel (i + ${off}) % ${most} of its link, not on i % ${most}`,
      cost: 1 + choices(most - 1),
      apply: (before) => withColumns(before, sources),
    };
  }
}

function naming(
  numbers: readonly number[],
  sources: readonly number[],
  moved: readonly number[],
): Pick<Hypothesis, "fault" | "claim"> {
  const pairs = moved.filter((column) => sources[sources[column]!] === column && column < sources[column]!);
  if (2 * pairs.length === moved.length) {
    const swaps = pairs.map((column) => `links ${numbers[column]} and ${numbers[sources[column]!]}`);
    return { fault: "swapped links", claim: `${listed(swaps)} are swapped` };
  }
  const carries = moved.map(
    (column) => `link ${numbers[column]} carries the words of link ${numbers[sources[column]!]}`,
  );
  return { fault: "swapped links", claim: listed(carries) };
}

/** The column whose words a column of the capture carries: that with most information in equal words, if any has. */
function bestSource(
  { expectation, found, playback, rules }: Evidence,
  information: Float32Array,
  column: number,
): number {
  const { stream, masks } = expectation;
  const shift = stream.firstFrame + playback.lag - found.firstFrame;
  const checkValid = rules.flags !== "ignore";
  let best = column;
  let most = 12;
  for (let source = 0; source < stream.links.length; source++) {
    let sum = 0;
    for (let frame = Math.max(0, -shift); frame < Math.min(stream.frames, found.frames - shift); frame++) {
      const index = source * stream.frames + frame;
      if (information[index] === 0) continue;
      const at = column * found.frames + frame + shift;
      if (checkValid && !(found.flags[at]! & wordFlags.valid)) continue;
      if ((stream.words[2 * index]! ^ found.words[2 * at]!) & masks[2 * index]!) continue;
      if ((stream.words[2 * index + 1]! ^ found.words[2 * at + 1]!) & masks[2 * index + 1]!) continue;
      sum += information[index]!;
    }
    if (sum > most) [best, most] = [source, sum];
  }
  return best;
}

/** An expectation whose column c is column `sources[c]` of another. */
function withColumns(before: Expectation, sources: readonly number[]): Expectation {
  const { frames, links: numbers } = before.stream;
  const masks = new Uint32Array(before.masks.length);
  const owners = new Int32Array(before.owners.length);
  sources.forEach((source, column) => {
    masks.set(before.masks.subarray(2 * source * frames, 2 * (source + 1) * frames), 2 * column * frames);
    owners.set(before.owners.subarray(source * frames, (source + 1) * frames), column * frames);
  });
  return { ...before, stream: pickColumns(before.stream, sources, numbers), masks, owners };
}

/** Links that are constant, or have no valid word, where data is expected. */
function* dead(evidence: Evidence): Generator<Hypothesis> {
  const { expectation, found, playback } = evidence;
  const { stream } = expectation;
  const shift = stream.firstFrame + playback.lag - found.firstFrame;
  const states = differingColumns(evidence).flatMap((column) => {
    let [valid, words, constant] = [0, 0, true];
    let [low, high] = [0, 0];
    for (let frame = Math.max(0, -shift); frame < Math.min(stream.frames, found.frames - shift); frame++) {
      if (!(stream.flags[column * stream.frames + frame]! & wordFlags.valid)) continue;
      const at = column * found.frames + frame + shift;
      if (words++ === 0) [low, high] = [found.words[2 * at]!, found.words[2 * at + 1]!];
      if (found.flags[at]! & wordFlags.valid) valid++;
      constant &&= found.words[2 * at] === low && found.words[2 * at + 1] === high;
    }
    const silent = valid === 0 && evidence.rules.flags !== "ignore";
    return words > 1 && (constant || silent) ? [{ column, silent, low, high }] : [];
  });
  if (states.length === 0) return;
  for (const set of states.length > 1 ? [states, ...states.slice(0, 8).map((one) => [one])] : [states]) {
    yield {
      fault: "dead link",
      claim: listed(
        set.map(({ column, silent, low, high }) => `link ${stream.links[column]} ${symptom(silent, low, high)}`),
      ),
      cost: set.length * choices(2 * stream.links.length),
      apply: (before) => {
        const [words, flags] = [before.stream.words.slice(), before.stream.flags.slice()];
        for (const { column, silent, low, high } of set) {
          for (let index = column * before.stream.frames; index < (column + 1) * before.stream.frames; index++) {
            [words[2 * index], words[2 * index + 1]] = [low, high];
            if (silent) flags[index] = 0;
          }
        }
        return { ...before, stream: { ...before.stream, words, flags } };
      },
    };
  }
}

function symptom(silent: boolean, low: number, high: number): string {
  if (silent) return "has no valid word";
  const word = (BigInt(high) << 32n) | BigInt(low);
  return `is dead: every word is 0x${word.toString(16)}`;
}

/** Links whose own votes are for another lag than those of most links; of two halves, the earlier one is in time. */
function* late(evidence: Evidence): Generator<Hypothesis> {
  const { expectation, found, playback, rules } = evidence;
  const { stream } = expectation;
  const votes = countVotes(expectation, found, informationOf(expectation), { checkValid: rules.flags !== "ignore" });
  const base = stream.firstFrame + playback.lag - found.firstFrame;
  const own = votes.byColumn.map(({ shift, votes: bits }) => (bits > 16 ? shift - base : 0));
  const counts = new Map<number, number>();
  for (const frames of own) counts.set(frames, (counts.get(frames) ?? 0) + 1);
  const [common] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]!;
  const skewed = own.flatMap((frames, column) => (frames === common ? [] : [{ column, frames: frames - common }]));
  if (skewed.length === 0) return;
  const by = skewed.map(({ column, frames }) => `link ${stream.links[column]} is ${timing(frames)}`);
  yield {
    fault: "late link",
    claim: `${listed(by)} against the others`,
    cost: skewed.length * (choices(stream.links.length) + 4),
    lag: common,
    apply: (before) => skewed.reduce((result, { column, frames }) => withLateColumn(result, column, frames), before),
  };
}

function timing(frames: number): string {
  return `${Math.abs(frames)} frame${Math.abs(frames) === 1 ? "" : "s"} ${frames > 0 ? "late" : "early"}`;
}

/** An expectation in which one column comes some frames later. What leaves its frames is lost. */
function withLateColumn(before: Expectation, column: number, late: number): Expectation {
  const { frames } = before.stream;
  const grown = growStream(before, Math.max(0, -late), Math.max(0, late));
  const [words, flags] = [grown.stream.words.slice(), grown.stream.flags.slice()];
  const [masks, owners] = [grown.masks.slice(), grown.owners.slice()];
  const size = grown.stream.frames;
  const lead = Math.max(0, -late);
  owners.fill(-1, column * size, (column + 1) * size);
  flags.fill(0, column * size, (column + 1) * size);
  for (let frame = 0; frame < frames; frame++) {
    const from = column * frames + frame;
    const to = column * size + frame + lead + late;
    for (const half of [0, 1]) {
      words[2 * to + half] = before.stream.words[2 * from + half]!;
      masks[2 * to + half] = before.masks[2 * from + half]!;
    }
    flags[to] = before.stream.flags[from]!;
    owners[to] = before.owners[from]!;
  }
  return { ...grown, stream: { ...grown.stream, words, flags }, masks, owners };
}
