import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { check } from "../../src/backends/hls/index.js";
import { defaultPlan, type Plan } from "../../src/backends/plan.js";
import { evaluate } from "../../src/backends/reference/index.js";
import * as wasm from "../../src/backends/wasm/index.js";
import { fractionOf } from "../../src/fixed/index.js";
import { outputPorts } from "../../src/ir/index.js";
import { perEvent } from "../../src/node.js";
import { differences, simulation } from "../backends/hls/batch.js";
import { hasCompiler, repositoryRoot, requireOrSkip } from "../support/oracle.js";
import { runsThoroughly } from "../support/thorough.js";
import type { CoverageNetwork, LoadedNetwork } from "./network.js";
import { coverageNetworks } from "./networks.js";
import { coverageTable, type Verdict } from "./table.js";

// docs/coverage.md: which layer of which front end is held in which backend. The rooms of the importers hold the reference (and
// WASM) on all their golden events; here every network goes through every backend, the same way.

const page = join(repositoryRoot, "docs/coverage.md");
const streaming: Plan = { ...defaultPlan, defaults: { ...defaultPlan.defaults, io: "stream" } };
const networks = await coverageNetworks();
const loaded = new Map<CoverageNetwork, LoadedNetwork>();
const verdicts: Verdict[] = [];

beforeAll(async () => {
  for (const network of networks) {
    const one = await network.load();
    loaded.set(network, one);
    verdicts.push({ network, parallel: refusal(one, defaultPlan), stream: refusal(one, streaming) });
  }
});

function refusal({ program }: LoadedNetwork, plan: Plan): string | null {
  const [problem] = check(program, plan);
  return problem === undefined ? null : `${problem.note.where}: ${problem.note.what}`;
}

it("docs/coverage.md is current", () => {
  const text = coverageTable(verdicts);
  if (process.env.TRIGFORGE_UPDATE) writeFileSync(page, text);
  expect(existsSync(page) ? readFileSync(page, "utf8") : "").toBe(text);
});

const runs = runsThoroughly("every network of docs/coverage.md in every backend");

describe.skipIf(!runs)("every network", () => {
  it.each(
    networks.map((network) => [`${network.frontEnd}: ${network.name}`, network] as const),
  )("%s: reference and WASM", async (_label, network) => {
    const { program, events, expected, meaning } = loaded.get(network)!;
    const ports = outputPorts(program);
    const answers = events.map((event) => evaluate(program, event));
    for (const [index, { name, type }] of ports.entries()) {
      const unit = meaning === "raw" ? 1 : 2 ** -fractionOf(type);
      const wrong = answers.flatMap((event, row) =>
        event[name]!.filter((raw, element) => !agree(Number(raw) * unit, expected[index]![row]![element]!, meaning)),
      );
      expect(wrong, name).toEqual([]);
      expect(answers.map((event) => event[name]!.length)).toEqual(expected[index]!.map((row) => row.length));
    }
    const emulator = await wasm.build(program);
    const inputs = Object.fromEntries(
      Object.keys(events[0]!).map((name) => [name, events.flatMap((event) => [...event[name]!])]),
    );
    expect(perEvent(ports, emulator.run(inputs), events.length)).toEqual(answers.map((event) => ({ ...event })));
  });
});

/** Networks that one run of the compiler takes together. */
const batch = 6;
const batches = Array.from({ length: Math.ceil(networks.length / batch) }, (_unused, index) =>
  networks.slice(index * batch, (index + 1) * batch),
);

describe.skipIf(!runs || !requireOrSkip("g++", hasCompiler()))("the generated C++ of every network", () => {
  it.each(batches.map((some) => [some.map(({ name }) => name).join(", "), some] as const))(
    "%s: io_parallel and io_stream",
    async (_label, some) => {
      const cases = some.flatMap((network) => {
        const { program, events } = loaded.get(network)!;
        const { parallel, stream } = verdicts.find((one) => one.network === network)!;
        const plans = [...(parallel === null ? [defaultPlan] : []), ...(stream === null ? [streaming] : [])];
        return plans.map((plan) => {
          const label = `${network.frontEnd}: ${network.name}, io_${plan.defaults.io}`;
          return { label, program, options: { plan }, events: events.slice(0, 20) };
        });
      });
      expect(await differences(cases, simulation[1]!)).toEqual([]);
    },
    600_000,
  );
});

/** Whether a number is the framework's: −0 is 0. */
function agree(found: number, expected: number, meaning: LoadedNetwork["meaning"]): boolean {
  if (meaning === "raw") return found === expected;
  if (meaning === "near") return Math.abs(found - expected) <= 1e-5 * Math.max(1, Math.abs(expected));
  return Math.fround(found) === Math.fround(expected);
}
