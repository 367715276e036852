import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { TrigforgeError } from "../../../src/errors/index.js";
import { importHls4mlProject } from "../../../src/importers/index.js";
import { validate } from "../../../src/ir/index.js";
import { repositoryRoot } from "../../support/oracle.js";
import { type Random, random } from "../../support/random.js";

const projects = [
  "lstm",
  "gru",
  "both_directions",
  "initial_states",
  "embedding",
  "layer_normalisation",
  "einsum",
  "einsum_dense",
  "time_distributed",
  "stream_gru",
  "da_dense",
  "da_convolution",
  "da_einsum",
  "da_logic",
  "da_stream",
].map((name) => {
  const path = join(repositoryRoot, `tests/importers/hls4ml/goldens/cases/${name}.json`);
  return { name, files: (JSON.parse(readFileSync(path, "utf8")) as { files: Record<string, string> }).files };
});

const numbers = ["0", "1", "2", "3", "7", "64", "65536", "1048576", "4294967295", "-1", "0.5"];
const words = [
  "nnet::sigmoid",
  "nnet::lstm_class",
  "gru_class_static",
  "nnet::activation::relu",
  "mult_config1",
  "config2",
  "true",
  "false",
  "for (int ts = 0; ts < 5; ts++) {",
  "}",
  ";",
  "bit_shift<3>(",
  "?",
  "nnet::io_stream",
];

/** Members and texts changed where they matter: numbers, names, lines. */
function mutate(files: Record<string, string>, source: Random): Record<string, string> {
  const changed = { ...files };
  const candidates = Object.keys(files).filter((path) => !path.includes("weights"));
  for (let edit = source.integer(1, 3); edit > 0; edit--) {
    const path = source.pick(candidates);
    const lines = changed[path]!.split("\n");
    const at = source.integer(0, lines.length - 1);
    lines[at] = source.pick([
      () => lines[at]!.replace(/\d+(?=[^\d]*$)/, source.pick(numbers)),
      () => lines[at]!.replace(/\b\d+\b/, source.pick(numbers)),
      () => lines[at]!.replace(/\b[a-z_]\w*\b/, source.pick(words)),
      () => "",
      () => `${lines[at]!}\n${lines[at]!}`,
      () => lines[source.integer(0, lines.length - 1)]!,
      () => `${lines[at]!.slice(0, source.integer(0, lines[at]!.length))}${source.pick(words)}`,
    ])();
    changed[path] = lines.join("\n");
  }
  return changed;
}

test("damaged projects of sequences and of distributed arithmetic: a located error or a whole program, soon", () => {
  const source = random(81, "damaged sequences");
  let refused = 0;
  for (let round = 0; round < 300; round++) {
    const { name, files } = source.pick(projects);
    const changed = mutate(files, source);
    const started = performance.now();
    try {
      validate(importHls4mlProject(changed, { where: name }));
    } catch (error) {
      if (!(error instanceof TrigforgeError))
        throw new Error(`${name}, round ${round}: ${error instanceof Error ? error.stack : error}`);
      expect(error.note.where).not.toBe("");
      refused++;
    }
    // A second on a machine of one's own; this one is shared.
    expect(performance.now() - started).toBeLessThan(8000);
  }
  console.info(`300 damaged projects, ${refused} refused`);
  expect(refused).toBeGreaterThan(60);
}, 120_000);

test.each([
  ["n_sequence", "lstm", /n_sequence = 4;/g, "n_sequence = 1048576;"],
  ["n_time_steps", "time_distributed", /n_time_steps = 3;/g, "n_time_steps = 1048576;"],
  ["vocab_size", "embedding", /vocab_size = 8;/g, "vocab_size = 4294967295;"],
  ["n_contract", "einsum", /n_contract = 4;/g, "n_contract = 1048576;"],
  ["table_size", "layer_normalisation", /table_size = 4096;/g, "table_size = 4294967295;"],
  ["table_range_power2", "layer_normalisation", /table_range_power2 = 0;/g, "table_range_power2 = 4000;"],
])("a project that claims a huge %s is refused at once", (_member, name, pattern, replacement) => {
  const { files } = projects.find((project) => project.name === name)!;
  const path = "firmware/parameters.h";
  const changed = { ...files, [path]: files[path]!.replace(pattern, replacement) };
  expect(changed[path]).not.toBe(files[path]);
  const started = performance.now();
  expect(() => importHls4mlProject(changed, { where: name })).toThrow(TrigforgeError);
  expect(performance.now() - started).toBeLessThan(4000);
});

test.each([
  [
    "an LSTM of several types",
    "lstm",
    "firmware/defines.h",
    /typedef ap_fixed<16,6> lstm_\d+_accum_t;/,
    "typedef ap_fixed<18,6> lstm_1_accum_t;",
    /TF-HLS4ML-013.*/,
  ],
  [
    "an unknown activation in a cell",
    "gru",
    "firmware/parameters.h",
    /nnet::activation::tanh</,
    "nnet::activation::elu<",
    /the activation elu/,
  ],
  [
    "an activation of fewer elements",
    "gru",
    "firmware/parameters.h",
    /static const unsigned n_in = 6;/,
    "static const unsigned n_in = 5;",
    /n_in is 5/,
  ],
  ["another loop", "time_distributed", "firmware/time_distributed.cpp", /ts\+\+/, "ts += 2", /no loop over time steps/],
  [
    "an unknown half",
    "both_directions",
    "firmware/parameters.h",
    /nnet::lstm_class_static</,
    "nnet::rnn_class<",
    /rnn_class/,
  ],
  [
    "permutations that reach beyond the array",
    "einsum",
    "firmware/parameters.h",
    /(_perm_strides\[\d\] = \{)\d+/,
    "$1900",
    /perm_strides/,
  ],
  [
    "a generated function that is missing",
    "da_dense",
    "firmware/nnet_utils/nnet_code_gen.h",
    /void dense_da_2\(/,
    "void dense_da_99(",
    /dense_da_2 is not in/,
  ],
])("%s is refused by name", (_label, name, path, pattern, replacement, message) => {
  const { files } = projects.find((project) => project.name === name)!;
  const changed = { ...files, [path]: files[path]!.replace(pattern, replacement) };
  expect(changed[path]).not.toBe(files[path]);
  expect(() => importHls4mlProject(changed, { where: name })).toThrow(message);
});

test("an embedding whose index can leave the vocabulary says so in the provenance", () => {
  const { files } = projects.find((project) => project.name === "embedding")!;
  expect(importHls4mlProject(files).provenance.notes.filter((note) => note.includes("index"))).toEqual([]);
  const wider = files["firmware/defines.h"]!.replace("ap_uint<3> input_t", "ap_uint<4> input_t");
  expect(wider).not.toBe(files["firmware/defines.h"]);
  const { notes } = importHls4mlProject({ ...files, "firmware/defines.h": wider }).provenance;
  expect(notes.filter((note) => note.includes("an index outside the 8 rows"))).toHaveLength(1);
});
