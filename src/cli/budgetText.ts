import { type Finding, isHeld, labelOf, type SearchResult } from "../estimate/index.js";
import type { BudgetResult } from "../node.js";
import { percent } from "./estimateText.js";
import { count, table } from "./output.js";

/** The results of a budget as text. */
export function budgetText(results: readonly BudgetResult[]): string {
  const missed = results.filter((result) => !isHeld(result)).length;
  const verdict =
    missed === 0 ? `All ${results.length} budgets are held.` : `${missed} of ${results.length} budgets are exceeded.`;
  return [...results.map(resultText), verdict].join("\n\n");
}

function resultText(result: BudgetResult): string {
  const rows = result.findings.map((finding) => [
    finding.verdict === "exceeded" ? "EXCEEDED" : finding.verdict,
    finding.quantity,
    `${finding.atLeast ? "at least" : "at most"} ${amount(finding.limit)}`,
    finding.high === finding.found ? amount(finding.found) : `${amount(finding.found)} (up to ${amount(finding.high)})`,
    finding.unit,
    finding.worst ?? "",
  ]);
  const head = `${result.name}: ${isHeld(result) ? "held" : "EXCEEDED"}, by ${result.against}`;
  const body = table(["", "limit on", "budget", "found", "unit", "most of it in"], rows);
  return [head, body, ...(result.search === null ? [] : [searchText(result.search)])].join("\n");
}

/** The cheapest change, and the plans that are worth a look. */
export function searchText({ cheapest, front, tried }: SearchResult): string {
  const change =
    cheapest === null
      ? `No plan that was tried holds the budget (${tried} tried, up to three changes).`
      : `The cheapest change that holds the budget (${tried} plans tried): ${labelOf(cheapest)}`;
  const rows = front.map((trial) => [
    trial.nanoseconds.toFixed(1),
    trial.interval,
    percent(trial.share),
    trial.lut,
    trial.dsp,
    trial.bram18,
    trial.held ? "yes" : "no",
    labelOf(trial),
  ]);
  const header = ["ns", "interval", "largest share", "LUT", "DSP", "BRAM18", "held", "change of the plan"];
  return `${change}\n\nPlans of which none is both faster and smaller:\n${table(header, rows)}`;
}

/** One line for a finding, for JUnit and lists. */
export function findingText(finding: Finding): string {
  const { quantity, limit, found, unit, verdict, worst, atLeast } = finding;
  const where = worst === null ? "" : `; most of it in ${worst}`;
  return `${verdict}: ${quantity} ${amount(found)} ${unit}, ${atLeast ? "at least" : "at most"} ${amount(limit)}${where}`.replace(
    "  ",
    " ",
  );
}

function amount(value: number): string {
  if (Number.isInteger(value)) return count(value);
  return value >= 100 ? value.toFixed(1) : String(Number(value.toPrecision(3)));
}
