import { describe, expect, it } from "vitest";
import { parseFormat } from "../../../src/fixed/index.js";
import { importOnnx, isOnnx, type OnnxOptions } from "../../../src/importers/onnx/index.js";
import { attribute, floats, type GraphText, int64s, model, tensor } from "./build.js";
import { golden } from "./support.js";

const trained: OnnxOptions = { fidelity: "as trained", inputs: { x: parseFormat("fixed<8,4>") } };
const converted: OnnxOptions = {
  fidelity: "as hls4ml",
  configuration: { Model: { Precision: "fixed<16,6>", ReuseFactor: 1 } },
};
const run = (graph: GraphText, options: OnnxOptions = trained) =>
  importOnnx({ bytes: model(graph), name: "net", where: "net.onnx" }, options);
const one = (operator: string, rest: Partial<GraphText["nodes"][number]> = {}) => [
  { operator, inputs: ["x"], outputs: ["y"], ...rest },
];
const signs = [attribute("signed", 1), attribute("narrow", 0)];
const scalar = (name: string, value: number) => floats(name, [], [value]);
const quant = "qonnx.custom_op.general";

describe("what an ONNX import refuses, by name", () => {
  it.each<[string, GraphText, string]>([
    [
      "unknown operators, all in one message",
      {
        nodes: [...one("TopK", { outputs: ["z"] }), { operator: "Foo", inputs: ["z"], outputs: ["y"], domain: "acme" }],
      },
      "TopK_0 (TopK), Foo_1 (acme.Foo)",
    ],
    [
      "an attribute that is not read",
      { nodes: one("Relu", { attributes: [attribute("surprise", 1)] }) },
      'the attribute "surprise" is not read',
    ],
    [
      "an attribute of another kind",
      { nodes: one("LeakyRelu", { attributes: [attribute("alpha", 1)] }) },
      '"alpha" has another kind of value',
    ],
    [
      "a value read before it is written",
      { nodes: one("Relu", { inputs: ["later"] }) },
      'it reads "later", which nothing before it writes',
    ],
    ["a value written twice", { nodes: [...one("Relu"), ...one("Relu")] }, 'the value "y" is written twice'],
    ["an output that nothing writes", { nodes: one("Relu"), outputs: ["z"] }, 'nothing writes the output "z"'],
    [
      "an input without a fixed extent",
      { nodes: one("Relu"), inputs: { x: ["N", "M"] } },
      "axis 1 has no fixed extent",
    ],
    ["a huge input", { nodes: one("Relu"), inputs: { x: [1, 100000, 100000] } }, "a tensor of shape [100000,100000]"],
    [
      "a huge result",
      {
        nodes: one("Expand", { inputs: ["x", "s"] }),
        inputs: { x: [1, 1] },
        constants: [int64s("s", [1, 100000, 100000])],
      },
      "a tensor of shape [1,100000,100000]",
    ],
    [
      "a scale of zero",
      {
        nodes: one("Quant", { inputs: ["x", "s", "z", "b"], domain: quant, attributes: signs }),
        constants: [scalar("s", 0), scalar("z", 0), scalar("b", 4)],
      },
      "the scale holds 0",
    ],
    [
      "a fractional bit width",
      {
        nodes: one("Quant", { inputs: ["x", "s", "z", "b"], domain: quant, attributes: signs }),
        constants: [scalar("s", 1), scalar("z", 0), scalar("b", 2.5)],
      },
      "the bit width is [2.5]",
    ],
    [
      "a quantiser without its sign",
      {
        nodes: one("Quant", { inputs: ["x", "s", "z", "b"], domain: quant }),
        constants: [scalar("s", 1), scalar("z", 0), scalar("b", 4)],
      },
      'the attribute "signed", which QONNX requires, is missing',
    ],
    [
      "an unknown rounding mode",
      {
        nodes: one("Quant", {
          inputs: ["x", "s", "z", "b"],
          domain: quant,
          attributes: [...signs, attribute("rounding_mode", "NEAREST")],
        }),
        constants: [scalar("s", 1), scalar("z", 0), scalar("b", 4)],
      },
      'the rounding mode "NEAREST"',
    ],
    [
      "a computed scale",
      {
        nodes: one("Quant", { inputs: ["x", "x", "z", "b"], domain: quant, attributes: signs }),
        constants: [scalar("z", 0), scalar("b", 4)],
      },
      'the scale ("x") is computed',
    ],
    ["a sigmoid without a quantiser", { nodes: one("Sigmoid") }, "Sigmoid gives real numbers"],
    ["a softmax", { nodes: one("Softmax") }, "softmax gives real numbers"],
    [
      "unquantised weights of too many bits",
      { nodes: one("MatMul", { inputs: ["x", "w"] }), constants: [floats("w", [4, 1], [1e-20, 3.3, 1, 2])] },
      "need",
    ],
    [
      "a resize that is not nearest",
      {
        nodes: one("Resize", { inputs: ["x", "", "s"], attributes: [attribute("mode", "linear")] }),
        inputs: { x: [1, 1, 4] },
        constants: [floats("s", [3], [1, 1, 2])],
      },
      'the mode "linear"',
    ],
    [
      "padding with another number",
      { nodes: one("Pad", { inputs: ["x", "p", "v"] }), constants: [int64s("p", [0, 1, 0, 1]), scalar("v", 1)] },
      "padding with 1",
    ],
    [
      "a quotient by a computed number",
      { nodes: one("Div", { inputs: ["c", "x"] }), constants: [scalar("c", 1)] },
      "a quotient by a computed number",
    ],
    [
      "a join along the batch",
      { nodes: one("Concat", { inputs: ["x", "x"], attributes: [attribute("axis", 0)] }) },
      "a join along the batch",
    ],
    [
      "weights in another file",
      { nodes: one("MatMul", { inputs: ["x", "w"] }), constants: [tensor("w", [4, 1], 1, [14, 1])] },
      "its data lies in another file",
    ],
  ])("%s", (_label, graph, text) => {
    expect(() => run(graph)).toThrow(text);
    expect(() => run(graph)).toThrow(/^net\.onnx.*trigforge explain TF-ONNX-/s);
  });

  it("an input whose type is not known names its readers", () => {
    expect(() => run({ nodes: one("Relu") }, { fidelity: "as trained" })).toThrow(
      "it is read by Relu_0 (Relu), which do not fix one type",
    );
    expect(() =>
      run({ nodes: one("Relu") }, { fidelity: "as trained", inputs: { z: parseFormat("fixed<8,4>") } }),
    ).toThrow('there is no input "z"');
  });

  it("an input whose type follows from its quantiser needs none", () => {
    const constants = [scalar("s", 0.25), scalar("z", 0), scalar("b", 6)];
    const nodes = one("Quant", { inputs: ["x", "s", "z", "b"], domain: quant, attributes: signs });
    const program = run({ nodes, constants }, { fidelity: "as trained" });
    expect(program.values.length).toBe(1);
    expect(program.values[0]!.op).toMatchObject({ kind: "input", format: parseFormat("fixed<6,4,RND_CONV,SAT>") });
  });

  it.each<[string, GraphText, string]>([
    [
      "a quantised network",
      { nodes: one("BipolarQuant", { inputs: ["x", "s"], domain: quant }), constants: [scalar("s", 1)] },
      "a quantised network is imported as trained",
    ],
    [
      "dilations",
      {
        nodes: one("Conv", { inputs: ["x", "w"], attributes: [attribute("dilations", [2])] }),
        inputs: { x: [1, 1, 8] },
        constants: [floats("w", [1, 1, 2], [1, 2])],
      },
      "dilations, for which hls4ml takes a wrong shape",
    ],
    [
      "operands of different shapes",
      {
        nodes: [...one("Relu", { outputs: ["r"] }), { operator: "Add", inputs: ["r", "z"], outputs: ["y"] }],
        inputs: { x: [1, 4], z: [1, 1] },
      },
      "operands of shapes [1,4] and [1,1]",
    ],
    [
      "a Clip of other bounds",
      { nodes: one("Clip", { inputs: ["x", "a", "b"] }), constants: [scalar("a", 0), scalar("b", 5)] },
      "bounds 0 and 5",
    ],
  ])("as hls4ml: %s", (_label, graph, text) => {
    expect(() => run(graph, converted)).toThrow(text);
  });

  it("as hls4ml, an entry for a node that does not exist is an error", () => {
    const configuration = {
      Model: { Precision: "fixed<16,6>", ReuseFactor: 1 },
      LayerName: { Relu_7: { Precision: "fixed<8,4>" } },
    };
    expect(() => run({ nodes: one("Relu") }, { fidelity: "as hls4ml", configuration })).toThrow(
      'there is no layer "Relu_7"',
    );
  });

  it("a fixed batch is one event, and the program says so", () => {
    const program = run({ nodes: one("Relu"), inputs: { x: [64, 4] } });
    expect(program.provenance.notes).toEqual([
      'input "x": its first axis of 64 is the batch; the program computes one event',
    ]);
  });

  it("a file is recognised by its content", () => {
    expect(isOnnx(golden("dense"))).toBe(true);
    expect(isOnnx(Uint8Array.of(8, 1, 2, 3, 4, 5, 6, 7, 8))).toBe(false);
    expect(isOnnx(new TextEncoder().encode('{"class_name": "Sequential"}'))).toBe(false);
  });
});
