import { describe, expect, it } from "vitest";
import { build } from "../../../src/backends/wasm/index.js";
import { portOf } from "../../../src/backends/wasm/port.js";
import { decodeRaw, encodeReals } from "../../../src/backends/wasm/reals.js";
import {
  type FixedFormat,
  fixed,
  int,
  overflows,
  quantizeReal,
  roundings,
  toReal,
  ufixed,
  uint,
} from "../../../src/fixed/index.js";
import { ProgramBuilder } from "../../../src/ir/index.js";
import { random } from "../../support/random.js";
import { randomRaw } from "../../support/randomProgram.js";
import { plain } from "./agreement.js";

const port = (format: FixedFormat) => portOf("x", [1], format, format);

const corners = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  0.25,
  -0.25,
  1.5,
  2.5,
  -1.5,
  -2.5,
  0.49999999999999994,
  -0.49999999999999994,
  1e-300,
  -1e-300,
  5e-324,
  -5e-324,
  1e300,
  -1e300,
  2 ** 31,
  -(2 ** 31),
  2 ** 32 + 0.5,
  2 ** 52,
  2 ** 53,
  -(2 ** 60),
  123456789.0625,
  Number.MAX_VALUE,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
];

describe("real numbers at the ports", () => {
  const source = random(41, "reals");
  const crossed = roundings.flatMap((rounding) =>
    overflows.flatMap((overflow) =>
      [fixed, ufixed].flatMap((make) => {
        const width = source.integer(1, 32);
        return make(width, source.integer(-3, width + 3), rounding, overflow);
      }),
    ),
  );
  const others = [
    int(8),
    uint(5),
    fixed(40, 10, "RND"),
    fixed(16, 6, "TRN", "WRAP", 2),
    fixed(32, 1000),
    fixed(8, -1000),
  ];

  it("are converted as quantizeReal converts them, in all modes", () => {
    for (const format of [...crossed, ...others]) {
      const scale = 2 ** (format.integer - format.width);
      const near = Array.from({ length: 200 }, () => {
        const whole = Number(randomRaw(source, { ...format, width: format.width + 2 }));
        return (whole + source.pick([0, 0.5, 0.25, 1e-7, source.uniform()])) * scale;
      });
      const reals = [...corners, ...near];
      const wanted = reals.map((real) => quantizeReal(real, format));
      expect({ format, raw: plain(encodeReals(port(format), reals)) }).toEqual({ format, raw: wanted });
    }
  });

  it("are converted in the module's vectors alike, singles and doubles, in runs and alone", async () => {
    const formats = [...crossed, ...others].filter(({ rounding, overflow, signed }) => {
      return ["TRN", "RND", "RND_CONV"].includes(rounding) && (signed || overflow !== "WRAP_SM");
    });
    formats.push(
      fixed(24, 20),
      ufixed(24, 3, "RND", "SAT"),
      fixed(25, 20, "RND_CONV", "SAT"),
      ufixed(31, 9, "RND", "SAT_SYM"),
    );
    const builder = new ProgramBuilder("ports", { source: "test", fidelity: "native", notes: [] });
    formats.forEach((format, index) => {
      builder.output(`y${index}`, builder.input(`x${index}`, [3], format));
    });
    const emulator = await build(builder.build(), { blockEvents: 8 });
    formats.forEach((format, index) => {
      const scale = 2 ** (format.integer - format.width);
      const inside = Array.from({ length: 1500 }, () => {
        const whole = Number(randomRaw(source, format));
        return (whole + source.pick([0, 0, 0.5, 0.25, -0.5, 1e-7, source.uniform()])) * scale;
      });
      const name = `x${index}`;
      for (const reals of [inside, [...inside.slice(0, 1201), ...corners], inside.slice(0, 7), [], corners]) {
        for (const given of [Float64Array.from(reals), Float32Array.from(reals)]) {
          const wanted = [...given].map((real) => quantizeReal(real, format));
          expect({ format, raw: plain(emulator.encode(name, given)) }).toEqual({ format, raw: wanted });
        }
      }
      // What lies in the ports' memory afterwards disturbs no run.
      expect(() => emulator.encode(name, new Float32Array([1, Number.NaN]), { nan: "refuse" })).toThrow(
        /event 0, element 1 is NaN/,
      );
    });
    const inputs = Object.fromEntries(formats.map((_format, index) => [`x${index}`, [0, 0, 0]]));
    expect(plain(emulator.run(inputs).y0!)).toEqual([0n, 0n, 0n]);
  });

  it("come back from raw integers as toReal gives them", () => {
    for (const format of [...crossed, ...others]) {
      const raw = Array.from({ length: 20 }, () => randomRaw(source, format));
      expect([...decodeRaw(port(format), raw)]).toEqual(raw.map((value) => toReal(value, format)));
    }
  });
});
