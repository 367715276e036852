import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../../src/backends/reference/index.js";
import { TrigforgeError } from "../../../src/errors/index.js";
import { importHls4mlProject } from "../../../src/importers/index.js";
import { inputPorts, validate } from "../../../src/ir/index.js";
import { repositoryRoot } from "../../support/oracle.js";
import { type Random, random } from "../../support/random.js";
import { edited } from "./fixtures.js";

type Files = Record<string, string>;

/** The files of a golden project. */
function project(name: string): Files {
  const path = join(repositoryRoot, `tests/importers/hls4ml/goldens/cases/${name}.json`);
  return (JSON.parse(readFileSync(path, "utf8")) as { files: Files }).files;
}

function refusal(files: Files): string {
  try {
    importHls4mlProject(files);
  } catch (error) {
    if (error instanceof TrigforgeError) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error("the project was imported");
}

const [parameters, generated, defines] = [
  "firmware/parameters.h",
  "firmware/nnet_utils/nnet_code_gen.h",
  "firmware/defines.h",
];
const images = project("conv2d_latency");
const resource = project("conv2d_resource");
const pools = project("average_pooling");
const streams = project("stream_conv2d");
const copies = project("stream_network");
const streamTop = "firmware/stream_conv2d.cpp";
const firstCopy = /layer\d+_cpy1/.exec(streams[streamTop]!)![0];
const own = (name: string): string => `firmware/${name}.cpp`;

describe("convolutions, poolings and streams that have no exact program are refused by name", () => {
  test.each<[string, Files, RegExp]>([
    [
      "a reuse factor above the inputs of a window",
      edited(resource, parameters, /reuse_factor = 18;/g, "reuse_factor = 36;"),
      /^TF-HLS4ML-013 .*reuse factor 36 is above the 18 inputs of a window/,
    ],
    [
      "a reuse factor that does not divide them",
      edited(resource, parameters, /reuse_factor = 9;/g, "reuse_factor = 4;"),
      /^TF-LAYERS-001/,
    ],
    [
      "distributed arithmetic in a convolution",
      edited(images, parameters, /strategy = nnet::latency;/g, "strategy = nnet::distributed_arithmetic;"),
      /^TF-HLS4ML-008 .*strategy distributed_arithmetic of a convolution/,
    ],
    [
      "an unknown pooling operation",
      edited(pools, parameters, /pool_op = nnet::Average;/g, "pool_op = nnet::L2Norm;"),
      /^TF-HLS4ML-008 .*pooling operation L2Norm/,
    ],
    [
      "averages of negative ap_int, which the vendor's headers divide as unsigned",
      edited(
        project("integers"),
        defines,
        "ap_fixed<9,9> averagepooling2d_1_accum_t",
        "ap_int<9> averagepooling2d_1_accum_t",
      ),
      /^TF-HLS4ML-013 .*divide a negative ap_int by an unsigned number/,
    ],
    [
      "an unrolled kernel that leaves out a product",
      edited(project("unrolled"), generated, /acc\[1\] \+= .*\n/, "\n"),
      /^TF-HLS4ML-010 .*dense_resource_unrolled_2 .*sums output 1 in another order/,
    ],
    [
      "an unrolled kernel that does something else",
      edited(project("unrolled"), generated, "MULT: {", "MULT: { acc[0] = 0;"),
      /^TF-HLS4ML-010 .*dense_resource_unrolled_2 .*holds another statement/,
    ],
    [
      "an unrolled kernel with another weight",
      edited(project("unrolled"), generated, "weights[14]", "weights[15]"),
      /^TF-HLS4ML-010 .*adds product 2 of weight 15 to 1/,
    ],
    [
      "channels first",
      edited(pools, own("average_pooling"), "pooling2d_cl<", "pooling2d_cf<"),
      /^TF-HLS4ML-008 .*nnet::pooling2d_cf is not known/,
    ],
    [
      "a result of another size",
      edited(pools, parameters, /out_height = 2;/, "out_height = 3;"),
      /^TF-HLS4ML-011 .*result has extents \[3,/,
    ],
    [
      "an edited window",
      edited(images, generated, "buffer[0][1] = data[1];", "buffer[0][1] = data[1] + data[2];"),
      /^TF-HLS4ML-010 .*fill_buffer_2 in nnet_code_gen.h holds another statement/,
    ],
    [
      "a window with a hole",
      edited(images, generated, "buffer[0][1] = data[1];", ""),
      /^TF-HLS4ML-010 .*fill_buffer_2 in nnet_code_gen.h leaves places empty/,
    ],
    [
      "a window that reads outside the data",
      edited(images, generated, "buffer[0][1] = data[1];", "buffer[0][1] = data[60];"),
      /^TF-HLS4ML-010 .*says buffer\[0\]\[1\] = data\[60\]/,
    ],
    [
      "a window that is not there",
      edited(images, generated, "class fill_buffer_2 ", "class fill_buffer_99 "),
      /^TF-HLS4ML-010 .*fill_buffer_2 in nnet_code_gen.h is not there/,
    ],
    [
      "parts that do not divide the pixels",
      edited(images, parameters, "n_partitions = 12;", "n_partitions = 5;"),
      /^TF-HLS4ML-011 .*n_partitions is 5/,
    ],
    [
      "encoded streams without instructions",
      edited(streams, parameters, /conv_implementation::linebuffer/g, "conv_implementation::encoded"),
      /^TF-HLS4ML-011 .*pixels is no array of the right length/,
    ],
    [
      "encoded instructions that read an empty queue",
      edited(project("stream_encoded1d"), parameters, "pixels[] = {1,3,7,6,4}", "pixels[] = {1,3,4,6,4}"),
      /^TF-HLS4ML-013 .*encoded instructions/,
    ],
    [
      "another implementation of streams",
      edited(streams, parameters, /conv_implementation::linebuffer/g, "conv_implementation::winograd"),
      /^TF-HLS4ML-008 .*implementation winograd/,
    ],
    [
      "a dilated convolution of streams",
      edited(project("stream_conv1d"), parameters, /dilation = 1;/, "dilation = 2;"),
      /^TF-HLS4ML-013 .*ignores its dilation/,
    ],
    [
      "a convolution of streams with padding of its own",
      edited(streams, parameters, /pad_top = 0;/, "pad_top = 1;"),
      /^TF-HLS4ML-013 .*padding of its own/,
    ],
    [
      "overlapping two-dimensional pooling of streams",
      edited(project("stream_pooling"), parameters, /stride_height = 2;/, "stride_height = 1;"),
      /^TF-HLS4ML-013 .*overlapping windows/,
    ],
    [
      "a stream that two calls read, as hls4ml 1.3 wires the padding of a branch",
      edited(streams, streamTop, /(nnet::zeropad2d_cl<[^(]*\()\w+/, `$1${firstCopy}`),
      /^TF-HLS4ML-012 .*the stream layer\d+_cpy1 is empty: another call has read it/,
    ],
    [
      "arrays that are no pixels",
      edited(
        streams,
        defines,
        /typedef nnet::array<ap_fixed<7,3>, 2\*1> input_t;/,
        "typedef nnet::array<ap_fixed<7,3>, 4> input_t;",
      ),
      /^TF-HLS4ML-01[13] /,
    ],
    [
      "an array of streams",
      edited(streams, streamTop, /hls::stream<input_t> &inputlayer_0/, "hls::stream<input_t> inputlayer_0[2]"),
      /^TF-HLS4ML-012 .*is an array of streams/,
    ],
    [
      "streams of streams",
      edited(
        streams,
        streamTop,
        /hls::stream<input_t> &inputlayer_0/,
        "hls::stream<hls::stream<input_t>> &inputlayer_0",
      ),
      /^TF-HLS4ML-009/,
    ],
    [
      "a kernel that streams do not have",
      edited(copies, own("stream_network"), /nnet::relu</, "nnet::relu6<"),
      /^TF-HLS4ML-008 .*nnet::relu6 is not known for streams/,
    ],
    [
      "a copy of more elements than anybody has",
      edited(copies, own("stream_network"), /(nnet::clone_stream<\w+, \w+, )\d+/, "$14294967295"),
      /^TF-HLS4ML-011 .*4294967295 elements/,
    ],
    [
      "an image of more elements than memory",
      edited(images, parameters, /in_height = 5;/g, "in_height = 500000000;"),
      /^TF-HLS4ML-011 .*has 60 elements/,
    ],
    [
      "a stream of more elements than memory",
      edited(project("stream_conv1d_same"), parameters, /in_width = 7;/g, "in_width = 500000000;"),
      /^TF-HLS4ML-011 .*1500000000 elements/,
    ],
    ["more filters than memory", edited(images, parameters, /n_filt = 3;/g, "n_filt = 300000000;"), /^TF-HLS4ML-011 /],
    [
      "a padding of more elements than memory",
      edited(project("stream_shapes"), parameters, /pad_top = 1;/, "pad_top = 2000000000;"),
      /^TF-LAYERS-005 /,
    ],
  ])("%s", (_name, files, expected) => {
    expect(refusal(files)).toMatch(expected);
  });

  const pointwise = pointwiseOfTwoParts();

  test("a pointwise convolution in parts, as hls4ml 1.0 to 1.2 generate it, is one in a whole", () => {
    const [whole, parts] = [importHls4mlProject(project("conv1d_vivado")), importHls4mlProject(pointwise)];
    const source = random(78, "pointwise in parts");
    const event = { [inputPorts(whole)[0]!.name]: Array.from({ length: 12 }, () => BigInt(source.integer(0, 63))) };
    expect(evaluate(parts, event)).toEqual(evaluate(whole, event));
    const skipped = edited(pointwise, generated, "(data_tmp[1], res_tmp[1],", "(data_tmp[0], res_tmp[1],");
    expect(refusal(skipped)).toMatch(/^TF-HLS4ML-010 .*pointwise_conv_4 .*reuse factor of 2/);
  });

  test("a separable convolution of streams in one call, as before hls4ml 1.1, is its two steps", () => {
    const files = project("stream_conv1d");
    const top = own("stream_conv1d");
    const depthwise =
      /nnet::depthwise_conv_1d_cl<(\w+), (layer\d+_t), (config\d+)>\((\w+), (layer\d+_out), (\w+), (\w+)\);[^\n]*_depthwise\n/;
    const pointwise =
      /nnet::pointwise_conv_1d_cl<\w+, (\w+), (config\d+)>\(\w+, (\w+), (\w+), (\w+)\);[^\n]*_pointwise\n/;
    const [, data, between, first, from, , weights1, biases1] = depthwise.exec(files[top]!)!;
    const [, result, second, to, weights2, biases2] = pointwise.exec(files[top]!)!;
    const call = `nnet::separable_conv_1d_cl<${data}, ${between}, ${result}, config99>(${from}, ${to}, ${weights1}, ${weights2}, ${biases1}, ${biases2});\n`;
    const config = `struct config99 { typedef ${first} depthwise_config; typedef ${second} pointwise_config; };\n\n}`;
    const joined = edited(
      edited(edited(files, top, depthwise, ""), top, pointwise, call),
      parameters,
      /\}(?=\s*#endif)/,
      config,
    );
    const [whole, once] = [importHls4mlProject(files), importHls4mlProject(joined)];
    const source = random(79, "separable in one call");
    for (let event = 0; event < 20; event++) {
      const inputs = {
        [inputPorts(whole)[0]!.name]: Array.from({ length: 21 }, () => BigInt(source.integer(-128, 127))),
      };
      expect(evaluate(once, inputs)).toEqual(evaluate(whole, inputs));
    }
  });

  test("without the generated windows the configuration says them", () => {
    const { [generated]: _text, ...rest } = images;
    const [whole, bare] = [importHls4mlProject(images), importHls4mlProject(rest)];
    const source = random(77, "windows by configuration");
    const event = { [inputPorts(whole)[0]!.name]: Array.from({ length: 60 }, () => BigInt(source.integer(-64, 63))) };
    expect(evaluate(bare, event)).toEqual(evaluate(whole, event));
  });
});

/** The project conv1d_vivado, its pointwise convolution by a class of two parts. */
function pointwiseOfTwoParts(): Files {
  const files = project("conv1d_vivado");
  const text = `template<class data_T, class res_T, typename CONFIG_T>
class pointwise_conv_4 : public nnet::Conv1DKernel<data_T, res_T, CONFIG_T> {
  public:
    static void conv(
        data_T data[CONFIG_T::in_width * CONFIG_T::n_chan],
        res_T res[CONFIG_T::out_width * CONFIG_T::n_filt],
        typename CONFIG_T::weight_t weights[CONFIG_T::n_chan * CONFIG_T::n_filt],
        typename CONFIG_T::bias_t biases[CONFIG_T::n_filt]) {
        data_T data_tmp[CONFIG_T::reuse_factor][CONFIG_T::in_width * CONFIG_T::n_chan / CONFIG_T::reuse_factor];
        #pragma HLS ARRAY_PARTITION variable=data_tmp complete dim=0
        res_T res_tmp[CONFIG_T::reuse_factor][CONFIG_T::out_width * CONFIG_T::n_filt / CONFIG_T::reuse_factor];
    RFInputLoop:
        for (int jj = 0; jj < CONFIG_T::reuse_factor; jj++) {
        InnerInputLoop:
            for (int ii = 0; ii < CONFIG_T::in_width * CONFIG_T::n_chan / CONFIG_T::reuse_factor; ii++) {
                data_tmp[jj][ii] = data[jj * CONFIG_T::in_width * CONFIG_T::n_chan / CONFIG_T::reuse_factor + ii];
            }
        }
        pointwise_conv_1d_latency_cl<data_T, res_T, CONFIG_T>(data_tmp[0], res_tmp[0], weights, biases);
        pointwise_conv_1d_latency_cl<data_T, res_T, CONFIG_T>(data_tmp[1], res_tmp[1], weights, biases);
    RFOutputLoop:
        for (int jj = 0; jj < CONFIG_T::reuse_factor; jj++) {
        InnerOutputLoop:
            for (int ii = 0; ii < CONFIG_T::out_width * CONFIG_T::n_filt / CONFIG_T::reuse_factor; ii++) {
                res[jj * CONFIG_T::out_width * CONFIG_T::n_filt / CONFIG_T::reuse_factor + ii] = res_tmp[jj][ii];
            }
        }
    }
};
`;
  const own = files[parameters]!;
  const start = own.indexOf("struct config6 ");
  const config = own
    .slice(start)
    .replace("conv_kernel = nnet::Conv1DLatency<", "conv_kernel = conv1d_vivado_space::pointwise_conv_4<")
    .replace("reuse_factor = 1;", "reuse_factor = 2;");
  return {
    ...files,
    [parameters]: own.slice(0, start) + config,
    [generated]: files[generated]!.replace(
      /template<class data_T, typename CONFIG_T>\s*class fill_buffer/,
      `${text}$&`,
    ),
  };
}

const fragments = [
  "{",
  "}",
  "0",
  "-1",
  "4294967295",
  "65536",
  "nnet::",
  "data[99999]",
  "buffer[0][0] = 0;",
  "if (partition == 7) {",
  ";",
  ",",
];

function mutate(text: string, source: Random): string {
  let changed = text;
  for (let edit = source.integer(1, 3); edit > 0; edit--) {
    const from = source.integer(0, changed.length);
    const to = Math.min(changed.length, from + source.integer(0, 40));
    changed = source.pick([
      () => changed.slice(0, from) + changed.slice(to),
      () => changed.slice(0, to) + changed.slice(from, to) + changed.slice(to),
      () => changed.slice(0, from) + source.pick(fragments) + changed.slice(to),
      () =>
        changed.replace(/\b\d+\b/g, (digits) =>
          source.uniform() < 0.05 ? source.pick(["0", "1", "2", "3", "7", "1048576", "2147483648"]) : digits,
        ),
      () => changed.replaceAll(/\bnnet::\w+(?=<)/g, (name) => (source.uniform() < 0.2 ? source.pick(names) : name)),
    ])();
  }
  return changed;
}

const names = [
  "conv_1d_cl",
  "conv_2d_cl",
  "pointwise_conv_1d_cl",
  "pooling2d_cl",
  "zeropad1d_cl",
  "transpose",
  "clone_stream",
  "repack_stream",
  "dense",
].map((name) => `nnet::${name}`);

test("damaged projects of convolutions and streams are refused with a place, or are programs; each within a second", () => {
  const source = random(20261122, "damaged spatial projects");
  const projects = [
    "conv1d_latency",
    "conv2d_resource",
    "depthwise1d",
    "average_pooling1d",
    "shapes1d",
    "stream_conv1d",
    "stream_pooling1d",
    "stream_shapes",
    "stream_network",
    "stream_encoded1d",
    "unrolled",
  ].map(project);
  const tally = { refused: 0, imported: 0 };
  let slowest = 0;
  for (let round = 0; round < 270; round++) {
    const files = { ...projects[round % projects.length]! };
    const path = source.pick(Object.keys(files));
    files[path] = mutate(files[path]!, source);
    const start = performance.now();
    try {
      validate(importHls4mlProject(files));
      tally.imported++;
    } catch (error) {
      if (!(error instanceof TrigforgeError)) {
        throw new Error(`round ${round}, ${path}:\n${files[path]}`, { cause: error });
      }
      expect(error.note.where).not.toBe("");
      tally.refused++;
    }
    slowest = Math.max(slowest, performance.now() - start);
  }
  console.info(
    `damaged spatial projects: ${tally.refused} refused, ${tally.imported} imported, slowest ${slowest.toFixed(0)} ms`,
  );
  expect(tally.refused).toBeGreaterThan(100);
  expect(slowest).toBeLessThan(1000);
});
