import type { EventValues } from "../backends/reference/index.js";
import * as wasm from "../backends/wasm/index.js";
import { compareCapture } from "../captures/compare.js";
import { expectEvents } from "../captures/compareExpectation.js";
import { parseMask } from "../captures/compareMasks.js";
import { collectStream } from "../captures/compareStream.js";
import { sideLayoutOf } from "../captures/index.js";
import type { CompareReport } from "../captures/report.js";
import { timeText } from "../captures/reportText.js";
import { inputPorts, outputPorts, type Program } from "../ir/index.js";
import { loadCapture } from "./descriptions.js";
import { type ModelEventOptions, openModelEvents, perEvent } from "./events.js";
import { openPatternFile } from "./patterns.js";
import type { CaseCapture } from "./regressCase.js";
import type { Comparison } from "./verify.js";

/** What a capture says of a model's outputs. */
export interface CaptureResult {
  readonly agree: boolean;
  readonly comparison: Comparison;
  /** The lag, remarks, and faults that explain a difference. */
  readonly notes: readonly string[];
}

/** The events behind a capture. */
export interface CaptureEvents {
  readonly events: string;
  readonly values?: ModelEventOptions["values"];
  readonly objects?: ModelEventOptions["objects"];
  readonly limit?: number | undefined;
}

/**
 * Compares what a model's emulator answers with a hardware capture: see `compareCapture`.
 *
 * @throws TrigforgeError TF-FILE-…, TF-PATTERN-…, TF-CAPTURE-…, and what reading events throws
 */
export async function compareCaseCapture(
  capture: CaseCapture,
  program: Program,
  options: CaptureEvents,
): Promise<CaptureResult> {
  const description = await loadCapture(capture.description);
  const side = sideLayoutOf(description, "outputs", program);
  const inputSide = description.inputs === null ? null : sideLayoutOf(description, "inputs", program);
  const masks = capture.masks.map(parseMask);
  const pattern = await openPatternFile(capture.file, { wordBits: description.wordBits });
  const found = await collectStream(pattern.header, pattern.frames, capture.file);
  const { inputs, outputs, evaluate } = await emulateAll(program, options);
  const report = compareCapture(expectEvents(side, outputs, 0, options.events), found, {
    names: { expected: options.events, found: capture.file },
    lag: capture.lag,
    masks,
    inputs: inputSide,
    model: { program, inputs: (event) => inputs[event]!, evaluate, events: inputs.length, side: inputSide },
    traces: 0,
  });
  const notes = [lagText(report), ...report.remarks, ...pattern.warnings, ...faults(report)];
  return {
    agree: report.verdict === "agree",
    comparison: comparisonOf(report),
    notes: notes.map((note) => `capture: ${note}`),
  };
}

/** Inputs and outputs of the events: a comparison with a capture goes over them more than once. */
export async function emulateAll(
  program: Program,
  { events: path, values, objects, limit = Number.POSITIVE_INFINITY }: CaptureEvents,
): Promise<{ inputs: EventValues[]; outputs: EventValues[]; evaluate: (inputs: EventValues) => EventValues }> {
  const emulator = await wasm.build(program);
  const encode = (port: string, reals: Float64Array) => emulator.encode(port, reals);
  const table = await openModelEvents(path, program, { values, objects, encode, blockEvents: 4096 });
  const inputs: EventValues[] = [];
  const outputs: EventValues[] = [];
  for await (const block of table.blocks) {
    const count = Math.min(block.events, limit - inputs.length);
    inputs.push(...perEvent(inputPorts(program), block.inputs, count));
    outputs.push(...perEvent(outputPorts(program), emulator.run(block.inputs), count));
    if (inputs.length >= limit) break;
  }
  return { inputs, outputs, evaluate: (event) => runEvent(emulator, program, event) };
}

/** One event through an emulator. */
function runEvent(emulator: wasm.Emulator, program: Program, event: EventValues): EventValues {
  const inputs = Object.fromEntries(
    inputPorts(program).map(({ name, type }) => {
      const narrow = type.width < 32 || (type.signed && type.width === 32);
      return [name, narrow ? Int32Array.from(event[name]!, Number) : BigInt64Array.from(event[name]!)];
    }),
  );
  return perEvent(outputPorts(program), emulator.run(inputs), 1)[0]!;
}

function comparisonOf({ events, fields, first }: CompareReport): Comparison {
  const { field = null } = first ?? {};
  return {
    with: "capture",
    events: events.compared,
    integers: fields.reduce((sum, one) => sum + one.compared, 0),
    differing: events.compared - events.equal,
    ...(first === null || field === null
      ? {}
      : {
          first: {
            event: first.event,
            port: field.port,
            element: field.element,
            expected: field.expected,
            found: field.found,
          },
        }),
  };
}

function lagText({ lag, events }: CompareReport): string {
  const latency = lag.latency === null ? "" : `, latency ${timeText(lag.latency)}`;
  const missing = events.truncated + events.absent;
  const cut = missing === 0 ? "" : `; ${missing} of ${events.expected} events are not whole in it`;
  return `lag ${lag.frames} frames, ${lag.certainty}${latency}${cut}`;
}

function faults({ verdict, first, diagnoses }: CompareReport): string[] {
  if (verdict === "agree") return [];
  const bare = first !== null && first.field === null;
  const outside = bare
    ? [`first a word that is ${first.kind}: event ${first.event}, link ${first.link}, frame ${first.frame}`]
    : [];
  const best = diagnoses[0];
  if (best === undefined) return outside;
  const sure = best.exact ? "" : ` (explains ${Math.round(100 * best.explained)} % of the differing events)`;
  return [...outside, `${best.fault}: ${best.claim}${sure}`];
}
