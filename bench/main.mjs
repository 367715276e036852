// The emulator beside the same network in the generated C++ at -O3, one thread each, in one run.
//
//   npm run bench                    a table; --json for a record; --networks a,b for some of them
//   npm run bench:check              the same, and exit code 1 when a budget of bench/budgets.json is not held
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { version, wasm } from "../dist/index.js";
import { prepareEmulator } from "./emulator.mjs";
import { hasCompiler, prepareFirmware, vendorHeaders } from "./firmware.mjs";
import { networks } from "./networks.mjs";

const rounds = 7;
const secondsEach = 0.4;
const eventsInMemory = 20_000;

const words = process.argv.slice(2);
const json = words.includes("--json");
const check = words.includes("--check");
const chosen = words.includes("--networks") ? words[words.indexOf("--networks") + 1].split(",") : undefined;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const remark = (text) => process.stderr.write(`${text}\n`);

const compiler = hasCompiler();
const headers = vendorHeaders();
if (!compiler) remark("no g++: the emulator alone is measured");
else if (headers === undefined)
  remark("no vendor headers (TRIGFORGE_AP_TYPES): the C++ is compiled with Trigforge's own");

const results = [];
for (const network of networks) {
  if (chosen !== undefined && !chosen.includes(network.name)) continue;
  remark(`measuring ${network.name} ...`);
  results.push(await measure(network));
}
const record = {
  format: "trigforge-benchmark",
  version: 1,
  trigforge: version,
  node: process.version,
  processor: cpus()[0]?.model ?? "unknown",
  headers: !compiler ? "none" : headers === undefined ? "trigforge" : "vendor",
  rounds,
  results,
};
process.stdout.write(json ? `${JSON.stringify(record, null, 2)}\n` : table(record));
if (check) process.exitCode = checkBudgets(record);

/** Interleaved rounds, so that a change of the machine's speed meets both sides; medians of times and of ratios. */
async function measure({ name, title, events, load }) {
  const program = await load();
  const emulator = await prepareEmulator(program, events, eventsInMemory);
  const encoder = await wasm.build(program);
  const encode = (port, reals) => encoder.encode(port, reals);
  const firmware = compiler ? await prepareFirmware(program, events, encode, headers) : undefined;
  const samples = [];
  for (let round = 0; round < rounds; round++) {
    const firmwareTime = firmware?.measure(secondsEach);
    const emulatorTime = emulator.measure(secondsEach);
    samples.push({ firmwareTime, emulatorTime });
  }
  await firmware?.remove();
  return {
    name,
    title,
    emulatorNanoseconds: median(samples.map((sample) => sample.emulatorTime)),
    emulatorCompileSeconds: emulator.compileSeconds,
    ...(firmware === undefined
      ? {}
      : {
          firmwareNanoseconds: median(samples.map((sample) => sample.firmwareTime)),
          firmwareCompileSeconds: firmware.compileSeconds,
          timesFirmware: median(samples.map((sample) => sample.firmwareTime / sample.emulatorTime)),
        }),
  };
}

function table({ results: rows, headers: which, processor, node }) {
  const line = (cells) =>
    `${cells[0].padEnd(28)}${cells
      .slice(1)
      .map((cell) => cell.padStart(14))
      .join("")}\n`;
  const text = rows.map((row) =>
    line([
      row.name,
      `${Math.round(1e9 / row.emulatorNanoseconds)}`,
      row.emulatorNanoseconds.toFixed(1),
      row.emulatorCompileSeconds.toFixed(2),
      row.firmwareNanoseconds?.toFixed(0) ?? "-",
      row.firmwareCompileSeconds?.toFixed(2) ?? "-",
      row.timesFirmware?.toFixed(1) ?? "-",
    ]),
  );
  const head = line(["one thread", "events/s", "ns/event", "compile s", "C++ ns/event", "g++ s", "times C++"]);
  return `${processor}, Node ${node}, ${which} headers, medians of ${rounds} interleaved rounds\n\n${head}${text.join("")}`;
}

function checkBudgets({ results: rows, headers: which }) {
  if (which !== "vendor") {
    remark("budgets are ratios to the C++ with the vendor's headers, which are not here: nothing can be checked");
    return 2;
  }
  const budgets = JSON.parse(readFileSync(new URL("budgets.json", import.meta.url), "utf8"));
  let missed = 0;
  for (const { name, timesFirmware } of rows) {
    const budget = budgets.emulator[name]?.timesFirmware;
    if (budget === undefined) continue;
    const held = timesFirmware >= budget;
    if (!held) missed++;
    remark(`${held ? "held  " : "MISSED"} ${name}: ${timesFirmware.toFixed(1)} times, budget ${budget}`);
  }
  return missed === 0 ? 0 : 1;
}
