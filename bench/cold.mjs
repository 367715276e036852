// A fresh process: how long the first compilation takes, how long the start from the cache, and the memory after a run.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "./median.mjs";

/** How often each is measured; the median counts. */
const repetitions = 3;

/**
 * Seconds of a cold compilation and of a start from the cache, and MiB of the process, each in a process of its own; and
 * the whole time of `trigforge emulate` without events, from the start of Node to its end. Medians.
 */
export function measureCold(name) {
  const samples = Array.from({ length: repetitions }, () => measureOnce(name));
  return Object.fromEntries(Object.keys(samples[0]).map((key) => [key, median(samples.map((sample) => sample[key]))]));
}

function measureOnce(name) {
  const folder = mkdtempSync(join(tmpdir(), "trigforge-bench-"));
  try {
    const run = () =>
      JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), name, folder]).toString());
    const [cold, kept] = [run(), run()];
    const [coldCommandSeconds, cachedCommandSeconds] = [timeCommand(folder), timeCommand(folder)];
    return {
      coldSeconds: cold.seconds,
      cachedSeconds: kept.seconds,
      coldCommandSeconds,
      cachedCommandSeconds,
      memoryMiB: kept.memoryMiB,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds of `trigforge emulate` on the program that a run before has left in the folder. */
function timeCommand(folder) {
  const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
  const words = ["emulate", join(folder, "program.json"), "--save-emulator", join(folder, "emulator")];
  const began = performance.now();
  execFileSync(process.execPath, [main, ...words], { env: { ...process.env, XDG_CACHE_HOME: folder } });
  return (performance.now() - began) / 1000;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { encodeProgram, wasm } = await import("../dist/index.js");
  const { compileCached } = await import("../dist/node.js");
  const { eventsOf, networks } = await import("./networks.mjs");
  const network = networks.find(({ name }) => name === process.argv[2]);
  const program = await network.load();
  const began = performance.now();
  const { emulator: compiled } = await compileCached(program, {}, { folder: process.argv[3] });
  const emulator = await wasm.load(compiled.wasm, compiled.manifest);
  const seconds = (performance.now() - began) / 1000;
  await writeFile(join(process.argv[3], "program.json"), encodeProgram(program));
  const { inputs } = await eventsOf(network, program, (port, reals) => emulator.encode(port, reals), 1000);
  emulator.run(inputs);
  console.log(JSON.stringify({ seconds, memoryMiB: Math.round(process.memoryUsage().rss / 2 ** 20) }));
}
