import { describe, it } from "vitest";
import { check } from "../../../src/backends/wasm/index.js";
import { random } from "../../support/random.js";
import { randomInputs, randomProgram } from "../../support/randomProgram.js";
import { expectAgreement } from "./agreement.js";

describe("emulators of random programs", () => {
  const count = Number(process.env.TRIGFORGE_PROGRAMS ?? 40);
  it(`equal the reference in every value of ${count} programs`, async () => {
    const source = random(11, "random programs");
    for (let index = 0; index < count; index++) {
      const program = randomProgram(source, { ops: 10, maximumWidth: source.pick([14, 30, 60]) });
      if (check(program).length > 0) continue;
      const events = randomInputs(program, source, source.pick([0, 1, 3, 5, 8, 33]));
      try { await expectAgreement(program, events); } catch (e) { console.log("PROGRAM", index); throw e; }
    }
  });
});
