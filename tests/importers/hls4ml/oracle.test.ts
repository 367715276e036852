import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { evaluate } from "../../../src/backends/reference/index.js";
import { quantizeReal } from "../../../src/fixed/index.js";
import { importHls4mlProject } from "../../../src/importers/index.js";
import { inputPorts, outputPorts, type Program } from "../../../src/ir/index.js";
import { readFolder } from "../../golden/anchors.js";
import { execute, hasCompiler, oraclePython, repositoryRoot, requireOrSkip } from "../../support/oracle.js";
import { runsThoroughly } from "../../support/thorough.js";

interface Answer {
  name: string;
  inputs: { name: string; values: number[][] }[];
  outputs: { name: string; raw: string[][] }[];
}

const python = oraclePython();
const runs =
  runsThoroughly("projects that hls4ml itself writes and compiles") &&
  requireOrSkip("an oracle Python with hls4ml, and g++", python !== null && hasCompiler());
const events = 120;

/** hls4ml writes projects and computes them with its own kernels; every row must come out equal from what we read. */
describe.skipIf(!runs)("projects that hls4ml writes", () => {
  const folder = mkdtempSync(join(tmpdir(), "trigforge-hls4ml-"));
  let answers: Answer[] = [];

  beforeAll(() => {
    execute(python!, [join(repositoryRoot, "tests/importers/hls4ml/oracle/main.py"), folder, `${events}`], folder);
    answers = JSON.parse(readFileSync(join(folder, "answers.json"), "utf8")) as Answer[];
  }, 170_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    "latency",
    "defaults",
    "resource",
    "saturating",
    "activations",
    "pieces",
    "softmaxes",
    "multidimensional",
    "normalisations",
    "merges",
    "concatenations",
    "binary",
    "aliases",
    "wide",
  ])("%s: every row equal", (name) => {
    const answer = answers.find((one) => one.name === name)!;
    const program = importHls4mlProject(readFolder(join(folder, name)), { where: name });
    expect(program.provenance).toMatchObject({ source: "hls4ml project", fidelity: "as hls4ml" });
    expect(inputPorts(program).map((port) => port.name)).toEqual(answer.inputs.map((input) => input.name));
    expect(outputPorts(program).map((port) => port.name)).toEqual(answer.outputs.map((output) => output.name));
    const different: string[] = [];
    for (let row = 0; row < events; row++) {
      const found = evaluate(program, inputsOf(program, answer, row));
      for (const { name: port, type } of outputPorts(program)) {
        const expected = answer.outputs.find((output) => output.name === port)!.raw[row]!;
        const words = found[port]!.map((raw) => BigInt.asUintN(type.width, raw).toString());
        if (words.join() !== expected.join()) different.push(`row ${row}, ${port}: ${words} is not ${expected}`);
      }
    }
    expect(different).toEqual([]);
    console.info(`${name}: ${events} events equal on ${answer.outputs.length} outputs`);
  });

  test("answers cover every project", () => {
    expect(answers).toHaveLength(14);
  });

  test("the same network on streams gives the same values", () => {
    const answer = answers.find((one) => one.name === "latency")!;
    const program = importHls4mlProject(readFolder(join(folder, "streamed")));
    for (let row = 0; row < events; row++) {
      const found = evaluate(program, inputsOf(program, answer, row));
      const words = outputPorts(program).map(({ name, type }) =>
        found[name]!.map((raw) => `${BigInt.asUintN(type.width, raw)}`),
      );
      expect(words).toEqual(answer.outputs.map((output) => output.raw[row]));
    }
  });
});

function inputsOf(program: Program, answer: Answer, row: number): Record<string, bigint[]> {
  return Object.fromEntries(
    program.values.flatMap(({ op }) => {
      if (op.kind !== "input") return [];
      const { values } = answer.inputs.find((input) => input.name === op.name)!;
      return [[op.name, values[row]!.map((value) => quantizeReal(value, op.format))]];
    }),
  );
}
