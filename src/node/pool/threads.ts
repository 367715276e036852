import { Worker } from "node:worker_threads";
import { type ErrorCode, type ErrorNote, TrigforgeError } from "../../errors/index.js";
import type { Answer, Job, WorkerSetup } from "./jobs.js";

type Done = Extract<Answer, { kind: "done" }>;

interface Waiting {
  readonly job: Job;
  readonly resolve: (answer: Done) => void;
  readonly reject: (error: unknown) => void;
}

/** Worker threads that take jobs from one queue, each one at a time. */
export class Threads {
  private readonly workers: Worker[];
  private readonly idle: Worker[];
  private readonly busy = new Map<Worker, Waiting>();
  private readonly queue: Waiting[] = [];
  private broken: Error | undefined;

  constructor(
    readonly count: number,
    setup: WorkerSetup,
  ) {
    const script = new URL("./worker.js", import.meta.url);
    this.workers = Array.from({ length: count }, () => new Worker(script, { workerData: setup }));
    this.idle = [...this.workers];
    for (const worker of this.workers) {
      worker.on("message", (answer: Answer) => this.finished(worker, answer));
      worker.on("error", (error) => this.breakDown(error as Error));
      worker.unref();
    }
  }

  /** Hands a job to the next free thread. @throws TrigforgeError what the thread's emulator throws */
  submit(job: Job): Promise<Done> {
    return new Promise((resolve, reject) => {
      if (this.broken !== undefined) {
        reject(this.broken);
        return;
      }
      this.queue.push({ job, resolve, reject });
      this.dispatch();
    });
  }

  /** The same job for every thread; for when none is busy. */
  everywhere(job: Job): Promise<Done[]> {
    return Promise.all(this.workers.map(() => this.submit(job)));
  }

  /** Ends all threads; jobs that were not done are forgotten. */
  async close(): Promise<void> {
    this.broken ??= new Error("the pool is closed");
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private dispatch(): void {
    while (this.idle.length > 0 && this.queue.length > 0) {
      const worker = this.idle.shift()!;
      const waiting = this.queue.shift()!;
      this.busy.set(worker, waiting);
      worker.ref();
      worker.postMessage(waiting.job);
    }
  }

  private finished(worker: Worker, answer: Answer): void {
    const waiting = this.busy.get(worker)!;
    this.busy.delete(worker);
    worker.unref();
    this.idle.push(worker);
    settle(waiting, answer);
    this.dispatch();
  }

  private breakDown(error: Error): void {
    this.broken = error;
    for (const { reject } of [...this.busy.values(), ...this.queue.splice(0)]) reject(error);
    this.busy.clear();
  }
}

function settle({ resolve, reject }: Waiting, answer: Answer): void {
  if (answer.kind === "done") resolve(answer);
  else if (answer.kind === "failed") reject(new Error(answer.message));
  else reject(new TrigforgeError(answer.code as ErrorCode, answer.note as ErrorNote));
}
