import { describe, expect, test } from "vitest";
import { TrigforgeError } from "../../../src/errors/index.js";
import { importHls4mlProject } from "../../../src/importers/index.js";
import { edited, fixture, without } from "./fixtures.js";

const base = fixture("static_const");
const [top, parameters, defines] = ["NN/Small_v1.cpp", "NN/parameters.h", "NN/defines.h"];

/** The message of the refusal: code, then text. */
function refusal(files: Record<string, string>, options = {}): string {
  try {
    importHls4mlProject(files, options);
  } catch (error) {
    if (error instanceof TrigforgeError) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error("the project was imported");
}

describe("what cannot be read exactly is refused by name, with file and line", () => {
  test.each<[string, Record<string, string>, RegExp]>([
    [
      "an unknown kernel",
      edited(base, top, "nnet::relu<", "nnet::pooling2d_cf<"),
      /^TF-HLS4ML-008 NN\/Small_v1.cpp:35: the kernel nnet::pooling2d_cf is not known/,
    ],
    [
      "a kernel named like a property of every object",
      edited(base, top, "nnet::relu<", "nnet::toString<"),
      /^TF-HLS4ML-008/,
    ],
    [
      "a function of the project",
      edited(base, top, /nnet::relu<[^>]*>/, "small_v1::dense_da_3"),
      /^TF-HLS4ML-008 .*small_v1::dense_da_3/,
    ],
    [
      "an unknown overload",
      edited(base, top, "(layer2_out, layer3_out)", "(layer2_out, layer3_out, 1)"),
      /^TF-HLS4ML-008 .*3 template arguments and 3 arguments/,
    ],
    [
      "an unknown product",
      edited(base, parameters, "nnet::product::mult<x_T, y_T>", "nnet::product::weight_exponential<x_T, y_T>"),
      /^TF-HLS4ML-008 .*weight_exponential/,
    ],
    [
      "an unknown strategy",
      edited(base, parameters, "nnet::latency", "nnet::resource_unrolled"),
      /^TF-HLS4ML-008 .*dense kernel resource_unrolled/,
    ],
    [
      "arrays of arrays in the signature",
      edited(base, defines, "typedef ap_fixed<8,4> input_t;", "typedef nnet::array<ap_fixed<8,4>, 4> input_t;"),
      /^TF-HLS4ML-011 NN\/Small_v1.cpp:31: .*input_1 has 16 elements/,
    ],
    [
      "a stream in the configuration",
      edited(base, parameters, "nnet::io_parallel", "nnet::io_stream"),
      /^TF-HLS4ML-009 NN\/Small_v1.cpp:31: nnet::dense: config2/,
    ],
    [
      "a float",
      edited(base, defines, "typedef ap_fixed<14,6> hidden_accum_t;", "typedef float hidden_accum_t;"),
      /^TF-HLS4ML-006 NN\/defines.h:17: float is no fixed-point type/,
    ],
    [
      "a struct as weight",
      edited(
        base,
        defines,
        "typedef ap_fixed<6,2> weight2_t;",
        "struct weight2_t { ap_uint<1> sign; ap_int<4> weight; };",
      ),
      /^TF-HLS4ML-006/,
    ],
    [
      "a type that is not defined",
      edited(base, defines, "typedef ap_fixed<14,6> hidden_accum_t;", ""),
      /^TF-HLS4ML-005 NN\/parameters.h:26: the type hidden_accum_t is not defined/,
    ],
    [
      "a configuration that is not defined",
      edited(base, parameters, "struct relu_config3", "struct relu_config9"),
      /^TF-HLS4ML-005 NN\/Small_v1.cpp:35: the configuration relu_config3/,
    ],
    [
      "a type defined twice",
      edited(base, defines, "typedef ap_uint<1> bias4_t;", "typedef ap_uint<1> bias4_t; typedef ap_uint<2> bias4_t;"),
      /^TF-HLS4ML-005 .*bias4_t is defined again/,
    ],
    [
      "a size that does not fit",
      edited(base, parameters, "n_in = 3;", "n_in = 4;"),
      /^TF-HLS4ML-011 NN\/Small_v1.cpp:35: nnet::relu: layer2_out has 3 elements/,
    ],
    [
      "a result that does not fit",
      edited(base, top, "layer3_t layer3_out[N_LAYER_2]", "layer3_t layer3_out[7]"),
      /^TF-HLS4ML-011 .*layer3_out has 7 elements[\s\S]*expected 3/,
    ],
    [
      "a template argument of another type",
      edited(base, top, "nnet::relu<layer2_t,", "nnet::relu<layer3_t,"),
      /^TF-HLS4ML-011 .*layer2_out is not of the type/,
    ],
    [
      "a missing member",
      edited(base, parameters, "static const unsigned n_in = 4;", ""),
      /^TF-HLS4ML-011 NN\/Small_v1.cpp:31: config2 \(NN\/parameters.h:16\): n_in is missing/,
    ],
    [
      "a loop in the top function",
      edited(
        base,
        top,
        "layer3_t layer3_out",
        "for (int i = 0; i < 3; i++) { layer2_out[i] = 1; }\n layer3_t layer3_out",
      ),
      /^TF-HLS4ML-012 NN\/Small_v1.cpp:33/,
    ],
    [
      "an assignment in the top function",
      edited(base, top, "layer3_t layer3_out", "layer2_out[0] = 1;\n layer3_t layer3_out"),
      /^TF-HLS4ML-0(02|12) NN\/Small_v1.cpp:33/,
    ],
    [
      "an array that is read before it is written",
      edited(base, top, "(input_1, layer2_out", "(layer3_out, layer2_out"),
      /^TF-HLS4ML-01[12]/,
    ],
    [
      "an array written twice",
      edited(
        base,
        top,
        "(layer3_out, layer4_out, w4, b4); // last",
        "(layer3_out, layer4_out, w4, b4);\nnnet::dense<layer3_t, result_t, config4>(layer3_out, layer4_out, w4, b4);",
      ),
      /^TF-HLS4ML-012 .*written a second time/,
    ],
    [
      "a parameter that nothing touches",
      edited(base, top, "result_t layer4_out[N_LAYER_4]", "result_t layer4_out[N_LAYER_4], result_t spare[2]"),
      /^TF-HLS4ML-012 .*no call reads or writes the parameter spare/,
    ],
    [
      "weights that enter through a port",
      edited(
        edited(base, top, "result_t layer4_out[N_LAYER_4]", "result_t layer4_out[N_LAYER_4], weight4_t w5[6]"),
        top,
        "layer4_out, w4",
        "layer4_out, w5",
      ),
      /^TF-HLS4ML-007 .*enter through a port/,
    ],
    [
      "a reuse factor that the kernel rejects",
      edited(
        edited(base, parameters, "nnet::latency", "nnet::resource"),
        parameters,
        "reuse_factor = 1",
        "reuse_factor = 3",
      ),
      /^TF-LAYERS-001 NN\/Small_v1.cpp:31: nnet::dense: .*reuse factor 3/,
    ],
    [
      "an unknown directive",
      edited(base, parameters, "#define PARAMETERS_H_", "#define PARAMETERS_H_\n#defnie X"),
      /^TF-HLS4ML-004 NN\/parameters.h:3: #defnie/,
    ],
    [
      "a conditional without end",
      edited(base, defines, /#endif\s*$/, ""),
      /^TF-HLS4ML-004 NN\/defines.h:1: the conditional/,
    ],
    ["a comment without end", edited(base, defines, "// types", "/* types"), /^TF-HLS4ML-002 NN\/defines.h:15/],
    [
      "a project that adds to nnet",
      edited(
        base,
        parameters,
        "namespace small_v1 {",
        "namespace nnet { template<class T> void relu(T x); }\nnamespace small_v1 {",
      ),
      /^TF-HLS4ML-010/,
    ],
    [
      "a division by zero",
      edited(base, parameters, "n_out = 3;", "n_out = 3 / 0;"),
      /^TF-HLS4ML-002 NN\/parameters.h:18: an expression divides by zero/,
    ],
    [
      "a constant that refers to itself",
      edited(base, defines, "N_LAYER_2 = 3", "N_LAYER_2 = N_LAYER_2 + 1"),
      /^TF-HLS4ML-014/,
    ],
    ["an array of no elements", edited(base, defines, "N_LAYER_2 = 3", "N_LAYER_2 = 0"), /^TF-HLS4ML-011 .*0 elements/],
    [
      "an initialiser that is none",
      edited(base, "NN/weights/b2.h", /b2\[3\] = \{/, "b2[3] = {1, 2} {"),
      /^TF-HLS4ML-002 NN\/weights\/b2.h:13/,
    ],
    [
      "an initialiser that is not there",
      edited(base, "NN/weights/b2.h", /b2\[3\] = \{[^}]*\}/, "b2[3] = "),
      /^TF-HLS4ML-002 NN\/weights\/b2.h:13: a value is missing/,
    ],
    [
      "braces without end",
      edited(base, "NN/weights/b2.h", /b2\[3\] = \{[^}]*\}/, `b2[3] = ${"{".repeat(200)}N${"}".repeat(200)}`),
      /^TF-HLS4ML-014 NN\/weights\/b2.h:13/,
    ],
    [
      "a type that is out of bounds",
      edited(base, defines, "ap_fixed<10, 5>", "ap_fixed<10000, 5>"),
      /^TF-FIXED-002 NN\/defines.h:18/,
    ],
  ])("%s", (_name, files, expected) => {
    expect(refusal(files)).toMatch(expected);
  });

  test("a file cut off anywhere is refused or gives the whole network", () => {
    for (const path of [top, parameters, defines, "NN/weights/w2.h"]) {
      const text = base[path]!;
      for (let end = 0; end < text.length; end += 13) {
        const files = { ...base, [path]: text.slice(0, end) };
        try {
          expect(importHls4mlProject(files).outputs).toHaveLength(1);
        } catch (error) {
          expect(error).toBeInstanceOf(TrigforgeError);
          expect((error as TrigforgeError).note.where).toMatch(/NN\/|hls4ml project/);
        }
      }
    }
  });

  test("the top function: none, several, one by name", () => {
    expect(refusal(without(base, top), { where: "folder" })).toMatch(/^TF-HLS4ML-001 folder: no function/);
    const two = { ...base, "other/Small_v2.cpp": base[top]!.replaceAll("Small_v1", "Small_v2") };
    expect(refusal(two)).toMatch(/^TF-HLS4ML-001 .*2 functions[\s\S]*Small_v1 \(NN\/Small_v1.cpp\), Small_v2/);
    expect(refusal(two, { top: "Small_v3" })).toMatch(/no function that calls kernels is named Small_v3/);
    expect(importHls4mlProject({ ...two, "other/Small_v2.h": base["NN/Small_v1.h"]! }, { top: "Small_v2" }).name).toBe(
      "Small_v2",
    );
  });
});
