import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/backends/reference/index.js";
import { importHls4mlProject } from "../../src/importers/index.js";
import { inputPorts, outputPorts } from "../../src/ir/index.js";
import { compileAndRun, vendorHeaders } from "../support/oracle.js";
import { random } from "../support/random.js";
import { runsThoroughly } from "../support/thorough.js";
import { anchorsFolder, readFolder } from "./anchors.js";

// Kernels of hls4ml 0.6 to 0.8 compute some things otherwise than today's. The public CMS projects bring them along: the
// same small project is compiled with each copy, and imported with it.

const defines = `
#include "ap_fixed.h"
#include "ap_int.h"
#include "nnet_utils/nnet_types.h"
#include <cstddef>
#include <cstdio>
typedef ap_fixed<12,5> input_t;
typedef ap_ufixed<9,4> other_t;
typedef ap_fixed<11,4,AP_RND,AP_SAT> result_t;
typedef ap_fixed<16,6,AP_RND,AP_SAT> exp_t;
typedef ap_fixed<14,5,AP_RND,AP_SAT> inverse_t;
typedef ap_fixed<18,8> table_t;
typedef ap_fixed<10,3> weight_t;
typedef ap_uint<1> bit_t;
typedef ap_int<2> sign_t;
typedef ap_fixed<11,6,AP_TRN,AP_SAT> saturating_t;
typedef ap_int<8> counter_t;
`;

const config = (name: string, base: string, members: string): string =>
  `struct ${name} : nnet::${base} { static const unsigned io_type = nnet::io_parallel; ${members} };\n`;
const softmaxConfig = (implementation: string): string =>
  config(
    `${implementation}_config`,
    "activ_config",
    `static const unsigned n_in = 6, table_size = 1024; static const unsigned reuse_factor = 1;
     typedef exp_t exp_table_t; typedef inverse_t inv_table_t; typedef ::table_t table_t;
     static const nnet::softmax_implementation implementation = nnet::softmax_implementation::${implementation};`,
  );
const denseConfig = (name: string, strategy: string, reuse: number, accumulator: string, product = "mult"): string =>
  config(
    name,
    "dense_config",
    `static const unsigned n_in = 6, n_out = 4, n_zeros = 0, multiplier_limit = 24; static const unsigned strategy = nnet::${strategy};
     static const unsigned reuse_factor = ${reuse}; typedef ${accumulator} accum_t; typedef ${product === "mult" ? "::weight_t" : "bit_t"} weight_t;
     typedef ::weight_t bias_t; template<class x_T, class y_T> using product = nnet::product::${product}<x_T, y_T>;`,
  );

function parameters(weights: readonly number[], hasArgmax: boolean): string {
  const list = (count: number, shift: number) => weights.slice(shift, shift + count).join(", ");
  return `
#include "nnet_utils/nnet_helpers.h"
#include "nnet_utils/nnet_activation.h"
#include "nnet_utils/nnet_dense.h"
#include "nnet_utils/nnet_batchnorm.h"
#include "nnet_utils/nnet_merge.h"
weight_t w1[24] = {${list(24, 0)}};
weight_t b1[4] = {${list(4, 24)}};
input_t slopes[6] = {${list(6, 28)}};
input_t limits[6] = {${list(6, 34)}};
input_t limits2[6] = {${list(6, 40)}};
bit_t bits[24] = {0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 0};
bit_t zeros[4] = {0, 0, 0, 0};
${["stable", "latency", "legacy", ...(hasArgmax ? ["argmax"] : [])].map(softmaxConfig).join("")}
${config("plain_config", "activ_config", "static const unsigned n_in = 6, table_size = 512; static const unsigned reuse_factor = 1; typedef ::table_t table_t;")}
${config("merge_6", "merge_config", "static const unsigned n_elem = 6; static const unsigned reuse_factor = 1;")}
${config("join_1", "concat_config", "static const unsigned n_elem1_0 = 6, n_elem2_0 = 6; static const int axis = -1;")}
${config("join_3", "concat_config", "static const unsigned n_elem1_0 = 1, n_elem1_1 = 2, n_elem1_2 = 3, n_elem2_0 = 1, n_elem2_1 = 2, n_elem2_2 = 3; static const int axis = 3;")}
${config("norm", "batchnorm_config", "static const unsigned n_in = 6, n_filt = -1, n_scale_bias = 6, multiplier_limit = 6; static const unsigned reuse_factor = 1; typedef input_t scale_t; typedef input_t bias_t; template<class x_T, class y_T> using product = nnet::product::mult<x_T, y_T>;")}
${config("threshold", "batchnorm_quantized_tanh_config", "static const unsigned n_in = 6, n_filt = -1, n_scale_bias = 6; static const unsigned reuse_factor = 1;")}
${denseConfig("dense_l", "latency", 1, "saturating_t")}
${denseConfig("dense_r", "resource", 3, "saturating_t")}
${denseConfig("dense_g", "resource", 12, "saturating_t")}
${denseConfig("dense_b", "latency", 1, "counter_t", "both_binary").replace("::weight_t bias_t", "bit_t bias_t")}
`;
}

/** The calls, by output: name, type, extent, statement. */
function calls(hasArgmax: boolean): [string, string, number, string][] {
  const activation = (
    name: string,
    type = "result_t",
    own = "plain_config",
    extra = "",
  ): [string, string, number, string] => [
    `${name}_${own}${extra.replace(/\W/g, "")}`,
    type,
    6,
    `nnet::${name}<input_t, ${type}, ${own}>(x, ${extra}OUT);`,
  ];
  const merge = (name: string, own = "merge_6", count = 6, type = "result_t"): [string, string, number, string] => [
    `${name}_out`,
    type,
    count,
    `nnet::${name}<input_t, other_t, ${type}, ${own}>(x, y, OUT);`,
  ];
  return [
    ...["stable", "latency", "legacy", ...(hasArgmax ? ["argmax"] : [])].map((implementation) =>
      activation("softmax", "result_t", `${implementation}_config`),
    ),
    activation("leaky_relu", "result_t", "plain_config", "0.3, "),
    activation("thresholded_relu", "result_t", "plain_config", "1.3, "),
    activation("prelu", "result_t", "plain_config", "slopes, "),
    activation("elu", "result_t", "plain_config", "0.7, "),
    activation("elu"),
    activation("binary_tanh", "sign_t"),
    activation("ternary_tanh", "sign_t"),
    activation("tanh"),
    activation("relu6"),
    merge("average"),
    ["average2", "ap_fixed<9,5>", 6, "nnet::average<input_t, other_t, ap_fixed<9,5>, merge_6>(x, y, OUT);"],
    ["maximum_out", "result_t", 6, "nnet::maximum<input_t, input_t, result_t, merge_6>(x, x, OUT);"],
    merge("subtract"),
    merge("concatenate1d", "join_1", 12),
    merge("concatenate3d", "join_3", 12),
    ["normal", "result_t", 6, "nnet::normalize<input_t, result_t, norm>(x, OUT, slopes, limits);"],
    ["dense1", "result_t", 4, "nnet::dense<input_t, result_t, dense_l>(x, OUT, w1, b1);"],
    ["dense2", "result_t", 4, "nnet::dense<input_t, result_t, dense_r>(x, OUT, w1, b1);"],
    ["dense3", "result_t", 4, "nnet::dense<input_t, result_t, dense_g>(x, OUT, w1, b1);"],
    ["over", "bit_t", 6, "nnet::normalize_binary_tanh<input_t, threshold>(x, OUT, limits);"],
    ["levels", "sign_t", 6, "nnet::normalize_ternary_tanh<input_t, threshold>(x, OUT, limits, limits2);"],
    ["dense4", "result_t", 4, "nnet::dense<bit_t, result_t, dense_b>(over, OUT, bits, zeros);"],
  ];
}

const rows = 200;
const [anchors, vendor] = [anchorsFolder(), vendorHeaders()];
if (anchors === null || vendor === null) {
  console.warn(
    "\n*** SKIPPED for lack of the public CMS model repositories (docs/importers-hls4ml.md) or the vendor's headers ***\n",
  );
}

const runs = runsThoroughly("kernels of older hls4ml releases, compiled");

describe.skipIf(!runs || anchors === null || vendor === null)("kernels of older hls4ml releases", () => {
  test.each([
    ["EMTF_NN/EMTFnn_v1", true],
    ["CICADA/CICADA_v1", false],
  ])("those of %s: every row equal", (folder, hasArgmax) => {
    const source = random(folder.length, folder);
    const weights = Array.from({ length: 46 }, () => Number((source.normal() * 1.5).toFixed(5)));
    const list = calls(hasArgmax);
    const ports = list.map(([name, type, count]) => `${type} ${name}[${count}]`).join(", ");
    const body = list.map(([name, , , statement]) => statement.replace("OUT", name)).join("\n");
    const own = {
      "defines.h": defines,
      "parameters.h": parameters(weights, hasArgmax),
      "top.cpp": `#include "defines.h"\n#include "parameters.h"\nvoid top(input_t x[6], other_t y[6], ${ports}) {\n${body}\n}\n`,
    };
    const kernels = readFolder(join(anchors!, folder, "nnet_utils"));
    const vendored = Object.fromEntries(Object.entries(kernels).map(([name, text]) => [`nnet_utils/${name}`, text]));
    const program = importHls4mlProject({ ...own, ...vendored });

    const main = `#include "top.cpp"
template <class T> void load(T *x, int n) { int raw; for (int i = 0; i < n; i++) { scanf("%d", &raw); x[i].range(T::width - 1, 0) = raw; } }
template <class T> void print(T *x, int n) { for (int i = 0; i < n; i++) printf("%llu ", (unsigned long long) x[i].range(T::width - 1, 0).to_uint64()); }
int main() { for (int row = 0; row < ${rows}; row++) { input_t x[6]; other_t y[6]; load(x, 6); load(y, 6);
${list.map(([name, type, count]) => `${type} ${name}[${count}];`).join(" ")}
top(x, y, ${list.map(([name]) => name).join(", ")});
${list.map(([name, , count]) => `print(${name}, ${count});`).join(" ")} printf("\\n"); } }`;
    const events = Array.from({ length: rows }, (_unused, row) => ({
      x: Array.from({ length: 6 }, () => BigInt(source.integer(row % 2 ? -2048 : -200, row % 2 ? 2047 : 200))),
      y: Array.from({ length: 6 }, () => BigInt(source.integer(0, 511))),
    }));
    const text = events.map(({ x, y }) => [...x, ...y].join(" ")).join("\n");
    const printed = compileAndRun(
      {
        files: { ...own, "main.cpp": main },
        sources: ["main.cpp"],
        include: [vendor!, join(anchors!, folder)],
        standard: "c++17",
      },
      [],
      text,
    );
    const lines = printed.toString().trim().split("\n");
    expect(lines).toHaveLength(rows);
    expect(inputPorts(program)).toHaveLength(2);
    const different: string[] = [];
    events.forEach((event, row) => {
      const found = evaluate(program, event);
      const words = outputPorts(program).flatMap(({ name, type }) =>
        found[name]!.map((raw, index) => `${name}[${index}] ${BigInt.asUintN(type.width, raw)}`),
      );
      const expected = lines[row]!.trim().split(" ");
      expect(words).toHaveLength(expected.length);
      words.forEach((word, index) => {
        if (!word.endsWith(` ${expected[index]}`)) different.push(`row ${row}: ${word} is not ${expected[index]}`);
      });
    });
    expect(different.slice(0, 20)).toEqual([]);
    console.info(`${folder}: ${rows} events equal on ${list.length} calls`);
  });
});
