import { fail } from "../../errors/index.js";
import { type FixedFormat, formatOf, quantizeReal, toReal, typeOf } from "../../fixed/index.js";
import type { ProgramBuilder } from "../../ir/index.js";
import { elementCount, type ValueId } from "../../ops/index.js";
import type { MapStep } from "./description.js";

/** Writes one step of an input. @throws TrigforgeError TF-MAP-002, TF-MAP-003 */
export function writeStep(builder: ProgramBuilder, x: ValueId, step: MapStep): ValueId {
  switch (step.kind) {
    case "offset":
      return builder.cast(builder.sub(x, writeValues(builder, x, step, step.format)), step.result);
    case "scale":
      return builder.cast(builder.mul(x, writeValues(builder, x, step, step.format)), step.result);
    case "shift":
      return writeShift(builder, builder.cast(x, step.result), step);
  }
}

/** The constants of a step, each assigned to the step's type as C++ assigns them: they may round or wrap there. */
function writeValues(builder: ProgramBuilder, x: ValueId, step: MapStep, format: FixedFormat): ValueId {
  const raw = valuesOf(builder, x, step).map((value) => quantizeReal(value, format));
  const shape = raw.length === 1 ? [1] : builder.tensor(x).shape;
  return builder.constant(shape, typeOf(format), raw);
}

function valuesOf(builder: ProgramBuilder, x: ValueId, { values, where }: MapStep): readonly number[] {
  const list = typeof values === "number" ? [values] : values;
  const count = elementCount(builder.tensor(x).shape);
  if (list.length === count || typeof values === "number") return list;
  return fail("TF-MAP-002", {
    where: `${where}.values`,
    what: `there are ${list.length} values`,
    expected: `1 or ${count}`,
  });
}

/**
 * x >> shift as ap_fixed has it: the type stays, bits below it are dropped, and a negative shift goes left and wraps. Written
 * as the exact product by 2^−shift, truncated and wrapped.
 */
function writeShift(builder: ProgramBuilder, x: ValueId, step: MapStep & { kind: "shift" }): ValueId {
  const { type } = builder.tensor(x);
  const shifts = valuesOf(builder, x, step).map((value, index) => {
    const shift = step.format === null ? value : toReal(quantizeReal(value, step.format), step.format);
    if (!Number.isInteger(shift)) {
      fail("TF-MAP-003", { where: `${step.where}.values[${index}]`, what: `the shift ${shift} is not a whole number` });
    }
    // Beyond the width nothing changes: only the sign, or nothing, is left.
    return Math.max(-type.width, Math.min(type.width, shift));
  });
  const [least, most] = [Math.min(...shifts), Math.max(...shifts)];
  const kept = formatOf(type);
  if (least === most) return builder.cast(builder.scale(x, -least), kept);
  const width = most - least + 1;
  const factors = shifts.map((shift) => 1n << BigInt(most - shift));
  const factorType = { signed: false, width, integer: width - most };
  return builder.cast(builder.mul(x, builder.constant(builder.tensor(x).shape, factorType, factors)), kept);
}
