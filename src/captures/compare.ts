import { fail } from "../errors/index.js";
import { wordFlags } from "../formats/patterns/frames.js";
import { type ComparisonDetails, compareDetails } from "./compareDetails.js";
import type { Expectation } from "./compareExpectation.js";
import { columnsOf } from "./compareFields.js";
import { applyMasks, frameMask, type Mask } from "./compareMasks.js";
import { findPlaybacks } from "./comparePlayback.js";
import { reflow } from "./compareReflow.js";
import { hasFlag, type Stream, withLinksFirst } from "./compareStream.js";
import { compareWords, type Playback, type WordRules } from "./compareWords.js";
import type { FlagRule } from "./description.js";
import { leadingPackets } from "./diagnoses/eventOffset.js";
import { type DiagnosisResult, diagnose, gatherEvidence, type ModelEvidence, type Trial } from "./diagnoses/index.js";
import { findLag, type LagSearch } from "./lag.js";
import type { SideLayout } from "./layout.js";
import { type CompareReport, type Diagnosis, reportVersion } from "./report.js";
import {
  bitCounts,
  eventCounts,
  fieldCounts,
  firstDifference,
  histogram,
  lagReport,
  linkCounts,
} from "./reportBuild.js";
import { PictureBuilder } from "./reportPicture.js";
import { traceEvent } from "./reportTrace.js";
import { silenceDiagnosis, silentEnd } from "./silentEnd.js";

/** What is compared, and how. */
export interface CompareOptions {
  /** Names of both sides, for the report and for errors. */
  readonly names: { readonly expected: string; readonly found: string };
  /** The lag in frames, where it is known: then a capture at another lag differs. */
  readonly lag?: number | undefined;
  readonly masks?: readonly Mask[];
  /** Which flags count; default: as described. */
  readonly flags?: FlagRule | undefined;
  /** Whether valid words between and before packets are differences; default true. */
  readonly gaps?: boolean;
  /** Frames after which playback repeats; default: as described, else found out. */
  readonly playbackFrames?: number | null | undefined;
  /** The model behind the expected values. */
  readonly model?: ModelEvidence | null;
  /** Where inputs lie, to tell the latency. */
  readonly inputs?: SideLayout | null;
  /** Whether faults are tried when the sides differ; default true. */
  readonly diagnose?: boolean;
  /** What is compared as one; default `event`. */
  readonly unit?: "event" | "frame";
  /** Whether the description tells how long a frame lasts; default true. */
  readonly timed?: boolean;
  /** How many differing events are traced through the model; default 3. */
  readonly traces?: number;
}

/**
 * Compares a capture with what it should hold: finds the lag, every run of the playback, each event and field that differs,
 * and the fault that explains the differences.
 *
 * @param found any links; those of the expectation must be among them
 * @throws TrigforgeError TF-CAPTURE-009, TF-CAPTURE-050, TF-CAPTURE-053
 */
export function compareCapture(expected: Expectation, capture: Stream, options: CompareOptions): CompareReport {
  const { names, masks = [] } = options;
  if (expected.events === 0) fail("TF-CAPTURE-050", { where: names.expected, what: "there is no event" });
  if (capture.frames === 0) fail("TF-CAPTURE-050", { where: names.found, what: "there is no frame" });
  const expectation = applyMasks(expected, masks);
  const ordered = withLinksFirst(capture, columnsOf(expectation.side), names.found);
  const remarks: string[] = [];
  const rules = rulesFor(ordered, expectation, options, remarks);
  const packed = expectation.side.description.packets === "valid-only" && rules.flags !== "ignore";
  const { found, lag, late } = packed
    ? reflowed(expectation, ordered, options, remarks)
    : { found: ordered, lag: options.lag, late: 0 };
  const compared = compareAt(expectation, found, rules, { ...options, lag });
  const outcome = explain(expectation, found, rules, { ...options, lag }, compared);
  return report(expectation, found, options, outcome, late, remarks);
}

/** The valid words of a capture on the frames of the expectation. */
function reflowed(expectation: Expectation, capture: Stream, options: CompareOptions, remarks: string[]) {
  const { found, lag, before, behind } = reflow(expectation, capture);
  if (before > 0) remarks.push(`${before} valid words before the first event were not compared`);
  if (behind > 0) remarks.push(`${behind} valid words behind the last event were not compared`);
  if (options.lag !== undefined && options.lag !== lag) {
    remarks.push(`packets are found by their valid words: the lag of ${options.lag} frames is not used`);
  }
  return { found, lag: 0, late: lag };
}

/** A comparison at one lag. */
interface Compared {
  readonly search: LagSearch;
  readonly playbacks: readonly Playback[];
  readonly details: ComparisonDetails;
  readonly picture: PictureBuilder;
}

interface Outcome extends Compared {
  readonly diagnosis: DiagnosisResult;
  /** Packets before the first event. */
  readonly leading: Diagnosis | null;
  /** Events at the end in which nothing is said. */
  readonly silence: Diagnosis | null;
}

function rulesFor(found: Stream, expectation: Expectation, options: CompareOptions, remarks: string[]): WordRules {
  let flags = options.flags ?? expectation.side.description.flags;
  const columns = columnsOf(expectation.side).length;
  if (flags === "packet" && !hasFlag(found, wordFlags.startOfPacket)) {
    remarks.push("the capture has no start-of-packet flag: packet flags were not compared");
    flags = "valid";
  }
  const own = found.flags.subarray(0, columns * found.frames);
  if (flags !== "ignore" && own.every((flag) => flag & wordFlags.valid)) {
    remarks.push("every word of the capture is valid: gaps between packets were not checked");
    flags = flags === "packet" ? flags : "ignore";
  } else if (flags !== "ignore" && !own.some((flag) => flag & wordFlags.valid)) {
    remarks.push("no word of the capture is valid on the compared links (--flags ignore compares words all the same)");
  }
  const noGaps = own.every((flag) => flag & wordFlags.valid);
  return { flags, gaps: options.gaps !== false && !noGaps, masked: frameMask(options.masks ?? []) };
}

function compareAt(
  expectation: Expectation,
  found: Stream,
  rules: WordRules,
  options: CompareOptions,
  lag = options.lag,
): Compared {
  const checkValid = rules.flags !== "ignore";
  const search = findLag(expectation, found, { checkValid, lag });
  const period =
    options.playbackFrames === undefined ? expectation.side.description.playbackFrames : options.playbackFrames;
  const playbacks = findPlaybacks(expectation, found, search.lag, {
    checkValid,
    period,
    search: options.lag === undefined,
  });
  const picture = new PictureBuilder(expectation, found);
  picture.addPlaybacks(playbacks);
  const details = compareDetails(expectation, found, playbacks, rules, (difference) => picture.add(difference));
  return { search, playbacks, details, picture };
}

/** Tries faults where something differs; when one explains all at another lag, that lag is the true one. */
function explain(
  expectation: Expectation,
  found: Stream,
  rules: WordRules,
  options: CompareOptions,
  compared: Compared,
): Outcome {
  const none: DiagnosisResult = { trials: [], tried: 0 };
  const leading = leadingDiagnosis(expectation, found, rules, options, compared);
  const { details, search } = compared;
  const last = compared.playbacks.at(-1)!;
  const silent = silentEnd(expectation, found, last, rules, details.states.at(-1)!);
  const silence = silent === null ? null : silenceDiagnosis(silent, found, last, details);
  const clean = details.equalEvents + (silent?.events ?? 0) === details.comparedEvents && details.stray === 0;
  if (options.diagnose === false || (clean && details.comparedEvents > 0))
    return { ...compared, diagnosis: none, leading, silence };
  const lags = options.lag === undefined ? lagsToTry(search) : [search.lag];
  const results: { trials: readonly Trial[]; tried: number }[] = [];
  for (const [index, lag] of lags.entries()) {
    const playback = answered(expectation, found, mainPlayback(expectation, found, compared, lag), rules);
    const searching = lags.length > 1 && index === 0;
    const evidence = gatherEvidence(expectation, found, playback, rules, options.model ?? null, searching);
    if (evidence.events.length === 0) continue;
    const result = diagnose(evidence, index === 0);
    results.push(result);
    if (result.trials[0]?.exact) break;
  }
  const tried = results.reduce((sum, result) => sum + result.tried, 0);
  const best = results.find(({ trials }) => trials[0]?.exact) ?? bestPartial(results) ?? none;
  const diagnosis = { trials: best.trials, tried };
  const proven = best.trials[0];
  if (proven?.exact && proven.lag !== search.lag && options.lag === undefined) {
    return { ...compareAt(expectation, found, rules, { ...options, lag: proven.lag }), diagnosis, leading, silence };
  }
  return { ...compared, diagnosis, leading, silence };
}

/** The lag found, and when it is not sure, others. */
function lagsToTry(search: LagSearch): number[] {
  const rival = search.second?.information ?? 0;
  const good = search.method === "words" && search.equal > 0.3 * search.compared && search.information > 1.5 * rival;
  if (search.certainty === "certain" || good) return [search.lag];
  return [...new Set([search.lag, ...search.others])].slice(0, 7);
}

function bestPartial(results: readonly DiagnosisResult[]): DiagnosisResult | undefined {
  const share = ({ trials }: DiagnosisResult): number =>
    trials[0] === undefined ? 0 : trials[0].equal / trials[0].events;
  return [...results].sort((a, b) => share(b) - share(a))[0];
}

/** A run without the silence at its end, which hides what is wrong with the rest. */
function answered(expectation: Expectation, found: Stream, playback: Playback, rules: WordRules): Playback {
  const [states] = compareWords(expectation, found, [playback], rules).states;
  const silent = silentEnd(expectation, found, playback, rules, states!);
  return silent === null ? playback : { ...playback, end: silent.frame };
}

/** The run that has most frames. */
function mainPlayback(expectation: Expectation, found: Stream, { playbacks, search }: Compared, lag: number): Playback {
  const { stream } = expectation;
  if (lag === search.lag) {
    const size = ({ from, end }: Playback): number => end - from;
    return [...playbacks].sort((a, b) => size(b) - size(a))[0]!;
  }
  const from = Math.min(found.frames, Math.max(0, stream.firstFrame + lag - found.firstFrame));
  return {
    lag,
    from,
    end: Math.max(from, Math.min(found.frames, stream.firstFrame + lag - found.firstFrame + stream.frames)),
  };
}

/** Packets before the first event: all later ones are late by as many events. */
function leadingDiagnosis(
  expectation: Expectation,
  found: Stream,
  rules: WordRules,
  options: CompareOptions,
  { details, playbacks }: Compared,
): Diagnosis | null {
  if (!rules.gaps || options.lag !== undefined || details.equalEvents === 0) return null;
  const first = playbacks[0]!;
  const leading = first.from > 0 ? leadingPackets(expectation, found, first) : null;
  if (leading === null) return null;
  const { events, frame } = leading;
  const packets = `${events} packet${events === 1 ? "" : "s"} of other words`;
  return {
    fault: "event offset",
    claim: `event i comes where event i + ${events} should: ${packets} at frame ${frame + found.firstFrame} come before event 0`,
    exact: details.equalEvents === details.comparedEvents,
    events: details.comparedEvents,
    equal: details.equalEvents,
    explained: 1,
    lag: first.lag,
  };
}

function report(
  expectation: Expectation,
  found: Stream,
  options: CompareOptions,
  { search, playbacks, details, picture, diagnosis, leading, silence }: Outcome,
  late: number,
  remarks: string[],
): CompareReport {
  const counts = eventCounts(expectation, details);
  const { unit = "event" } = options;
  if (counts.compared === 0) {
    fail("TF-CAPTURE-050", {
      where: options.names.found,
      what: `at the lag of ${search.lag + late} frames (${search.method}, ${search.certainty}) no ${unit} lies whole within it`,
      help: "look at it with trigforge capture show; a known lag can be told with --lag",
    });
  }
  const agree = counts.equal === counts.compared && details.stray === 0 && leading === null;
  const sum = (list: Int32Array): number => list.reduce((total, value) => total + value, 0);
  const differing = counts.differing.flatMap(({ first, last }) => [first, ...(last > first ? [first + 1] : [])]);
  const { model } = options;
  const onlySilence = silence?.exact === true && leading === null;
  const traced =
    model === undefined || model === null || agree || onlySilence ? [] : differing.slice(0, options.traces ?? 3);
  const diagnoses = diagnosis.trials.map(({ hypothesis: _unused, ...rest }) => rest);
  return {
    format: "trigforge-compare",
    version: reportVersion,
    verdict: agree ? "agree" : "differ",
    ...options.names,
    unit,
    events: counts,
    words: {
      compared: sum(details.compared),
      differing: sum(details.differing),
      invalid: details.kinds.invalid,
      flags: details.kinds.flags,
      stray: details.stray,
    },
    lag: lagReport(search, playbacks, expectation, found, {
      inputs: options.inputs ?? null,
      timed: options.timed ?? true,
      late,
    }),
    first: firstDifference(expectation, found, details),
    fields: fieldCounts(details),
    histogram: histogram(details.values),
    bits: bitCounts(details),
    links: linkCounts(expectation, details, search),
    picture: picture.picture(),
    diagnoses: [leading, ...diagnoses, silence].filter((found) => found !== null),
    tried: diagnosis.tried + (leading === null ? 0 : 1),
    traces: traced.map((event) => traceEvent(model!.program, event, model!.inputs(event))),
    remarks,
  };
}
