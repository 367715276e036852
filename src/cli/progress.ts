import { SingleBar } from "cli-progress";

/** Progress of long work, shown on stderr when it is a terminal and nowhere else. */
export interface Progress {
  /** Work done so far, in the unit of the total. */
  update(done: number): void;
  stop(): void;
}

/** Starts a progress bar. `total` may be unknown: then only a count is shown. */
export function startProgress(label: string, total: number | undefined, unit: string): Progress {
  if (!process.stderr.isTTY) return { update: () => {}, stop: () => {} };
  const format =
    total === undefined
      ? `${label} {value} ${unit}`
      : `${label} {bar} {percentage}% | {value}/{total} ${unit} | {eta} s left`;
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true, clearOnComplete: true, fps: 5 });
  bar.start(total ?? 0, 0);
  return {
    update: (done) => bar.update(done),
    stop: () => bar.stop(),
  };
}
