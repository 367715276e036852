// A peer in a Python process of its own: one line of JSON out, one line of JSON back, a limit of time on each answer.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** There was no answer in time; the peer was ended. */
export class LateError extends Error {}

/** Starts a script. `ask` gives its answer, or throws with the reason why there is none. */
export function startPeer(python, script, words = []) {
  const environment = { ...process.env, OMP_NUM_THREADS: "1", TF_CPP_MIN_LOG_LEVEL: "3", PYTHONWARNINGS: "ignore" };
  // A group of its own, so that a compiler that it started ends with it.
  const child = spawn(python, [script, ...words], { stdio: "pipe", env: environment, detached: true });
  let complaints = "";
  child.stderr.on("data", (text) => {
    complaints = (complaints + text).slice(-4000);
  });
  child.stdin.on("error", () => {}); // it ended: the missing answer says so
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise((resolve) => child.once("close", resolve));
  const kill = () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {} // it has ended
  };
  process.once("exit", kill);
  return {
    async ask(request, seconds) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      let timer;
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, seconds * 1000, "late");
      });
      const answer = await Promise.race([lines.next(), late]);
      clearTimeout(timer);
      if (answer === "late") {
        kill();
        throw new LateError(`no answer within ${seconds} s`);
      }
      if (answer.done) {
        await ended;
        throw new Error(complaints.trim().split("\n").at(-1) || "it ended without an answer");
      }
      const value = JSON.parse(answer.value);
      if (value.error !== undefined) throw new Error(value.error);
      return value;
    },
    async close() {
      process.removeListener("exit", kill);
      child.stdin.end();
      const timer = setTimeout(kill, 2000);
      await ended;
      clearTimeout(timer);
    },
  };
}
