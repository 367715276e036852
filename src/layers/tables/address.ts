import { fail } from "../../errors/index.js";
import { fixed, fractionOf } from "../../fixed/index.js";
import type { ProgramBuilder } from "../../ir/index.js";
import { maximumAddressBits, type ValueId } from "../../ops/index.js";
import { writeScalar } from "../scalar.js";

/** Number of address bits of a table of `size` entries: the vendor's ceillog2, at least 1. */
export function addressBits(size: number): number {
  let bits = 1;
  while (2 ** bits < size) bits++;
  return bits;
}

/** @throws TrigforgeError TF-LAYERS-003 unless a table can have `size` entries */
export function checkTableSize(size: number, where: string): void {
  if (Number.isInteger(size) && size >= 1 && size <= 2 ** maximumAddressBits) return;
  fail("TF-LAYERS-003", { where, what: `a table of ${size} entries`, expected: `1 to ${2 ** maximumAddressBits}` });
}

/**
 * x · size / span as hls4ml's C++ converts it to int, before the last truncation toward zero: the caller casts it to an
 * integer with TRN_ZERO. Power-of-two sizes cost nothing.
 *
 * The C++ is `int index = x * size / span`: the product is exact, the quotient is truncated toward zero at the fraction
 * bits of x, the conversion truncates toward zero and keeps 32 bits.
 *
 * @throws TrigforgeError TF-LAYERS-003 when x has −33 integer bits or fewer: the quotient then has none, and the vendor's
 * conversion to int is undefined (ap_fixed_base.h, to_ap_int_base, leaves its result uninitialised)
 */
export function scaledIndex(builder: ProgramBuilder, x: ValueId, size: number, span: number): ValueId {
  const { type } = builder.tensor(x);
  if (type.integer <= -33) {
    fail("TF-LAYERS-003", {
      where: "table",
      what: `an operand of ${type.integer} integer bits addresses it`,
      expected: "at least -32 integer bits",
    });
  }
  const fraction = fractionOf(type);
  const quotient = builder.scale(timesSize(builder, x, size), -Math.log2(span));
  const truncates = fraction < 0 && size % span !== 0;
  const width = Math.max(2, builder.tensor(quotient).type.integer + fraction + 1);
  const truncated = truncates ? builder.cast(quotient, fixed(width, width - fraction, "TRN_ZERO")) : quotient;
  return builder.tensor(truncated).type.integer > 30 ? builder.cast(truncated, fixed(32, 32, "TRN_ZERO")) : truncated;
}

function timesSize(builder: ProgramBuilder, x: ValueId, size: number): ValueId {
  const shift = Math.log2(size);
  if (Number.isInteger(shift)) return builder.scale(x, shift);
  const width = size.toString(2).length;
  return builder.mul(x, writeScalar(builder, x, { signed: false, width, integer: width }, BigInt(size)));
}
