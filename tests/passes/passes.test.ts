import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/backends/reference/index.js";
import { encodeProgram } from "../../src/ir/index.js";
import { runPasses, simplify, simplifyingPasses } from "../../src/passes/index.js";
import { random } from "../support/random.js";
import { randomInputs, randomProgram } from "../support/randomProgram.js";

const programs = 150;
const events = 8;

describe("passes", () => {
  for (const pass of simplifyingPasses) {
    it(`${pass.name} keeps every output bit of ${programs} random programs, and is idempotent`, () => {
      const source = random(31, pass.name);
      for (let index = 0; index < programs; index++) {
        const program = randomProgram(source);
        const once = runPasses(program, [pass]);
        expect(encodeProgram(runPasses(once, [pass]))).toBe(encodeProgram(once));
        for (const inputs of randomInputs(program, source, events)) {
          expect(evaluate(once, inputs)).toEqual(evaluate(program, inputs));
        }
      }
    });
  }

  it("simplify makes programs smaller on the whole", () => {
    const source = random(32, "simplify");
    let before = 0;
    let after = 0;
    for (let index = 0; index < programs; index++) {
      const program = randomProgram(source);
      before += program.values.length;
      after += simplify(program).values.length;
    }
    expect(after).toBeLessThan(before * 0.9);
  });
});
