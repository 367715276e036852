import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { build, decodeRunnerOutputs, encodeRunnerInputs } from "../../../src/backends/hls/index.js";
import { evaluate } from "../../../src/backends/reference/index.js";
import { fixed, ufixed } from "../../../src/fixed/index.js";
import { ProgramBuilder } from "../../../src/ir/index.js";
import { execute, hasCompiler, requireOrSkip } from "../../support/oracle.js";
import { random } from "../../support/random.js";
import { randomInputs } from "../../support/randomProgram.js";
import { writeFolder } from "./batch.js";

// The generated project on its own: `make run`, the testbench's verdicts, and the runner.

function twoPorts() {
  const builder = new ProgramBuilder("two_ports", { source: "test", fidelity: "native", notes: [] });
  const x = builder.input("x", [3], fixed(8, 3));
  const wide = builder.input("wide", [], ufixed(100, 20));
  builder.output("sum", builder.add(x, x));
  builder.output("wider", builder.cast(wide, fixed(80, 30)));
  return builder.build();
}

const program = twoPorts();
const inputs = randomInputs(program, random(9, null), 50);
const outputs = inputs.map((event) => evaluate(program, event));
const files = build(program, { events: { inputs, outputs } });
const expected = files["tb_data/expected.dat"]!;

describe.skipIf(!requireOrSkip("a C++ compiler (g++) and make", hasCompiler()))("a generated project", () => {
  const folder = writeFolder(files);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const testbench = (inputText: string | null, expectedText: string | null) => {
    for (const [name, text] of [
      ["inputs", inputText],
      ["expected", expectedText],
    ] as const) {
      rmSync(join(folder, `tb_data/${name}.dat`), { force: true });
      if (text !== null) writeFileSync(join(folder, `tb_data/${name}.dat`), text);
    }
    const { status, stdout, stderr } = spawnSync("./two_ports_test", { cwd: folder });
    return { status, text: `${stdout}${stderr}`.trim() };
  };

  test("is built and run by make, without a warning", () => {
    const text = execute("make", ["CXXFLAGS=-O0 -Wextra -Werror", "run", "runner"], folder).toString();
    expect(text).toContain("PASS: 50 events, every output equal");
    expect(execute("make", ["CXXFLAGS=-O0 -Wextra -Werror", "run"], folder).toString()).not.toContain("g++ ");
    expect(execute("make", ["CXXFLAGS=-O0", "--dry-run", "run"], folder).toString()).toContain("g++ ");
  });

  test("fails at the first difference, naming event, port, element and both numbers", () => {
    const lines = expected.split("\n");
    const numbers = lines[7]!.split(" ");
    const found = numbers[2]!;
    numbers[2] = found === "5" ? "6" : "5";
    lines[7] = numbers.join(" ");
    lines[9] = "0 0 0 0";
    expect(testbench(files["tb_data/inputs.dat"]!, lines.join("\n"))).toEqual({
      status: 1,
      text: `FAIL: event 7, port sum, element 2: expected ${numbers[2]}, found ${found}`,
    });
  });

  test("fails without files, without events, and when files end early", () => {
    const all = files["tb_data/inputs.dat"]!;
    const first = (text: string, count: number): string => `${text.split("\n").slice(0, count).join("\n")}\n`;
    expect(testbench(null, expected)).toEqual({ status: 1, text: "tb_data/inputs.dat: cannot be read" });
    expect(testbench(all, null)).toEqual({ status: 1, text: "tb_data/expected.dat: cannot be read" });
    expect(testbench("", "")).toEqual({ status: 1, text: "FAIL: tb_data/inputs.dat holds no events" });
    expect(testbench(all, first(expected, 20))).toEqual({
      status: 1,
      text: "FAIL: tb_data/expected.dat ends before event 20",
    });
    expect(testbench(first(all, 20), expected)).toEqual({
      status: 1,
      text: "FAIL: tb_data/inputs.dat ends before event 20",
    });
  });

  test("refuses numbers that are missing, too many, too large or none", () => {
    const verdict = (line: string) => testbench(`${line}\n`, expected);
    expect(verdict("1 2").text).toBe("tb_data/inputs.dat:1: port x, element 2: is missing");
    expect(verdict("1 2 3 4 5").text).toBe("tb_data/inputs.dat:1: more numbers than the ports have elements");
    expect(verdict("1 128 3 4").text).toBe(
      "tb_data/inputs.dat:1: port x, element 1: 128 is no raw integer of its type",
    );
    expect(verdict(`1 2 3 ${1n << 100n}`).text).toMatch(
      /port wide, element 0: 1267650600228229401496703205376 is no raw/,
    );
    expect(verdict("1 2 3 -1").text).toMatch(/port wide, element 0: -1 is no raw/);
    expect(verdict("1 2.5 3 4").text).toMatch(/port x, element 1: 2.5 is no raw integer/);
    for (const line of ["1 2", "1 2 3 4 5", "1 128 3 4"]) expect(verdict(line).status).toBe(1);
  });

  test("runs many events from standard input, and times them", () => {
    const bytes = encodeRunnerInputs(program, inputs);
    expect(decodeRunnerOutputs(program, execute("./two_ports_run", [], folder, bytes))).toEqual(outputs);
    const timed = execute("./two_ports_run", ["--time", "20"], folder, bytes).toString();
    expect(timed).toMatch(/^\d+\.\d{3} ns\/event \(20 passes over 50 events\)\n$/);
    expect(spawnSync("./two_ports_run", ["--fast"], { cwd: folder, input: bytes }).status).toBe(2);
  });
});
