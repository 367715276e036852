import { extname } from "node:path";
import type { CommandModule } from "yargs";
import {
  type Direction,
  eventsThatFit,
  packEvents,
  type RawEvent,
  type SideLayout,
  sideLayoutOf,
} from "../../../captures/index.js";
import { fail } from "../../../errors/index.js";
import { type FixedFormat, formatOf, quantizeReal, toReal } from "../../../fixed/index.js";
import type { FrameBlock, PatternFormat } from "../../../formats/index.js";
import { type InputPort, inputPorts, outputPorts, type Program } from "../../../ir/index.js";
import {
  loadCapture,
  loadObjectMap,
  type ModelEvents,
  openModelEvents,
  openPortTable,
  perEvent,
  type RawArray,
  savePattern,
  type ValueMeaning,
} from "../../../node.js";
import { loadFromArguments, type ModelArguments, withModel } from "../../modelOptions.js";
import { count, printResult } from "../../output.js";
import { patternFormats } from "./patternOptions.js";

interface PackArguments extends ModelArguments {
  events: string;
  capture: string;
  output: string;
  format: PatternFormat;
  direction: Direction;
  values?: ValueMeaning | undefined;
  board: string;
  frames?: number | undefined;
  emptyFrames: number;
  json: boolean;
}

/** One pattern file that was written. */
interface Written {
  readonly path: string;
  readonly events: number;
  readonly frames: number;
}

/** `trigforge capture pack`: events into pattern files to play into a board. */
export const packCapture: CommandModule<object, PackArguments> = {
  command: "pack <model> <events>",
  describe: "write events as a pattern file to play into a board",
  builder: (args) =>
    withModel(args)
      .positional("events", {
        type: "string",
        demandOption: true,
        describe: "events: .npy, .csv or .dat, one row an event",
      })
      .option("capture", {
        type: "string",
        demandOption: true,
        describe: "capture description (.yml): docs/captures.md",
      })
      .option("output", { alias: "o", type: "string", demandOption: true, describe: "pattern file to write" })
      .option("format", { choices: patternFormats, default: "empv2" as const, describe: "format to write" })
      .option("direction", {
        choices: ["inputs", "outputs"] as const,
        default: "inputs" as const,
        describe: "what the events are: inputs of the network, or outputs expected of it",
      })
      .option("values", {
        choices: ["raw", "real"] as const,
        describe: "numbers in the events are raw integers or real values",
      })
      .option("board", { type: "string", default: "TRIGFORGE", describe: "name of the board in the header" })
      .option("frames", { type: "number", describe: "frames of a file; more events than fit go to further files" })
      .option("empty-frames", { type: "number", default: 0, describe: "frames before the first event" })
      .example("$0 capture pack jet.json events.npy --capture board.yml -o pattern.txt --frames 1024", "") as never,
  handler: async (args) => {
    const program = await loadFromArguments(args);
    const layout = sideLayoutOf(await loadCapture(args.capture), args.direction, program);
    checkFrames(args);
    const ports = (args.direction === "inputs" ? inputPorts(program) : outputPorts(program)).filter(({ name }) =>
      layout.ports.some((port) => port.name === name),
    );
    const table = await openTable(args, program, ports);
    const written = await writeFiles(args, layout, rawEvents(ports, table));
    printResult(args.json, { direction: args.direction, files: written }, () =>
      written.map(({ path, events, frames }) => `${path}: ${count(events)} events, ${count(frames)} frames`).join("\n"),
    );
  },
};

function checkFrames({ frames, emptyFrames }: PackArguments): void {
  for (const [option, value] of [
    ["--frames", frames ?? 1],
    ["--empty-frames", emptyFrames],
  ] as const) {
    if (Number.isInteger(value) && value >= 0) continue;
    fail("TF-CLI-001", { where: option, what: `${value} is not a number of frames`, expected: "a whole number" });
  }
}

async function openTable(args: PackArguments, program: Program, ports: readonly InputPort[]): Promise<ModelEvents> {
  if (args.direction === "inputs") {
    return openModelEvents(args.events, program, {
      values: args.values,
      objects: await loadObjectMap(args.map),
      encode: (port, reals) => quantized(reals, inputFormat(program, port)),
    });
  }
  return openPortTable(args.events, ports, {
    values: args.values,
    encode: (name, reals) => exact(args.events, reals, ports.find((port) => port.name === name)!),
  });
}

function inputFormat(program: Program, port: string): FixedFormat {
  return program.values.flatMap(({ op }) => (op.kind === "input" && op.name === port ? [op.format] : []))[0]!;
}

function quantized(reals: Float64Array, format: FixedFormat): RawArray {
  return BigInt64Array.from(reals as never, (value: number) => quantizeReal(value, format));
}

/** Outputs are what a board gives: nothing may be rounded on the way. */
function exact(where: string, reals: Float64Array, { name, type }: InputPort): RawArray {
  const raw = quantized(reals, formatOf(type));
  reals.forEach((value, index) => {
    if (toReal(raw[index] as bigint, type) === value) return;
    fail("TF-CAPTURE-008", {
      where,
      what: `${value} is no value of ${name}`,
      help: "give raw integers with --values raw",
    });
  });
  return raw;
}

async function* rawEvents(ports: readonly InputPort[], table: ModelEvents): AsyncGenerator<RawEvent> {
  for await (const { inputs, events } of table.blocks) yield* perEvent(ports, inputs, events);
}

async function writeFiles(
  args: PackArguments,
  layout: SideLayout,
  events: AsyncIterable<RawEvent>,
): Promise<Written[]> {
  const { frames, emptyFrames, format, board } = args;
  const capacity = frames === undefined ? Number.POSITIVE_INFINITY : eventsThatFit(layout, frames - emptyFrames);
  if (capacity === 0) {
    fail("TF-CAPTURE-008", {
      where: "--frames",
      what: `no event fits into ${frames} frames, ${emptyFrames} of them empty`,
    });
  }
  const written: Written[] = [];
  for await (const part of partsOf(events, capacity)) {
    const path = partPath(args.output, written.length);
    const pattern = packEvents(layout, part.items, {
      format,
      board,
      emptyFrames,
      ...(frames === undefined ? {} : { frames }),
    });
    const counted = countFrames(pattern.frames);
    await savePattern(path, pattern.header, counted.blocks);
    written.push({ path, events: part.taken(), frames: counted.taken() });
  }
  return written;
}

/** `pattern.txt`, `pattern_1.txt`, `pattern_2.txt`, …. */
function partPath(path: string, part: number): string {
  if (part === 0) return path;
  const compression = path.endsWith(".gz") ? ".gz" : "";
  const plain = path.slice(0, path.length - compression.length);
  const extension = extname(plain);
  return `${plain.slice(0, plain.length - extension.length)}_${part}${extension}${compression}`;
}

/** Cuts a stream into parts of `size` items, at least one part. Each part is gone through before the next is asked for. */
async function* partsOf<T>(
  items: AsyncIterable<T>,
  size: number,
): AsyncGenerator<{ items: AsyncIterable<T>; taken: () => number }> {
  const iterator = items[Symbol.asyncIterator]();
  let next = await iterator.next();
  do {
    let taken = 0;
    async function* part(): AsyncGenerator<T> {
      for (; taken < size && next.done !== true; taken++) {
        yield next.value;
        next = await iterator.next();
      }
    }
    yield { items: part(), taken: () => taken };
  } while (next.done !== true);
}

function countFrames(frames: AsyncIterable<FrameBlock>): { blocks: AsyncIterable<FrameBlock>; taken: () => number } {
  let taken = 0;
  async function* blocks(): AsyncGenerator<FrameBlock> {
    for await (const block of frames) {
      taken += block.frames;
      yield block;
    }
  }
  return { blocks: blocks(), taken: () => taken };
}
