import { describe, expect, test } from "vitest";
import {
  addType,
  divRaw,
  divType,
  fixed,
  holds,
  int,
  mulType,
  narrowestType,
  negType,
  printType,
  subType,
  ufixed,
  unionType,
} from "../../src/fixed/index.js";

describe("result types", () => {
  const a = fixed(16, 6);
  test("of ap_fixed's operators", () => {
    expect(printType(mulType(a, a))).toBe("fixed<32,12>");
    expect(printType(addType(a, a))).toBe("fixed<17,7>");
    expect(printType(subType(a, a))).toBe("fixed<17,7>");
    expect(printType(divType(a, a))).toBe("fixed<27,17>");
    expect(printType(negType(a))).toBe("fixed<17,7>");
  });

  test("with C++ integers, which have 32 bits", () => {
    expect(printType(mulType(a, int(32)))).toBe("fixed<48,38>");
    expect(printType(addType(a, int(32)))).toBe("fixed<43,33>");
    const unsigned = { ...int(32), signed: false };
    expect(printType(divType(mulType(a, int(32)), unsigned))).toBe("fixed<48,38>");
    expect(printType(divType(mulType(a, unsigned), int(32)))).toBe("fixed<49,39>");
  });

  test("of mixed signs: the unsigned operand gains a bit, and differences are signed", () => {
    expect(printType(addType(ufixed(8, 8), fixed(8, 8)))).toBe("fixed<10,10>");
    expect(printType(addType(ufixed(8, 8), ufixed(8, 8)))).toBe("ufixed<9,9>");
    expect(printType(subType(ufixed(8, 8), ufixed(8, 8)))).toBe("fixed<9,9>");
    expect(printType(mulType(ufixed(8, 8), fixed(8, 8)))).toBe("fixed<16,16>");
    expect(printType(unionType(ufixed(8, 4), fixed(8, 2)))).toBe("fixed<11,5>");
  });
});

describe("division", () => {
  test("truncates toward zero and keeps the dividend's fraction", () => {
    expect(divRaw(-7n, fixed(8, 8), 2n, fixed(8, 8))).toBe(-3n);
    expect(divRaw(16n, fixed(8, 4), 48n, fixed(8, 4))).toBe(5n); // 1 / 3 = 0.3125
    expect(divRaw(1n, fixed(8, 8), 3n << 8n, fixed(16, 8))).toBe(0n);
  });

  test("the one quotient that does not fit the vendor's word wraps", () => {
    expect(divRaw(-8n, fixed(4, 4), -1n, fixed(4, 4))).toBe(-8n);
    expect(divRaw(-8n, fixed(4, 4), -1n, fixed(5, 5))).toBe(8n);
  });
});

describe("sets of numbers", () => {
  test("holds", () => {
    expect(holds(fixed(8, 4), fixed(7, 4))).toBe(true);
    expect(holds(fixed(8, 4), ufixed(8, 4))).toBe(false);
    expect(holds(fixed(9, 5), ufixed(8, 4))).toBe(true);
    expect(holds(ufixed(9, 5), fixed(4, 4))).toBe(false);
    expect(holds(fixed(4, 4), fixed(5, 4))).toBe(false);
  });

  test("narrowestType", () => {
    expect(printType(narrowestType(-8n, 7n, 0))).toBe("fixed<4,4>");
    expect(printType(narrowestType(-8n, 8n, 2))).toBe("fixed<5,3>");
    expect(printType(narrowestType(0n, 8n, 0))).toBe("ufixed<4,4>");
    expect(printType(narrowestType(0n, 0n, 0))).toBe("ufixed<1,1>");
    expect(printType(narrowestType(-1n, 0n, 3))).toBe("fixed<1,-2>");
  });
});
