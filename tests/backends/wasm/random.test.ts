import { describe, expect, it } from "vitest";
import { check, type WasmOptions } from "../../../src/backends/wasm/index.js";
import { random } from "../../support/random.js";
import { randomInputs, randomProgram } from "../../support/randomProgram.js";
import { expectAgreement } from "./agreement.js";

const counts = [0, 1, 3, 5, 8, 33];

async function agree(seed: number, programs: number, options: WasmOptions): Promise<void> {
  const source = random(seed, "random programs");
  let compiled = 0;
  for (let index = 0; index < programs; index++) {
    const program = randomProgram(source, { ops: source.integer(4, 16), maximumWidth: source.pick([14, 30, 60]) });
    const events = randomInputs(program, source, source.pick(counts));
    if (check(program).length > 0) continue;
    await expectAgreement(program, events, options);
    compiled++;
  }
  console.info(`${compiled} of ${programs} random programs agree with the reference`);
  expect(compiled).toBeGreaterThan(programs / 2);
}

describe("emulators of random programs equal the reference", () => {
  it("in every value, traced", () => agree(11, 40, { trace: true }));
  it("in every output, fused and with memory used again", () => agree(12, 25, {}));
  it("in every output, counted", () => agree(13, 15, { counters: true }));
  it("in every output, in small blocks", () => agree(14, 15, { blockEvents: 8 }));
});
