import { describe, expect, test } from "vitest";
import { streamDepths } from "../../../src/backends/hls/stream/depths.js";
import { completePlan } from "../../../src/backends/planSchema.js";
import { hasCompiler, requireOrSkip } from "../../support/oracle.js";
import { thorough } from "../../support/thorough.js";
import { expectedOutputs, runAsDataflow } from "./dataflow.js";
import { streamCases } from "./streamCases.js";

const plan = completePlan({ format: "trigforge-plan", version: 1, defaults: { io: "stream" } });
const further = ["2d, same, strides", "padding, cropping", "poolings", "depthwise"];
const chosen = ["skip connections", "a gate", "joined along", ...(thorough ? further : [])];
const cases = chosen.map((label) => ({
  ...streamCases.find((one) => one.label.startsWith(label))!,
  options: { plan },
}));

describe("how deep streams are", () => {
  test("two packets, where nothing meets again", () => {
    expect(streamDepths([{ from: 0, to: 1, packets: 9 }])).toEqual([2]);
    const line = [0, 1, 2].map((from) => ({ from, to: from + 1, packets: 100 }));
    expect(streamDepths([...line, { from: 1, to: 4, packets: 7 }])).toEqual([2, 2, 2, 2]);
  });

  test("all packets of an event, on every circle", () => {
    const diamond = [
      { from: 0, to: 1, packets: 5 },
      { from: 0, to: 2, packets: 6 },
      { from: 1, to: 3, packets: 7 },
      { from: 2, to: 3, packets: 1 },
      { from: 3, to: 4, packets: 9 },
    ];
    expect(streamDepths(diamond)).toEqual([5, 6, 7, 2, 2]);
    const twice = [3, 4].map((packets) => ({ from: 0, to: 1, packets }));
    expect(streamDepths(twice)).toEqual([3, 4]);
  });
});

describe.skipIf(!requireOrSkip("a C++ compiler (g++)", hasCompiler()))("tasks side by side, on bounded streams", () => {
  test("give what the reference gives, event after event", async () => {
    const found = await runAsDataflow(cases);
    expect(found).toEqual(expectedOutputs(cases));
  });

  test("come to a standstill with shorter streams, so that this test can fail", async () => {
    expect(await runAsDataflow(cases.slice(0, 1), () => 2, 2)).toBeNull();
  });
});
