import { fail } from "../../errors/index.js";
import type { ProgramBuilder } from "../../ir/index.js";
import { dot } from "../../layers/index.js";
import { ascending, balancedTree, elementCount, type ValueId } from "../../ops/index.js";
import type { MapScore } from "./description.js";

/**
 * Writes a score: a value of shape [1].
 *
 * @param output the value of an output port of the network, by name
 * @throws TrigforgeError TF-MAP-003 for an element outside the port; what `output` throws for a port that is not there
 */
export function writeScore(builder: ProgramBuilder, score: MapScore, output: (port: string) => ValueId): ValueId {
  switch (score.kind) {
    case "sum of squares": {
      const x = output(score.port);
      const squares = builder.cast(builder.mul(x, x), score.square);
      const row = builder.reshape(squares, [1, elementCount(builder.tensor(x).shape)]);
      const order = score.order === "tree" ? balancedTree : ascending;
      return builder.reduce(row, { by: "sum", accumulator: score.accumulator, order });
    }
    case "dot": {
      const { accumulator, result } = score;
      const [a, b] = score.ports.map((port) => flat(builder, output(port))) as [ValueId, ValueId];
      return dot(builder, a, b, { accumulator, result: result ?? accumulator });
    }
    case "output": {
      const x = output(score.port);
      const count = elementCount(builder.tensor(x).shape);
      if (score.element >= count) {
        fail("TF-MAP-003", {
          where: `${score.where}.output.element`,
          what: `${score.port} has no element ${score.element}`,
          expected: `0 to ${count - 1}`,
        });
      }
      const element = builder.gather(x, [score.element], [1]);
      return score.result === null ? element : builder.cast(element, score.result);
    }
  }
}

function flat(builder: ProgramBuilder, x: ValueId): ValueId {
  return builder.reshape(x, [elementCount(builder.tensor(x).shape)]);
}
