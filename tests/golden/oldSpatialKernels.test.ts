import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/backends/reference/index.js";
import { importHls4mlProject } from "../../src/importers/index.js";
import { inputPorts, outputPorts } from "../../src/ir/index.js";
import { compileAndRun, vendorHeaders } from "../support/oracle.js";
import { random } from "../support/random.js";
import { runsThoroughly } from "../support/thorough.js";
import { anchorsFolder, readFolder } from "./anchors.js";

// Poolings and convolutions of hls4ml 0.7 to 1.1 compute some things otherwise than today's, and CMS edited some. The public
// projects bring them along: the same small project is compiled with each copy, and imported with it.

const [height, width, channels, filters] = [4, 6, 2, 3];
const count = height * width * channels;
const dataTypes = [
  "ap_fixed<8,4>",
  "ap_fixed<8,4,AP_RND,AP_SAT>",
  "ap_ufixed<8,3>",
  "ap_ufixed<8,0,AP_RND_CONV,AP_SAT>",
  "ap_int<6>",
  "ap_fixed<8,4,AP_TRN,AP_WRAP,1>",
];

const members = (values: Record<string, number | string>): string =>
  Object.entries(values)
    .map(([name, value]) => `static const unsigned ${name} = ${value};`)
    .join(" ");

const pooling2d = (name: string, operation: string): string =>
  `struct ${name} : nnet::pooling2d_config { ${members({ in_height: height, in_width: width, n_filt: channels, pool_height: 2, pool_width: 3, stride_height: 2, stride_width: 3, out_height: 2, out_width: 2, pad_top: 0, pad_bottom: 0, pad_left: 0, pad_right: 0, reuse_factor: 1 })}
   static const bool count_pad = false; static const nnet::Pool_Op pool_op = nnet::${operation}; typedef pool_accum_t accum_t; };\n`;
const pooling1d = (name: string, operation: string): string =>
  `struct ${name} : nnet::pooling1d_config { ${members({ n_in: 8, n_out: 4, n_filt: 6, pool_width: 2, stride_width: 2, pad_left: 0, pad_right: 0, reuse_factor: 1 })}
   static const bool count_pad = false; static const nnet::Pool_Op pool_op = nnet::${operation}; typedef pool_accum_t accum_t; };\n`;
const global1d = (name: string, operation: string): string =>
  `struct ${name} : nnet::pooling1d_config { ${members({ n_in: 8, n_filt: 6, reuse_factor: 1 })}
   static const nnet::Pool_Op pool_op = nnet::${operation}; typedef pool_accum_t accum_t; };\n`;

const convolution = (index: number, strategy: string, reuse: number): string =>
  `struct config${index}_mult : nnet::dense_config { ${members({ n_in: 8, n_out: filters, reuse_factor: reuse, n_zeros: 0, multiplier_limit: 24 })} static const unsigned strategy = nnet::${strategy};
   typedef conv_accum_t accum_t; typedef weight_t bias_t; typedef ::weight_t weight_t; template<class x_T, class y_T> using product = nnet::product::mult<x_T, y_T>; };
struct config${index} : nnet::conv2d_config { ${members({ pad_top: 0, pad_bottom: 0, pad_left: 0, pad_right: 0, in_height: height, in_width: width, n_chan: channels, filt_height: 2, filt_width: 2, kernel_size: 4, n_filt: filters, stride_height: 1, stride_width: 2, out_height: 3, out_width: 3, reuse_factor: reuse, n_zeros: 0, multiplier_limit: 24, n_partitions: 3, n_pixels: 3 })}
   static const unsigned strategy = nnet::${strategy}; template<class data_T, class CONFIG_T> using fill_buffer = fill_buffer_1<data_T, CONFIG_T>;
   typedef conv_accum_t accum_t; typedef ::weight_t bias_t; typedef ::weight_t weight_t; typedef config${index}_mult mult_config; };\n`;

/** The generated windows of a 2 by 2 convolution with strides 1 and 2. */
function windows(): string {
  const parts = [0, 1, 2].map((row) => {
    const lines = [0, 1, 2].flatMap((column) =>
      Array.from({ length: 8 }, (_unused, element) => {
        const [y, x, channel] = [
          row + Math.floor(element / 4),
          column * 2 + Math.floor((element % 4) / 2),
          element % 2,
        ];
        return `buffer[${column}][${element}] = data[${(y * width + x) * channels + channel}];`;
      }),
    );
    return `if (partition == ${row}) {\n${lines.join(" ")}\n}`;
  });
  return `template<class data_T, typename CONFIG_T>
class fill_buffer_1 {
    public:
    static void fill_buffer(data_T data[${count}], data_T buffer[CONFIG_T::n_pixels][8], const unsigned partition) {
${parts.join("\n")}
    }
};
`;
}

function sources(weights: readonly number[]): { files: Record<string, string>; ports: [string, string, number][] } {
  const calls: [string, string, number, string][] = [
    ...dataTypes.flatMap((_type, index): [string, string, number, string][] => [
      [
        `global_average${index}`,
        `out${index}_t`,
        6,
        `nnet::global_pooling1d_cl<in${index}_t, out${index}_t, global_average>(x${index}, OUT);`,
      ],
      [
        `global_max${index}`,
        `out${index}_t`,
        6,
        `nnet::global_pooling1d_cl<in${index}_t, out${index}_t, global_max>(x${index}, OUT);`,
      ],
      // The old kernels scale averages by the window in the data's type, which the fourth type cannot hold.
      ...(index === 3
        ? []
        : ([
            [
              `average${index}`,
              `out${index}_t`,
              8,
              `nnet::pooling2d_cl<in${index}_t, out${index}_t, average_2d>(x${index}, OUT);`,
            ],
            [
              `average1d${index}`,
              `out${index}_t`,
              24,
              `nnet::pooling1d_cl<in${index}_t, out${index}_t, average_1d>(x${index}, OUT);`,
            ],
          ] as [string, string, number, string][])),
      [`max${index}`, `out${index}_t`, 8, `nnet::pooling2d_cl<in${index}_t, out${index}_t, max_2d>(x${index}, OUT);`],
    ]),
    ["conv_latency", "result_t", 27, "nnet::conv_2d_cl<in0_t, result_t, config1>(x0, OUT, w1, b1);"],
    ["conv_resource", "result_t", 27, "nnet::conv_2d_cl<in0_t, result_t, config2>(x0, OUT, w1, b1);"],
  ];
  const types = dataTypes.map(
    (type, index) => `typedef ${type} in${index}_t;\ntypedef ap_fixed<${9 + index},5,AP_RND,AP_SAT> out${index}_t;`,
  );
  const files = {
    "defines.h": `#include "ap_fixed.h"
#include "ap_int.h"
#include <cstddef>
#include <cstdio>
${types.join("\n")}
typedef ap_fixed<10,6,AP_TRN,AP_SAT> pool_accum_t;
typedef ap_fixed<10,5,AP_TRN,AP_SAT> conv_accum_t;
typedef ap_fixed<7,3> weight_t;
typedef ap_fixed<11,5> result_t;
`,
    "nnet_code_gen.h": windows(),
    "parameters.h": `#include "nnet_utils/nnet_helpers.h"
#include "nnet_utils/nnet_dense.h"
#include "nnet_utils/nnet_conv2d.h"
#include "nnet_utils/nnet_pooling.h"
#include "nnet_code_gen.h"
weight_t w1[24] = {${weights.slice(0, 24).join(", ")}};
weight_t b1[3] = {${weights.slice(24, 27).join(", ")}};
${pooling2d("average_2d", "Average")}${pooling2d("max_2d", "Max")}${pooling1d("average_1d", "Average")}${global1d("global_average", "Average")}${global1d("global_max", "Max")}
${convolution(1, "latency", 1)}${convolution(2, "resource", 4)}`,
    "top.cpp": `#include "defines.h"
#include "parameters.h"
void top(${dataTypes.map((_type, index) => `in${index}_t x${index}[${count}]`).join(", ")}, ${calls.map(([name, type, size]) => `${type} ${name}[${size}]`).join(", ")}) {
${calls.map(([name, , , call]) => call.replace("OUT", name)).join("\n")}
}
`,
  };
  return { files, ports: calls.map(([name, type, size]) => [name, type, size]) };
}

const rows = 60;
const [anchors, vendor] = [anchorsFolder(), vendorHeaders()];
const runs = runsThoroughly("poolings and convolutions of older hls4ml releases, compiled");
if (runs && (anchors === null || vendor === null)) {
  console.warn("\n*** SKIPPED for lack of the public CMS model repositories or the vendor's headers ***\n");
}

describe.skipIf(!runs || anchors === null || vendor === null)(
  "poolings and convolutions of older hls4ml releases",
  () => {
    test.each([
      "CICADA/CICADA_v2p1",
      "EMTF_NN/EMTFnn_v1",
      "TOoLLiP/TOoLLiP_v1/NN",
      "TOoLLiP/TOoLLiP_v2/NN",
      "AXOL1TL/AXOL1TL_v6/NN",
    ])("those of %s: every row equal", (folder) => {
      const source = random(folder.length, folder);
      const { files, ports } = sources(Array.from({ length: 27 }, () => Number((source.normal() * 2).toFixed(4))));
      const kernels = readFolder(join(anchors!, folder, "nnet_utils"));
      delete kernels["nnet_code_gen.h"];
      const vendored = Object.fromEntries(Object.entries(kernels).map(([name, text]) => [`nnet_utils/${name}`, text]));
      const program = importHls4mlProject({ ...files, ...vendored });
      const declared = dataTypes.map((_type, index) => `in${index}_t x${index}[${count}];`).join(" ");
      const main = `#include "top.cpp"
template <class T> void load(T *x, int n) { int raw; for (int i = 0; i < n; i++) { if (scanf("%d", &raw) != 1) exit(3); x[i].range(T::width - 1, 0) = raw; } }
template <class T> void print(T *x, int n) { for (int i = 0; i < n; i++) printf("%llu ", (unsigned long long) x[i].range(T::width - 1, 0).to_uint64()); }
int main() { for (int row = 0; row < ${rows}; row++) { ${declared} ${dataTypes.map((_type, index) => `load(x${index}, ${count});`).join(" ")}
${ports.map(([name, type, size]) => `${type} ${name}[${size}];`).join(" ")}
top(${[...dataTypes.map((_type, index) => `x${index}`), ...ports.map(([name]) => name)].join(", ")});
${ports.map(([name, , size]) => `print(${name}, ${size});`).join(" ")} printf("\\n"); } }`;
      const inputs = inputPorts(program);
      const events = Array.from({ length: rows }, (_unused, row) =>
        Object.fromEntries(
          inputs.map(({ name, type }) => {
            const top = 2 ** (type.width - (type.signed ? 1 : 0)) - 1;
            const low = type.signed ? -top - 1 : 0;
            const words = Array.from({ length: count }, () =>
              BigInt(row === 0 ? top : row === 1 ? low : source.integer(low, top)),
            );
            return [name, words];
          }),
        ),
      );
      const text = events.map((event) => inputs.flatMap(({ name }) => event[name]!).join(" ")).join("\n");
      const printed = compileAndRun(
        {
          files: { ...files, "main.cpp": main },
          sources: ["main.cpp"],
          include: [vendor!, join(anchors!, folder)],
          standard: "c++17",
        },
        [],
        text,
      );
      const lines = printed.toString().trim().split("\n");
      expect(lines).toHaveLength(rows);
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
      console.info(`${folder}: ${rows} events equal on ${ports.length} calls`);
    });
  },
);
