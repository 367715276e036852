import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import * as wasm from "../backends/wasm/index.js";
import { fail } from "../errors/index.js";
import { fractionOf, parseFormat, printType } from "../fixed/index.js";
import { parseJson, validate } from "../formats/index.js";
import { hashProgram, outputPorts, type Program } from "../ir/index.js";
import { type ModelEventOptions, openModelEvents, type RawArray } from "./events.js";
import { kindOfPath, readChunks, readText, saveFile } from "./files.js";
import { recordedFolder } from "./regressCase.js";
import { openResults } from "./results.js";

/** The file that describes recorded outputs. */
const recordFile = "recorded.json";

const schema = z.strictObject({
  format: z.literal("trigforge-recorded"),
  version: z.literal(1),
  /** Identity of the program that answered. */
  program: z.string(),
  events: z.number().int().positive(),
  /** sha-256 of the file of events. */
  eventsHash: z.string(),
  outputs: z.array(z.strictObject({ name: z.string(), type: z.string(), file: z.string().regex(/^[\w.-]+$/) })).min(1),
});

/** Outputs that a version of a model gave, beside a case. */
export type Recording = z.output<typeof schema>;

/**
 * Reads what was recorded beside a case.
 *
 * @returns undefined when nothing was
 * @throws TrigforgeError TF-FILE-001, TF-FORMAT-014, TF-FORMAT-015
 */
export async function readRecording(folder: string): Promise<Recording | undefined> {
  const file = join(folder, recordedFolder, recordFile);
  if ((await kindOfPath(file)) === undefined) return undefined;
  return validate(schema, parseJson(await readText(file), file), file);
}

/**
 * The files of a recording by output port, when the recording still fits.
 *
 * @throws TrigforgeError TF-REGRESS-003 when the events are others, or an output is gone or has another scale
 */
export async function recordedFiles(
  folder: string,
  recording: Recording,
  program: Program,
  events: string,
): Promise<Record<string, string>> {
  const where = join(folder, recordedFolder);
  if ((await hashFile(events)) !== recording.eventsHash) {
    fail("TF-REGRESS-003", { where, what: `${events} is not the file that was recorded with` });
  }
  const ports = outputPorts(program);
  for (const { name, type } of recording.outputs) {
    const port = ports.find((one) => one.name === name);
    if (port === undefined) {
      fail("TF-REGRESS-003", {
        where,
        what: `the output ${name} was recorded, and the model has it no longer`,
        expected: ports.map((one) => one.name).join(", "),
      });
    }
    if (fractionOf(parseFormat(type, where)) === fractionOf(port.type)) continue;
    fail("TF-REGRESS-003", {
      where,
      what: `${name} is ${printType(port.type)} and was recorded as ${type}, whose raw integers have another scale`,
    });
  }
  return Object.fromEntries(recording.outputs.map(({ name, file }) => [name, join(where, file)]));
}

/** What to record. */
export interface RecordOptions {
  readonly events: string;
  readonly values?: ModelEventOptions["values"];
  readonly objects?: ModelEventOptions["objects"];
  readonly limit?: number | undefined;
}

/**
 * Writes the outputs of a program's emulator beside a case: `recorded/recorded.json` and a .npy an output.
 *
 * @throws TrigforgeError when the events cannot be read, or the files not written
 */
export async function record(folder: string, program: Program, options: RecordOptions): Promise<Recording> {
  const { events: path, limit = Number.POSITIVE_INFINITY } = options;
  const before = await readRecording(folder).catch(() => undefined);
  const emulator = await wasm.build(program);
  const ports = outputPorts(program);
  const table = await openModelEvents(path, program, {
    values: options.values,
    objects: options.objects,
    encode: (port, reals) => emulator.encode(port, reals),
  });
  const target = join(folder, recordedFolder);
  const writer = await openResults(join(target, "outputs.npy"), ports, "raw");
  let events = 0;
  try {
    for await (const block of table.blocks) {
      const count = Math.min(block.events, limit - events);
      await writer.write(events, count, firstEvents(emulator.run(block.inputs), block.events, count));
      events += count;
      if (events >= limit) break;
    }
    await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  const recording: Recording = {
    format: "trigforge-recorded",
    version: 1,
    program: hashProgram(program),
    events,
    eventsHash: await hashFile(path),
    outputs: ports.map(({ name, type }, index) => ({
      name,
      type: printType(type),
      file: basename(writer.paths[index]!),
    })),
  };
  await saveFile(join(target, recordFile), `${JSON.stringify(recording, null, 2)}\n`);
  const kept = recording.outputs.map((output) => output.file);
  for (const { file } of before?.outputs ?? []) if (!kept.includes(file)) await rm(join(target, file), { force: true });
  return recording;
}

function firstEvents(
  outputs: Readonly<Record<string, RawArray>>,
  events: number,
  count: number,
): Record<string, RawArray> {
  const cut = ([name, raw]: [string, RawArray]): [string, RawArray] => [
    name,
    raw.subarray(0, (raw.length / events) * count),
  ];
  return Object.fromEntries(Object.entries(outputs).map(cut));
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of readChunks(path)) hash.update(chunk);
  return hash.digest("hex");
}
