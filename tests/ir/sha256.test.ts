import { describe, expect, it } from "vitest";
import { hashInJavaScript, sha256Hex } from "../../src/ir/sha256.js";

describe("SHA-256", () => {
  it("is that of the standard's examples, with Node and without", () => {
    const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    for (const hash of [sha256Hex, hashInJavaScript]) {
      expect(hash("abc")).toBe(abc);
      expect(hash(new TextEncoder().encode("abc"))).toBe(abc);
    }
  });

  it("is the same with Node and without", () => {
    for (const text of ["", "β".repeat(1000), "x".repeat(63)]) expect(sha256Hex(text)).toBe(hashInJavaScript(text));
  });

  it("does without Node where there is none", () => {
    const { process } = globalThis;
    try {
      Reflect.deleteProperty(globalThis, "process");
      expect(sha256Hex("abc")).toBe(hashInJavaScript("abc"));
    } finally {
      globalThis.process = process;
    }
  });
});
