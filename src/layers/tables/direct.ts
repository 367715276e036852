import type { FixedFormat, FixedType } from "../../fixed/index.js";
import { typeOf } from "../../fixed/index.js";
import { ProgramBuilder } from "../../ir/index.js";
import { definitionOf, type Tensor, type ValueId } from "../../ops/index.js";

/** Narrow operands whose every code gets its own entry, whatever the size of the source's table. */
const alwaysDirectBits = 10;

/**
 * Writes an elementwise layer that reads a table. Where the operand has few bits, the whole layer becomes one table
 * addressed by the operand's own bits: the ops that `write` would write are evaluated here for every code. That is the
 * same function, in one lookup, and the table has no more entries than 2^10 or than the source's own.
 *
 * @param tableBits address bits of the source's table
 * @param write writes the layer for an operand of the type of x, any shape, giving `result`
 */
export function directOrOps(
  builder: ProgramBuilder,
  x: ValueId,
  tableBits: number,
  result: FixedFormat,
  write: (builder: ProgramBuilder, x: ValueId) => ValueId,
): ValueId {
  const { type } = builder.tensor(x);
  if (type.width > Math.max(alwaysDirectBits, tableBits)) return write(builder, x);
  const entries = tabulate(type, write);
  return builder.lookup(x, builder.constant([entries.length], typeOf(result), entries));
}

/** The result of `write` for every code of a type, in the order of the codes' bit patterns. */
function tabulate(type: FixedType, write: (builder: ProgramBuilder, x: ValueId) => ValueId): readonly bigint[] {
  const codes = Array.from({ length: 2 ** type.width }, (_unused, bits) =>
    type.signed ? BigInt.asIntN(type.width, BigInt(bits)) : BigInt(bits),
  );
  const scratch = new ProgramBuilder("table", { source: "table", fidelity: "native", notes: [] });
  const last = write(scratch, scratch.constant([codes.length], type, codes));
  const tensors: Tensor[] = [];
  for (let value = 0; value <= last; value++) {
    const op = scratch.opOf(value);
    const definition = definitionOf(op);
    const operands = definition.operands(op).map((operand) => tensors[operand]!);
    const { shape, type: valueType } = scratch.tensor(value);
    tensors.push({ shape, type: valueType, raw: definition.evaluate(op, operands, { shape, type: valueType }) });
  }
  return tensors[last]!.raw;
}
