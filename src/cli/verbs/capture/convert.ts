import type { CommandModule } from "yargs";
import { fail, TrigforgeError } from "../../../errors/index.js";
import {
  convertPattern,
  encodeText,
  type FrameBlock,
  openEvents,
  type PatternFile,
  type PatternFormat,
  type WordBase,
} from "../../../formats/index.js";
import { readChunks } from "../../../node/files.js";
import { openPatternFile, saveChunks, savePattern } from "../../../node.js";
import { count, printResult, remark } from "../../output.js";
import {
  formatNames,
  linkCount,
  type PatternArguments,
  patternFormats,
  patternOptions,
  withPattern,
} from "./patternOptions.js";

interface ConvertArguments extends PatternArguments {
  input: string;
  output: string;
  format: PatternFormat | "csv" | "dat";
  board?: string | undefined;
  sideband?: boolean | undefined;
  base?: WordBase | undefined;
  dropFlags: boolean;
  dropLinks: boolean;
  canonical: boolean;
  packetsFromValid: boolean;
  json: boolean;
}

/** `trigforge capture convert`: a pattern file in another format. */
export const convertCapture: CommandModule<object, ConvertArguments> = {
  command: "convert <input> <output>",
  describe: "write a pattern file in another format",
  builder: (args) =>
    withPattern(args)
      .positional("input", { type: "string", demandOption: true, describe: "a pattern file, also with gzip or xz" })
      .positional("output", { type: "string", demandOption: true, describe: "the file to write; .gz compresses it" })
      .option("format", {
        choices: [...patternFormats, "csv", "dat"] as const,
        demandOption: true,
        describe: "format to write; csv and dat for tables of events",
      })
      .option("board", { type: "string", describe: "name of the board; default: as it was" })
      .option("sideband", {
        type: "boolean",
        describe: "APx: with flags before each word; default: as it was, or with",
      })
      .option("base", { choices: ["hexadecimal", "decimal"] as const, describe: "how to write plain words" })
      .option("drop-flags", {
        type: "boolean",
        default: false,
        describe: "leave out flags that the format cannot hold, instead of refusing",
      })
      .option("drop-links", { type: "boolean", default: false, describe: "plain words: lose the links' numbers" })
      .option("canonical", {
        type: "boolean",
        default: false,
        describe: "space columns as the format's own software does, also where the format stays",
      })
      .option("packets-from-valid", {
        type: "boolean",
        default: false,
        describe: "set start and end of packet where valid words begin and end, for formats that lack them",
      })
      .example("$0 capture convert board.txt board_apx.txt --format apx", "refused if a flag would be lost")
      .example("$0 capture convert tx.txt.xz tx.txt --format empv1 --drop-flags", "data and valid alone") as never,
  handler: async (args) => {
    const file = await openPatternFile(args.input, patternOptions(args)).catch((error: unknown) => {
      if (error instanceof TrigforgeError && error.code === "TF-PATTERN-012") return undefined;
      throw error;
    });
    if (file === undefined) await convertTable(args);
    else await convertFile(args, file);
  },
};

async function convertFile(args: ConvertArguments, file: PatternFile): Promise<void> {
  const { format, input, output } = args;
  if (format === "csv" || format === "dat") {
    const help = "trigforge capture unpack makes a table of a pattern file";
    return fail("TF-PATTERN-009", { where: input, what: `a table (${format}) cannot hold frames on links`, help });
  }
  const { header, frames, remarks } = convertPattern(file, { ...args, format }, input);
  const size = { frames: 0 };
  await savePattern(output, header, counted(frames, size), { dropFlags: args.dropFlags, where: input });
  for (const text of [...file.warnings, ...remarks.map((lost) => `${input}: ${lost}`)]) remark(text);
  const result = { input, output, from: file.header.format, to: format, links: header.links.length, ...size };
  printResult(args.json, { ...result, warnings: file.warnings, remarks }, () => {
    const what = `${count(size.frames)} frames of ${linkCount(header)}`;
    return `${output}: ${what}, ${formatNames[file.header.format]} to ${formatNames[format]}`;
  });
}

async function* counted(blocks: AsyncIterable<FrameBlock>, size: { frames: number }): AsyncGenerator<FrameBlock> {
  for await (const block of blocks) {
    size.frames += block.frames;
    yield block;
  }
}

/** hls4ml's tb_data and result logs, and other tables of numbers. */
async function convertTable({ input, output, format, json }: ConvertArguments): Promise<void> {
  if (format !== "csv" && format !== "dat") {
    const help = "trigforge capture pack lays events on links; integers that are words: --input-format words";
    return fail("TF-PATTERN-012", { where: input, what: "this is a table of numbers, not a pattern file", help });
  }
  const { blocks, names, columns } = await openEvents(readChunks(input), { where: input });
  await saveChunks(
    output,
    encodeText(blocks, { format, ...(format === "csv" && names !== undefined ? { names } : {}) }),
  );
  printResult(
    json,
    { input, output, to: format, columns },
    () => `${output}: events of ${columns} values, as ${format}`,
  );
}
