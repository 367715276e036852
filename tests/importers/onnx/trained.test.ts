import { describe, expect, it } from "vitest";
import { outputPorts } from "../../../src/ir/index.js";
import { asFloat32, differences, importGolden, predictions, runReference } from "./support.js";

// What qonnx' executor and onnxruntime compute for small made-up networks: oracle/make_networks.py writes it.

/** Outputs that are sums of products of scales: the framework rounds each to float32, so they are near and not equal. */
const rounded = ["convolution_1d.y"];

describe("quantised ONNX networks as trained: every number is the framework's", () => {
  it.each(Object.keys(predictions))("%s: reference", (name) => {
    const { inputs, outputs } = predictions[name]!;
    const program = importGolden(name);
    const raw = runReference(program, inputs);
    expect(
      outputPorts(program)
        .map((port) => port.name)
        .sort(),
    ).toEqual(Object.keys(outputs).sort());
    const wrong = Object.entries(outputs).flatMap(([port, expected]) => {
      if (rounded.includes(`${name}.${port}`)) {
        asFloat32(program, port, raw[port]!).forEach((row, event) => {
          for (const [index, value] of row.entries()) expect(value).toBeCloseTo(expected[event]![index]!, 5);
        });
        return [];
      }
      const found = differences(asFloat32(program, port, raw[port]!), expected);
      return found === "none" ? [] : [`${port}: ${found}`];
    });
    expect(wrong).toEqual([]);
  });
});
