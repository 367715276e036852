import { isHeld, searchSvg } from "../../estimate/index.js";
import { type BudgetResult, checkBudgetFile, junitXml, saveFile } from "../../node.js";
import { budgetHtml } from "../budgetHtml.js";
import { budgetText, findingText } from "../budgetText.js";
import { exitCodes } from "../exit.js";
import { printResult } from "../output.js";
import { loadPlan } from "../planOptions.js";
import type { Verb } from "../verb.js";

interface BudgetArguments {
  file: string;
  only?: string[] | undefined;
  plan?: string | undefined;
  report?: string[] | undefined;
  benchmark?: string | undefined;
  search: boolean;
  always: boolean;
  html?: string | undefined;
  svg?: string | undefined;
  junit?: string | undefined;
  json: boolean;
}

/** `trigforge budget`: what an algorithm takes, held against what it may take. */
export const budgetVerb: Verb<BudgetArguments> = {
  builder: (args) =>
    args
      .positional("file", { type: "string", demandOption: true, describe: "budget (.yml, .json): docs/budget.md" })
      .option("only", { type: "string", array: true, nargs: 1, describe: "check this entry (repeat for more)" })
      .option("plan", { type: "string", describe: "plan (.yml) in place of those that the budget names" })
      .option("report", {
        type: "string",
        array: true,
        nargs: 1,
        describe: "synthesis report in place of the estimate",
      })
      .option("benchmark", { type: "string", describe: "record of npm run bench -- --json, for emulators" })
      .option("search", { type: "boolean", default: true, describe: "search for a plan that holds what is exceeded" })
      .option("always", { type: "boolean", default: false, describe: "search where the budget is held as well" })
      .option("html", { type: "string", describe: "write the results as an HTML page, with plots" })
      .option("svg", { type: "string", describe: "write latency against area of the first search as SVG" })
      .option("junit", { type: "string", describe: "write the results as JUnit XML, for CI systems" })
      .example("$0 budget examples/budgets/triggers.yml", "exit code 1 when a budget is exceeded")
      .example("$0 budget jets.yml --report myproject_csynth.xml", "what synthesis said, held against it") as never,
  handler: async (args) => {
    const results = await checkBudgetFile(args.file, {
      ...(args.only === undefined ? {} : { only: args.only }),
      ...(args.plan === undefined ? {} : { plan: await loadPlan(args.plan) }),
      ...(args.report === undefined ? {} : { reports: args.report }),
      ...(args.benchmark === undefined ? {} : { benchmark: args.benchmark }),
      search: args.search,
      always: args.always,
    });
    const held = results.every(isHeld);
    if (args.html !== undefined) await saveFile(args.html, budgetHtml(results));
    if (args.svg !== undefined) await saveSvg(args.svg, results);
    if (args.junit !== undefined) await saveFile(args.junit, budgetJunit(args.file, results));
    printResult(args.json, { held, results }, () => budgetText(results));
    if (!held) process.exitCode = exitCodes.differ;
  },
};

async function saveSvg(path: string, results: readonly BudgetResult[]): Promise<void> {
  const found = results.find(({ search }) => search !== null);
  if (found === undefined) return;
  const limit = found.findings.find(({ quantity, unit }) => quantity === "latency" && unit === "ns")?.limit;
  await saveFile(path, searchSvg(found.name, found.search!, limit));
}

function budgetJunit(file: string, results: readonly BudgetResult[]): string {
  const cases = results.map((result) => {
    const lines = result.findings.map(findingText);
    const exceeded = lines.filter((line) => line.startsWith("exceeded"));
    return {
      name: result.name,
      seconds: 0,
      output: lines.join("\n"),
      ...(exceeded.length === 0 ? {} : { failure: { message: exceeded[0]!, text: exceeded.join("\n") } }),
    };
  });
  return junitXml(`trigforge budget ${file}`, cases);
}
