import { describe, expect, it } from "vitest";
import { analyse } from "../../../src/backends/wasm/analysis.js";
import { contractBounds, type FoldBounds, reduceBounds } from "../../../src/ops/index.js";
import { random } from "../../support/random.js";
import { randomProgram } from "../../support/randomProgram.js";

describe("bounds of sums in doubles", () => {
  it("equal those that the ops prove in big integers, and overflow with them", () => {
    const source = random(71, "bounds of sums");
    let sums = 0;
    for (let index = 0; index < 600; index++) {
      const kinds = ["contract", "reduce", "cast", "constant", "contract", "gather"] as const;
      const program = randomProgram(source, { ops: 8, maximumWidth: source.pick([10, 24, 50]), kinds });
      const analysis = analyse(program);
      program.values.forEach(({ op }, value) => {
        const known = analysis.sums.get(value);
        if (known === undefined) return;
        const operand = (id: number) => analysis.tensors[id]!;
        let proven: FoldBounds[] = [];
        if (op.kind === "contract") {
          const bias = op.bias === null ? [] : [operand(op.bias)];
          proven = contractBounds(op, [operand(op.x), operand(op.weights), ...bias]);
        } else if (op.kind === "reduce") {
          proven = reduceBounds(op, operand(op.x));
        }
        const sum =
          op.kind === "contract" ? op : op.kind === "reduce" && op.reduction.by === "sum" ? op.reduction : null;
        // Trees are held to any order, and SAT_SYM to the bounds that it keeps: looser and tighter than the ops.
        if (sum === null || sum.accumulator.overflow === "SAT_SYM") return;
        const overflows = known.termOverflows || known.sumOverflows;
        if (proven.some((bounds) => bounds.overflows)) expect(overflows).toBe(true);
        if (sum.order.order === "tree") return;
        sums++;
        expect(overflows).toBe(proven.some((bounds) => bounds.overflows));
        expect(known.low).toEqual(proven.map((bounds) => bounds.low));
        expect(known.high).toEqual(proven.map((bounds) => bounds.high));
      });
    }
    expect(sums).toBeGreaterThan(300);
  });
});
