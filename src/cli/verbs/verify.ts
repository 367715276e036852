import { fail } from "../../errors/index.js";
import { loadObjectMap, type ValueMeaning, type VerifyReport, verify } from "../../node.js";
import { exitCodes } from "../exit.js";
import { loadFromArguments, type ModelArguments, withModel } from "../modelOptions.js";
import { count, duration, printResult } from "../output.js";
import { loadPlan, type PlanArguments, withPlan } from "../planOptions.js";
import { startProgress } from "../progress.js";
import type { Verb } from "../verb.js";

interface VerifyArguments extends ModelArguments, PlanArguments {
  events: string;
  values?: ValueMeaning | undefined;
  golden?: string[] | undefined;
  headers?: string | undefined;
  compiler: string;
  limit?: number | undefined;
  firmware: boolean;
  json: boolean;
}

/** `trigforge verify`: emulator, reference, generated C++ and expected outputs, raw integer by raw integer. */
export const verifyVerb: Verb<VerifyArguments> = {
  builder: (args) =>
    withPlan(withModel(args))
      .positional("events", { type: "string", demandOption: true, describe: "events: .npy, .csv or .dat" })
      .option("values", {
        choices: ["raw", "real"] as const,
        describe: "numbers in the events are raw integers or real values",
      })
      .option("golden", {
        type: "string",
        array: true,
        nargs: 1,
        describe: "expected outputs: a file with all output ports in order, or PORT=FILE",
      })
      .option("headers", {
        type: "string",
        describe: "folder of the vendor's ap_fixed.h; default: Trigforge's own headers",
      })
      .option("compiler", { type: "string", default: "g++", describe: "C++ compiler" })
      .option("firmware", {
        type: "boolean",
        default: true,
        describe: "compare with the compiled C++ (--no-firmware: do not)",
      })
      .option("limit", { type: "number", describe: "compare so many events at most" })
      .example("$0 verify jet.json events.npy", "emulator against generated C++")
      .example("$0 verify jet.json events.npy --golden scores.npy", "and against expected outputs") as never,
  handler: async (args) => {
    const program = await loadFromArguments(args);
    const progress = startProgress("comparing", args.limit, "events");
    let report: VerifyReport;
    try {
      report = await verify(program, {
        events: args.events,
        values: args.values,
        objects: await loadObjectMap(args.map),
        golden: readGolden(args.golden),
        firmware: args.firmware,
        limit: args.limit,
        compiler: args.compiler,
        plan: await loadPlan(args.plan, args.io),
        ...(args.headers === undefined ? {} : { headers: args.headers }),
        onProgress: (events) => progress.update(events),
      });
    } finally {
      progress.stop();
    }
    printResult(args.json, report, () => verifyText(report));
    process.exitCode = report.agree ? exitCodes.done : exitCodes.differ;
  },
};

function readGolden(words: readonly string[] | undefined): string | Record<string, string> | undefined {
  if (words === undefined || words.length === 0) return undefined;
  const named = words.map((word) => /^(\w+)=(.+)$/.exec(word));
  if (words.length === 1 && named[0] === null) return words[0];
  return Object.fromEntries(
    named.map((match, index) => {
      if (match !== null) return [match[1]!, match[2]!];
      return fail("TF-CLI-001", { where: "--golden", what: `"${words[index]}" is not PORT=FILE` });
    }),
  );
}

/** A report of {@link verify} as text. */
export function verifyText(report: VerifyReport): string {
  const lines = report.comparisons.map(({ with: kind, events, integers, differing, first }) => {
    const equal = `emulator and ${kind}: ${count(events)} events, ${count(integers)} integers`;
    if (first === undefined) return `${equal}, all equal`;
    const place = `event ${first.event}, ${first.port}[${first.element}]: ${first.expected} expected, ${first.found} found`;
    return `${equal}; ${count(differing)} events differ, first ${place}`;
  });
  if (report.compileSeconds !== undefined)
    lines.push(`the generated C++ took ${duration(report.compileSeconds)} to compile`);
  return [...lines, report.agree ? "AGREE" : "DIFFER"].join("\n");
}
