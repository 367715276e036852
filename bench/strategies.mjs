// The cost model against the clock: single layers of many shapes by every strategy, and what the model chose.
//
//   npm run bench:strategies
import { wasm } from "../dist/index.js";
import { oneLayer } from "./layers.mjs";
import { median } from "./median.mjs";

const layers = [
  { shape: [57], outputs: 28, weights: "fixed<4,1>", x: "fixed<8,6>", accumulator: "fixed<16,10>" },
  { shape: [57], outputs: 28, weights: "fixed<4,1>", x: "fixed<8,6>" },
  { shape: [28], outputs: 15, weights: "fixed<4,1>", x: "ufixed<8,5>" },
  { shape: [64], outputs: 32, weights: "fixed<2,1>", x: "fixed<6,2>" },
  { shape: [16], outputs: 64, weights: "fixed<6,1>", x: "fixed<16,6>" },
  { shape: [64], outputs: 32, weights: "fixed<6,1>", x: "ufixed<6,0>" },
  { shape: [32], outputs: 32, weights: "fixed<6,1>", x: "ufixed<6,0>" },
  { shape: [32], outputs: 32, weights: "fixed<12,2>", x: "fixed<12,4>" },
  { shape: [64], outputs: 32, weights: "fixed<8,2>", x: "fixed<12,4>", pruned: 0.8 },
  { shape: [10, 14], outputs: 32, weights: "fixed<8,2>", x: "fixed<12,4>" },
  { shape: [10, 14], outputs: 32, weights: "fixed<8,2>", x: "fixed<12,4>", pruned: 0.8 },
  { shape: [18, 14, 1], outputs: 4, weights: "fixed<8,2>", x: "ufixed<10,10>" },
  { shape: [9, 7, 4], outputs: 8, weights: "fixed<8,2>", x: "ufixed<12,4>" },
  { shape: [200], outputs: 100, weights: "fixed<8,2>", x: "fixed<12,4>", pruned: 0.5 },
  { shape: [200], outputs: 100, weights: "fixed<8,2>", x: "fixed<12,4>", pruned: 0.8 },
  { shape: [200], outputs: 100, weights: "fixed<8,2>", x: "fixed<12,4>", pruned: 0.95 },
];
const forced = ["loops", "sparse", "unrolled", "adders"];
const strategies = [...forced, "automatic"];
const rounds = 11;

/** Processor nanoseconds an event of one call: on a busy machine the clock on the wall says little. */
function processorTime(emulator, inputs, outputs, events) {
  const runs = 5;
  const before = process.cpuUsage();
  for (let run = 0; run < runs; run++) emulator.runInto(inputs, outputs);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / (runs * events);
}

const regrets = [];
console.log(`${"layer".padEnd(46)}${strategies.map((name) => name.padStart(11)).join("")}   automatic / best`);
for (const layer of layers) {
  const { shape, outputs, weights, x, pruned } = layer;
  const program = oneLayer(layer);
  const elements = shape.reduce((product, extent) => product * extent, 1);
  const events = Math.ceil(160_000 / elements);
  const [low, high] = x.startsWith("u") ? [0, 50] : [-25, 25];
  const raw = {
    x: Int32Array.from({ length: elements * events }, (_unused, index) => low + ((index * 97) % (high - low))),
  };
  const emulators = [];
  for (const sums of strategies) emulators.push(await wasm.build(program, { sums }));
  const results = emulators.map((emulator) => emulator.run(raw));
  const round = () => emulators.map((emulator, index) => processorTime(emulator, raw, results[index], events));
  round();
  const samples = Array.from({ length: rounds }, round);
  const times = strategies.map((_name, index) => median(samples.map((sample) => sample[index])));
  const regret = times.at(-1) / Math.min(...times.slice(0, forced.length));
  regrets.push(regret);
  const name = `${shape.join("×")} to ${outputs}, ${weights}, x ${x}${pruned ? `, ${pruned * 100} % zero` : ""}`;
  console.log(`${name.padEnd(46)}${times.map((time) => time.toFixed(1).padStart(11)).join("")}   ${regret.toFixed(2)}`);
}
console.log(`processor time in ns an event; the worst choice costs ${Math.max(...regrets).toFixed(2)} times the best`);
