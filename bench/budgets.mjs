// The ratios that bench/budgets.json asks for.
import { readFileSync } from "node:fs";

/** Says which budgets are held, and by how much the others are missed; returns the exit code. */
export function checkBudgets({ results, headers }, remark) {
  if (headers !== "vendor") {
    remark("budgets are ratios to the C++ with the vendor's headers, which are not here: nothing can be checked");
    return 2;
  }
  const budgets = JSON.parse(readFileSync(new URL("budgets.json", import.meta.url), "utf8"));
  let missed = 0;
  for (const { name, timesFirmware } of results) {
    const budget = budgets.emulator[name]?.timesFirmware;
    if (budget === undefined) continue;
    const held = timesFirmware >= budget;
    if (!held) missed++;
    const by = held ? "" : `, by ${((1 - timesFirmware / budget) * 100).toFixed(0)} %`;
    remark(`${held ? "held  " : "MISSED"} ${name}: ${timesFirmware.toFixed(1)} times, budget ${budget}${by}`);
  }
  return missed === 0 ? 0 : 1;
}
