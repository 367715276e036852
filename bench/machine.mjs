// What a record says about where it was measured.
import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";

/** Processor, cores, memory, versions, and the commit where there is one. */
export function machine() {
  return {
    node: process.version,
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    compiler: firstLine("g++", ["--version"]),
    commit: firstLine("git", ["rev-parse", "--short", "HEAD"]),
  };
}

function firstLine(command, words) {
  try {
    return execFileSync(command, words, { stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .split("\n")[0];
  } catch {
    return "none";
  }
}
