// The emulator beside the same network in the generated C++ at -O3, one thread each, in one run.
//
//   npm run bench:peers              sets up da4ml and onnxruntime in a scratch folder; without it they are left out
//   npm run bench                    a table; --json for a record; --networks a,b for some of them; --rounds N;
//                                    --alone without C++ and peers; --write also into docs/performance.md
//   npm run bench:check              the same, and exit code 1 when a budget of bench/budgets.json is not held
import { version } from "../dist/index.js";
import { checkBudgets } from "./budgets.mjs";
import { hasCompiler, vendorHeaders } from "./firmware.mjs";
import { machine } from "./machine.mjs";
import { measure } from "./measure.mjs";
import { networks } from "./networks.mjs";
import { table, writeTables } from "./table.mjs";

const words = process.argv.slice(2);
const option = (name) => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
const chosen = option("--networks")?.split(",");
const rounds = Number(option("--rounds") ?? 7);
const remark = (text) => process.stderr.write(`${text}\n`);

const compiler = hasCompiler() && !words.includes("--alone");
const headers = vendorHeaders();
if (!compiler) remark("no g++: the emulator alone is measured");
else if (headers === undefined)
  remark("no vendor headers (TRIGFORGE_AP_TYPES): the C++ is compiled with Trigforge's own");

const results = [];
for (const network of networks) {
  if (chosen !== undefined && !chosen.includes(network.name)) continue;
  remark(`measuring ${network.name} ...`);
  results.push(await measure(network, { compiler, headers, rounds, peers: !words.includes("--alone") }));
}
const record = {
  format: "trigforge-benchmark",
  version: 1,
  trigforge: version,
  ...machine(),
  headers: !compiler ? "none" : headers === undefined ? "trigforge" : "vendor",
  rounds,
  results,
};
if (words.includes("--write")) writeTables(record);
process.stdout.write(words.includes("--json") ? `${JSON.stringify(record, null, 2)}\n` : table(record));
if (words.includes("--check")) process.exitCode = checkBudgets(record, remark);
