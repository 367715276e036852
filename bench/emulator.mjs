// Measures the WebAssembly emulator on one thread, with package benchmark.
import Benchmark from "benchmark";
import { wasm } from "../dist/index.js";
import { rawEvents } from "./networks.mjs";

/** Compiles a program's emulator and returns its compile time and a function that measures nanoseconds an event. */
export async function prepareEmulator(program, path, events) {
  const started = performance.now();
  const emulator = await wasm.build(program);
  const compileSeconds = (performance.now() - started) / 1000;
  const block = await rawEvents(program, path, (port, reals) => emulator.encode(port, reals), events);
  return {
    compileSeconds,
    /** Median nanoseconds an event over the samples of one run of about `seconds`. */
    measure(seconds) {
      const benchmark = new Benchmark(program.name, () => emulator.run(block.inputs), {
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
