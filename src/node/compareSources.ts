import type { EventValues } from "../backends/reference/index.js";
import { collectStream, type Stream } from "../captures/compareStream.js";
import { alignToFirstValid, type RawEvent, type SideLayout, unpackFrames } from "../captures/index.js";
import { fail, TrigforgeError } from "../errors/index.js";
import { openEvents, type PatternFile, type PatternHeader } from "../formats/index.js";
import type { InputPort } from "../ir/index.js";
import { perEvent, type ValueMeaning } from "./events.js";
import { readChunks } from "./files.js";
import { openResultTable } from "./goldens.js";
import { openPatternFile } from "./patterns.js";

/** A capture as it was read. */
export interface ReadCapture {
  readonly header: PatternHeader;
  readonly stream: Stream;
  readonly warnings: readonly string[];
}

/** Opens a file as a pattern file; null when it is a table of events. @throws TrigforgeError TF-FILE-001, TF-PATTERN-… */
export async function tryPattern(path: string, wordBits: number | undefined): Promise<PatternFile | null> {
  if (/\.(npy|csv|dat)(\.gz)?$/i.test(path)) return null;
  try {
    return await openPatternFile(path, { wordBits });
  } catch (error) {
    if (error instanceof TrigforgeError && error.code === "TF-PATTERN-012") return null;
    throw error;
  }
}

/** All frames of a pattern file. @throws TrigforgeError TF-CAPTURE-051, TF-PATTERN-… */
export async function readCapture(file: PatternFile, path: string): Promise<ReadCapture> {
  const stream = await collectStream(file.header, file.frames, path);
  return { header: file.header, stream, warnings: file.warnings };
}

/**
 * The whole events of a capture, from its first valid word on (or where the layout puts them, when flags are ignored).
 *
 * @throws TrigforgeError TF-CAPTURE-009, TF-CAPTURE-050, TF-PATTERN-…
 */
export async function eventsOfPattern(file: PatternFile, side: SideLayout, path: string): Promise<RawEvent[]> {
  const aligned =
    side.description.flags === "ignore"
      ? { lag: 0, frames: file.frames }
      : await alignToFirstValid(side, file.header, file.frames);
  const events: RawEvent[] = [];
  for await (const event of unpackFrames(side, file.header, aligned.frames, {
    lag: aligned.lag ?? 0,
    playbackFrames: null,
  })) {
    if (event.complete) events.push(event.raw);
  }
  if (events.length === 0) fail("TF-CAPTURE-050", { where: path, what: "no event lies whole within it" });
  return events;
}

/** All rows of a table of results. @throws TrigforgeError TF-FILE-…, TF-FORMAT-…, TF-CAPTURE-050 */
export async function eventsOfTable(
  path: string,
  ports: readonly InputPort[],
  values: ValueMeaning | undefined,
): Promise<EventValues[]> {
  const table = await openResultTable(path, ports, values);
  const events: EventValues[] = [];
  for await (const block of table.blocks) events.push(...perEvent(ports, block.inputs, block.events));
  if (events.length === 0) fail("TF-CAPTURE-050", { where: path, what: "there is no event" });
  return events;
}

/** One port of as many 64-bit integers as a table has columns, where neither model nor description tells more. */
export async function portsOfTable(path: string): Promise<InputPort[]> {
  const { columns, dtype } = await openEvents(readChunks(path), { where: path });
  if (/f\d$/.test(dtype)) {
    fail("TF-CAPTURE-054", {
      where: path,
      what: "it holds real values, and nothing tells their type",
      help: "name the model with --model, or a description of the capture with --capture",
    });
  }
  return [{ name: "column", value: 0, shape: [columns], type: { signed: true, width: 64, integer: 64 } }];
}
