// onnxruntime on one thread: what a float engine does with the same network in batches. It is not bit-exact.
import { createRequire } from "node:module";
import { join } from "node:path";
import { peersFolder } from "./folder.mjs";
import { denseModel } from "./onnxModel.mjs";

const batch = 4096;

/** Prepares the peer, or undefined where onnxruntime is not set up. */
export async function prepareOnnxruntime({ input: [elements], layers }) {
  let engine;
  try {
    engine = createRequire(join(peersFolder, "package.json"))("onnxruntime-node");
  } catch {
    return undefined;
  }
  const session = await engine.InferenceSession.create(denseModel(elements, layers), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
  });
  const data = Float32Array.from({ length: batch * elements }, (_unused, index) => ((index * 37) % 101) / 50 - 1);
  const feeds = { x: new engine.Tensor("float32", data, [batch, elements]) };
  return {
    name: "onnxruntime, float",
    about: `batches of ${batch}`,
    async measure(seconds) {
      const began = performance.now();
      let runs = 0;
      do {
        await session.run(feeds);
        runs++;
      } while (performance.now() - began < seconds * 1000);
      return ((performance.now() - began) * 1e6) / (runs * batch);
    },
    close: () => session.release(),
  };
}
