import { describe, expect, test } from "vitest";
import { evaluate } from "../../../src/backends/reference/index.js";
import { importHls4mlProject } from "../../../src/importers/index.js";
import { inputPorts, outputPorts } from "../../../src/ir/index.js";
import { random } from "../../support/random.js";
import { dialects, edited, fixture, without } from "./fixtures.js";

// The network of every fixture, its constants worked out by hand: raw integers after truncation to weight types.
const weights2 = [11n, -5n, 16n, -24n, 0n, 4n, 28n, -1n, 8n, 1n, -3n, -32n]; // fixed<6,2>: 16ths, [4][3]
const biases2 = [4n, -3n, 10n]; // fixed<6,3>: 8ths
const weights4 = [1n, -8n, 12n, 2n, -2n, 7n]; // fixed<5,2>: 8ths, [3][2]

/** The network in plain integer arithmetic. Inputs are 16ths, of fixed<8,4>. */
function expected(inputs: readonly bigint[]): bigint[] {
  const wrap = (raw: bigint, width: number) => BigInt.asIntN(width, raw);
  const hidden = biases2.map((bias, output) => {
    // Products of 16ths by 16ths are the 256ths of accumulator fixed<14,6>.
    const sum = inputs.reduce((total, x, k) => wrap(total + x * weights2[3 * k + output]!, 14), bias * 32n);
    const result = wrap(sum >> 3n, 10); // fixed<10,5>: 32nds
    const rounded = (result + 2n) >> 2n; // ufixed<6,3,RND,SAT>: 8ths
    return result <= 0n ? 0n : rounded > 63n ? 63n : rounded;
  });
  return [0, 1].map((output) =>
    // 64ths of products, into 128ths of fixed<12,5>.
    hidden.reduce((total, x, k) => wrap(total + ((x * weights4[2 * k + output]!) << 1n), 12), 0n),
  );
}

describe("the same network in every dialect", () => {
  test.each(dialects)("%s", (dialect) => {
    const program = importHls4mlProject(fixture(dialect));
    const [input] = inputPorts(program);
    const [output] = outputPorts(program);
    expect(input!.shape).toEqual([4]);
    expect(output).toMatchObject({ name: "layer4_out", shape: [2], type: { signed: true, width: 12, integer: 5 } });
    const source = random(41, null);
    for (let event = 0; event < 300; event++) {
      const inputs = Array.from({ length: 4 }, () => BigInt(source.integer(-128, 127)));
      expect(evaluate(program, { [input!.name]: inputs })).toEqual({ layer4_out: expected(inputs) });
    }
  });

  test("sizes that hls4ml before 0.7 hands out are no ports", () => {
    const parameters = ",\n unsigned short &const_size_in_1,\n unsigned short &const_size_out_1\n) {";
    const sizes = "const_size_in_1 = N_INPUT_1_1; const_size_out_1 = 2*1;";
    const files = edited(fixture("static_const"), "NN/Small_v1.cpp", /\n\) \{/, `${parameters} ${sizes}`);
    const program = importHls4mlProject(files);
    expect(inputPorts(program).map((port) => port.name)).toEqual(["input_1"]);
    expect(outputPorts(program).map((port) => port.name)).toEqual(["layer4_out"]);
    const called = edited(files, "NN/Small_v1.cpp", "= N_INPUT_1_1;", "= size_of(input_1);");
    expect(() => importHls4mlProject(called)).toThrow(/"\(" is here/);
  });

  test("names: program, ports and scopes are those of the project", () => {
    const program = importHls4mlProject(fixture("static_const"));
    expect(program.name).toBe("Small_v1");
    expect(inputPorts(program).map((port) => port.name)).toEqual(["input_1"]);
    expect([...new Set(program.values.map((value) => value.scope))]).toEqual(["", "hidden", "hidden_relu", "last"]);
    const scopes = (dialect: (typeof dialects)[number]) =>
      new Set(importHls4mlProject(fixture(dialect)).values.map((value) => value.scope));
    // Without a comment behind the call, or with a sentence there, the comment on the configuration counts.
    expect(scopes("constexpr")).toEqual(new Set(["", "hidden", "hidden_relu", "last"]));
    expect(scopes("current")).toEqual(new Set(["", "hidden", "hidden_relu", "last"]));
  });
});

describe("weights", () => {
  test("stale text files are ignored and noted; leftovers are not even read", () => {
    const { notes } = importHls4mlProject(fixture("static_const")).provenance;
    expect(notes.some((note) => note.includes("w2.txt differs from the initialiser of w2"))).toBe(true);
    expect(notes.some((note) => note.includes("b2.txt"))).toBe(false);
  });

  test("text files count where there is no initialiser, and where the function loads them unguarded", () => {
    const files = fixture("text_only");
    expect(importHls4mlProject(files).provenance.notes).toContain("w2 is read from weights/w2.txt");
    const loaded = edited(files, "weights/w2.h", "w2[12]", `w2[12] = {${"9, ".repeat(11)}9}`);
    expect(importHls4mlProject(loaded).values).toEqual(importHls4mlProject(files).values);
  });

  test("a missing header, array or text file is named with its place", () => {
    const files = fixture("static_const");
    const read = (changed: Record<string, string>) => () => importHls4mlProject(changed);
    expect(read(without(files, "NN/weights/b2.h"))).toThrow(/NN\/parameters.h:10: "weights\/b2.h" is included/);
    expect(read(edited(files, "NN/parameters.h", '#include "weights/b2.h"\n', ""))).toThrow(
      /Small_v1.cpp:31: the weights b2 are not defined/,
    );
    expect(read(without(fixture("text_only"), "weights/b4.txt"))).toThrow(
      /b4.h:4: b4 has no initialiser, and there is no b4.txt/,
    );
    expect(read(edited(fixture("text_only"), "weights/b4.txt", "0,0", "0,zero"))).toThrow(
      /weights\/b4.txt:1: b4 holds something that is no number/,
    );
  });

  test("another number of values is refused", () => {
    const files = fixture("static_const");
    const short = edited(files, "NN/weights/b2.h", "{0.5, ", "{");
    expect(() => importHls4mlProject(short)).toThrow(/b2.h:13: b2 has 2 values[\s\S]*expected 3/);
    const other = edited(files, "NN/weights/b2.h", /b2\[3\] = \{/, "b2[4] = {1, ");
    expect(() => importHls4mlProject(other)).toThrow(/b2 has 4 values[\s\S]*expected 3, for shape \[3\]/);
  });
});
