import type { EventValues } from "../backends/reference/index.js";
import { type CompareOptions, compareCapture } from "../captures/compare.js";
import { expectEvents } from "../captures/compareExpectation.js";
import type { Stream } from "../captures/compareStream.js";
import { asCapture, expectWords, tableLayout } from "../captures/compareWhole.js";
import type { ModelEvidence } from "../captures/diagnoses/index.js";
import { type CaptureDescription, type Direction, type SideLayout, sideLayoutOf } from "../captures/index.js";
import type { CompareReport } from "../captures/report.js";
import { fail } from "../errors/index.js";
import type { PatternFile } from "../formats/index.js";
import type { MapDescription } from "../importers/index.js";
import { type InputPort, inputPorts, outputPorts, type Program } from "../ir/index.js";
import { eventsOfPattern, eventsOfTable, portsOfTable, readCapture, tryPattern } from "./compareSources.js";
import { loadCapture } from "./descriptions.js";
import type { ValueMeaning } from "./events.js";
import { emulateAll } from "./regressCapture.js";

/** What {@link compareFiles} compares. */
export interface CompareFileOptions extends Omit<CompareOptions, "names" | "model" | "inputs" | "unit" | "timed"> {
  /** Expected: a table of raw outputs, or a capture. Default: what the model answers to the events. */
  readonly expected?: string | undefined;
  /** The capture, or a table of outputs. */
  readonly found: string;
  /** Capture description. */
  readonly description?: string | undefined;
  readonly program?: Program | undefined;
  /** Events of the model. */
  readonly events?: string | undefined;
  readonly values?: ValueMeaning | undefined;
  /** The map around the model, when events are trigger objects. */
  readonly objects?: MapDescription | undefined;
  /** Compares at most so many events. */
  readonly limit?: number | undefined;
  /** Which direction was captured; default `outputs`. */
  readonly direction?: Direction;
}

/**
 * Compares a model's emulator, a table or a capture with a capture or a table; see `compareCapture`.
 *
 * @throws TrigforgeError TF-CAPTURE-050 to -054, and what reading the files throws
 */
export async function compareFiles(options: CompareFileOptions): Promise<CompareReport> {
  const { found: path, program, expected: expectedPath } = options;
  const description = options.description === undefined ? undefined : await loadCapture(options.description);
  const pattern = await tryPattern(path, description?.wordBits);
  const against = expectedPath === undefined ? null : await tryPattern(expectedPath, description?.wordBits);
  const model = await modelOf(options, description);
  const names = { expected: expectedName(options), found: path };
  if (description === undefined && pattern !== null) {
    if (against === null) return needDescription(options);
    return compareWhole(against, pattern, options, names);
  }
  const side =
    description === undefined ? undefined : sideLayoutOf(description, options.direction ?? "outputs", program);
  const ports = side === undefined ? await portsWithout(options) : portsOf(side, options);
  const expected = await expectedEvents(options, against, side, ports, model);
  if (pattern !== null) {
    const capture = await readCapture(pattern, path);
    const inputs = inputsOf(description!, options);
    const comparison = { ...options, names, model: model?.evidence ?? null, inputs };
    return withWarnings(
      compareCapture(expectEvents(side!, expected, 0, names.expected), capture.stream, comparison),
      capture.warnings,
    );
  }
  const rows = await eventsOfTable(path, ports, options.values);
  const layout = tableLayout(ports, path);
  const stream: Stream = asCapture(expectEvents(layout, rows, 0, path));
  const lag = options.lag ?? (rows.length === expected.length ? 0 : undefined);
  return compareCapture(expectEvents(layout, expected, 0, names.expected), stream, {
    ...options,
    lag,
    names,
    model: model?.evidence ?? null,
    timed: false,
  });
}

/** The model with the events that were run through it. */
interface RunModel {
  readonly evidence: ModelEvidence;
  readonly outputs: readonly EventValues[];
}

async function modelOf(
  { program, events, values, objects, limit, direction }: CompareFileOptions,
  description: CaptureDescription | undefined,
): Promise<RunModel | undefined> {
  if (program === undefined || events === undefined) return undefined;
  const run = await emulateAll(program, { events, values, objects, limit });
  const side =
    description === undefined || description.inputs === null ? null : sideLayoutOf(description, "inputs", program);
  const evidence = {
    program,
    inputs: (event: number) => run.inputs[event]!,
    evaluate: run.evaluate,
    events: run.inputs.length,
    side,
  };
  return { evidence, outputs: direction === "inputs" ? run.inputs : run.outputs };
}

function expectedName({ expected, events }: CompareFileOptions): string {
  if (expected !== undefined) return expected;
  if (events !== undefined) return `emulator on ${events}`;
  return fail("TF-CAPTURE-054", {
    where: "compare",
    what: "there is nothing to compare with",
    expected: "two files, or one with --model and --events",
  });
}

async function expectedEvents(
  { expected: path, values, limit = Number.POSITIVE_INFINITY }: CompareFileOptions,
  against: PatternFile | null,
  side: SideLayout | undefined,
  ports: readonly InputPort[],
  model: RunModel | undefined,
): Promise<readonly EventValues[]> {
  if (path === undefined) return model!.outputs;
  const events =
    against === null
      ? await eventsOfTable(path, ports, values)
      : await eventsOfPattern(against, layoutFor(side, path), path);
  return events.slice(0, limit);
}

function layoutFor(side: SideLayout | undefined, path: string): SideLayout {
  if (side !== undefined) return side;
  return fail("TF-CAPTURE-054", {
    where: path,
    what: "it is a pattern file, and nothing tells where its events lie",
    help: "name the capture description with --capture",
  });
}

/** The ports of a side, with those elements only that have a place. */
function portsOf(side: SideLayout, { program, direction }: CompareFileOptions): InputPort[] {
  const known = program === undefined ? [] : direction === "inputs" ? inputPorts(program) : outputPorts(program);
  return side.ports.map(
    ({ name, shape, type }, value) => known.find((port) => port.name === name) ?? { name, shape, type, value },
  );
}

async function portsWithout({ program, direction, expected, found }: CompareFileOptions): Promise<InputPort[]> {
  if (program !== undefined) return direction === "inputs" ? inputPorts(program) : outputPorts(program);
  return portsOfTable(expected ?? found);
}

function inputsOf(description: CaptureDescription, { program, direction }: CompareFileOptions): SideLayout | null {
  if (direction === "inputs" || description.inputs === null) return null;
  if (description.inputs === "columns" && program === undefined) return null;
  return sideLayoutOf(description, "inputs", program);
}

async function compareWhole(
  against: PatternFile,
  pattern: PatternFile,
  options: CompareFileOptions,
  names: CompareOptions["names"],
): Promise<CompareReport> {
  const [expected, found] = [await readCapture(against, names.expected), await readCapture(pattern, names.found)];
  const wordBits = Math.max(expected.header.wordBits, found.header.wordBits);
  const report = compareCapture(expectWords(expected.stream, wordBits, names.expected), found.stream, {
    ...options,
    names,
    unit: "frame",
    timed: false,
  });
  return withWarnings(report, [...expected.warnings, ...found.warnings]);
}

function needDescription({ found }: CompareFileOptions): never {
  return fail("TF-CAPTURE-054", {
    where: found,
    what: "it is a pattern file, and nothing tells where its events lie",
    help: "name the capture description with --capture (docs/captures.md); two pattern files compare without one",
  });
}

function withWarnings(report: CompareReport, warnings: readonly string[]): CompareReport {
  return { ...report, remarks: [...report.remarks, ...warnings] };
}
