import { describe, expect, it } from "vitest";
import { check, compile } from "../../../src/backends/wasm/index.js";
import { fixed, ufixed } from "../../../src/fixed/index.js";
import { writer } from "./agreement.js";

describe("what 64 bits cannot hold", () => {
  it("is listed whole, by value and scope, before anything is compiled", async () => {
    const builder = writer("wide");
    const x = builder.input("x", [1], fixed(40, 20));
    const product = builder.within("square", () => builder.mul(x, x));
    builder.within("cube", () => builder.output("y", builder.mul(product, x)));
    const program = builder.build();
    const problems = check(program);
    expect(problems.map(({ code, note }) => [code, note.where])).toEqual([
      ["TF-WASM-001", "wide: %1 (mul, square)"],
      ["TF-WASM-001", "wide: %2 (mul, cube)"],
    ]);
    await expect(compile(program)).rejects.toThrow(/%1 \(mul, square\)[\s\S]*%2 \(mul, cube\)/);
  });

  it("is a port of 64 unsigned bits, a wide cast, a wide alignment", () => {
    const port = writer("port");
    port.output("y", port.cast(port.input("x", [1], ufixed(64, 64)), fixed(8, 8)));
    expect(check(port.build()).map(({ note }) => note.where)).toEqual(["port: %0 (input)", "port: %1 (cast)"]);

    const cast = writer("cast");
    cast.output("y", cast.cast(cast.input("x", [1], fixed(40, 40)), fixed(60, 20, "TRN", "SAT")));
    expect(check(cast.build()).map(({ note }) => note.where)).toEqual(["cast: %1 (cast)"]);

    const align = writer("align");
    const a = align.input("a", [1], fixed(40, 40));
    const b = align.input("b", [1], fixed(40, 0));
    align.output("y", align.compare("<", a, b));
    expect(check(align.build())[0]!.note.what).toMatch(/aligned operand/);
  });

  it("is no matter of declared widths: only of integers that can occur", async () => {
    const builder = writer("narrow");
    const x = builder.input("x", [4], fixed(20, 10));
    const weights = builder.constant([4, 1], { signed: true, width: 60, integer: 30 }, [1n, -2n, 3n, 4n]);
    const order = { order: "sequential", stride: 1 } as const;
    builder.output("y", builder.contract(x, weights, { accumulator: fixed(90, 50, "TRN", "SAT"), order }));
    const program = builder.build();
    expect(check(program)).toEqual([]);
    expect((await compile(program)).manifest.outputs[0]!.storage).toBe("int64");
  });

  it("may wrap, where only low bits are wanted", () => {
    const builder = writer("wrapped");
    builder.output("y", builder.cast(builder.input("x", [1], fixed(60, 60)), fixed(50, 20)));
    expect(check(builder.build())).toEqual([]);
  });

  it("is no concern of values that no output needs", () => {
    const builder = writer("dead");
    const x = builder.input("x", [1], fixed(60, 20));
    builder.mul(x, x);
    builder.output("y", x);
    expect(check(builder.build())).toEqual([]);
  });
});
