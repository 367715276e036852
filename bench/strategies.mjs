// The cost model against the clock: single layers of many shapes by every strategy, and what the model chose.
//
//   npm run bench:strategies
import { wasm } from "../dist/index.js";
import { denseNetwork } from "./generated.mjs";
import { median } from "./median.mjs";

const layers = [
  { inputs: 57, outputs: 28, weights: "fixed<4,1>", x: "fixed<8,6>" },
  { inputs: 28, outputs: 15, weights: "fixed<4,1>", x: "ufixed<8,5>" },
  { inputs: 15, outputs: 8, weights: "fixed<4,1>", x: "ufixed<8,5>" },
  { inputs: 64, outputs: 32, weights: "fixed<2,1>", x: "fixed<6,2>" },
  { inputs: 64, outputs: 32, weights: "fixed<6,1>", x: "ufixed<6,0>" },
  { inputs: 16, outputs: 64, weights: "fixed<6,1>", x: "fixed<16,6>" },
  { inputs: 64, outputs: 32, weights: "fixed<8,2>", x: "fixed<12,4>", pruned: 0.8 },
  { inputs: 200, outputs: 100, weights: "fixed<8,2>", x: "fixed<12,4>" },
  { inputs: 200, outputs: 100, weights: "fixed<8,2>", x: "fixed<12,4>", pruned: 0.5 },
  { inputs: 200, outputs: 100, weights: "fixed<8,2>", x: "fixed<12,4>", pruned: 0.9 },
];
const strategies = ["loops", "sparse", "adders", "automatic"];
const events = 4000;
const rounds = 9;

/** Processor nanoseconds an event of one call: on a busy machine the clock on the wall says little. */
function processorTime(emulator, inputs, outputs) {
  const before = process.cpuUsage();
  for (let run = 0; run < 5; run++) emulator.runInto(inputs, outputs);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / (5 * events);
}

const regrets = [];
console.log(`${"layer".padEnd(46)}${strategies.map((name) => name.padStart(11)).join("")}   automatic / best`);
for (const { inputs, outputs, weights, x, pruned = 0 } of layers) {
  const layer = { weights, accumulator: "fixed<32,20>", result: "fixed<32,20>", pruned };
  const program = denseNetwork("layer", 31, [inputs, outputs], x, layer);
  const [low, high] = x.startsWith("u") ? [0, 50] : [-25, 25];
  const raw = {
    x: Int32Array.from({ length: inputs * events }, (_unused, index) => low + ((index * 97) % (high - low))),
  };
  const emulators = [];
  for (const sums of strategies) emulators.push(await wasm.build(program, { sums }));
  const results = emulators.map((emulator) => emulator.run(raw));
  emulators.forEach((emulator, index) => {
    processorTime(emulator, raw, results[index]);
  });
  const samples = Array.from({ length: rounds }, () =>
    emulators.map((emulator, index) => processorTime(emulator, raw, results[index])),
  );
  const times = strategies.map((_name, index) => median(samples.map((sample) => sample[index])));
  const regret = median(samples.map((sample) => sample[3] / Math.min(sample[0], sample[1], sample[2])));
  regrets.push(regret);
  const name = `${inputs} to ${outputs}, ${weights}, x ${x}${pruned ? `, ${pruned * 100} % zero` : ""}`;
  console.log(`${name.padEnd(46)}${times.map((time) => time.toFixed(1).padStart(11)).join("")}   ${regret.toFixed(2)}`);
}
console.log(`processor time in ns an event; the worst choice costs ${Math.max(...regrets).toFixed(2)} times the best`);
