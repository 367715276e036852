import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { fixed, fractionOf } from "../../../src/fixed/index.js";
import { wasm } from "../../../src/index.js";
import type { Program } from "../../../src/ir/index.js";
import { outputPorts } from "../../../src/ir/index.js";
import { oraclePython, random, requireOrSkip, sharedFolder } from "../../support/oracle.js";
import { runsThoroughly } from "../../support/thorough.js";
import { readNpy, runOracle, withFolder, writeNpy } from "./oracles.js";
import { differences, importFiles, type ModelFiles, runReference } from "./support.js";

// Models of other people, emulated as hls4ml itself and as QKeras itself compute them at test time: every raw integer of
// many events through WebAssembly, and of some through the reference.

const python = requireOrSkip("a Python with hls4ml and QKeras (TRIGFORGE_ORACLE_PYTHON)", oraclePython() !== null);
const shared = requireOrSkip("the shared folder of models (TRIGFORGE_SHARED)", sharedFolder() !== null);
const referenceEvents = 100;

interface Case {
  name: string;
  model: string;
  weights: string;
  input: string;
  columns: number;
  events: number;
  /** Deviation of ordinary inputs, in units of the value 1. */
  deviation: number;
}

const jets = { input: "input_1", columns: 16, events: 20_000, deviation: 3 };
const conversions: (Case & { yaml?: string })[] = [
  { name: "KERAS_3layer", model: "KERAS_3layer", weights: "KERAS_3layer_weights", ...jets },
  { name: "normalised", model: "KERAS_3layer_batch_norm", weights: "KERAS_3layer_batch_norm_weights", ...jets },
  { name: "pruned", model: "KERAS_3layer", weights: "KERAS_3layer_70pruned_retrained_weights", ...jets, events: 2_000 },
  {
    name: "KERAS_conv1d_small",
    model: "KERAS_conv1d_small",
    weights: "KERAS_conv1d_small_weights",
    ...jets,
    columns: 40,
    events: 5_000,
  },
  {
    name: "KERAS_conv2d_model",
    model: "KERAS_conv2d_model",
    weights: "KERAS_conv2d_model_weights",
    ...jets,
    input: "input1",
    columns: 64,
    events: 5_000,
  },
  { name: "KERAS_1layer", model: "KERAS_1layer", weights: "KERAS_1layer_weights", ...jets, columns: 10 },
  {
    name: "qkeras_3layer",
    model: "qkeras_3layer",
    weights: "qkeras_3layer_weights",
    yaml: "qkeras_3layer_config.yml",
    ...jets,
    input: "fc1_input",
  },
];
const mnist = { model: "qkeras_mnist_dense", weights: "qkeras_mnist_dense_weights", input: "input_3", columns: 784 };
const trained: (Case & { output: string })[] = [
  { ...conversions.find(({ name }) => name === "qkeras_3layer")!, output: "output" },
  { name: "qkeras_mnist_dense", ...mnist, events: 2_000, deviation: 0.7, output: "q_dense_3" },
];

/** Raw integers of fixed<16,6>: ordinary ones, and a part uniform over the whole range, so that sums overflow. */
function draw({ name, columns, events, deviation }: Case): Int32Array {
  const source = random(20 + columns, name);
  return Int32Array.from({ length: columns * events }, (_unused, index) => {
    const isWild = Math.floor(index / columns) % 10 === 0;
    const raw = isWild ? source.integer(-32768, 32767) : Math.round(source.normal() * deviation * 1024);
    return Math.min(Math.max(raw, -32768), 32767);
  });
}

function files({ model, weights }: Case): ModelFiles {
  const models = join(sharedFolder()!, "models");
  return { architecture: join(models, `${model}.json`), weights: join(models, `${weights}.h5`) };
}

function configuration({ yaml }: { yaml?: string }): unknown {
  if (yaml !== undefined) return parse(readFileSync(join(sharedFolder()!, "models", yaml), "utf8"));
  return {
    Backend: "Vivado",
    IOType: "io_parallel",
    HLSConfig: { Model: { Precision: "fixed<16,6>", ReuseFactor: 1 } },
  };
}

/** Compares a program with expected raw integers: all events through WebAssembly, the first ones through the reference. */
async function compare(program: Program, { input, events }: Case, raw: Int32Array, expected: ArrayLike<number>) {
  const [port] = outputPorts(program);
  const emulator = await wasm.build(program);
  const emulated = emulator.run({ [input]: raw })[port!.name]!;
  expect(`${events} events: ${differences(Array.from(emulated, Number), expected)}`).toBe(`${events} events: none`);
  const first = runReference(program, { [input]: raw }, referenceEvents)[port!.name]!;
  expect(differences(first, Array.from(expected).slice(0, first.length))).toBe("none");
}

describe.skipIf(!python || !shared || !runsThoroughly("predictions of hls4ml and QKeras themselves"))(
  "shared models",
  () => {
    const inputs = new Map<Case, Int32Array>();
    const answers = new Map<Case, ArrayLike<number>>();

    beforeAll(
      () =>
        withFolder(async (scratch) => {
          const write = (given: Case): string => {
            const raw = draw(given);
            inputs.set(given, raw);
            const path = join(scratch, `${given.name}.npy`);
            writeNpy(path, raw, given.columns);
            return path;
          };
          const converting = runOracle<{ models: { outputs: { path: string }[]; error?: string }[] }>(
            "hls4ml_predict",
            {
              folder: join(scratch, "hls4ml"),
              models: conversions.map((given) => ({
                name: given.name,
                ...files(given),
                configuration: configuration(given),
                inputs: { [given.input]: write(given) },
              })),
            },
            scratch,
          );
          const predicting = runOracle<{ models: { outputs: Record<string, string>; error?: string }[] }>(
            "qkeras_predict",
            {
              folder: join(scratch, "qkeras"),
              models: trained.map((given) => ({
                name: given.name,
                ...files(given),
                outputs: [given.output],
                inputs: { [given.input]: { path: write(given), fraction: 10 } },
              })),
            },
            scratch,
          );
          const [converted, predicted] = await Promise.all([converting, predicting]);
          conversions.forEach((given, index) => {
            const { error, outputs } = converted.models[index]!;
            expect(error).toBeUndefined();
            answers.set(given, readNpy(outputs[0]!.path));
          });
          trained.forEach((given, index) => {
            const { error, outputs } = predicted.models[index]!;
            expect(error).toBeUndefined();
            answers.set(given, readNpy(outputs[given.output]!));
          });
        }),
      600_000,
    );

    test.each(conversions)("$name equals hls4ml's own predict, raw integer for raw integer", async (given) => {
      const program = await importFiles(files(given), given.name, {
        fidelity: "as hls4ml",
        configuration: configuration(given),
      });
      await compare(program, given, inputs.get(given)!, answers.get(given)!);
    });

    test.each(trained)("$name as trained equals QKeras' own prediction on the grid", async (given) => {
      const program = await importFiles(files(given), given.name, {
        fidelity: "as trained",
        inputs: { [given.input]: fixed(16, 6) },
        softmax: "drop",
      });
      expect(program.provenance.notes.filter((note) => note.includes("float32"))).toEqual([]);
      const scale = 2 ** fractionOf(outputPorts(program)[0]!.type);
      const expected = Array.from(answers.get(given)!, (value) => value * scale);
      await compare(program, given, inputs.get(given)!, expected);
    });
  },
);
