import { describe, expect, test } from "vitest";
import { evaluate } from "../../../src/backends/reference/index.js";
import { TrigforgeError } from "../../../src/errors/index.js";
import { type FixedFormat, fixed, printType, uint } from "../../../src/fixed/index.js";
import { applyMap, parseMap } from "../../../src/importers/index.js";
import { inputPorts, type Program, ProgramBuilder } from "../../../src/ir/index.js";

/** A network that hands out its input x as y. */
function network(shape: number[], format: FixedFormat = fixed(18, 13)): Program {
  const builder = new ProgramBuilder("network", { source: "test", fidelity: "native", notes: [] });
  builder.output("y", builder.input("x", shape, format));
  return builder.build();
}

const mapped = (objects: string, shape: number[], type = "fixed<18,13>", rest = "", format?: FixedFormat): Program => {
  const input = `inputs:\n  - port: x\n    type: ${type}\n    objects: ${objects}\n${rest}`;
  return applyMap(network(shape, format), parseMap(`format: trigforge-map\nversion: 1\n${input}`, "map.yml"));
};

/** Raw outputs in 32nds, as values. */
const run = (program: Program, inputs: Record<string, bigint[]>): number[] =>
  evaluate(program, inputs).y!.map((raw) => Number(raw) / 32);

const pt = "pt: { raw: uint<9>, lsb: 0.5 }";
const eta = "eta: { raw: int<8>, lsb: 1 }";

describe("objects as inputs of a program", () => {
  test("each field is a port of hardware integers, and the network sees object after object", () => {
    const program = mapped(`[{ name: EG, slots: 2, fields: { ${pt}, ${eta} } }]`, [4]);
    const ports = inputPorts(program).map(({ name, shape, type }) => `${name} ${printType(type)}[${shape}]`);
    expect(ports).toEqual(["EG_pt ufixed<9,9>[2]", "EG_eta fixed<8,8>[2]"]);
    expect(run(program, { EG_pt: [7n, 511n], EG_eta: [-128n, 3n] })).toEqual([3.5, -128, 255.5, 3]);
  });

  test("half a unit of pT is a scale, never a division", () => {
    const program = mapped(`[{ name: EG, slots: 1, fields: { ${pt} } }]`, [1]);
    expect(program.values.map(({ op }) => op.kind)).toEqual(["input", "scale", "cast", "cast"]);
    expect(program.values.find(({ op }) => op.kind === "scale")!.type).toEqual({ signed: false, width: 9, integer: 8 });
    for (let raw = 0; raw < 512; raw++) expect(run(program, { EG_pt: [BigInt(raw)] })).toEqual([raw / 2]);
  });

  test("a word that cannot hold the half is refused, and so is one that is too narrow or has no sign", () => {
    const refusal = (type: string, field = pt) =>
      refused(() => mapped(`[{ name: EG, slots: 1, fields: { ${field} } }]`, [1], type));
    expect(refusal("fixed<18,18>")).toMatch(/^TF-MAP-004 map.yml: inputs\[0\]\.objects\[0\]\.fields\.pt/);
    expect(refusal("fixed<18,18>")).toMatch(/EG pt, which is ufixed<9,8>[\s\S]*0 fraction bits/);
    expect(refusal("fixed<9,8>")).toMatch(/TF-MAP-004/);
    expect(refusal("ufixed<9,8>", eta)).toMatch(/TF-MAP-004/);
    expect(mapped(`[{ name: EG, slots: 1, fields: { ${pt} } }]`, [1], "ufixed<9,8>")).toBeDefined();
  });

  test("a loss that is meant is a step with a result", () => {
    const field = "pt: { raw: uint<9>, lsb: 0.5, scale: { type: ufixed<1,1>, values: 1, result: ufixed<8,8> } }";
    const program = mapped(`[{ name: EG, slots: 1, fields: { ${field} } }]`, [1], "fixed<18,18>", "", fixed(18, 13));
    expect(run(program, { EG_pt: [7n] })).toEqual([3]);
  });

  test("steps of a field have their own types, and one value for each slot", () => {
    const steps =
      "offset: { type: fixed<4,3>, values: [1, -0.5], result: fixed<12,9> }, shift: { values: 1, result: fixed<12,9> }";
    const program = mapped(`[{ name: EG, slots: 2, fields: { pt: { raw: uint<9>, lsb: 0.5, ${steps} } } }]`, [2]);
    // (3.5 − 1) >> 1 = 1.25; (10 + 0.5) >> 1 = 5.25: both on the grid of eighths.
    expect(run(program, { EG_pt: [7n, 20n] })).toEqual([1.25, 5.25]);
    const other = `[{ name: EG, slots: 2, fields: { pt: { raw: uint<9>, lsb: 1, shift: { values: [1, 2, 3], result: fixed<12,10> } } } }]`;
    expect(refused(() => mapped(other, [2]))).toMatch(/TF-MAP-002 .*fields\.pt\.shift\.values: there are 3 values/);
  });

  test("steps of the port follow those of the fields, in the order of the network's elements", () => {
    const rest = "    offset: { type: fixed<8,8>, values: [0, 1, 2, 3], result: fixed<18,13> }\n";
    const program = mapped(`[{ name: EG, slots: 2, fields: { ${pt}, ${eta} } }]`, [4], "fixed<18,13>", rest);
    expect(run(program, { EG_pt: [2n, 4n], EG_eta: [10n, 20n] })).toEqual([1, 9, 0, 17]);
  });

  test("arrange: by_field puts the values of a field together, collection by collection", () => {
    const objects = `[{ name: EG, slots: 2, fields: { ${pt}, ${eta} } }, { name: MET, slots: 1, fields: { ${pt} } }]`;
    const inputs = { EG_pt: [2n, 4n], EG_eta: [10n, 20n], MET_pt: [8n] };
    expect(run(mapped(objects, [5]), inputs)).toEqual([1, 10, 2, 20, 4]);
    expect(run(mapped(objects, [5], "fixed<18,13>", "    arrange: by_field\n"), inputs)).toEqual([1, 2, 10, 20, 4]);
  });

  test("constants fill a place and need no port", () => {
    const program = mapped(`[{ name: MET, slots: 1, fields: { ${pt}, eta: { constant: -1.5 } } }]`, [2]);
    expect(inputPorts(program).map((port) => port.name)).toEqual(["MET_pt"]);
    expect(run(program, { MET_pt: [2n] })).toEqual([1, -1.5]);
    const inexact = () => mapped(`[{ name: MET, slots: 1, fields: { ${pt}, eta: { constant: 0.1 } } }]`, [2]);
    expect(refused(inexact)).toMatch(/TF-MAP-004 .*fields\.eta: [\s\S]*the constant 0.1/);
  });

  test("the port may have any shape of as many elements; another number is refused by collection", () => {
    const objects = `[{ name: EG, slots: 2, fields: { ${pt}, ${eta} } }, { name: MET, slots: 2, fields: { ${pt} } }]`;
    expect(mapped(objects, [2, 3]).values.at(-1)!.shape).toEqual([2, 3]);
    expect(refused(() => mapped(objects, [5]))).toMatch(
      /TF-MAP-002 map.yml: inputs\[0\]\.objects: the objects have 6 numbers: EG 4, MET 2[\s\S]*5, as/,
    );
  });

  test("integers enter networks of integers", () => {
    const grid = "grid: { axes: [{ column: phi, count: 3 }, { column: eta, first: 4, count: 2 }] }";
    const program = mapped(
      `[{ name: R, ${grid}, fields: { et: { raw: uint<10>, lsb: 1 } } }]`,
      [3, 2, 1],
      "uint<10>",
      "",
      uint(10),
    );
    expect(evaluate(program, { R_et: [1n, 2n, 3n, 4n, 5n, 1023n] }).y).toEqual([1n, 2n, 3n, 4n, 5n, 1023n]);
  });
});

describe("mistakes", () => {
  const eg = (rest: string, head = "slots: 2") => `[{ name: EG, ${head}, fields: { ${rest} } }]`;
  test.each<[string, string, RegExp]>([
    [
      "a scale that is no power of two",
      eg("pt: { raw: uint<9>, lsb: 0.3 }"),
      /TF-MAP-004 .*pt\.lsb: 0.3 is not a power/,
    ],
    ["a scale near a power of two", eg("pt: { raw: uint<9>, lsb: 0.50000000000000011 }"), /TF-MAP-004 .*power of two/],
    ["no scale", eg("pt: { raw: uint<9> }"), /TF-FORMAT-015 .*fields\.pt\.lsb: the value of the integer 1/],
    ["no type", eg("pt: { lsb: 1 }"), /TF-FORMAT-015 .*fields\.pt\.raw: the type of the hardware integer/],
    ["a type with fraction bits", eg("pt: { raw: ufixed<9,8>, lsb: 1 }"), /TF-MAP-004 .*pt\.raw: ufixed<9,8> is not/],
    ["integers too wide for a table", eg("pt: { raw: uint<54>, lsb: 1 }"), /TF-MAP-004 [\s\S]*at most 53 bits/],
    [
      "a missing value outside the type",
      eg("pt: { raw: uint<9>, lsb: 1, missing: -1 }"),
      /TF-MAP-004 .*pt\.missing: -1/,
    ],
    ["a constant with a type", eg("pt: { constant: 0, raw: uint<9> }"), /TF-FORMAT-015 .*pt\.raw: a constant/],
    [
      "a misspelt field",
      eg("pt: { raw: uint<9>, lbs: 1 }"),
      /TF-FORMAT-015 .*fields\.pt: unknown field "lbs"[\s\S]*"lsb"/,
    ],
    ["no fields", eg(""), /TF-FORMAT-015 .*fields: the objects have no field/],
    ["slots and a grid", eg(pt, "slots: 2, grid: { axes: [{ column: a, count: 2 }] }"), /either slots or a grid/],
    ["neither", eg(pt, "code: 2"), /either slots or a grid/],
    ["no slots", eg(pt, "slots: 0"), /TF-FORMAT-015 .*slots/],
    ["an order by no field", eg(pt, "slots: 2, order_by: pz"), /order_by: "pz" is no field .*fields: pt/],
    ["an order by a constant", eg(`${pt}, q: { constant: 1 }`, "slots: 2, order_by: q"), /order_by: "q" is no field/],
    ["an order in a grid", eg(pt, "order_by: pt, grid: { axes: [{ column: a, count: 2 }] }"), /placed by their coord/],
    [
      "a huge grid",
      eg(pt, "grid: { axes: [{ column: a, count: 60000 }, { column: b, count: 60000 }] }"),
      /more than 65536/,
    ],
    [
      "an unknown placeholder",
      eg(pt, 'slots: 2, columns: "EG_{feild}"'),
      /TF-MAP-003 .*placeholder \{feild\}[\s\S]*"field"/,
    ],
    [
      "two collections of one name",
      `${eg(pt).slice(0, -1)}, ${eg(pt).slice(1)}`,
      /TF-MAP-003 .*objects\[1\]\.name: there are two/,
    ],
    ["a name that is no identifier", "[{ name: E G, slots: 1, fields: {} }]", /TF-FORMAT-015 .*objects\[0\]\.name/],
  ])("%s", (_name, objects, expected) => {
    expect(refused(() => mapped(objects, [4]))).toMatch(expected);
  });

  test.each<[string, string, RegExp]>([
    [
      "a table without objects",
      "table: { layout: wide }\ninputs: [{ port: x, type: fixed<8,8> }]\n",
      /TF-MAP-003 .*table: no input has/,
    ],
    [
      "an arrangement without objects",
      "inputs: [{ port: x, type: fixed<8,8>, arrange: by_field }]\n",
      /TF-MAP-003 .*arrange/,
    ],
    ["an unknown layout", "table: { layout: tall }\n", /TF-FORMAT-015 .*table\.layout/],
    ["a long table without events", "table: { layout: long }\n", /table\.event: a long table needs/],
    ["a wide table with events", "table: { layout: wide, event: e }\n", /table\.event: only a long table/],
    ["ignored collections without a column", "table: { layout: long, event: e, ignore: [TAU] }\n", /table\.ignore/],
    [
      "a first event of rising numbers",
      "table: { layout: long, event: e, numbering: rising, first_event: 1 }\n",
      /first_event/,
    ],
  ])("%s", (_name, text, expected) => {
    expect(refused(() => parseMap(`format: trigforge-map\nversion: 1\n${text}`, "map.yml"))).toMatch(expected);
  });
});

function refused(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof TrigforgeError) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error("nothing was refused");
}
