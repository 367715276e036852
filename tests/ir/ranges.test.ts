import { describe, expect, it } from "vitest";
import { trace } from "../../src/backends/reference/index.js";
import { programRanges } from "../../src/ir/index.js";
import { random } from "../support/random.js";
import { randomInputs, randomProgram } from "../support/randomProgram.js";

const programs = 300;
const events = 20;

describe("ranges", () => {
  it(`hold every value of ${programs} random programs over ${events} events each`, () => {
    const source = random(21, "ranges");
    for (let index = 0; index < programs; index++) {
      const program = randomProgram(source);
      const ranges = programRanges(program);
      for (const inputs of randomInputs(program, source, events)) {
        trace(program, inputs).forEach((tensor, value) => {
          const { low, high } = ranges[value]!;
          const outside = tensor.raw.findIndex((raw, element) => raw < low[element]! || raw > high[element]!);
          const op = program.values[value]!.op;
          if (outside >= 0)
            expect.fail(`%${value} ${op.kind}: ${tensor.raw[outside]} not in ${low[outside]}..${high[outside]}`);
        });
      }
    }
  });
});
