import { describe, expect, test } from "vitest";
import { defaultPlan } from "../../../src/backends/plan.js";
import { completePlan } from "../../../src/backends/planSchema.js";
import { fixed, ufixed } from "../../../src/fixed/index.js";
import { requireOrSkip } from "../../support/oracle.js";
import { random } from "../../support/random.js";
import { randomInputs } from "../../support/randomProgram.js";
import { runsThoroughly } from "../../support/thorough.js";
import { differences, simulation, vendor } from "./batch.js";
import { denseNetwork } from "./dense.js";

// Whole networks of the sizes that triggers use, parallel and shared, with sums that wrap and sums that saturate.

const jets = denseNetwork("jet_tagger", [16, 64, 32, 32, 5]);
const saturating = denseNetwork("anomaly", [57, 29, 10, 9, 6, 4, 6, 9, 10], {
  input: fixed(18, 13),
  weights: fixed(8, 1),
  accumulator: fixed(16, 6, "TRN", "SAT"),
  hidden: ufixed(10, 5, "RND_CONV", "SAT"),
});
const shared = completePlan({
  format: "trigforge-plan",
  version: 1,
  defaults: { strategy: "resource", reuseFactor: 1 },
  scopes: { fc1: { reuseFactor: 8 }, fc2: { reuseFactor: 128 }, fc3: { reuseFactor: 16 } },
});
const stepped = completePlan({
  format: "trigforge-plan",
  version: 1,
  defaults: { strategy: "resource", reuseFactor: 2 },
  scopes: {
    fc1: { reuseFactor: 57 * 29 },
    fc2: { reuseFactor: 29 },
    fc3: { reuseFactor: 5 },
    fc4: { reuseFactor: 9 },
    fc8: { reuseFactor: 3 },
  },
});

describe("dense networks as C++ equal the reference", () => {
  for (const [name, folder] of [vendor, simulation]) {
    const runs = name !== vendor[0] || runsThoroughly(`dense networks as C++, with ${name}`);
    test.skipIf(!runs || !requireOrSkip(name, folder !== null))(`with ${name}`, async () => {
      const cases = [
        { label: "jet tagger", program: jets, plan: defaultPlan },
        { label: "jet tagger, shared", program: jets, plan: shared },
        { label: "anomaly", program: saturating, plan: defaultPlan },
        { label: "anomaly, shared", program: saturating, plan: stepped },
      ].map(({ label, program, plan }) => ({
        label,
        program,
        options: { plan },
        events: randomInputs(program, random(4, null), 100),
      }));
      console.info(`${name}: ${cases.length} dense networks, ${cases.length * 100} events`);
      expect(await differences(cases, folder!, ["-O1"])).toEqual([]);
    });
  }
});
