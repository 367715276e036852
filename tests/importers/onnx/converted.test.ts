import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fractionOf, parseFormat } from "../../../src/fixed/index.js";
import { importOnnx } from "../../../src/importers/onnx/index.js";
import { inputPorts, outputPorts } from "../../../src/ir/index.js";
import { folder, golden, runReference } from "./support.js";

// What hls4ml's C simulation computes for small float networks: oracle/make_conversions.py writes it.

interface Case {
  configuration: unknown;
  output: string;
  raw: number[][];
}
const conversions = JSON.parse(readFileSync(join(folder, "golden/conversions.json"), "utf8")) as Record<
  string,
  { inputs: number[][]; cases: Case[] }
>;

describe("float ONNX networks as hls4ml: every bit is its C simulation's", () => {
  const cases = Object.entries(conversions).flatMap(([name, { inputs, cases: list }]) =>
    list.map((each, index) => ({ name, index, inputs, ...each })),
  );
  it.each(cases)("$name, configuration $index: reference", ({ name, inputs, configuration, output, raw }) => {
    const program = importOnnx(
      { bytes: golden(name), name, where: `${name}.onnx` },
      { fidelity: "as hls4ml", configuration },
    );
    const [port, result] = [inputPorts(program)[0]!, outputPorts(program)[0]!];
    const type = parseFormat(output);
    expect({ signed: result.type.signed, width: result.type.width, integer: result.type.integer }).toEqual({
      signed: type.signed,
      width: type.width,
      integer: type.integer,
    });
    // The inputs are multiples of 2^-5.
    const rows = inputs.map((row) => row.map((step) => step * 2 ** (fractionOf(port.type) - 5)));
    const found = runReference(program, rows)[result.name]!.map((row) => row.map(Number));
    expect(found).toEqual(raw);
  });
});
