// Measures the WebAssembly emulator, with package benchmark.
import Benchmark from "benchmark";
import { wasm } from "../dist/index.js";
import { eventsOf, multiplyAdds } from "./networks.mjs";

/** Bytes of events that a run has in memory, and most events. */
const inputBytes = 4 << 20;
const mostEvents = 20_000;

/** How many events of a network are measured at once: enough to hide the call, few enough to take milliseconds. */
export function eventCount(program) {
  const bytes = program.values.reduce((sum, { op, shape }) => {
    return op.kind === "input" ? sum + 4 * shape.reduce((product, extent) => product * extent, 1) : sum;
  }, 0);
  const byWork = Math.ceil(1e9 / Math.max(1, multiplyAdds(program)));
  return Math.max(256, Math.min(mostEvents, Math.floor(inputBytes / bytes), byWork));
}

/** Compiles a program's emulator and returns its compile time and functions that measure it. */
export async function prepareEmulator(program, network, options = {}) {
  const started = performance.now();
  const compiled = await wasm.compile(program, options);
  const emulator = await wasm.load(compiled.wasm, compiled.manifest);
  const compileSeconds = (performance.now() - started) / 1000;
  const encode = (port, reals) => emulator.encode(port, reals);
  const block = await eventsOf(network, program, encode, eventCount(program));
  const outputs = emulator.run(block.inputs);
  return {
    compileSeconds,
    moduleBytes: compiled.wasm.length,
    encode,
    block,
    emulator,
    compiled,
    /** Median nanoseconds an event over the samples of one run of about `seconds`. */
    measure(seconds) {
      const benchmark = new Benchmark(program.name, () => emulator.runInto(block.inputs, outputs), {
        maxTime: seconds,
        minSamples: 5,
      });
      benchmark.run();
      if (benchmark.error) throw benchmark.error;
      const sample = [...benchmark.stats.sample].sort((a, b) => a - b);
      return (sample[Math.floor(sample.length / 2)] * 1e9) / block.events;
    },
  };
}
