import { describe, expect, test } from "vitest";
import type { Plan } from "../../../src/backends/plan.js";
import { completePlan } from "../../../src/backends/planSchema.js";
import { requireOrSkip } from "../../support/oracle.js";
import { runsThoroughly } from "../../support/thorough.js";
import { type BatchCase, differences, type Headers, simulation, vendor } from "./batch.js";
import { castCases, elementwiseCases, residualCase, sumCases, wiringCases } from "./cases.js";

const shared = (reuseFactor: number): Plan =>
  completePlan({ format: "trigforge-plan", version: 1, defaults: { strategy: "resource", reuseFactor } });

/** Reuse factors of contractions of 10 x 4 products, two for each accumulator. */
const factors = [2, 5, 10, 20, 40];

/** Some cases again with shared multipliers, in processes. */
const sharedCases: readonly BatchCase[] = [
  ...sumCases
    .filter(({ label }) => label.startsWith("contract"))
    .flatMap((sums, index) =>
      [index, index + 2].map((which) => ({ ...sums, options: { plan: shared(factors[which % factors.length]!) } })),
    ),
  ...[1, 2, 16].map((factor) => ({ ...residualCase, options: { plan: shared(factor) } })),
  ...sumCases.slice(0, 4).map((sums) => ({ ...sums, options: { plan: shared(1) } })),
];

const plain = [...castCases, ...elementwiseCases, ...sumCases, ...wiringCases, residualCase];

const sets: readonly (readonly [string, readonly BatchCase[], Headers, readonly string[]])[] = [
  ["every op", plain.filter((one) => !sumCases.includes(one) || sumCases.indexOf(one) % 4 === 0), vendor, ["-O0"]],
  ["every op", plain, simulation, ["-O0"]],
  [
    "shared multipliers, constants as synthesis sees them",
    sharedCases,
    simulation,
    ["-O0", "-DTRIGFORGE_RAW_CONSTANTS"],
  ],
  [
    "constants as synthesis sees them",
    [castCases[3]!, elementwiseCases[2]!, sumCases[0]!],
    vendor,
    ["-O0", "-DTRIGFORGE_RAW_CONSTANTS"],
  ],
];

describe("generated C++ equals the reference", () => {
  for (const [what, cases, [name, folder], flags] of sets) {
    const long = name === vendor[0] || flags.length > 1;
    const runs = !long || runsThoroughly(`generated C++, ${what}, with ${name}`);
    test.skipIf(!runs || !requireOrSkip(name, folder !== null))(
      `${what}, with ${name}`,
      { timeout: 600_000 },
      async () => {
        const events = cases.reduce((sum, one) => sum + one.events.length, 0);
        console.info(`${what}, ${name}: ${cases.length} programs, ${events} events`);
        expect(await differences(cases, folder!, flags)).toEqual([]);
      },
    );
  }
});
