import { describe, expect, test } from "vitest";
import { build } from "../../../src/backends/hls/index.js";
import { completePlan } from "../../../src/backends/planSchema.js";
import { requireOrSkip } from "../../support/oracle.js";
import { random } from "../../support/random.js";
import { randomInputs, randomProgram } from "../../support/randomProgram.js";
import { runsThoroughly } from "../../support/thorough.js";
import { type BatchCase, differences, type Headers, simulation, vendor } from "./batch.js";
import { residualCase, sumCases, wiringCases } from "./cases.js";
import { randomNetworkCase } from "./randomNetwork.js";
import { cicada, deepSet, flatPort, flatWindows, streamCases } from "./streamCases.js";

const plan = (fields: object) => completePlan({ format: "trigforge-plan", version: 1, ...fields });
const streamed = plan({ defaults: { io: "stream" } });
const networks = [...streamCases, cicada, deepSet, flatPort, flatWindows];
const under = (cases: readonly BatchCase[], options: BatchCase["options"]): BatchCase[] =>
  cases.map((one) => ({ ...one, options: { ...options } }));

/** Networks with shared multipliers; every contraction's inputs divide by the factor. */
const shared = [
  { ...deepSet, options: { plan: plan({ defaults: { io: "stream", strategy: "resource", reuseFactor: 2 } }) } },
  { ...cicada, options: { plan: plan({ defaults: { io: "stream", strategy: "resource", reuseFactor: 4 } }) } },
  { ...cicada, options: { plan: plan({ defaults: { io: "stream" }, scopes: { dense4: { io: "parallel" } } }) } },
];

function randomCases(count: number, first: number): BatchCase[] {
  return Array.from({ length: count }, (_unused, index) => {
    const source = random(first + index, null);
    const program = randomProgram(source);
    const label = `seed ${first + index}`;
    return { label, program, options: { plan: streamed }, events: randomInputs(program, source, 20) };
  });
}

const randomNetworks = (count: number, first: number, options: BatchCase["options"]): BatchCase[] =>
  Array.from({ length: count }, (_unused, index) => randomNetworkCase(first + index, options));

/** The default suite takes every third network. */
const isThird = (_one: unknown, index: number): boolean => index % 3 === 0;

const sets: readonly (readonly [string, readonly BatchCase[], Headers, readonly string[], boolean])[] = [
  ["some networks, streamed", under(networks, { plan: streamed }).filter(isThird), simulation, ["-O0"], false],
  ["networks, streamed", [...under(networks, { plan: streamed }), ...shared], simulation, ["-O0"], true],
  ["some networks, parallel", under(networks, {}).filter(isThird), simulation, ["-O0"], false],
  ["networks, parallel", under(networks, {}), simulation, ["-O0"], true],
  ["random programs, streamed", randomCases(2, 5000), simulation, ["-O0"], false],
  [
    "random networks",
    [...randomNetworks(4, 7000, { plan: streamed }), ...randomNetworks(2, 7100, {})],
    simulation,
    ["-O0"],
    false,
  ],
  ["random programs, streamed", randomCases(12, 6000), simulation, ["-O0"], true],
  ["random networks, streamed", randomNetworks(24, 8000, { plan: streamed }), simulation, ["-O0"], true],
  ["random networks, streamed again", randomNetworks(24, 8100, { plan: streamed }), simulation, ["-O0"], true],
  ["random networks, parallel", randomNetworks(24, 8200, {}), simulation, ["-O0"], true],
  ["random networks, streamed", randomNetworks(10, 8300, { plan: streamed }), vendor, ["-O0"], true],
  [
    "ops, streamed, constants as synthesis sees them",
    under([residualCase, ...wiringCases, ...sumCases, ...streamCases], { plan: streamed }),
    simulation,
    ["-O0", "-DTRIGFORGE_RAW_CONSTANTS"],
    true,
  ],
  ["networks, streamed", [...under(networks, { plan: streamed }), ...shared], vendor, ["-O0"], true],
  ["networks, parallel", under(networks, {}), vendor, ["-O0"], true],
];

describe("generated C++ of convolutional networks equals the reference", () => {
  for (const [what, cases, [name, folder], flags, long] of sets) {
    const runs = !long || runsThoroughly(`${what}, with ${name}`);
    test.skipIf(!runs || !requireOrSkip(name, folder !== null))(
      `${what}, with ${name}, ${cases.length}`,
      { timeout: 600_000 },
      async () => {
        const events = cases.reduce((sum, one) => sum + one.events.length, 0);
        console.info(`${what}, ${name}: ${cases.length} programs, ${events} events, seeds in their labels`);
        expect(await differences(cases, folder!, flags)).toEqual([]);
      },
    );
  }
});

describe("the tasks of a streamed program", () => {
  const source = (which: BatchCase, fields: object = {}): string =>
    build(which.program, { plan: plan({ defaults: { io: "stream" }, ...fields }), projectName: "net" })[
      "firmware/net.cpp"
    ]!;
  const labelled = (label: string): BatchCase => streamCases.find((one) => one.label.startsWith(label))!;
  const tasks = (text: string): string[] => [...text.matchAll(/^\/\/ (.*)$/gm)].map(([, comment]) => comment!);
  const depths = (text: string): Record<string, number> =>
    Object.fromEntries(
      [...text.matchAll(/STREAM variable=(\w+) depth=(\d+)/g)].map(([, name, depth]) => [name, Number(depth)]),
    );

  test("convolutions, poolings, padding and cropping take their windows from line buffers", () => {
    expect(tasks(source(labelled("1d, same, strides")))).toEqual([
      "conv1: 1 x 5 windows of 1 x 3 x 3 elements",
      "relu2: packet by packet, 5 for each event",
      "conv3: 1 x 3 windows of 1 x 2 x 4 elements",
    ]);
    expect(tasks(source(labelled("depthwise")))).toEqual([
      "depthwise1: 5 x 4 windows of 3 x 3 x 3 elements",
      "depthwise2: 4 x 3 windows of 2 x 2 x 3 elements",
      "conv3: packet by packet, 12 for each event",
    ]);
    expect(tasks(source(labelled("poolings")))).toEqual([
      "max1: 3 x 4 windows of 2 x 2 x 2 elements",
      "mean2: 1 x 2 windows of 3 x 2 x 2 elements",
      "global3: works through 2 packets of 2",
    ]);
    expect(tasks(source(labelled("padding, cropping")))).toEqual([
      "pad1: 7 x 8 windows of 1 x 1 x 2 elements",
      "crop2: 4 x 7 windows of 1 x 1 x 2 elements",
      "larger3: collects 28 packets of 2",
      "conv4: 7 x 6 windows of 2 x 2 x 2 elements",
      "turn5: collects 28 packets of 2",
    ]);
  });

  test("global poolings and dense layers behind images take packets as they come, if the order of their sums allows", () => {
    expect(tasks(source(cicada))).toContain("dense4: works through 63 packets of 4");
    expect(tasks(source(labelled("sums over all pixels")))).toEqual([
      "x, for everybody who reads it",
      ...["ascending", "largest", "smallest", "ordered", "free"].map(
        (name, index) => `${name}${index + 1}: works through 20 packets of 3`,
      ),
      ...["strided", "tree"].map((name, index) => `${name}${index + 6}: collects 20 packets of 3`),
      "leap8: collects 20 packets of 3",
    ]);
  });

  test("small images and single channels are streamed as others", () => {
    expect(tasks(source(labelled("one channel")))).toEqual([
      "conv1: 3 x 4 windows of 3 x 3 x 1 elements",
      "global2: works through 12 packets of 1",
    ]);
    expect(tasks(source(labelled("windows larger")))).toEqual(["conv1: 2 x 3 windows of 5 x 5 x 2 elements"]);
  });

  test("windows that are no loops are collected", () => {
    expect(tasks(source(labelled("max pooling with padding")))).toContain("max1: collects 5 packets of 2");
  });

  test("a flat port is taken apart into pixels", () => {
    expect(tasks(source(flatPort))).toEqual([
      "reshape1: one packet for each event becomes 30",
      "conv2: 5 x 4 windows of 2 x 2 x 1 elements",
    ]);
  });

  test("windows over a flat port are windows over the image that they show", () => {
    expect(tasks(source(flatWindows))).toEqual([
      "x, for everybody who reads it",
      "windows1: one packet for each event becomes 24",
      "windows1: 6 x 3 windows of 3 x 3 x 2 elements",
      "dense2: packet by packet, 18 for each event",
      "points3: one packet for each event becomes 24",
      "dense4: packet by packet, 24 for each event",
    ]);
  });

  test("an interval between events leaves time for each packet", () => {
    const paced = source(deepSet, { scopes: { dense1: { interval: 40, reuseFactor: 3 } } });
    expect(paced).toMatch(/packet < 10; packet\+\+\) \{\n#pragma HLS PIPELINE II=4\n/);
  });

  test("a layer that a plan wants parallel is collected", () => {
    expect(tasks(source(cicada, { scopes: { conv1: { io: "parallel" } } }))[0]).toBe(
      "conv1: collects 252 packets of 1",
    );
  });

  test("streams between branches that meet again hold an event, others two packets", () => {
    expect(depths(source(cicada))).toMatchObject({ conv1_to_relu2: 2, relu2_to_dense4: 2 });
    expect(depths(source(labelled("skip connections")))).toMatchInlineSnapshot(`
      {
        "add4_to_join5": 25,
        "conv1_to_relu2": 25,
        "conv3_to_add4": 25,
        "join5_to_conv6": 2,
        "relu2_to_conv3": 25,
        "relu2_to_join5": 25,
        "x_to_add4": 25,
        "x_to_conv1": 25,
        "x_to_join5": 25,
      }
    `);
    expect(depths(source(labelled("a gate")))).toMatchInlineSnapshot(`
      {
        "conv1_to_scale4": 16,
        "conv1_to_squeeze2": 16,
        "dense3_to_scale4": 2,
        "squeeze2_to_dense3": 2,
      }
    `);
  });

  test("are laid out in a whole project", async () => {
    const files = build(labelled("skip connections").program, { plan: streamed, projectName: "net" });
    for (const path of [
      "firmware/net.cpp",
      "firmware/net.h",
      "firmware/types.h",
      "firmware/parameters.h",
      "net_arrays.h",
      "net_test.cpp",
    ]) {
      await expect(files[path]).toMatchFileSnapshot(`snapshots/stream/${path}`);
    }
    const vivado = build(cicada.program, {
      plan: { ...streamed, tool: "vivado_hls" },
      projectName: "net",
      namespace: "v2",
    });
    await expect(vivado["firmware/net.cpp"]).toMatchFileSnapshot("snapshots/stream/vivado.cpp");
  });
});
