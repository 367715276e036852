// The peers that are set up (npm run bench:peers), for the networks that they take: plain dense networks.
import { fixed } from "../dist/index.js";
import { prepareDa4ml } from "./peers/da4ml.mjs";
import { layersOf } from "./peers/layers.mjs";
import { prepareOnnxruntime } from "./peers/onnxruntime.mjs";

/** Prepares every peer that takes a network: a name, what it is, `measure(seconds)` in nanoseconds an event, `close`. */
export async function preparePeers(program, block) {
  const layers = layersOf(program, fixed);
  if (layers === undefined) return [];
  const prepared = [await prepareDa4ml(layers), await prepareOnnxruntime(layers, block)];
  return prepared.filter((peer) => peer !== undefined);
}
