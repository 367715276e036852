// The limits that bench/budgets.json sets: the format and the check of `trigforge budget` (docs/budget.md).
import { readFileSync } from "node:fs";
import { isHeld, parseBudget } from "../dist/index.js";
import { checkBenchmark } from "../dist/node.js";

/** Says which budgets are held, and by how much the others are missed; returns the exit code. */
export function checkBudgets(record, remark) {
  if (record.headers !== "vendor") {
    remark("budgets are ratios to the C++ with the vendor's headers, which are not here: nothing can be checked");
    return 2;
  }
  const budget = parseBudget(readFileSync(new URL("budgets.json", import.meta.url), "utf8"), "bench/budgets.json");
  const checks = checkBenchmark(record, budget.emulator, "benchmark");
  for (const { name, findings } of checks) {
    for (const { verdict, quantity, found, limit } of findings) {
      const held = verdict !== "exceeded";
      const by = held ? "" : `, by ${((1 - found / limit) * 100).toFixed(0)} %`;
      remark(`${held ? "held  " : "MISSED"} ${name}: ${found.toFixed(1)} ${quantity}, budget ${limit}${by}`);
    }
  }
  return checks.every(isHeld) ? 0 : 1;
}
