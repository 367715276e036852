import { describe, expect, it } from "vitest";
import { TrigforgeError } from "../../src/errors/index.js";
import {
  decodeProgram,
  diffPrograms,
  encodeProgram,
  hashProgram,
  type Program,
  parseProgram,
  printProgram,
} from "../../src/ir/index.js";
import { random } from "../support/random.js";
import { randomProgram } from "../support/randomProgram.js";

const programs = 200;

describe("program files", () => {
  it(`reads back what it writes: JSON and text of ${programs} random programs`, () => {
    const source = random(11, "program round trip");
    for (let index = 0; index < programs; index++) {
      const program = randomProgram(source, { ops: source.integer(1, 20) });
      const json = encodeProgram(program);
      const fromJson = decodeProgram(json);
      const fromText = parseProgram(printProgram(program));
      expect(diffPrograms(program, fromJson)).toEqual([]);
      expect(encodeProgram(fromJson)).toBe(json);
      expect(encodeProgram(fromText)).toBe(json);
      expect(hashProgram(fromText)).toBe(hashProgram(program));
    }
  });

  it("tells two programs apart by path", () => {
    const source = random(12, null);
    const program = randomProgram(source);
    const last = program.values[program.values.length - 1]!;
    const other: Program = { ...program, values: [...program.values.slice(0, -1), { ...last, scope: "elsewhere" }] };
    expect(diffPrograms(program, other)).toEqual([
      {
        path: `values[${program.values.length - 1}].scope`,
        scope: last.scope,
        left: JSON.stringify(last.scope),
        right: '"elsewhere"',
      },
    ]);
    expect(hashProgram(program)).not.toBe(hashProgram(other));
  });

  it("refuses a newer version by its code", () => {
    const text = encodeProgram(randomProgram(random(13, null))).replace(/"version":1\}/, '"version":2}');
    expect(() => decodeProgram(text)).toThrow(/TF-PROGRAM-003/);
  });

  it("answers damaged files with a located error", () => {
    const source = random(14, "damaged programs");
    let refused = 0;
    for (let index = 0; index < 400; index++) {
      const program = randomProgram(source, { ops: 6 });
      const asText = index % 2 === 0;
      const text = asText ? printProgram(program) : encodeProgram(program);
      const at = source.integer(0, text.length - 1);
      const damaged =
        source.uniform() < 0.3
          ? text.slice(0, at)
          : text.slice(0, at) + source.pick([..."0%{}[],x-9\u0000"]) + text.slice(at + 1);
      try {
        (asText ? parseProgram : decodeProgram)(damaged, "damaged");
      } catch (error) {
        expect(error).toBeInstanceOf(TrigforgeError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(200);
  });
});
