// The networks of the benchmark: programs and events, ready to run.
import { fileURLToPath } from "node:url";
import { inputPorts } from "../dist/index.js";
import { loadModel, openModelEvents } from "../dist/node.js";
import { convolution, deepSet, denseNetwork, lstm, normal } from "./generated.mjs";

const example = (path) => fileURLToPath(new URL(`../examples/${path}`, import.meta.url));

const hls4mlDefault = { weights: "fixed<16,6>", accumulator: "fixed<16,6>", result: "fixed<16,6>" };
const exact = { weights: "fixed<8,2>", accumulator: "fixed<28,14>", result: "ufixed<12,4,TRN,SAT>" };
const convolutions = [
  { kind: "convolution", size: 3, stride: 1 },
  { kind: "convolution", size: 3, stride: 2 },
  "flatten",
  "dense",
  "dense",
];
const particles = ["pointwise", "pointwise", "sum", "dense", "dense"];
const autoencoder = [...new Array(8).fill("dense"), { kind: "minus", layer: 1 }];
const large = [16, 500, 500, 500, 500, 500, 5];

/**
 * Every network: its name, how it is loaded, the file of its events if it has one, and what it is for. `peers` says what
 * cannot be read from the program: the `shape` of layers that are not dense (peers/layers.mjs), the `files` from which
 * hls4ml makes the same network, what peers but hls4ml are measured `without`, or why there are none.
 */
export const networks = [
  {
    name: "axol1tl_encoder",
    title: "57-28-15-8, 4-bit weights, wrapping sums",
    load: () =>
      denseNetwork("axol1tl_encoder", 11, [57, 28, 15, 8], "fixed<18,13>", {
        input: "fixed<8,6,RND_CONV,SAT>",
        weights: "fixed<4,1>",
        accumulator: "fixed<16,10>",
        result: "ufixed<8,5,RND_CONV,SAT>",
        last: "fixed<10,6>",
      }),
  },
  {
    name: "anomaly_detector",
    title: "autoencoder 57-29-10-9-6-4-6-9-10, 4- and 5-bit weights",
    events: example("anomaly_detector/events.npy"),
    peers: {
      shape: autoencoder,
      files: {
        h5: example("anomaly_detector/anomaly_detector.h5"),
        configuration: example("anomaly_detector/hls4ml_config.yml"),
      },
    },
    load: () => loadModel(example("anomaly_detector/anomaly_detector.h5"), { inputs: { objects: "fixed<18,13>" } }),
  },
  {
    name: "anomaly_detector_with_map",
    title: "the same with offsets, shifts and score around it",
    events: example("anomaly_detector/events.npy"),
    peers: { none: "peers have no map around a network; without it, it is anomaly_detector" },
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
    peers: {
      files: {
        h5: example("jet_tagger/jet_tagger.h5"),
        configuration: example("jet_tagger/hls4ml_config.yml"),
        until: "output",
      },
    },
    load: () => loadModel(example("jet_tagger/jet_tagger.h5"), { inputs: { jet: "fixed<16,6>" }, softmax: "drop" }),
  },
  {
    name: "jet_tagger_16_6",
    title: "jet tagger as hls4ml at fixed<16,6>, products truncated, with softmax",
    events: example("jet_tagger/events.npy"),
    peers: {
      files: { h5: example("jet_tagger/jet_tagger.h5"), configuration: example("jet_tagger/hls4ml_config_16_6.yml") },
      without: "softmax",
    },
    load: () =>
      loadModel(example("jet_tagger/jet_tagger.h5"), { configuration: example("jet_tagger/hls4ml_config_16_6.yml") }),
  },
  {
    name: "tagger_16_6_dense_weights",
    title: "16-64-32-32-5, all of fixed<16,6>, weights of 16 bits, products truncated",
    load: () => denseNetwork("tagger_16_6_dense_weights", 12, [16, 64, 32, 32, 5], "fixed<16,6>", hls4mlDefault),
  },
  {
    name: "pruned_tagger",
    title: "16-64-32-32-5, 80 % of the 8-bit weights are zero",
    load: () => denseNetwork("pruned_tagger", 13, [16, 64, 32, 32, 5], "fixed<12,4>", { ...exact, pruned: 0.8 }),
  },
  {
    name: "convolution_exact",
    title: "18 by 14 towers, two 3 by 3 convolutions, 504-16-1, exact sums",
    peers: { shape: convolutions },
    load: () => convolution("convolution_exact", 14, "ufixed<10,8>", exact),
  },
  {
    name: "convolution_16_6",
    title: "the same at fixed<16,6>, products truncated",
    peers: { shape: convolutions },
    load: () => convolution("convolution_16_6", 15, "fixed<16,6>", hls4mlDefault),
  },
  {
    name: "deep_set_exact",
    title: "10 particles of 14 features, 14-32-32, sum, 16-5, exact sums",
    peers: { shape: particles },
    load: () => deepSet("deep_set_exact", 16, "fixed<12,4>", exact),
  },
  {
    name: "deep_set_16_6",
    title: "the same at fixed<16,6>, products truncated",
    peers: { shape: particles },
    load: () => deepSet("deep_set_16_6", 17, "fixed<16,6>", hls4mlDefault),
  },
  {
    name: "large_exact",
    title: "16-500-500-500-500-500-5, exact sums",
    load: () => denseNetwork("large_exact", 18, large, "fixed<12,4>", { ...exact, accumulator: "fixed<32,18>" }),
  },
  {
    name: "large_16_6",
    title: "the same at fixed<16,6>, products truncated",
    load: () => denseNetwork("large_16_6", 19, large, "fixed<16,6>", hls4mlDefault),
  },
  {
    name: "lstm_16_6",
    title: "LSTM of 20 steps, 6 features, 20 units, at fixed<16,6>",
    peers: { shape: [{ kind: "lstm", units: 20 }, "dense"] },
    load: () => lstm("lstm_16_6", 20, "fixed<16,6>", hls4mlDefault),
  },
];

/** Multiply-adds of one event, zeros included, as a simulation carries them out. */
export function multiplyAdds(program) {
  return program.values.reduce((sum, { op, shape }) => {
    if (op.kind !== "contract") return sum;
    const x = program.values[op.x].shape;
    return sum + shape.reduce((product, extent) => product * extent, 1) * x[x.length - 1];
  }, 0);
}

/** Those of them that have to be done: the weight is not a constant zero. */
export function multiplyAddsWithWeight(program) {
  return program.values.reduce((sum, { op, shape }) => {
    if (op.kind !== "contract") return sum;
    const weights = program.values[op.weights];
    const elements = weights.shape.reduce((product, extent) => product * extent, 1);
    const x = program.values[op.x].shape;
    const all = shape.reduce((product, extent) => product * extent, 1) * x[x.length - 1];
    const zeros = weights.op.kind === "constant" ? weights.op.raw.filter((raw) => raw === 0n).length : 0;
    return sum + (all * (elements - zeros)) / elements;
  }, 0);
}

/** At least `count` events of a network as raw integers by port: its file's, repeated, or generated ones. */
export function eventsOf(network, program, encode, count) {
  if (network.events !== undefined) return eventsOfFile(program, network.events, encode, count);
  const random = normal(99);
  const inputs = Object.fromEntries(
    inputPorts(program).map(({ name, shape, type }) => {
      const elements = shape.reduce((product, extent) => product * extent, 1);
      const spread = 2 ** (Math.min(type.integer, 12) - 6);
      const reals = Float64Array.from({ length: elements * count }, () => {
        const value = random() * spread;
        return type.signed ? value : Math.abs(value);
      });
      return [name, encode(name, reals)];
    }),
  );
  return { inputs, events: count };
}

async function eventsOfFile(program, path, encode, count) {
  const table = await openModelEvents(path, program, { encode, blockEvents: Math.min(count, 1 << 16) });
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
