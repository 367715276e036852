// da4ml's interpreter, on one thread, in a Python process of its own.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPeer } from "./child.mjs";
import { da4mlPython } from "./folder.mjs";

const script = fileURLToPath(new URL("da4ml_peer.py", import.meta.url));

/** Seconds that da4ml's search for shared additions may take: for large matrices it does not end. */
const traceSeconds = 60;

/** Prepares the peer, or undefined where da4ml is not set up; throws where it does not take the network. */
export async function prepareDa4ml({ description, sample }) {
  const python = da4mlPython();
  if (python === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "trigforge-da4ml-"));
  const child = startPeer(python, script);
  try {
    const events = join(folder, "events.f64");
    writeFileSync(events, sample.inputs);
    const request = { events, count: sample.events, network: description };
    const { about, outputs } = await child.ask(request, traceSeconds);
    return {
      name: "da4ml interpreter",
      about: [about, ...differences(description)].join(", "),
      ...sample.compare(outputs),
      measure: async (seconds) => (await child.ask({ seconds }, 60 + 10 * seconds)).nanoseconds,
      close: () => child.close(),
    };
  } catch (error) {
    await child.close();
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

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
