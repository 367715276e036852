import { describe, expect, test } from "vitest";
import { check, validReuseFactors } from "../../../src/backends/hls/index.js";
import { defaultPlan, type Plan } from "../../../src/backends/plan.js";
import { completePlan } from "../../../src/backends/planSchema.js";
import type { Program } from "../../../src/ir/index.js";
import { contractExtents } from "../../../src/ops/index.js";
import { requireOrSkip } from "../../support/oracle.js";
import { type Random, random } from "../../support/random.js";
import { randomInputs, randomProgram } from "../../support/randomProgram.js";
import { runsThoroughly, thorough } from "../../support/thorough.js";
import { differences, type Headers, simulation, vendor } from "./batch.js";

const programs = Number(process.env.TRIGFORGE_PROGRAMS ?? (thorough ? 16 : 8));
const eventsPerProgram = 40;
const batchSize = 16;

/** A plan that shares multipliers in every scope, by factors that divide its contractions. */
function randomPlan(program: Program, source: Random): Plan {
  const scopes: Record<string, object> = {};
  for (const { scope, op } of program.values) {
    if (op.kind !== "contract" || scope in scopes) continue;
    const [x, weights] = [program.values[op.x]!, program.values[op.weights]!];
    const { inner, columns } = contractExtents(op, x.shape, weights.shape);
    scopes[scope] = { reuseFactor: source.pick(validReuseFactors(inner, columns)) };
  }
  const plan = completePlan({ format: "trigforge-plan", version: 1, defaults: { strategy: "resource" }, scopes });
  return check(program, plan).length === 0 ? plan : { ...plan, scopes: {} };
}

const sets: readonly (readonly [Headers, number, number])[] = [
  [simulation, programs, 1000],
  [vendor, Math.ceil(programs / 4), 2000],
];

describe("random programs as C++ equal the reference", () => {
  for (const [[name, folder], count, firstSeed] of sets) {
    for (let start = 0; start < count; start += batchSize) {
      const size = Math.min(batchSize, count - start);
      const runs = name !== vendor[0] || runsThoroughly(`random programs as C++, with ${name}`);
      test.skipIf(!runs || !requireOrSkip(name, folder !== null))(
        `with ${name}, from seed ${firstSeed + start}`,
        async () => {
          const cases = Array.from({ length: size }, (_unused, index) => {
            const seed = firstSeed + start + index;
            const source = random(seed, null);
            const program = randomProgram(source);
            const plan = index % 2 === 0 ? defaultPlan : randomPlan(program, source);
            const label = `seed ${seed}, ${plan.defaults.strategy}`;
            return { label, program, options: { plan }, events: randomInputs(program, source, eventsPerProgram) };
          });
          console.info(
            `${name}: ${size} random programs, ${size * eventsPerProgram} events, seeds from ${firstSeed + start}`,
          );
          expect(await differences(cases, folder!)).toEqual([]);
        },
      );
    }
  }
});
