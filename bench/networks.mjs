// The networks of the benchmark: programs and events, ready to run.
import { fileURLToPath } from "node:url";
import { inputPorts } from "../dist/index.js";
import { loadModel, openModelEvents } from "../dist/node.js";

const example = (path) => fileURLToPath(new URL(`../examples/${path}`, import.meta.url));

/** Every network: its name, how it is loaded, and the file of its events. */
export const networks = [
  {
    name: "anomaly_detector",
    title: "autoencoder 57-29-10-9-6-4-6-9-10, 4- and 5-bit weights",
    events: example("anomaly_detector/events.npy"),
    load: () => loadModel(example("anomaly_detector/anomaly_detector.h5"), { inputs: { objects: "fixed<18,13>" } }),
  },
  {
    name: "anomaly_detector_with_map",
    title: "the same with offsets, shifts and score around it",
    events: example("anomaly_detector/events.npy"),
    load: () =>
      loadModel(example("anomaly_detector/anomaly_detector.h5"), {
        inputs: { objects: "fixed<18,13>" },
        map: example("anomaly_detector/map.yml"),
      }),
  },
  {
    name: "jet_tagger",
    title: "jet tagger 16-64-32-32-5, 6-bit QKeras as trained",
    events: example("jet_tagger/events.npy"),
    load: () => loadModel(example("jet_tagger/jet_tagger.h5"), { inputs: { jet: "fixed<16,6>" }, softmax: "drop" }),
  },
  {
    name: "jet_tagger_16_6",
    title: "jet tagger as hls4ml at fixed<16,6>, products truncated, with softmax",
    events: example("jet_tagger/events.npy"),
    load: () =>
      loadModel(example("jet_tagger/jet_tagger.h5"), { configuration: example("jet_tagger/hls4ml_config_16_6.yml") }),
  },
];

/** The events of a network as raw integers by port, repeated until there are at least `count`. */
export async function rawEvents(program, path, encode, count) {
  const table = await openModelEvents(path, program, { encode, blockEvents: 1 << 16 });
  for await (const block of table.blocks) {
    const copies = Math.ceil(count / block.events);
    const inputs = Object.fromEntries(
      inputPorts(program).map(({ name }) => {
        const raw = block.inputs[name];
        const repeated = new raw.constructor(raw.length * copies);
        for (let copy = 0; copy < copies; copy++) repeated.set(raw, copy * raw.length);
        return [name, repeated];
      }),
    );
    return { inputs, events: block.events * copies };
  }
  throw new Error(`${path} holds no event`);
}
