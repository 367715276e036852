import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fixed } from "../../../src/fixed/index.js";
import { readHdf5 } from "../../../src/formats/index.js";
import { importKeras, type KerasOptions } from "../../../src/importers/keras/index.js";
import { goldenFiles, importFiles, readJson } from "./support.js";

// Layers over images and sequences that one fidelity or the other refuses, each by name and with a reason.

type Layers = { class_name: string; config: Record<string, unknown> }[];
const asTrained: KerasOptions = { fidelity: "as trained", inputs: { x: fixed(12, 4) } };
const configurationOf = (more: object = {}) => ({ Model: { Precision: "fixed<16,6>", ReuseFactor: 1, ...more } });
const asHls4ml = (more: object = {}): KerasOptions => ({ fidelity: "as hls4ml", configuration: configurationOf(more) });

/** A golden network with some of one layer's configuration changed. */
async function changed(network: string, layer: string, change: object, options: KerasOptions): Promise<unknown> {
  const files = goldenFiles(network);
  const architecture = readJson<{ config: { layers: Layers } }>(files.architecture);
  Object.assign(architecture.config.layers.find(({ config }) => config.name === layer)!.config, change);
  const weights = await readHdf5(readFileSync(files.weights), `${network}.h5`);
  return importKeras({ architecture, weights, name: network, where: `${network}.json` }, options);
}

describe("as hls4ml", () => {
  test.each<[string, string, string, object, RegExp]>([
    [
      "dilation, which it ignores",
      "conv2d",
      "c0",
      { dilation_rate: [2, 2] },
      /dilation_rate \[2,2\]: hls4ml ignores it/,
    ],
    ["groups, which it ignores", "conv2d", "c0", { groups: 2 }, /groups 2: hls4ml ignores it/],
    ["channels first", "conv2d", "c0", { data_format: "channels_first" }, /data_format "channels_first"/],
    ["bilinear up-sampling", "shapes", "up", { interpolation: "bilinear" }, /interpolation "bilinear"/],
    ["a GRU with the reset gate before", "gru", "g0", { reset_after: false }, /reset_after false/],
    ["an LSTM without bias", "lstm", "l0", { use_bias: false }, /use_bias false: hls4ml fails without a bias/],
    ["a cell activation without a kernel", "lstm", "l0", { activation: "softsign" }, /activation "softsign"/],
    ["returned states", "gru", "g0", { return_state: true }, /return_state true/],
    ["both directions added", "bidirectional", "b0", { merge_mode: "sum" }, /merge_mode "sum"/],
    ["a layer normalisation over the steps", "normalized_sequence", "n0", { axis: [1] }, /axis \[1\]/],
    ["an epsilon of 1", "normalized_sequence", "n0", { epsilon: 1 }, /epsilon 1, on which hls4ml fails/],
  ])("%s", async (_name, network, layer, change, message) => {
    await expect(changed(network, layer, change, asHls4ml())).rejects.toThrow(message);
    await expect(changed(network, layer, change, asHls4ml())).rejects.toThrow(/TF-KERAS-009/);
  });

  test("a simple recurrent layer, for which it writes no code", async () => {
    await expect(importFiles(goldenFiles("simple_rnn"), "rnn", asHls4ml())).rejects.toThrow(/no SimpleRNN for Vivado/);
  });

  test("Resource for a depthwise convolution, and reuse beyond a window", async () => {
    const resource = asHls4ml({ Strategy: "Resource" });
    await expect(importFiles(goldenFiles("depthwise"), "d", resource)).rejects.toThrow(/Resource of a depthwise/);
    const reuse = asHls4ml({ Strategy: "Resource", ReuseFactor: 64 });
    await expect(importFiles(goldenFiles("conv2d"), "c", reuse)).rejects.toThrow(/reuse factor 36 of a convolution/);
  });

  test("a reuse factor of a pointwise convolution that is written for the layer and does not fit", async () => {
    const named = { LayerName: { d4: { ReuseFactor: 3, Strategy: "Resource" } } };
    const options = { fidelity: "as hls4ml", configuration: { ...configurationOf(), ...named } } as const;
    await expect(importFiles(goldenFiles("axes"), "axes", options)).rejects.toThrow(/3 of a pointwise convolution/);
  });

  test("a shared layer", async () => {
    const attempt = importFiles(goldenFiles("nested_quantized"), "nested", asHls4ml());
    await expect(attempt).rejects.toThrow(/used 2 times/);
  });

  test("a QKeras average pooling", async () => {
    const attempt = importFiles(goldenFiles("trained_averages"), "averages", asHls4ml());
    await expect(attempt).rejects.toThrow(
      /layers that hls4ml does not read: p0 \(QAveragePooling2D\)[\s\S]*TF-KERAS-002/,
    );
  });
});

describe("as trained", () => {
  test.each<[string, string, string, object, RegExp]>([
    ["a convolution in groups", "trained_conv", "c0", { groups: 2 }, /a convolution in groups/],
    [
      "an average that nothing rounds",
      "trained_pools",
      "p0",
      { pool_size: [3, 3] },
      /an average of 9 elements is no fixed-point/,
    ],
    [
      "an average that float32 does not undo",
      "trained_averages",
      "p0",
      { pool_size: [1, 7], padding: "same" },
      /does not undo/,
    ],
    ["bilinear up-sampling", "trained_pools", "up", { interpolation: "bilinear" }, /interpolation bilinear/],
    ["a true tanh in a cell", "qlstm", "l0", { activation: "tanh" }, /"tanh" of a cell has no exact/],
    ["returned states", "qlstm", "l0", { return_state: true }, /return_state of a recurrent layer/],
    [
      "states without end",
      "qlstm",
      "l0",
      { state_quantizer: null, activation: "linear" },
      /the exact result needs \d+ bits/,
    ],
  ])("%s", async (_name, network, layer, change, message) => {
    await expect(changed(network, layer, change, asTrained)).rejects.toThrow(message);
  });

  test("kernels that are not quantised", async () => {
    await expect(importFiles(goldenFiles("conv2d"), "c", asTrained)).rejects.toThrow(/the kernel is not quantised/);
    await expect(importFiles(goldenFiles("lstm"), "l", asTrained)).rejects.toThrow(/the kernel is not quantised/);
  });
});
