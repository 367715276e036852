import { describe, expect, it } from "vitest";
import { build } from "../../../src/backends/wasm/index.js";
import { fixed, ufixed } from "../../../src/fixed/index.js";
import type { ProgramBuilder } from "../../../src/ir/index.js";
import type { ValueId } from "../../../src/ops/index.js";
import { plain, writer } from "./agreement.js";

/** Runs one op on events of two elements, x of fixed<8,4> and y of fixed<8,6>. */
async function run(
  write: (builder: ProgramBuilder, x: ValueId, y: ValueId) => ValueId,
  x: number[],
  y: number[],
): Promise<number[]> {
  const builder = writer();
  const [a, b] = [builder.input("x", [2], fixed(8, 4)), builder.input("y", [2], fixed(8, 6))];
  builder.output("z", write(builder, a, b));
  const { z } = (await build(builder.build())).run({ x, y });
  return plain(z!).map(Number);
}

const words = { x: [16, -32, 5, 127], y: [4, 12, -1, -128] };

describe("each op, by hand", () => {
  const cases: [string, (builder: ProgramBuilder, x: ValueId, y: ValueId) => ValueId, number[]][] = [
    // y has two fraction bits less than x: its raw integers count four times as much.
    ["add", (builder, x, y) => builder.add(x, y), [32, 16, 1, -385]],
    ["sub", (builder, x, y) => builder.sub(x, y), [0, -80, 9, 639]],
    ["mul", (builder, x, y) => builder.mul(x, y), [64, -384, -5, -16256]],
    ["max", (builder, x, y) => builder.max(x, y), [16, 48, 5, 127]],
    ["min", (builder, x, y) => builder.min(x, y), [16, -32, -4, -512]],
    ["compare <", (builder, x, y) => builder.compare("<", x, y), [0, 1, 0, 0]],
    ["compare <=", (builder, x, y) => builder.compare("<=", x, y), [1, 1, 0, 0]],
    ["compare >", (builder, x, y) => builder.compare(">", x, y), [0, 0, 1, 1]],
    ["compare >=", (builder, x, y) => builder.compare(">=", x, y), [1, 0, 1, 1]],
    ["compare ==", (builder, x, y) => builder.compare("==", x, y), [1, 0, 0, 0]],
    ["compare !=", (builder, x, y) => builder.compare("!=", x, y), [0, 1, 1, 1]],
    ["select", (builder, x, y) => builder.select(builder.compare("==", x, y), builder.sub(x, x), x), [0, -32, 5, 127]],
    ["scale", (builder, x) => builder.scale(x, 3), [16, -32, 5, 127]],
    ["cast", (builder, x) => builder.cast(x, fixed(5, 4, "RND", "SAT")), [2, -4, 1, 15]],
    ["gather", (builder, x) => builder.gather(x, [1, -1, 0], [3]), [-32, 0, 16, 127, 0, 5]],
    ["concat", (builder, x, y) => builder.concat([x, y], 0), [16, -32, 16, 48, 5, 127, -4, -512]],
    ["reduce max", (builder, x) => builder.reduce(x, { by: "max" }), [16, 127]],
    ["reduce min", (builder, x) => builder.reduce(x, { by: "min" }), [-32, 5]],
    [
      "reduce sum",
      (builder, x) => {
        const order = { order: "sequential", stride: 1 } as const;
        return builder.reduce(x, { by: "sum", accumulator: fixed(8, 4, "TRN", "SAT"), order });
      },
      [-16, 127],
    ],
    [
      "lookup",
      (builder, x) => {
        const address = builder.cast(x, ufixed(2, 4));
        return builder.lookup(address, builder.constant([4], fixed(8, 8), [10n, 20n, -30n, 40n]));
      },
      // Six bits are dropped, two are kept: 16 → 0, −32 → −1 → 3, 5 → 0, 127 → 1.
      [10, 40, 10, 20],
    ],
    [
      "contract",
      (builder, x) => {
        const weights = builder.constant([2, 2], fixed(4, 4), [1n, -2n, 3n, 5n]);
        const bias = builder.constant([2], fixed(8, 4), [100n, -1n]);
        const order = { order: "sequential", stride: 1 } as const;
        return builder.contract(x, weights, { bias, accumulator: fixed(16, 12), order });
      },
      [16 - 96 + 100, -32 - 160 - 1, 5 + 381 + 100, -10 + 635 - 1],
    ],
  ];
  for (const [name, write, expected] of cases) {
    it(name, async () => {
      expect(await run(write, words.x, words.y)).toEqual(expected);
    });
  }
});
