// The emulator beside the same network in C++ at -O3 and in other programs, one thread each, in one run.
//
//   npm run bench:peers              sets up hls4ml, da4ml and onnxruntime in a scratch folder; without it they are left out
//   npm run bench                    a table; --json for a record; --networks a,b for some of them; --rounds N;
//                                    --alone without C++ and peers; --write also into docs/performance.md
//   npm run bench:check              the same, and exit code 1 when a budget of bench/budgets.json is not held
//
// What was measured lies in .trigforge/bench-record.json after each network. A network that fails is named at the end, the
// others are measured all the same, and the exit code is 1.
import { version } from "../dist/index.js";
import { checkBudgets } from "./budgets.mjs";
import { hasCompiler, vendorHeaders } from "./firmware.mjs";
import { machine } from "./machine.mjs";
import { measure } from "./measure.mjs";
import { networks } from "./networks.mjs";
import { keepRecord, table, writeTables } from "./table.mjs";

const words = process.argv.slice(2);
const option = (name) => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
const names = option("--networks")?.split(",");
const rounds = Number(option("--rounds") ?? 7);
const remark = (text) => process.stderr.write(`${text}\n`);
const unknown = names?.filter((name) => networks.every((network) => network.name !== name)) ?? [];
if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
  const problem = unknown.length > 0 ? `no network ${unknown.join(", ")}` : "--rounds wants a number from 1 on";
  remark(`${problem}; networks are ${networks.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

const compiler = hasCompiler() && !words.includes("--alone");
const headers = vendorHeaders();
if (!compiler) remark("no g++, or --alone: the emulator alone is measured");
else if (headers === undefined)
  remark("no vendor headers (TRIGFORGE_AP_TYPES): the C++ is compiled with Trigforge's own");

const record = {
  format: "trigforge-benchmark",
  version: 1,
  trigforge: version,
  ...machine(),
  headers: !compiler ? "none" : headers === undefined ? "trigforge" : "vendor",
  rounds,
  results: [],
  failures: [],
};
const chosen = networks.filter(({ name }) => names === undefined || names.includes(name));
const began = performance.now();
for (const [index, network] of chosen.entries()) {
  const from = performance.now();
  remark(`${index + 1} of ${chosen.length}: ${network.name} ...`);
  try {
    const row = await measure(network, { compiler, headers, rounds, peers: !words.includes("--alone"), remark });
    record.results.push(row);
    const times = row.timesFirmware === undefined ? "" : `, ${row.timesFirmware.toFixed(0)} times the C++`;
    remark(`  ${row.emulatorNanoseconds.toFixed(1)} ns${times}; took ${seconds(from)} s`);
  } catch (error) {
    record.failures.push({ name: network.name, reason: error.message });
    remark(`  FAILED after ${seconds(from)} s: ${error.stack}`);
  }
  keepRecord(record);
}
remark(`${record.results.length} of ${chosen.length} networks measured in ${seconds(began)} s`);
if (words.includes("--write")) writeTables(record);
process.stdout.write(words.includes("--json") ? `${JSON.stringify(record, null, 2)}\n` : table(record));
if (words.includes("--check")) process.exitCode = checkBudgets(record, remark, names);
for (const { name, reason } of record.failures) {
  remark(`FAILED ${name}: ${reason}`);
  process.exitCode ||= 1;
}

function seconds(from) {
  return ((performance.now() - from) / 1000).toFixed(0);
}
