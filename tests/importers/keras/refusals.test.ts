import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fixed } from "../../../src/fixed/index.js";
import { readHdf5 } from "../../../src/formats/index.js";
import { importKeras, type KerasOptions } from "../../../src/importers/keras/index.js";
import type { Program } from "../../../src/ir/index.js";
import { goldenFiles, importFiles, readJson } from "./support.js";

// What is refused, with which code and words; and what is taken with a note.

type Layers = { config: { layers: { name: string; class_name: string; config: Record<string, unknown> }[] } };

const model = { Model: { Precision: "fixed<16,6>", ReuseFactor: 1 } };
const asHls4ml = (configuration: unknown): KerasOptions => ({ fidelity: "as hls4ml", configuration });
const asTrained: KerasOptions = { fidelity: "as trained", inputs: { x: fixed(12, 4) } };

/** Imports a golden network after a change of its architecture. */
async function changed(name: string, change: (layers: Layers) => void, options: KerasOptions): Promise<Program> {
  const files = goldenFiles(name);
  const architecture = readJson<Layers>(files.architecture);
  change(architecture);
  const weights = await readHdf5(readFileSync(files.weights), `${name}.h5`);
  return importKeras({ architecture, weights, name, where: `${name}.json` }, options);
}

/** A change that sets one field of a layer's configuration. */
const set = (name: string, key: string, value: unknown) => (all: Layers) => {
  layer(all, name).config[key] = value;
};

const layer = (architecture: Layers, name: string) => architecture.config.layers.find((item) => item.name === name)!;

describe("as trained", () => {
  test("an input without a type names the port and says what to add", async () => {
    const attempt = importFiles(goldenFiles("rectifiers"), "r", { fidelity: "as trained" });
    await expect(attempt).rejects.toThrow(
      /the type of the input "x" is not known[\s\S]*inputs: \{"x": "fixed<16,6>"\}/,
    );
  });

  test("a quantiser that comes first gives the port its type", async () => {
    const program = await importFiles(goldenFiles("grids"), "grids", { fidelity: "as trained" });
    const { op } = program.values[0]!;
    expect(op).toMatchObject({ kind: "input", format: fixed(7, 3, "RND_CONV", "SAT") });
    expect(program.provenance.notes.join()).toContain("the port takes what the quantiser after it gives");
  });

  test("a type for an input that does not exist", async () => {
    const options: KerasOptions = { fidelity: "as trained", inputs: { xx: fixed(8, 4) } };
    await expect(importFiles(goldenFiles("grids"), "g", options)).rejects.toThrow(/TF-KERAS-010/);
  });

  test("a float layer is refused by name, with help", async () => {
    await expect(importFiles(goldenFiles("plain"), "plain", asTrained)).rejects.toThrow(
      /layer "fc1" \(Dense\): the kernel is not quantised[\s\S]*as hls4ml/,
    );
  });

  test("softmax is refused, or dropped with a note", async () => {
    const softmax = (architecture: Layers) => {
      layer(architecture, "d1").config.activation = "softmax";
    };
    const options = { fidelity: "as trained", inputs: { x: fixed(12, 4) } } as const;
    await expect(changed("power_dense", softmax, options)).rejects.toThrow(/option softmax to "drop"/);
    const program = await changed("power_dense", softmax, { ...options, softmax: "drop" });
    expect(program.outputs.map((output) => output.name)).toEqual(["d1"]);
    expect(program.provenance.notes.join()).toContain("the softmax is dropped");
  });

  test("a softmax in the middle is never dropped", async () => {
    const options: KerasOptions = { fidelity: "as trained", inputs: { x: fixed(12, 4) }, softmax: "drop" };
    const attempt = changed("power_dense", set("d0", "activation", "softmax"), options);
    await expect(attempt).rejects.toThrow(/not the end of the network/);
  });

  test("a true function needs a quantiser directly after it", async () => {
    const attempt = changed("power_dense", set("d1", "activation", "tanh"), asTrained);
    await expect(attempt).rejects.toThrow(/"tanh" has no exact fixed-point result[\s\S]*TF-KERAS-006/);
  });

  test("a true function of a wide number is refused", async () => {
    const config = { class_name: "quantized_tanh", config: { bits: 4, use_real_tanh: true } };
    const attempt = changed("power_dense", set("a0", "activation", config), asTrained);
    await expect(attempt).rejects.toThrow(/tanh of a number of \d+ bits[\s\S]*at most 16 bits/);
  });

  test("an activation whose scale depends on the batch", async () => {
    const activation = "quantized_bits(4,0,alpha='auto_po2')";
    const attempt = changed("power_dense", set("a0", "activation", activation), asTrained);
    await expect(attempt).rejects.toThrow(/depends on the other events of the batch[\s\S]*TF-KERAS-005/);
  });

  test("sums beyond 64 bits", async () => {
    const options: KerasOptions = { fidelity: "as trained", inputs: { x: fixed(60, 10) } };
    await expect(importFiles(goldenFiles("rectifiers"), "r", options)).rejects.toThrow(
      /the exact result needs 6\d bits/,
    );
  });
});

describe("layers that are not read", () => {
  test.each<[string, KerasOptions]>([
    ["as trained", asTrained],
    ["as hls4ml", asHls4ml(model)],
  ])("a transposed convolution is refused by name %s", async (_fidelity, options) => {
    const attempt = changed(
      "power_dense",
      (all) => {
        layer(all, "d1").class_name = "Conv2DTranspose";
      },
      options,
    );
    await expect(attempt).rejects.toThrow(/layers that .*not read: d1 \(Conv2DTranspose\)[\s\S]*TF-KERAS-002/);
  });

  test("a shared layer as hls4ml, which converts one use of it", async () => {
    const share = (all: Layers) => {
      const node = layer(all, "d1") as unknown as { inbound_nodes: unknown[] };
      node.inbound_nodes.push(node.inbound_nodes[0]);
    };
    await expect(changed("power_dense", share, asHls4ml(model))).rejects.toThrow(/used 2 times \(a shared layer\)/);
  });
});

describe("hls4ml configurations", () => {
  const attempt = (configuration: unknown) => importFiles(goldenFiles("plain"), "plain", asHls4ml(configuration));

  test.each<[string, unknown, RegExp]>([
    [
      "a misspelt layer",
      { ...model, LayerName: { fc3: { Precision: "fixed<8,3>" } } },
      /no layer "fc3"[\s\S]*did you mean "fc/,
    ],
    [
      "a misspelt type",
      { ...model, LayerType: { Dens: { Precision: "fixed<8,3>" } } },
      /type "Dens"[\s\S]*did you mean "Dense"/,
    ],
    ["a misspelt section", { ...model, LayerNames: {} }, /no key "LayerNames"[\s\S]*did you mean "LayerName"/],
    ["a misspelt key", { ...model, LayerName: { fc1: { Precison: "fixed<8,3>" } } }, /no key "Precison"/],
    [
      "a misspelt variable",
      { ...model, LayerName: { fc1: { Precision: { wieght: "fixed<8,3>" } } } },
      /no key "wieght"/,
    ],
    [
      "a malformed type",
      { Model: { Precision: "fixed<16>", ReuseFactor: 1 } },
      /"fixed<16>" is not a fixed-point type/,
    ],
    ["no precision at all", { Model: { ReuseFactor: 1 } }, /no precision is given/],
    ["a list for a mapping", { Model: [] }, /TF-KERAS-008/],
    ["a wrong implementation", { ...model, LayerName: { softmax: { Implementation: "Stable" } } }, /stable, latency/],
    ["a table size of text", { ...model, LayerName: { softmax: { TableSize: "many" } } }, /a whole number from 1/],
  ])("%s", async (_what, configuration, message) => {
    await expect(attempt(configuration)).rejects.toThrow(message);
  });

  test.each<[string, unknown, RegExp]>([
    ["another backend", { Backend: "Quartus", HLSConfig: model }, /the backend Quartus/],
    ["io_stream", { IOType: "io_stream", HLSConfig: model }, /IOType io_stream/],
    ["BitExact", { Model: { ...model.Model, BitExact: true } }, /BitExact/],
    ["floating point", { Model: { Precision: "float", ReuseFactor: 1 } }, /floating-point type float/],
    [
      "distributed arithmetic",
      { Model: { ...model.Model, Strategy: "distributed_arithmetic" } },
      /distributed_arithmetic/,
    ],
    ["selected optimizers", { ...model, SkipOptimizers: [] }, /SkipOptimizers/],
    ["external weights", { Model: { ...model.Model, BramFactor: 10 } }, /BramFactor 10/],
  ])("%s is refused with TF-KERAS-009", async (_what, configuration, message) => {
    await expect(attempt(configuration)).rejects.toThrow(message);
    await expect(attempt(configuration)).rejects.toThrow(/TF-KERAS-009/);
  });

  test("what hls4ml ignores is noted", async () => {
    const configuration = {
      HLSConfig: {
        ...model,
        LayerName: {
          logits: { Precision: { result: "auto" } },
          logits_linear: { Precision: "fixed<6,3>" },
          softmax: { Precision: { exp_table: "fixed<8,4>" }, n_events: 5 },
        },
      },
    };
    const { notes } = (await attempt(configuration)).provenance;
    expect(notes).toEqual([
      expect.stringContaining("hls4ml ignores Precision.exp_table of softmax"),
      expect.stringContaining("hls4ml drops the linear activation logits_linear"),
      expect.stringContaining("n_events"),
    ]);
  });

  test("a type by its Keras class is noted, because hls4ml knows the layer as Dense", async () => {
    const configuration = { ...model, LayerType: { QDense: { Precision: "fixed<4,2>" } } };
    const program = await importFiles(goldenFiles("grids"), "grids", asHls4ml(configuration));
    expect(program.provenance.notes.join()).toContain("hls4ml ignores LayerType QDense");
  });
});

describe("what hls4ml itself fails on", () => {
  test("a Softmax layer, whose C++ does not compile", async () => {
    const change = (all: Layers) => {
      layer(all, "softmax").class_name = "Softmax";
      layer(all, "softmax").config = { name: "softmax", axis: -1 };
    };
    await expect(changed("plain", change, asHls4ml(model))).rejects.toThrow(/does not compile for a Softmax layer/);
  });

  test("a ternary activation without a normalisation, for which it writes no code", async () => {
    const change = set("a1", "activation", "ternary(threshold=0.5)");
    const program = changed("ternary_dense", change, asHls4ml(model));
    await expect(program).resolves.toBeDefined();
    const alone = set("a0", "activation", "ternary(threshold=0.5)");
    await expect(changed("ternary_dense", alone, asHls4ml(model))).rejects.toThrow(/writes no code for a ternary/);
  });

  test("the open accumulator of a dot product", async () => {
    const configuration = { ...model, LayerName: { dot: { Precision: { accum: "auto" } } } };
    await expect(importFiles(goldenFiles("merges"), "merges", asHls4ml(configuration))).rejects.toThrow(
      /stops at an assertion/,
    );
  });
});

test("weights that do not fit are named", async () => {
  const files = goldenFiles("power_dense");
  const other = { architecture: files.architecture, weights: goldenFiles("grids").weights };
  await expect(importFiles(other, "mixed", asTrained)).rejects.toThrow(
    /mixed.h5: d0\/kernel: the shape is \[6,7\][\s\S]*expected \[6,6\][\s\S]*TF-KERAS-003/,
  );
});
