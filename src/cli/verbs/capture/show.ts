import type { CommandModule } from "yargs";
import { TrigforgeError } from "../../../errors/index.js";
import { openEvents, type PatternFile, type PatternSurvey, surveyPattern } from "../../../formats/index.js";
import { readChunks } from "../../../node/files.js";
import { openPatternFile } from "../../../node.js";
import { count, printResult, remark } from "../../output.js";
import { formatNames, linkCount, type PatternArguments, patternOptions, withPattern } from "./patternOptions.js";
import { surveyText } from "./surveyText.js";

interface ShowArguments extends PatternArguments {
  file: string;
  json: boolean;
}

/** `trigforge capture show`: what there is in a pattern file. */
export const showCapture: CommandModule<object, ShowArguments> = {
  command: "show <file>",
  describe: "links, packets, gaps and first valid frame of a pattern file",
  builder: (args) =>
    withPattern(args)
      .positional("file", { type: "string", demandOption: true, describe: "a pattern file, also with gzip or xz" })
      .example("$0 capture show rx_summary.txt", "a table and a picture of the packets")
      .example("$0 capture show rx_summary.txt.xz --json", "the same for scripts") as never,
  handler: async (args) => {
    const file = await openPatternFile(args.file, patternOptions(args)).catch((error: unknown) => {
      if (error instanceof TrigforgeError && error.code === "TF-PATTERN-012") return undefined;
      throw error;
    });
    if (file === undefined) await showTable(args);
    else await showPattern(args, file);
  },
};

async function showPattern({ file: path, json }: ShowArguments, file: PatternFile): Promise<void> {
  const survey = await surveyPattern(file.header, file.frames);
  const { layout: _layout, ...header } = file.header;
  const { compression, warnings, exact } = file;
  for (const warning of warnings) remark(warning);
  printResult(json, { file: path, ...header, compression, exact, warnings, ...survey }, () =>
    [headText(path, file, survey), surveyText(survey)].join("\n\n"),
  );
}

function headText(path: string, { header, compression }: PatternFile, { frames }: PatternSurvey): string {
  const board = header.board === "" ? "" : `, board ${header.board}`;
  const packed = compression === "none" ? "" : `, ${compression}`;
  const from = header.firstFrameNumber === 0 ? "" : ` (numbered from ${header.firstFrameNumber})`;
  return `${path}: ${formatNames[header.format]}${packed}${board}\n${linkCount(header)} of ${header.wordBits} bits, ${count(frames)} frames${from}`;
}

/** hls4ml's tb_data and result logs, and other tables of numbers. */
async function showTable({ file: path, json }: ShowArguments): Promise<void> {
  const table = await openEvents(readChunks(path), { where: path });
  let events = 0;
  for await (const block of table.blocks) events += block.events;
  const { format, columns, compressed, names } = table;
  printResult(json, { file: path, format, compressed, events, columns, names }, () => {
    const what = `a table of events (${format}${compressed ? ", compressed" : ""}), not a pattern file`;
    return `${path}: ${what}\n${count(events)} events of ${columns} values`;
  });
}
