// da4ml's interpreter, on one thread, in a Python process of its own.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { peerPython } from "./folder.mjs";

/** Weights beyond which da4ml's search for additions takes longer than anyone waits. */
const mostWeights = 20_000;

/** Prepares the peer, or undefined where da4ml is not set up, or the network is too large for it. */
export async function prepareDa4ml(layers) {
  const python = peerPython();
  const weights = layers.layers.reduce((sum, layer) => sum + layer.weights.length * layer.bias.length, 0);
  if (python === undefined || weights > mostWeights) return undefined;
  const script = fileURLToPath(new URL("da4ml_peer.py", import.meta.url));
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.on("error", () => {}); // it ended: the missing answer says so
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (text) => {
    child.stdin.write(`${text}\n`);
    const { value, done } = await lines.next();
    return done ? undefined : JSON.parse(value);
  };
  const ready = await ask(JSON.stringify(layers));
  if (ready === undefined) return undefined;
  return {
    name: "da4ml interpreter",
    about: ready.about,
    measure: (seconds) => ask(String(seconds)),
    close: () => child.stdin.end(),
  };
}
