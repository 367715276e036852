import { parentPort, workerData } from "node:worker_threads";
import { load } from "../../backends/wasm/load.js";
import { TrigforgeError } from "../../errors/index.js";
import { OpenFiles, runFileJob } from "./fileJob.js";
import type { Answer, Job, WorkerSetup } from "./jobs.js";
import { runMemoryJob } from "./memoryJob.js";

// A thread of an emulator pool: one emulator, one job at a time.

const { module, manifest } = workerData as WorkerSetup;
const emulator = await load(module, manifest);
const files = new OpenFiles();

parentPort!.on("message", (job: Job) => {
  parentPort!.postMessage(answer(job));
});

function answer(job: Job): Answer {
  try {
    return done(job);
  } catch (error) {
    if (error instanceof TrigforgeError) return { kind: "refused", code: error.code, note: error.note };
    return { kind: "failed", message: (error as Error).message };
  }
}

function done(job: Job): Answer {
  switch (job.kind) {
    case "memory": {
      const began = performance.now();
      runMemoryJob(emulator, job);
      return { kind: "done", seconds: (performance.now() - began) / 1000 };
    }
    case "file":
      return { kind: "done", seconds: runFileJob(emulator, files, job) };
    case "counters":
      return { kind: "done", seconds: 0, counters: emulator.counters() };
  }
}
