import * as hls from "../../backends/hls/index.js";
import * as wasm from "../../backends/wasm/index.js";
import { reportTypes, type ValueReport } from "../../ir/index.js";
import { exitCodes } from "../exit.js";
import { loadFromArguments, type ModelArguments, withModel } from "../modelOptions.js";
import { printResult, table } from "../output.js";
import { loadPlan, type PlanArguments, withPlan } from "../planOptions.js";
import { summary, summaryText } from "../summary.js";
import type { Verb } from "../verb.js";

interface CheckArguments extends ModelArguments, PlanArguments {
  json: boolean;
}

/** `trigforge check`: what may go wrong, before anything is built. */
export const checkVerb: Verb<CheckArguments> = {
  builder: (args) =>
    withPlan(withModel(args)).example(
      "$0 check jet.json",
      "exit code 2 when a backend cannot take the model exactly",
    ) as never,
  handler: async (args) => {
    const program = await loadFromArguments(args);
    const types = reportTypes(program);
    const problems = { wasm: wasm.check(program), hls: hls.check(program, await loadPlan(args.plan, args.io)) };
    printResult(args.json, { ...summary(program), types, problems }, () => {
      const refusals = Object.entries(problems).map(([backend, list]) =>
        list.length === 0
          ? `${backend}: takes the model exactly`
          : `${backend}: refuses the model\n${list.map(({ note }) => `  ${note.where}: ${note.what}`).join("\n")}`,
      );
      return [summaryText(program), typeTable(types), ...overflowText(types), ...refusals].join("\n\n");
    });
    if (problems.wasm.length + problems.hls.length > 0) process.exitCode = exitCodes.couldNot;
  },
};

function typeTable(types: readonly ValueReport[]): string {
  const rows = types.map((row) => [
    row.scope,
    row.op,
    row.format,
    row.low,
    row.high,
    row.unusedBits,
    row.droppedBits,
    saturates(row) ? row.overflowing : 0,
    saturates(row) ? 0 : row.overflowing,
  ]);
  const header = [
    "layer",
    "op",
    "type",
    "least",
    "greatest",
    "unused bits",
    "dropped bits",
    "may saturate",
    "may wrap",
  ];
  return table(header, rows);
}

const saturates = (row: ValueReport): boolean => row.overflow.startsWith("SAT");

function overflowText(types: readonly ValueReport[]): string[] {
  const wrapping = types.filter((row) => row.overflowing > 0 && !saturates(row));
  if (wrapping.length === 0) return ["No input can wrap any type."];
  const scopes = [...new Set(wrapping.map((row) => row.scope))];
  return [
    `Some inputs can wrap a type in ${scopes.join(", ")}. Whether real events do: trigforge emulate MODEL EVENTS --counters.`,
  ];
}
