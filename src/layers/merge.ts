import type { ProgramBuilder } from "../ir/index.js";
import { elementCount, type Relation, type ValueId } from "../ops/index.js";
import { chooseAndCast } from "./choose.js";
import type { ResultParameters } from "./linear.js";
import { repeatTo } from "./repeat.js";
import { writeScalar } from "./scalar.js";

// Merges of two tensors. Equal shapes, or one is repeated over the leading axes of the other (repeatTo).
// Source of the semantics: hls4ml nnet_merge.h. Each throws TrigforgeError TF-LAYERS-002 when the shapes do not meet.

/** a + b, exactly, assigned to the result format. */
export function add(builder: ProgramBuilder, a: ValueId, b: ValueId, { result }: ResultParameters): ValueId {
  const [x, y] = meet(builder, a, b, "add");
  return builder.cast(builder.add(x, y), result);
}

/** a − b, exactly, assigned to the result format. */
export function subtract(builder: ProgramBuilder, a: ValueId, b: ValueId, { result }: ResultParameters): ValueId {
  const [x, y] = meet(builder, a, b, "subtract");
  return builder.cast(builder.sub(x, y), result);
}

/** a · b, exactly, assigned to the result format. */
export function multiply(builder: ProgramBuilder, a: ValueId, b: ValueId, { result }: ResultParameters): ValueId {
  const [x, y] = meet(builder, a, b, "multiply");
  return builder.cast(builder.mul(x, y), result);
}

/** (a + b) / 2, exactly, assigned to the result format. */
export function average(builder: ProgramBuilder, a: ValueId, b: ValueId, { result }: ResultParameters): ValueId {
  const [x, y] = meet(builder, a, b, "average");
  const sum = builder.add(x, y);
  if (result.family !== "int") return builder.cast(builder.scale(sum, -1), result);
  // Conversion to an integer looks at the type it comes from: keep that of hls4ml's product with ap_ufixed<1,0>(0.5).
  const half = writeScalar(builder, sum, { signed: false, width: 1, integer: 0 }, 1n);
  return builder.cast(builder.mul(sum, half), result);
}

/** The larger of a and b, assigned to the result format after the comparison. */
export function maximum(builder: ProgramBuilder, a: ValueId, b: ValueId, { result }: ResultParameters): ValueId {
  const [x, y] = meet(builder, a, b, "maximum");
  return result.family === "int" ? chosen(builder, ">", x, y, { result }) : builder.cast(builder.max(x, y), result);
}

/** The smaller of a and b, assigned to the result format after the comparison. */
export function minimum(builder: ProgramBuilder, a: ValueId, b: ValueId, { result }: ResultParameters): ValueId {
  const [x, y] = meet(builder, a, b, "minimum");
  return result.family === "int" ? chosen(builder, "<", x, y, { result }) : builder.cast(builder.min(x, y), result);
}

function chosen(
  builder: ProgramBuilder,
  relation: Relation,
  a: ValueId,
  b: ValueId,
  { result }: ResultParameters,
): ValueId {
  return chooseAndCast(builder, builder.compare(relation, a, b), a, b, result);
}

/** Both operands with the shape of the one that has more elements. */
function meet(builder: ProgramBuilder, a: ValueId, b: ValueId, where: string): readonly [ValueId, ValueId] {
  const [shapeA, shapeB] = [builder.tensor(a).shape, builder.tensor(b).shape];
  const [countA, countB] = [elementCount(shapeA), elementCount(shapeB)];
  const shape = countA > countB || (countA === countB && shapeA.length >= shapeB.length) ? shapeA : shapeB;
  return [repeatTo(builder, a, shape, where), repeatTo(builder, b, shape, where)];
}
