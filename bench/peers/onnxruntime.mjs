// onnxruntime on one thread: what a float engine does with the same network in batches. It is not bit-exact.
import { createRequire } from "node:module";
import { join } from "node:path";
import { peersFolder } from "./folder.mjs";
import { onnxModel } from "./onnxModel.mjs";

/** Events in a batch, at most, and numbers in its inputs. */
const mostEvents = 4096;
const mostNumbers = 1 << 18;

/** Prepares the peer, or undefined where onnxruntime is not set up. */
export async function prepareOnnxruntime({ description, sample }) {
  let engine;
  try {
    engine = createRequire(join(peersFolder, "onnxruntime", "package.json"))("onnxruntime-node");
  } catch {
    return undefined;
  }
  const session = await engine.InferenceSession.create(onnxModel(description), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
  });
  const elements = sample.inputs.length / sample.events;
  const feed = (events) => {
    const data = Float32Array.from(
      { length: events * elements },
      (_unused, at) => sample.inputs[at % sample.inputs.length],
    );
    return { x: new engine.Tensor("float32", data, [events, ...sample.shape]) };
  };
  const { y } = await session.run(feed(sample.events));
  const batch = Math.min(mostEvents, Math.floor(mostNumbers / elements));
  const feeds = feed(batch);
  return {
    name: "onnxruntime, float",
    about: `float, batches of ${batch}`,
    ...sample.compare(y.data),
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
