import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TrigforgeError } from "../../src/errors/index.js";
import { fixed, int, parseFormat, printFormat, printVendorFormat, ufixed, uint } from "../../src/fixed/index.js";
import { fixedFormats } from "./arbitraries.js";

describe("spellings", () => {
  test.each([
    ["fixed<16,6>", fixed(16, 6)],
    [" ap_fixed < 16 , 6 > ", fixed(16, 6)],
    ["ufixed<10,-2,RND_CONV,SAT>", ufixed(10, -2, "RND_CONV", "SAT")],
    ["ap_ufixed<10,6,AP_RND_CONV,AP_SAT,0>", ufixed(10, 6, "RND_CONV", "SAT")],
    ["ap_fixed<10,6,AP_TRN,AP_WRAP,2>", fixed(10, 6, "TRN", "WRAP", 2)],
    ["ap_fixed<10,6,AP_TRN,AP_WRAP,AP_SAT>", fixed(10, 6, "TRN", "WRAP", 0)],
    ["int<8>", int(8)],
    ["ap_uint<1>", uint(1)],
    ["ac_fixed<16,6,true>", fixed(16, 6)],
    ["ac_fixed<16,6,false,AC_RND,AC_SAT_SYM>", ufixed(16, 6, "RND", "SAT_SYM")],
    ["ac_int<8,true>", fixed(8, 8)],
  ])("%s", (text, expected) => {
    expect(parseFormat(text)).toEqual(expected);
  });

  test.each([
    "",
    "fixed",
    "fixed<>",
    "fixed<16>",
    "fixed<16,6,ROUND>",
    "float",
    "auto",
    "int<8,8>",
    "fixed<1e3,6>",
    "fixed<16,6",
  ])("%j is not a type", (text) => {
    expect(() => parseFormat(text, "model.json: layer dense")).toThrow(/model\.json: layer dense: ".*" is not a/s);
  });

  test("bounds", () => {
    expect(() => parseFormat("fixed<0,0>")).toThrow(/0 bits/);
    expect(() => parseFormat("fixed<1025,0>")).toThrow(/1025 bits/);
    expect(() => parseFormat("fixed<8,5000>")).toThrow(/5000/);
    expect(() => parseFormat("fixed<4,4,TRN,WRAP,5>")).toThrow(/saturates 5 bits/);
    expect(() => parseFormat("ufixed<4,4,TRN,WRAP_SM>")).toThrow(/sign-magnitude/);
  });
});

describe("properties", () => {
  console.info("fixed, spellings: seeds 1 and 2");

  test("what is printed reads back", () => {
    const property = fc.property(fixedFormats(), (format) => {
      expect(parseFormat(printFormat(format))).toEqual(format);
      expect(parseFormat(printVendorFormat(format))).toEqual(format);
    });
    fc.assert(property, { seed: 1, numRuns: 2000 });
  });

  test("no text makes the reader throw anything but an error for people", () => {
    const word = fc.constantFrom(
      "ap_",
      "ac_",
      "u",
      "fixed",
      "int",
      "<",
      ">",
      ",",
      "16",
      "-3",
      "true",
      "AP_RND",
      "SAT",
      " ",
      "4096",
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 12 }).map((words) => words.join("")),
    );
    const property = fc.property(texts, (text) => {
      try {
        const format = parseFormat(text);
        expect(parseFormat(printFormat(format))).toEqual(format);
      } catch (error) {
        if (!(error instanceof TrigforgeError)) throw error;
      }
    });
    fc.assert(property, { seed: 2, numRuns: 5000 });
  });
});
