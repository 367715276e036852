import type { CommandModule } from "yargs";
import {
  alignToFirstValid,
  type Direction,
  type SideLayout,
  sideLayoutOf,
  type UnpackedEvent,
  unpackFrames,
} from "../../../captures/index.js";
import { fail } from "../../../errors/index.js";
import { highestRaw, lowestRaw } from "../../../fixed/index.js";
import type { FrameBlock, PatternFile } from "../../../formats/index.js";
import type { InputPort } from "../../../ir/index.js";
import {
  loadCapture,
  openPatternFile,
  openResults,
  type RawArray,
  type ResultWriter,
  type ValueMeaning,
} from "../../../node.js";
import { loadFromArguments, type ModelArguments, modelDescription, withModelOptions } from "../../modelOptions.js";
import { count, printResult, remark } from "../../output.js";
import { type PatternArguments, patternOptions, withPattern } from "./patternOptions.js";

interface UnpackArguments extends Omit<ModelArguments, "model">, PatternArguments {
  pattern: string;
  capture: string;
  model?: string | undefined;
  output: string;
  direction: Direction;
  as: ValueMeaning;
  lag: string;
  incomplete: "refuse" | "keep";
  json: boolean;
}

/** `trigforge capture unpack`: typed values out of a capture. */
export const unpackCapture: CommandModule<object, UnpackArguments> = {
  command: "unpack <pattern>",
  describe: "write the events of a capture as a table of values",
  builder: (args) =>
    withPattern(withModelOptions(args))
      .positional("pattern", { type: "string", demandOption: true, describe: "captured pattern file" })
      .option("capture", {
        type: "string",
        demandOption: true,
        describe: "capture description (.yml): docs/captures.md",
      })
      .option("model", { type: "string", describe: modelDescription })
      .option("output", {
        alias: "o",
        type: "string",
        demandOption: true,
        describe: "table to write: .npy, .csv or .dat",
      })
      .option("direction", { choices: ["inputs", "outputs"] as const, default: "outputs" as const })
      .option("as", {
        choices: ["raw", "real"] as const,
        default: "raw" as const,
        describe: "write raw integers or real values",
      })
      .option("lag", {
        type: "string",
        default: "auto",
        describe: "frames that the capture is late; auto: first valid word",
      })
      .option("incomplete", {
        choices: ["refuse", "keep"] as const,
        default: "refuse" as const,
        describe: "events that are not whole: refused amid others and left out at the end, or kept with zeros",
      })
      .example("$0 capture unpack captured.txt --capture board.yml --model jet.json -o scores.npy", "") as never,
  handler: async (args) => {
    const program = args.model === undefined ? undefined : await loadFromArguments({ ...args, model: args.model });
    const description = await loadCapture(args.capture);
    const layout = sideLayoutOf(description, args.direction, program);
    const ports = tablePorts(layout);
    const pattern = await openPatternFile(args.pattern, {
      ...patternOptions(args),
      wordBits: args.wordBits ?? description.wordBits,
    });
    const { lag, frames } = await alignment(args.lag, layout, pattern);
    const writer = await openResults(args.output, ports, args.as);
    const table = new EventTable(args, ports, writer);
    try {
      for await (const event of unpackFrames(layout, pattern.header, frames, { lag })) await table.add(event, layout);
      const summary = await table.finish(layout);
      for (const warning of pattern.warnings) remark(warning);
      const result = { direction: args.direction, lag, ...summary, written: writer.paths };
      printResult(args.json, result, () => describe(result));
    } catch (error) {
      await writer.abandon();
      throw error;
    }
  },
};

async function alignment(
  text: string,
  layout: SideLayout,
  pattern: PatternFile,
): Promise<{ lag: number; frames: AsyncIterable<FrameBlock> }> {
  if (text === "auto") {
    const { lag, frames } = await alignToFirstValid(layout, pattern.header, pattern.frames);
    return { lag: lag ?? 0, frames };
  }
  if (!/^[+-]?\d{1,9}$/.test(text)) {
    fail("TF-CLI-001", {
      where: "--lag",
      what: `"${text}" is not a number of frames`,
      expected: "a whole number, or auto",
    });
  }
  return { lag: Number(text), frames: pattern.frames };
}

/** The ports as columns of a table. @throws TrigforgeError TF-CAPTURE-012 */
function tablePorts(layout: SideLayout): InputPort[] {
  return layout.ports.map(({ name, shape, type, placements }, value) => {
    const [low, high] = [lowestRaw(type), highestRaw(type)];
    if (low < -(2n ** 63n) || high >= 2n ** 63n) {
      fail("TF-CAPTURE-012", {
        where: `${layout.description.where}: ${layout.direction}: ${name}`,
        what: `its raw integers have ${type.width} bits${type.signed ? "" : ", unsigned"}`,
        expected: "at most 64 bits, signed",
      });
    }
    const lacking = placements.filter((place) => place === null).length;
    if (lacking > 0) remark(`${name}: ${lacking} elements have no place in the description, and are written as 0`);
    return { name, shape, type, value };
  });
}

/** Rows in a block that is written. */
const blockEvents = 1024;

/** Collects events into blocks of a table, and what is to be said of them. */
class EventTable {
  private rows: UnpackedEvent[] = [];
  private written = 0;
  private lastFrame = 0;
  private readonly problems: Record<string, number> = {};
  /** Events that are not whole and behind which none came that is. */
  private tail: { first: UnpackedEvent; events: number } | null = null;

  constructor(
    private readonly args: UnpackArguments,
    private readonly ports: readonly InputPort[],
    private readonly writer: ResultWriter,
  ) {}

  async add(event: UnpackedEvent, layout: SideLayout): Promise<void> {
    if (!event.complete && this.args.incomplete === "refuse") {
      this.tail = { first: this.tail?.first ?? event, events: (this.tail?.events ?? 0) + 1 };
      return;
    }
    if (this.tail !== null) this.refuse(this.tail.first, layout);
    for (const { kind } of event.problems) this.problems[kind] = (this.problems[kind] ?? 0) + 1;
    this.lastFrame = event.frame;
    this.rows.push(event);
    if (this.rows.length === blockEvents) await this.flush();
  }

  async finish(layout: SideLayout) {
    if (this.written + this.rows.length === 0) {
      if (this.tail !== null) this.refuse(this.tail.first, layout);
      fail("TF-CAPTURE-011", {
        where: this.args.pattern,
        what: "no word is valid where the description and the lag place one",
        help: "check --lag: trigforge capture show tells the first valid frame of each link",
      });
    }
    await this.flush();
    await this.writer.finish();
    return { events: this.written, lastFrame: this.lastFrame, cutOff: this.tail?.events ?? 0, problems: this.problems };
  }

  private refuse(event: UnpackedEvent, layout: SideLayout): never {
    const { kind, link, frame } = event.problems.find((one) => one.kind === "missing" || one.kind === "truncated")!;
    fail("TF-CAPTURE-011", {
      where: `${this.args.pattern}: event ${event.event}`,
      what: `its packet on link ${layout.links[link]!.name} is ${kind} at frame ${frame}`,
      help: "check --lag (trigforge capture show tells the first valid frames), or keep such events with zeros: --incomplete keep",
    });
  }

  private async flush(): Promise<void> {
    const raw = Object.fromEntries(this.ports.map((port) => [port.name, column(port, this.rows)]));
    await this.writer.write(this.written, this.rows.length, raw);
    this.written += this.rows.length;
    this.rows = [];
  }
}

function column({ name, type }: InputPort, rows: readonly UnpackedEvent[]): RawArray {
  const values = rows.flatMap(({ raw }) => raw[name]!);
  const narrow = lowestRaw(type) >= -(2n ** 31n) && highestRaw(type) < 2n ** 31n;
  return narrow ? Int32Array.from(values, Number) : BigInt64Array.from(values);
}

function describe(result: {
  events: number;
  lag: number;
  lastFrame: number;
  cutOff: number;
  problems: Record<string, number>;
  written: readonly string[];
}): string {
  const lines = [`${count(result.events)} events, lag ${result.lag} frames, the last one at frame ${result.lastFrame}`];
  if (result.cutOff > 0) lines.push(`${count(result.cutOff)} events at the end are not whole, and left out`);
  for (const [kind, packets] of Object.entries(result.problems)) lines.push(`${kind}: ${count(packets)} packets`);
  lines.push(`written to ${result.written.join(", ")}`);
  return lines.join("\n");
}
