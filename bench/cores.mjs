// How much of the vector units the machine gives to all threads together. Two processors of a virtual machine can be two
// hardware threads of one core, at times or always: then they share its vector units, and no program's threads double.
import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { compileCeiling } from "./ceiling.mjs";

/** The loop over dot products in registers with the most sums that still fit them. */
const loop = "dot_12";
const milliseconds = 6;

if (!isMainThread && workerData?.ceiling !== undefined) {
  const { exports } = await WebAssembly.instantiate(workerData.ceiling);
  parentPort.on("message", (rounds) => parentPort.postMessage(exports[loop](rounds)));
}

/** Starts a thread for each processor; `scaling` gives how many times as fast as one thread they are together. */
export async function prepareCores() {
  const ceiling = await compileCeiling();
  const count = availableParallelism();
  const threads = Array.from(
    { length: count },
    () => new Worker(new URL(import.meta.url), { workerData: { ceiling } }),
  );
  const run = (thread, rounds) =>
    new Promise((resolve, reject) => {
      thread.once("error", reject);
      thread.once("message", () => {
        thread.off("error", reject);
        resolve();
      });
      thread.postMessage(rounds);
    });
  const timed = async (part, rounds) => {
    const began = performance.now();
    await Promise.all(part.map((thread) => run(thread, rounds)));
    return performance.now() - began;
  };
  for (let warmUp = 0; warmUp < 3; warmUp++) await timed(threads, 200_000);
  const rounds = Math.ceil((200_000 * milliseconds) / (await timed(threads.slice(0, 1), 200_000)));
  return {
    count,
    async scaling() {
      const one = await timed(threads.slice(0, 1), rounds);
      return (count * one) / (await timed(threads, rounds));
    },
    close: () => Promise.all(threads.map((thread) => thread.terminate())),
  };
}
