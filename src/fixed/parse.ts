import { fail } from "../errors/index.js";
import {
  type FixedFormat,
  fixed,
  int,
  type Overflow,
  overflows,
  type Rounding,
  roundings,
  ufixed,
  uint,
} from "./types.js";

const maximumWidth = 1024;
const maximumInteger = 4096;
const example = "fixed<16,6>, ufixed<10,6,RND_CONV,SAT>, int<8> or ac_fixed<16,6,true>";

/**
 * Reads a type in any spelling in use: `fixed<16,6>`, `ap_ufixed<10,6,AP_RND_CONV,AP_SAT,0>`, `ac_fixed<16,6,true,AC_RND>`,
 * `int<8>`, `ap_uint<8>`, `ac_int<8,false>`.
 *
 * @param text the spelling; white space is free
 * @param where what to name in an error
 * @throws TrigforgeError TF-FIXED-001 when it is not such a type, TF-FIXED-002 when a number is out of bounds,
 * TF-FIXED-004 when an unsigned type would wrap by sign and magnitude
 */
export function parseFormat(text: string, where = "type"): FixedFormat {
  const match = /^\s*(?:(ap|ac)_)?(u?fixed|u?int)\s*<([^<>]*)>\s*$/.exec(text);
  if (match === null) return unreadable(text, where);
  const [, vendor, kind] = match;
  const words = match[3]!.split(",").map((word) => word.trim());
  const format = vendor === "ac" ? algorithmC(kind!, words, text, where) : vendorFormat(kind!, words, text, where);
  return checkBounds(format, text, where);
}

function vendorFormat(kind: string, words: string[], text: string, where: string): FixedFormat {
  if (kind === "int" || kind === "uint") {
    if (words.length !== 1) return unreadable(text, where);
    return kind === "int" ? int(whole(words[0], text, where)) : uint(whole(words[0], text, where));
  }
  if (words.length < 2 || words.length > 5) return unreadable(text, where);
  const make = kind === "fixed" ? fixed : ufixed;
  return make(
    whole(words[0], text, where),
    whole(words[1], text, where),
    rounding(words[2], text, where),
    overflow(words[3], text, where),
    saturationBits(words[4], text, where),
  );
}

/** ac_fixed names its sign as the third argument; ac_int truncates like ac_fixed, toward minus infinity. */
function algorithmC(kind: string, words: string[], text: string, where: string): FixedFormat {
  if (kind === "int") {
    if (words.length !== 2) return unreadable(text, where);
    const width = whole(words[0], text, where);
    return truth(words[1], text, where) ? fixed(width, width) : ufixed(width, width);
  }
  if (kind !== "fixed" || words.length < 2 || words.length > 5) return unreadable(text, where);
  const make = words[2] === undefined || truth(words[2], text, where) ? fixed : ufixed;
  return make(
    whole(words[0], text, where),
    whole(words[1], text, where),
    rounding(words[3], text, where),
    overflow(words[4], text, where),
  );
}

function whole(word: string | undefined, text: string, where: string): number {
  if (word === undefined || !/^[+-]?\d{1,6}$/.test(word)) return unreadable(text, where);
  return Number(word);
}

function truth(word: string | undefined, text: string, where: string): boolean {
  if (word === "true" || word === "1") return true;
  if (word === "false" || word === "0") return false;
  return unreadable(text, where);
}

function rounding(word: string | undefined, text: string, where: string): Rounding {
  if (word === undefined) return "TRN";
  const name = word.replace(/^A[PC]_/, "") as Rounding;
  return roundings.includes(name) ? name : unreadable(text, where);
}

function overflow(word: string | undefined, text: string, where: string): Overflow {
  if (word === undefined) return "WRAP";
  const name = word.replace(/^A[PC]_/, "") as Overflow;
  return overflows.includes(name) ? name : unreadable(text, where);
}

/** The fifth argument is a number; some projects write an overflow mode there, which C++ reads as its enum value. */
function saturationBits(word: string | undefined, text: string, where: string): number {
  if (word === undefined) return 0;
  const enumeration = ["AP_SAT", "AP_SAT_ZERO", "AP_SAT_SYM", "AP_WRAP", "AP_WRAP_SM"].indexOf(word);
  return enumeration >= 0 ? enumeration : whole(word, text, where);
}

function unreadable(text: string, where: string): never {
  return fail("TF-FIXED-001", { where, what: `"${text}" is not a fixed-point type`, expected: example });
}

function checkBounds(format: FixedFormat, text: string, where: string): FixedFormat {
  const { width, integer, saturationBits: bits } = format;
  if (width < 1 || width > maximumWidth || Math.abs(integer) > maximumInteger) {
    fail("TF-FIXED-002", {
      where,
      what: `"${text}" has ${width} bits, ${integer} of them integer bits`,
      expected: `1 to ${maximumWidth} bits and at most ${maximumInteger} integer bits`,
    });
  }
  if (bits < 0 || bits > width) {
    fail("TF-FIXED-002", {
      where,
      what: `"${text}" saturates ${bits} bits`,
      expected: `0 to ${width} saturation bits`,
    });
  }
  if (!format.signed && format.overflow === "WRAP_SM") {
    fail("TF-FIXED-004", { where, what: `"${text}" is unsigned, and sign-magnitude wrapping needs a sign` });
  }
  return format;
}
