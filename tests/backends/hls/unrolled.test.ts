import { describe, expect, test } from "vitest";
import { build } from "../../../src/backends/hls/index.js";
import { completePlan } from "../../../src/backends/planSchema.js";
import { requireOrSkip } from "../../support/oracle.js";
import { runsThoroughly } from "../../support/thorough.js";
import { type BatchCase, differences, type Headers, simulation, vendor } from "./batch.js";
import { residualCase } from "./cases.js";
import { attentionCase, chainCase, gruCase, lstmCase, unrolledCases } from "./unrolledCases.js";

const plan = (fields: object) => completePlan({ format: "trigforge-plan", version: 1, defaults: fields });
const under = (cases: readonly BatchCase[], fields: object): BatchCase[] =>
  cases.map((one) => ({ ...one, options: { plan: plan(fields) } }));

const sets: readonly (readonly [string, readonly BatchCase[], Headers, boolean])[] = [
  [
    "unrolled layers",
    [
      ...under(unrolledCases, {}),
      ...under([gruCase], { io: "stream" }),
      ...under([chainCase], { structure: "dataflow" }),
    ],
    simulation,
    false,
  ],
  ["unrolled layers, streamed", under(unrolledCases, { io: "stream" }), simulation, true],
  [
    "unrolled layers, shared multipliers",
    [...under([lstmCase, gruCase], { strategy: "resource", reuseFactor: 2 })],
    simulation,
    true,
  ],
  ["unrolled layers", under(unrolledCases, {}), vendor, true],
];

describe("layers that are written out step by step as C++ equal the reference", () => {
  for (const [what, cases, [name, folder], long] of sets) {
    const runs = !long || runsThoroughly(`${what}, with ${name}`);
    test.skipIf(!runs || !requireOrSkip(name, folder !== null))(
      `${what}, with ${name}`,
      { timeout: 600_000 },
      async () => {
        console.info(`${what}, ${name}: ${cases.map(({ label }) => label).join("; ")}`);
        expect(await differences(cases, folder!)).toEqual([]);
      },
    );
  }
});

describe("steps are functions", () => {
  const lines = ({ program }: BatchCase, path: string): string[] =>
    build(program, { projectName: "net" })[path]!.split("\n");
  const calls = (one: BatchCase, name: string): number =>
    lines(one, "firmware/net.cpp").filter((line) => line.includes(name)).length;

  test("of an LSTM, called for each step but the first", () => {
    expect(calls(lstmCase, "    lstm1_step(")).toBe(19);
    expect(lines(lstmCase, "firmware/net.cpp").length).toBeLessThan(600);
    expect(lines(lstmCase, "firmware/parameters.h").length).toBeLessThan(500);
  });

  test("of a GRU and of a chain of sums", () => {
    expect(calls(gruCase, "gru1_step(")).toBeGreaterThan(8);
    expect(calls(chainCase, "mean1_step(")).toBeGreaterThan(30);
  });

  test("of nothing, where nothing is repeated", () => {
    expect(calls(attentionCase, "_step(")).toBeLessThan(8);
    expect(lines(residualCase, "firmware/net.cpp").some((line) => line.includes("_step("))).toBe(false);
  });

  test("that layers further on may read", () => {
    const source = lines(gruCase, "firmware/net.cpp").join("\n");
    expect(source).toMatch(
      /static void gru1_step\(\n(?: {4}const \w+ \w+\[\d+\],\n)+(?: {4}\w+ \w+\[\d+\],?\n)+\) \{\n#pragma HLS INLINE/,
    );
  });
});
