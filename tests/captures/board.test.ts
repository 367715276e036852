import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EventValues, evaluate } from "../../src/backends/reference/index.js";
import { compareCapture } from "../../src/captures/compare.js";
import { expectEvents } from "../../src/captures/compareExpectation.js";
import { layoutOf, parseCapture, type RawEvent, type SideLayout } from "../../src/captures/index.js";
import type { CompareReport } from "../../src/captures/report.js";
import { type CompiledFirmware, compileFirmware } from "../../src/node/firmware.js";
import { hasCompiler, requireOrSkip } from "../support/oracle.js";
import { type Random, random } from "../support/random.js";
import { thorough } from "../support/thorough.js";
import { type CaptureSetting, record, send } from "./board.js";
import { type Fault, faults } from "./boardFaults.js";
import { boardLayouts } from "./boardLayouts.js";
import { allVariants, drawEvents, network, variations } from "./boardNetwork.js";

// Simulated hardware: a board computes with the generated C++ (without g++ with the reference, said aloud), plays the
// answers with a latency, captures a part of them, and does one thing wrong. `compare` must find the latency and the fault.

const program = network();
const variants = allVariants();
const events = 60;
// One seed for each fault and layout; TRIGFORGE_BOARD_SEEDS=1,2,3 takes more.
const seeds = (process.env.TRIGFORGE_BOARD_SEEDS ?? "1").split(",").map(Number);
const compiled = requireOrSkip("g++, boards compute with the reference", hasCompiler());
let firmware: CompiledFirmware | undefined;

beforeAll(async () => {
  if (compiled) firmware = await compileFirmware(variants, { optimisation: "-O0" });
}, 120_000);
afterAll(() => firmware?.remove());

async function answersOf(inputs: readonly EventValues[], variant: string): Promise<RawEvent[]> {
  const all = firmware === undefined ? inputs.map((event) => evaluate(variants, event)) : await firmware.run(inputs);
  return all.map((event) => ({
    y: event[`${variant}_y`]!,
    score: event[`${variant}_score`]!,
    narrow: event[`${variant}_narrow`]!,
  }));
}

interface Played {
  readonly report: CompareReport;
  readonly latency: number;
}

/** Plays events into a board with a fault, and compares the capture with the emulator. */
async function play(
  layoutName: string,
  fault: Fault,
  source: Random,
  setting: Partial<CaptureSetting> = {},
): Promise<Played> {
  const layout = layoutOf(parseCapture(boardLayouts[layoutName]!, `${layoutName}.yml`), program);
  const side = layout.outputs!;
  const inputs = drawEvents(source, events);
  const fed = fault.inputs?.(inputs) ?? inputs;
  let answers = await answersOf(fed, fault.variant ?? "clean");
  answers = fault.answers?.(answers) ?? answers;
  const sent = await send(side, answers);
  fault.frames?.(sent);
  const latency = setting.latency ?? source.integer(3, 90);
  const frames = setting.frames ?? latency + sent.frames.length + source.integer(0, 40);
  const capture = await record(sent, { ...setting, latency, frames }, source);
  const expected = inputs.map((event) => evaluate(program, event));
  const model = { program, inputs: (event: number) => inputs[event]!, events, side: layout.inputs };
  const report = compareCapture(expectEvents(side, expected, 0, "emulator"), capture, {
    names: { expected: "emulator", found: "board.txt" },
    model,
    inputs: layout.inputs,
  });
  return { report, latency };
}

const layouts = Object.keys(boardLayouts);

describe("a board without a fault agrees", () => {
  it("the network's variants differ in enough events to be told apart", () => {
    const inputs = drawEvents(random(5), events);
    const outputs = Object.fromEntries(
      Object.keys(variations).map((name) => [name, inputs.map((event) => evaluate(network(variations[name]), event))]),
    );
    for (const name of Object.keys(variations)) {
      if (name === "clean") continue;
      const differing = inputs.filter(
        (_event, index) =>
          `${outputs[name]![index]!.y},${outputs[name]![index]!.score}` !==
          `${outputs.clean![index]!.y},${outputs.clean![index]!.score}`,
      );
      expect(differing.length, name).toBeGreaterThan(5);
    }
  });

  for (const layout of layouts) {
    for (const seed of seeds) {
      it(`${layout}, seed ${seed}`, async () => {
        const { report, latency } = await play(layout, { name: "none" }, random(seed, null));
        expect(report).toMatchObject({ verdict: "agree", diagnoses: [], first: null });
        expect(report.events).toMatchObject({ compared: events, equal: events, truncated: 0, absent: 0 });
        expect(report.lag).toMatchObject({ frames: latency, certainty: "certain" });
      });
    }
  }

  it("cut off at its end", async () => {
    const { report, latency } = await play("emp", { name: "none" }, random(7), { frames: 300 });
    expect(report.verdict).toBe("agree");
    expect(report.lag.frames).toBe(latency);
    expect(report.events.compared + report.events.truncated + report.events.absent).toBe(events);
    expect(report.events.absent).toBeGreaterThan(10);
  });

  it("begun in the middle, with playback repeated", async () => {
    const { report } = await play("emp", { name: "none" }, random(8), {
      begin: 200,
      latency: 20,
      repetitions: 3,
      frames: 1100,
    });
    expect(report.verdict).toBe("agree");
    expect(report.lag.playbacks.length).toBe(3);
    expect(report.events.compared).toBeGreaterThan(110);
    expect(report.lag.latency?.frames).toBeDefined();
  });
});

describe("a board with a fault is found out", () => {
  // The default suite tries each fault on the first layout that can have it; CI and TRIGFORGE_THOROUGH=1 on all.
  const tried = new Set<string>();
  for (const [name, draw] of Object.entries(faults)) {
    for (const layout of layouts) {
      for (const seed of seeds) {
        const source = random(1000 * seed + name.length, null);
        const side = layoutOf(parseCapture(boardLayouts[layout]!, layout), program).outputs as SideLayout;
        const fault = draw({ random: source, layout: side, events });
        if (fault === null || (!thorough && tried.has(name))) continue;
        tried.add(name);
        it(`${name}: ${layout}, seed ${seed}`, async () => {
          const { report, latency } = await play(layout, fault, source);
          const extra = name === "event offset" ? offsetOf(report) * side.eventFrames : 0;
          expect(report.verdict).toBe("differ");
          expect(report.diagnoses[0], JSON.stringify(report.diagnoses)).toMatchObject({
            fault: fault.name,
            exact: true,
          });
          if (fault.mentions !== undefined) expect(report.diagnoses[0]!.claim).toMatch(fault.mentions);
          expect(report.lag.frames).toBe(latency + extra);
        });
      }
    }
  }
});

/** Events by which the first diagnosis says that the stream is late. */
function offsetOf(report: CompareReport): number {
  return Number(/event i . (\d+)/.exec(report.diagnoses[0]?.claim ?? "")?.[1] ?? 0);
}
