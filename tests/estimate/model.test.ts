import { describe, expect, it } from "vitest";
import { completePlan } from "../../src/backends/planSchema.js";
import { factorWidth, signedDigits } from "../../src/estimate/constants.js";
import { durationOf, everyCrossing, exactPeriod, paceOf } from "../../src/estimate/crossings.js";
import { estimateProgram } from "../../src/estimate/estimate.js";
import { mapMultipliers } from "../../src/estimate/multipliers.js";
import { findPart, parts, regionOf } from "../../src/estimate/parts.js";
import { profileProgram } from "../../src/estimate/profile.js";
import { chain } from "../../src/estimate/schedule.js";
import { technologies } from "../../src/estimate/technology.js";
import { fixed } from "../../src/fixed/index.js";
import { ProgramBuilder } from "../../src/ir/index.js";
import { ascending } from "../../src/ops/index.js";

const plan = (fields: object) => completePlan({ format: "trigforge-plan", version: 1, ...fields });

/** One dense layer with the given weights, [inputs][outputs], and an accumulator. */
function dense(weights: readonly (readonly bigint[])[], accumulator = fixed(24, 14)) {
  const builder = new ProgramBuilder("layer", { source: "test", fidelity: "native", notes: [] });
  const x = builder.input("x", [weights.length], fixed(16, 6));
  const layer = builder.within("fc1", () => {
    const matrix = builder.constant([weights.length, weights[0]!.length], fixed(12, 6), weights.flat());
    return builder.contract(x, matrix, { accumulator, order: ascending });
  });
  builder.output("y", layer);
  return builder.build();
}

describe("constants", () => {
  it("signed digits are those of the non-adjacent form", () => {
    const digits = (raw: bigint): number => signedDigits(raw);
    expect([0n, 1n, -8n, 3n, 7n, -7n, 11n, 0x55n, 0x77n].map(digits)).toEqual([0, 1, 1, 2, 2, 2, 3, 4, 3]);
    for (let raw = 1n; raw < 2000n; raw++) {
      // Reference: the weight of 3n xor n, halved.
      const expected = ((3n * raw) ^ raw).toString(2).replaceAll("0", "").length;
      expect(signedDigits(raw)).toBe(expected);
      expect(signedDigits(-raw)).toBe(expected);
    }
  });

  it("trailing zeros of a factor are wires", () => {
    expect([0n, 1n, 8n, 12n, -1n, -8n, -6n].map(factorWidth)).toEqual([0, 1, 1, 2, 1, 1, 3]);
  });
});

describe("multipliers", () => {
  const map = (width: number, other: number, mapping: "automatic" | "dsp" | "fabric" = "automatic") =>
    mapMultipliers([[width, other, 10]], technologies["ultrascale+"], mapping);

  it("take DSP blocks from 11 bits by 5, as reports show", () => {
    expect(map(10, 10)).toMatchObject({ blocks: 0, inBlocks: false });
    expect(map(11, 8)).toMatchObject({ blocks: 10, luts: 0 });
    expect(map(11, 4)).toMatchObject({ blocks: 0 });
    expect(map(8, 8, "dsp")).toMatchObject({ blocks: 10, luts: 0 });
    expect(map(16, 16, "fabric")).toMatchObject({ blocks: 0 });
    expect(map(16, 16, "fabric").luts).toBeGreaterThan(1000);
  });

  it("tile blocks beyond their ports", () => {
    expect(map(27, 18).blocks).toBe(10);
    expect(map(18, 27).blocks).toBe(10);
    expect(map(28, 18).blocks).toBe(20);
    expect(map(32, 32).blocks).toBe(40);
  });
});

describe("a layer", () => {
  it("counts terms, shared products and digits", () => {
    const [, work] = profileProgram(
      dense([
        [0n, 1n, -4n, 3n],
        [11n, 11n, 11n, 43n],
        [-11n, 0n, 0n, 11n],
      ]),
    ).items;
    expect(work).toMatchObject({ kind: "products", scope: "fc1", terms: 9, fanIn: 3, shiftAdds: 1, free: true });
    // 11 and 43 of the second input, -11 and 11 of the third; 43 and 11 have different widths.
    const counted = (work as unknown as { multipliers: [number, number, number][] }).multipliers;
    expect(counted.reduce((sum, [, , count]) => sum + count, 0)).toBe(4);
  });

  it("needs no multiplier for powers of two, and no more of them when weights repeat", () => {
    const powers = dense([
      [1n, 2n],
      [-4n, 8n],
    ]);
    expect(estimateProgram(powers, plan({})).resources.dsp.value).toBe(0);
    const repeated = dense([
      [43n, 43n, 43n, 43n],
      [43n, 43n, 43n, 43n],
    ]);
    expect(estimateProgram(repeated, plan({}), { countedAs: "hls" }).resources.dsp.value).toBe(2);
  });

  const wide = dense(
    Array.from({ length: 64 }, (_unused, row) =>
      Array.from({ length: 16 }, (_item, column) => BigInt(((row * 37 + column * 101) % 1500) + 300)),
    ),
  );

  it("gets faster with the clock's help and slower in cycles at a faster clock", () => {
    const slow = estimateProgram(wide, plan({ clockPeriod: 5 }));
    const fast = estimateProgram(wide, plan({ clockPeriod: 2.5 }));
    expect(fast.cycles.value).toBeGreaterThan(slow.cycles.value);
    expect(fast.resources.ff.value).toBeGreaterThan(slow.resources.ff.value);
  });

  it("reuse saves multipliers and costs time; its interval is the factor", () => {
    const whole = estimateProgram(wide, plan({}), { countedAs: "hls" });
    const shared = estimateProgram(wide, plan({ scopes: { fc1: { strategy: "resource", reuseFactor: 16 } } }), {
      countedAs: "hls",
    });
    expect(shared.resources.dsp.value).toBe(64);
    expect(whole.resources.dsp.value).toBeGreaterThan(500);
    expect(shared.cycles.value).toBeGreaterThan(whole.cycles.value + 10);
    expect(shared.interval).toBeGreaterThanOrEqual(16);
    expect(whole.interval).toBe(1);
    const paced = estimateProgram(wide, plan({ defaults: { reuseFactor: 4 } }), { countedAs: "hls" });
    expect(paced.interval).toBeLessThanOrEqual(4);
    expect(paced.interval).toBeGreaterThan(1);
    expect(paced.resources.dsp.value).toBeGreaterThan(240);
    expect(paced.resources.dsp.value).toBeLessThanOrEqual(256);
  });

  it("a sum that may saturate is a chain, and the estimate says so", () => {
    const saturating = dense(
      Array.from({ length: 32 }, () => [43n]),
      fixed(12, 6, "TRN", "SAT"),
    );
    const free = dense(
      Array.from({ length: 32 }, () => [43n]),
      fixed(12, 6),
    );
    const [chained, tree] = [saturating, free].map((program) => estimateProgram(program, plan({ clockPeriod: 2.5 })));
    expect(chained!.cycles.value).toBeGreaterThan(2 * tree!.cycles.value);
    expect(chained!.notes.join()).toContain("fc1 saturate");
    expect(tree!.notes.join()).not.toContain("fc1");
  });

  it("a reuse factor that does not divide is refused with the nearest that do", () => {
    expect(() => estimateProgram(wide, plan({ scopes: { fc1: { strategy: "resource", reuseFactor: 7 } } }))).toThrow(
      /nearest valid ones: 4 or 8/,
    );
    expect(() => estimateProgram(wide, plan({ scopes: { fc9: {} } }))).toThrow(/no such scope/);
  });

  it("intervals of confidence hold the middle, and are wider as logic synthesis counts", () => {
    const hls = estimateProgram(wide, plan({}), { countedAs: "hls" });
    const synthesis = estimateProgram(wide, plan({}));
    for (const { resources, cycles } of [hls, synthesis]) {
      for (const { value, low, high } of [resources.lut, resources.ff, resources.dsp, cycles]) {
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
      }
    }
    const width = ({ value, low, high }: { value: number; low: number; high: number }): number => (high - low) / value;
    expect(width(synthesis.resources.lut)).toBeGreaterThan(width(hls.resources.lut));
    const layers = synthesis.scopes.reduce((sum, { resources }) => sum + resources.lut, 0);
    expect(Math.abs(layers - synthesis.resources.lut.value)).toBeLessThan(10);
  });
});

describe("a stream", () => {
  /** Windows of three pixels over 16, four features each, and a dense layer on each window. */
  const convolution = () => {
    const builder = new ProgramBuilder("stream", { source: "test", fidelity: "native", notes: [] });
    const x = builder.input("x", [16, 4], fixed(16, 6));
    const sums = builder.within("conv", () => {
      const windows = Array.from({ length: 14 * 12 }, (_unused, index) => Math.floor(index / 12) * 4 + (index % 12));
      const rows = builder.gather(x, windows, [14, 12]);
      const weights = builder.constant(
        [12, 8],
        fixed(12, 6),
        Array.from({ length: 96 }, (_unused, index) => BigInt(300 + 11 * index)),
      );
      return builder.contract(rows, weights, { accumulator: fixed(32, 20), order: ascending });
    });
    builder.output(
      "y",
      builder.within("relu", () => builder.cast(sums, fixed(16, 6, "RND", "SAT"))),
    );
    return builder.build();
  };

  it("has the area of one pixel and the interval of all", () => {
    const parallel = estimateProgram(convolution(), plan({}), { countedAs: "hls" });
    const stream = estimateProgram(convolution(), plan({ defaults: { io: "stream" } }), { countedAs: "hls" });
    expect(stream.resources.dsp.value * 14).toBe(parallel.resources.dsp.value);
    expect(parallel.interval).toBe(1);
    // Sixteen pixels come in, one a cycle.
    expect(stream.interval).toBe(16);
    expect(stream.cycles.value).toBeGreaterThan(parallel.cycles.value + 10);
    expect(stream.cycles.value).toBeLessThan(parallel.cycles.value + 32);
    expect(stream.notes.join()).toContain("no published result of a stream");
  });
});

describe("time", () => {
  it("operators share a cycle until it is full, and long ones take several", () => {
    expect(chain({ cycle: 0, into: 0 }, 2, 5)).toEqual({ cycle: 0, into: 2 });
    expect(chain({ cycle: 0, into: 2 }, 3, 5)).toEqual({ cycle: 0, into: 5 });
    expect(chain({ cycle: 0, into: 2 }, 4, 5)).toEqual({ cycle: 1, into: 4 });
    expect(chain({ cycle: 3, into: 0 }, 12, 5)).toEqual({ cycle: 5, into: 2 });
    expect(chain({ cycle: 3, into: 1 }, 12, 5)).toEqual({ cycle: 6, into: 2 });
  });

  it("is given in crossings and frames, and periods of few digits are what they stand for", () => {
    expect(exactPeriod(2.78)).toBeCloseTo(25 / 9, 12);
    expect(exactPeriod(4.1)).toBeCloseTo(4.1, 12);
    expect(durationOf(18, plan({ clockPeriod: 2.7778 }), { tmux: 1, framesPerCrossing: 9 })).toMatchObject({
      nanoseconds: 50,
      crossings: 2,
      frames: 18,
    });
    expect(durationOf(3, plan({ clockPeriod: 6.25 }), { tmux: 1, framesPerCrossing: 9 }).frames).toBe(7);
  });

  it("an algorithm that cannot take a new event every crossing is caught", () => {
    const clock = plan({ clockPeriod: 6.25 });
    expect(paceOf(4, clock, everyCrossing)).toMatchObject({ cyclesPerEvent: 4, keepsUp: true, aligned: true });
    expect(paceOf(5, clock, everyCrossing)).toMatchObject({ cyclesPerEvent: 4, keepsUp: false });
    expect(paceOf(5, clock, { tmux: 6, framesPerCrossing: 9 })).toMatchObject({ cyclesPerEvent: 24, keepsUp: true });
    expect(paceOf(1, plan({ clockPeriod: 3.33 }), everyCrossing)).toMatchObject({ aligned: false, cyclesPerEvent: 7 });
  });
});

describe("parts", () => {
  it("are found by the names that tools use", () => {
    expect(findPart("xcvu13p-flga2577-2-e")).toMatchObject({ device: "xcvu13p", speedGrade: 2, regions: 4 });
    expect(findPart("XC7Z020CLG400-1")).toMatchObject({ device: "xc7z020", speedGrade: 1, family: "series7" });
    expect(findPart("xcu250-figd2104-2L-e")).toMatchObject({ device: "xcu250", speedGrade: 2 });
    expect(findPart("xcku115-flvb2104-2-i")).toMatchObject({ device: "xcku115", family: "ultrascale" });
    expect(() => findPart("xcvu440-flga2892-2-e")).toThrow(/nothing is known of the part xcvu440/);
  });

  it("say where each row was read, and their regions make the whole", () => {
    for (const part of parts) {
      expect(part.source.length).toBeGreaterThan(20);
      expect(regionOf(part).lut * part.regions).toBe(part.total.lut);
      expect(regionOf(part).dsp * part.regions).toBe(part.total.dsp);
    }
    expect(regionOf(findPart("xcvu13p-flga2577-2-e"))).toEqual({
      lut: 432000,
      ff: 864000,
      dsp: 3072,
      bram18: 1344,
      uram: 320,
    });
    expect(parts.map(({ device }) => device)).toEqual(
      expect.arrayContaining(["xcvu13p", "xcvu7p", "xcvu9p", "xcku115", "xc7vx690t"]),
    );
  });
});
