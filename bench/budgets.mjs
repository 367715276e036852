// What has to be held: bench/budgets.json for each network beside C++, bench/ratios.json for all of them.
import { readFileSync } from "node:fs";
import { median } from "./median.mjs";

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const ownLoop = "hls4ml C++ loop";

/** Every limit that a record can be held against: whose, what, the value found, and the least or most that it may be. */
export function limitsOf({ results }, budgets, { ratios, absolute }) {
  const scaling = threadsLimit(results, ratios.timesOneThreadForEachCore);
  const limits = results.flatMap((row) => {
    const least = (what, found, limit) => ({ name: row.name, what, found, limit, held: found >= limit });
    const most = (what, found, limit) => ({ name: row.name, what, found, limit, held: found <= limit });
    const times = budgets.emulator[row.name]?.timesFirmware;
    const own = row.peers[ownLoop]?.times;
    const da4ml = row.peers["da4ml interpreter"]?.times;
    const { coldSeconds } = absolute;
    return [
      ...(times === undefined ? [] : [least("times the generated C++", row.timesFirmware, times)]),
      ...(times === undefined || own === undefined ? [] : [least("times hls4ml's own C++", own, times)]),
      ...(da4ml === undefined ? [] : [least("times da4ml's interpreter", da4ml, ratios.timesDa4ml)]),
      most("plain cost, with counters", row.timesPlainWithCounters, ratios.timesPlainWithCounters),
      ...(row.multiplyAdds >= coldSeconds.belowMultiplyAdds
        ? []
        : [most("s of a cold compilation (not a ratio)", row.coldSeconds, coldSeconds.most)]),
    ];
  });
  return [...limits, ...scaling];
}

/** Threads are a matter of the pool, not of a network: the median over all networks counts, of undisturbed times. */
function threadsLimit(results, forEachCore) {
  const rows = results.map(({ threads }) => threads).filter(({ threads }) => threads > 1);
  if (rows.length === 0) return [];
  const found = median(rows.map(({ undisturbed }) => undisturbed));
  const limit = forEachCore * rows[0].threads;
  const what = `times one thread, with ${rows[0].threads} threads`;
  return [{ name: `median of ${rows.length} networks`, what, found, limit, held: found >= limit }];
}

/** Says which limits are held, and by how much the others are missed; returns the exit code. */
export function checkBudgets(record, remark, chosen) {
  if (record.headers !== "vendor") {
    remark("budgets are ratios to C++ with the vendor's headers, which are not here: nothing can be checked");
    return 2;
  }
  const budgets = read("budgets.json");
  const limits = limitsOf(record, budgets, read("ratios.json"));
  for (const { name, what, found, limit, held } of limits) {
    const by = held ? "" : `, missed by ${(Math.abs(1 - found / limit) * 100).toFixed(0)} %`;
    remark(`${held ? "held  " : "MISSED"} ${name}: ${found.toFixed(found < 10 ? 2 : 0)} ${what}, budget ${limit}${by}`);
  }
  const measured = new Set(record.results.map(({ name }) => name));
  const absent = Object.keys(budgets.emulator).filter((name) => !measured.has(name));
  const lacking = chosen === undefined ? absent : absent.filter((name) => chosen.includes(name));
  for (const name of lacking) remark(`MISSED ${name}: it was not measured`);
  if (record.results.every(({ peers }) => peers[ownLoop]?.times === undefined))
    remark("hls4ml and da4ml were not measured beside it (npm run bench:peers)");
  return lacking.length === 0 && limits.every(({ held }) => held) ? 0 : 1;
}
