import type { Argv } from "yargs";
import { type CountedAs, type EventRate, estimateProgram, parts } from "../../estimate/index.js";
import { estimateText, partsText } from "../estimateText.js";
import { loadFromArguments, type ModelArguments, modelDescription, withModelOptions } from "../modelOptions.js";
import { printResult } from "../output.js";
import { loadPlan, type PlanArguments, withPlan } from "../planOptions.js";
import type { Verb } from "../verb.js";

/** The options of verbs that estimate. */
export interface RateArguments {
  as: CountedAs;
  tmux: number;
  framesPerBx?: number | undefined;
}

interface EstimateArguments extends Omit<ModelArguments, "model">, RateArguments, PlanArguments {
  model?: string | undefined;
  parts: boolean;
  json: boolean;
}

/** Adds to a verb how area is counted and how events come. */
export function withRate<T>(args: Argv<T>): Argv<T & RateArguments> {
  return args
    .option("as", {
      choices: ["synthesis", "hls"] as const,
      default: "synthesis" as const,
      describe: "area as logic synthesis counts it, or as HLS estimates it",
    })
    .option("tmux", { type: "number", default: 1, describe: "bunch crossings between events" })
    .option("frames-per-bx", { type: "number", describe: "frames of a link in a bunch crossing" }) as unknown as Argv<
    T & RateArguments
  >;
}

/** How events come, as arguments say. */
export function rateOf({ tmux, framesPerBx }: RateArguments): EventRate {
  return { tmux, framesPerCrossing: framesPerBx ?? null };
}

/** `trigforge estimate`: latency and area before any synthesis. */
export const estimateVerb: Verb<EstimateArguments> = {
  builder: (args) =>
    withRate(withPlan(withModelOptions(args)))
      .positional("model", { type: "string", describe: modelDescription })
      .option("parts", { type: "boolean", default: false, describe: "list the parts that are known" })
      .check(({ model, parts: list }) => model !== undefined || list || "name a model, or --parts")
      .example("$0 estimate jet.json --plan plan.yml", "cycles, ns, bunch crossings, LUT, FF, DSP, BRAM by layer")
      .example(
        "$0 estimate jet.json --tmux 6 --frames-per-bx 9",
        "a board that takes an event every six crossings",
      ) as never,
  handler: async (args) => {
    if (args.parts) return printResult(args.json, parts, partsText);
    const program = await loadFromArguments(args as ModelArguments);
    const plan = await loadPlan(args.plan, args.io);
    const estimate = estimateProgram(program, plan, { countedAs: args.as, rate: rateOf(args) });
    printResult(args.json, estimate, () => estimateText(estimate));
  },
};
