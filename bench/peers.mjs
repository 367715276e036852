// The peers that are set up (npm run bench:peers), on the same network and events.
import { fixed } from "../dist/index.js";
import { multiplyAdds } from "./networks.mjs";
import { prepareDa4ml } from "./peers/da4ml.mjs";
import { prepareHls4ml } from "./peers/hls4ml.mjs";
import { describe } from "./peers/layers.mjs";
import { prepareOnnxruntime } from "./peers/onnxruntime.mjs";
import { sampleOf } from "./peers/sample.mjs";

const peers = { hls4ml: prepareHls4ml, "da4ml interpreter": prepareDa4ml, "onnxruntime, float": prepareOnnxruntime };

/**
 * Prepares every peer that is set up. `running` are those that take the network: a name, what it is, of how many events
 * its outputs are `equal` to the emulator's bit for bit (`of`), `measure(seconds)` in nanoseconds an event, `close`.
 * `refused` says by name why the others do not. What is not set up is in neither.
 */
export async function preparePeers(network, program, emulator, remark) {
  const { none, shape, files, without } = network.peers ?? {};
  if (none !== undefined) return { running: [], refused: { "all peers": { reason: none } } };
  const sample = sampleOf(program, emulator, multiplyAdds(program));
  const description = describe(program, shape, fixed);
  const running = [];
  const refused = {};
  for (const [name, prepare] of Object.entries(peers)) {
    const whole = name === "hls4ml";
    const compared = without === undefined || whole ? sample : { ...sample, compare: () => ({ without }) };
    try {
      const prepared = await prepare({ description, files, sample: compared });
      if (prepared !== undefined) running.push(...[prepared].flat());
    } catch (error) {
      refused[name] = { reason: error.message };
      remark(`  ${name} does not run: ${error.message}`);
    }
  }
  return { running, refused };
}
