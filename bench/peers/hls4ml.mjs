// hls4ml's own C simulation of the same network: `predict`, and its function in a bare loop of C++. One thread.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPeer } from "./child.mjs";
import { hls4mlPython } from "./folder.mjs";

const script = fileURLToPath(new URL("hls4ml_peer.py", import.meta.url));

/** Seconds in which hls4ml has to convert and compile a network; the million weights take most of them. */
const buildSeconds = 300;

/** Both ways to run hls4ml, or undefined where it is not set up; throws where it cannot build the network. */
export async function prepareHls4ml({ description, files, sample }) {
  const python = hls4mlPython();
  if (python === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "trigforge-hls4ml-"));
  const child = startPeer(python, script);
  const close = async () => {
    await child.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const events = join(folder, "events.f64");
    writeFileSync(events, sample.inputs);
    const network = files ?? description;
    const request = {
      folder: join(folder, "project"),
      events,
      count: sample.events,
      network: { ...network, shape: sample.shape },
    };
    const { about, convertSeconds, compileSeconds, outputs } = await child.ask(request, buildSeconds);
    const peer = (name, way) => ({
      name,
      about,
      convertSeconds,
      compileSeconds,
      ...sample.compare(outputs[way]),
      measure: async (seconds) => (await child.ask({ measure: way, seconds }, 60 + 10 * seconds)).nanoseconds,
    });
    return [peer("hls4ml C++ loop", "loop"), { ...peer("hls4ml predict", "predict"), close }];
  } catch (error) {
    await close();
    throw error;
  }
}
