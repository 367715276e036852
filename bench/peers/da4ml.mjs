// da4ml's interpreter, on one thread, in a Python process of its own.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LateError, startPeer } from "./child.mjs";
import { da4mlPython, peersFolder } from "./folder.mjs";

const script = fileURLToPath(new URL("da4ml_peer.py", import.meta.url));

/** Seconds that da4ml's search for shared additions may take: for matrices of a million weights it does not end. */
const traceSeconds = (weights) => (weights > 100_000 ? 60 : 300);

/** Where traces are kept, and the limits that were not enough, so that the next run need not wait for them again. */
const traces = join(peersFolder, "traces");

/** Prepares the peer, or undefined where da4ml is not set up; throws where it does not take the network. */
export async function prepareDa4ml({ description, sample }) {
  const python = da4mlPython();
  if (python === undefined) return undefined;
  const weights = description.layers.reduce((sum, layer) => sum + (layer.weights?.values.length ?? 0), 0);
  const limit = traceSeconds(weights);
  const trace = join(traces, createHash("sha256").update(JSON.stringify(description)).digest("hex"));
  const late = `${trace}.late`;
  if (existsSync(late) && Number(readFileSync(late, "utf8")) >= limit) throw new Error(tooLate(limit));
  mkdirSync(traces, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), "trigforge-da4ml-"));
  const child = startPeer(python, script);
  try {
    const events = join(folder, "events.f64");
    writeFileSync(events, sample.inputs);
    const request = { events, count: sample.events, network: description, trace: `${trace}.json` };
    const { about, outputs } = await child.ask(request, limit);
    return {
      name: "da4ml interpreter",
      about: [about, ...differences(description)].join(", "),
      ...sample.compare(outputs),
      measure: async (seconds) => (await child.ask({ seconds }, 60 + 10 * seconds)).nanoseconds,
      close: () => child.close(),
    };
  } catch (error) {
    await child.close();
    if (!(error instanceof LateError)) throw error;
    writeFileSync(late, String(limit));
    throw new Error(tooLate(limit));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const tooLate = (limit) => `its search for additions did not end within ${limit} s`;

/** What da4ml computes otherwise than the program. */
function differences({ cast, layers }) {
  const formats = [cast, ...layers.flatMap(({ accumulator, result }) => [accumulator, result])].filter(Boolean);
  const fraction = ({ width, integer }) => width - integer;
  const previous = layers.map((_layer, index) => layers[index - 1]?.result);
  const truncates = layers.some(
    ({ weights, accumulator }, index) =>
      weights && previous[index] && fraction(accumulator) < fraction(weights.type) + fraction(previous[index]),
  );
  return [
    ...(truncates ? ["products not truncated"] : []),
    ...(formats.some(({ rounding }) => rounding === "RND_CONV") ? ["halves rounded up, not to even"] : []),
  ];
}
