import { escapeText, isHeld, labelOf, searchSvg } from "../estimate/index.js";
import type { BudgetResult } from "../node.js";
import { findingText } from "./budgetText.js";
import { percent } from "./estimateText.js";

/** The results of a budget as a page that needs nothing else: findings, the Pareto table and the plot of each entry. */
export function budgetHtml(results: readonly BudgetResult[]): string {
  const style =
    "body{font-family:sans-serif;max-width:60em;margin:2em auto}td,th{padding:.2em .8em;text-align:right}td:last-child,th:last-child{text-align:left}.no{color:#b00}";
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Budgets</title><style>${style}</style></head><body>`,
    "<h1>Budgets</h1>",
    ...results.map(section),
    "</body></html>",
    "",
  ].join("\n");
}

function section(result: BudgetResult): string {
  const held = isHeld(result);
  const findings = result.findings.map(
    (finding) => `<li${finding.verdict === "exceeded" ? ' class="no"' : ""}>${escapeText(findingText(finding))}</li>`,
  );
  return [
    `<h2${held ? "" : ' class="no"'}>${escapeText(result.name)}: ${held ? "held" : "exceeded"}, by ${escapeText(result.against)}</h2>`,
    `<ul>${findings.join("")}</ul>`,
    ...(result.search === null ? [] : [searchSection(result)]),
  ].join("\n");
}

function searchSection({ name, search, findings }: BudgetResult): string {
  const { cheapest, front, tried } = search!;
  const limit = findings.find(({ quantity, unit }) => quantity === "latency" && unit === "ns")?.limit;
  const rows = front.map(
    (trial) =>
      `<tr><td>${trial.nanoseconds.toFixed(1)}</td><td>${trial.interval}</td><td>${percent(trial.share)}</td><td>${trial.lut}</td><td>${trial.dsp}</td><td>${trial.bram18}</td><td>${trial.held ? "yes" : "no"}</td><td>${escapeText(labelOf(trial))}</td></tr>`,
  );
  const head = ["ns", "interval", "largest share", "LUT", "DSP", "BRAM18", "held", "change of the plan"];
  return [
    `<p>${cheapest === null ? `No plan of ${tried} holds the budget.` : `Cheapest change that holds it, of ${tried} plans: <b>${escapeText(labelOf(cheapest))}</b>`}</p>`,
    searchSvg(name, search!, limit),
    `<table><tr>${head.map((title) => `<th>${title}</th>`).join("")}</tr>${rows.join("")}</table>`,
  ].join("\n");
}
