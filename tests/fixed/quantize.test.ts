import { describe, expect, test } from "vitest";
import {
  fixed,
  formatOf,
  int,
  type Overflow,
  parseFormat,
  quantize,
  quantizeReal,
  type Rounding,
  toReal,
  ufixed,
  uint,
} from "../../src/fixed/index.js";

// Cases by hand: the tables of docs/numerics.md.

/** A real value through a format, as a real value. */
function through(value: number, format: string): number {
  const parsed = parseFormat(format);
  return toReal(quantizeReal(value, parsed), parsed);
}

describe("rounding to a grid of a half", () => {
  const table: Record<Rounding, number[]> = {
    TRN: [0, -0.5, 0.5, -1],
    TRN_ZERO: [0, 0, 0.5, -0.5],
    RND: [0.5, 0, 1, -0.5],
    RND_ZERO: [0, 0, 0.5, -0.5],
    RND_INF: [0.5, -0.5, 1, -1],
    RND_MIN_INF: [0, -0.5, 0.5, -1],
    RND_CONV: [0, 0, 1, -1],
  };
  test.each(Object.entries(table))("%s", (rounding, expected) => {
    const found = [0.25, -0.25, 0.75, -0.75].map((value) => through(value, `fixed<8,7,${rounding}>`) + 0);
    expect(found).toEqual(expected);
  });

  test("beyond the half, every RND mode goes to the nearest", () => {
    for (const rounding of ["RND", "RND_ZERO", "RND_INF", "RND_MIN_INF", "RND_CONV"]) {
      const found = [0.3, -0.3, 0.2, -0.2].map((value) => through(value, `fixed<8,7,${rounding}>`) + 0);
      expect(found).toEqual([0.5, -0.5, 0, 0]);
    }
  });
});

describe("overflow into four integer bits", () => {
  const table: Record<string, [number, number][]> = {
    WRAP: [
      [8, -8],
      [-9, 7],
      [100, 4],
      [16, 0],
    ],
    SAT: [
      [8, 7],
      [-9, -8],
      [100, 7],
    ],
    SAT_ZERO: [
      [8, 0],
      [-9, 0],
      [-8, -8],
      [7, 7],
    ],
    SAT_SYM: [
      [8, 7],
      [-9, -7],
      [-8, -7],
      [-7, -7],
    ],
    WRAP_SM: [
      [8, 7],
      [9, 6],
      [15, 0],
      [16, -1],
      [-9, -8],
      [-16, -1],
      [-17, 0],
    ],
    "WRAP,1": [
      [8, 0],
      [15, 7],
      [-9, -1],
      [-16, -8],
    ],
    "WRAP,3": [
      [8, 6],
      [16, 6],
      [-9, -7],
    ],
  };
  test.each(Object.entries(table))("%s", (overflow, cases) => {
    const [mode, bits] = overflow.split(",");
    for (const [value, expected] of cases) {
      expect([value, through(value, `fixed<4,4,TRN,${mode},${bits ?? 0}>`)]).toEqual([value, expected]);
    }
  });

  test("unsigned", () => {
    expect(through(16, "ufixed<4,4,TRN,WRAP,1>")).toBe(8);
    expect(through(-8, "ufixed<4,4,TRN,WRAP,1>")).toBe(8);
    expect(through(17, "ufixed<4,4,TRN,WRAP,2>")).toBe(13);
    expect(through(-3, "ufixed<4,4,TRN,WRAP,2>")).toBe(13);
    expect(through(-1, "ufixed<4,4,TRN,SAT_SYM>")).toBe(0);
    expect(through(-1, "ufixed<4,4>")).toBe(15);
    expect(through(99, "ufixed<4,4,TRN,SAT>")).toBe(15);
  });

  test("rounding comes first and may overflow", () => {
    expect(through(7.5, "fixed<4,4,RND>")).toBe(-8);
    expect(through(7.5, "fixed<4,4,RND,SAT>")).toBe(7);
    expect(through(15.5, "ufixed<4,4,RND>")).toBe(0);
    expect(through(15.5, "ufixed<4,4,RND,SAT>")).toBe(15);
  });
});

describe("vendor quirks", () => {
  test("WRAP_SM takes the deleted bit before rounding", () => {
    expect(quantize(31n, ufixed(5, 4), fixed(4, 4, "RND", "WRAP_SM"))).toBe(0n); // 15.5 rounds to 16
    expect(quantize(32n, ufixed(6, 5), fixed(4, 4, "RND", "WRAP_SM"))).toBe(-1n); // 16 itself
  });

  test("SAT_SYM of one signed bit keeps −1", () => {
    expect(quantize(-5n, fixed(4, 4), fixed(1, 1, "TRN", "SAT_SYM"))).toBe(-1n);
    expect(quantize(3n, fixed(4, 4), fixed(1, 1, "TRN", "SAT_SYM"))).toBe(0n);
  });

  test("fixed point to integer goes toward zero, except without integer bits", () => {
    const quarter = fixed(8, 6);
    const cases = [-6n, -5n, -4n, -3n, -1n, 1n, 7n]; // −1.5 −1.25 −1 −0.75 −0.25 0.25 1.75
    expect(cases.map((raw) => quantize(raw, quarter, int(8)))).toEqual([-1n, -1n, -1n, 0n, 0n, 0n, 1n]);
    expect(quantize(-6n, quarter, uint(4))).toBe(15n);
    expect(quantize(26n, quarter, int(3))).toBe(-2n); // 6.5 wraps
    expect(quantize(-77n, fixed(8, 0), int(8))).toBe(-1n);
    expect(quantize(77n, fixed(8, 0), int(8))).toBe(0n);
    expect(quantize(-6n, quarter, formatOf(fixed(6, 6)))).toBe(-2n); // ap_fixed<6,6> floors instead
  });

  test("double to integer goes toward zero, except that −0.5 < x < 0 gives 1", () => {
    const values = [-1.9, -1, -0.5, -0.49, -1e-300, -0, 0.99, 130];
    expect(values.map((value) => quantizeReal(value, int(8)))).toEqual([-1n, -1n, 0n, 1n, 1n, 0n, 0n, -126n]);
  });
});

describe("reals that are not ordinary numbers", () => {
  const result = (value: number, overflow: Overflow) => quantizeReal(value, fixed(8, 4, "RND", overflow));
  test("infinity saturates or vanishes", () => {
    expect(result(Number.POSITIVE_INFINITY, "SAT")).toBe(127n);
    expect(result(Number.NEGATIVE_INFINITY, "SAT")).toBe(-128n);
    expect(result(Number.NEGATIVE_INFINITY, "SAT_SYM")).toBe(-127n);
    expect(result(Number.POSITIVE_INFINITY, "WRAP")).toBe(0n);
    expect(result(Number.POSITIVE_INFINITY, "SAT_ZERO")).toBe(0n);
  });

  test("NaN counts as huge and positive", () => {
    expect(result(Number.NaN, "WRAP")).toBe(0n);
    expect(result(Number.NaN, "SAT")).toBe(127n);
    expect(quantizeReal(Number.NaN, int(16))).toBe(0n);
  });

  test("tiny numbers", () => {
    expect(quantizeReal(-1e-9, fixed(8, 4))).toBe(-1n);
    expect(quantizeReal(-1e-9, fixed(8, 4, "RND"))).toBe(0n);
    expect(quantizeReal(-1e-9, fixed(8, 4, "RND_MIN_INF"))).toBe(0n);
    expect(quantizeReal(-5e-324, fixed(8, 4))).toBe(-1n);
    expect(quantizeReal(5e-324, fixed(8, 4, "RND_INF"))).toBe(0n);
  });

  test("the binary point may lie outside the bits", () => {
    expect(through(100, "fixed<4,8>")).toBe(96);
    expect(through(0.1, "fixed<4,-2>")).toBe(0.09375);
  });
});
