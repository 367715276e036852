import { casts } from "./casts.js";
import { elements } from "./elements.js";
import { encodings } from "./encodings.js";
import { events } from "./events.js";
import type { Evidence } from "./evidence.js";
import { exchangedInputs } from "./exchangedInputs.js";
import { headers } from "./headers.js";
import type { Hypothesis } from "./hypothesis.js";
import { inputs } from "./inputs.js";
import { links } from "./links.js";
import { steps } from "./steps.js";
import { stuckBits } from "./stuckBits.js";
import { byTrial, type Trial, tryOut } from "./trial.js";
import { words } from "./words.js";

export { type Evidence, gatherEvidence, type ModelEvidence } from "./evidence.js";
export type { Hypothesis } from "./hypothesis.js";
export type { Trial } from "./trial.js";

/** Faults of the stream, which need no model. */
const ofStreams = [events, links, words, headers, stuckBits, elements, encodings];
/** Those of them that look for themselves at which lag they fit. */
const searchingLags = new Set<unknown>([events, words]);
/** Faults in what the hardware computes, which need the model. */
const ofModels = [casts, steps, inputs, exchangedInputs];

/** Freedom, in bits, up to which a fault of the stream that explains everything needs no model beside it. */
const simple = 16;

/** What came of a diagnosis. */
export interface DiagnosisResult {
  /** Faults that explain the capture, the best first. */
  readonly trials: readonly Trial[];
  /** How many were tried. */
  readonly tried: number;
}

/**
 * Tries every known fault on a capture that differs: each is applied to what was expected, and the result compared with the
 * capture. Where faults explain everything, only those are kept; else those that explain at least a quarter of the
 * differing events. The model is not asked when the stream alone explains everything simply.
 *
 * @param first whether this is the first lag that is tried: faults that search the lag are not tried again at others
 * @param most diagnoses to keep
 */
export function diagnose(evidence: Evidence, first = true, most = 4): DiagnosisResult {
  const trials: Trial[] = [];
  for (const propose of [...ofStreams, ...ofModels]) {
    if (!first && searchingLags.has(propose)) continue;
    if (propose === ofModels[0] && trials.some((trial) => trial.exact && trial.hypothesis.cost <= simple)) break;
    for (const hypothesis of propose(evidence) as Generator<Hypothesis>) {
      const trial = tryOut(hypothesis, evidence);
      if (trial !== null && (trial.exact || trial.explained >= 0.25)) trials.push(trial);
    }
  }
  trials.sort(byTrial);
  const exact = trials.filter((trial) => trial.exact);
  return { trials: distinct(exact.length > 0 ? exact : trials).slice(0, most), tried: evidence.tally.tried };
}

/** One trial of each fault and lag, the best. */
function distinct(trials: readonly Trial[]): Trial[] {
  return trials.filter(
    (trial, index) => trials.findIndex((other) => other.fault === trial.fault && other.lag === trial.lag) === index,
  );
}
