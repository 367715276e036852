import { fail } from "../errors/index.js";
import { type FixedFormat, fractionOf } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { elementCount, type ValueId } from "../ops/index.js";

/**
 * x divided by whole numbers, assigned to `quotient` as if the quotient were known exactly: a product with a reciprocal of
 * so many bits that no x of its type shows the difference.
 *
 * @param divisors one whole number from 1 for all, or one for each element of x
 * @param quotient any rounding where every divisor is a power of two; TRN_ZERO (C++ integer division) or RND_INF otherwise
 * @throws TrigforgeError TF-LAYERS-003 for a divisor that is not a whole number from 1, TF-LAYERS-006 for other roundings
 */
export function divide(
  builder: ProgramBuilder,
  x: ValueId,
  divisors: number | readonly number[],
  quotient: FixedFormat,
): ValueId {
  const { shape, type } = builder.tensor(x);
  const list = typeof divisors === "number" ? [divisors] : divisors;
  const bad = list.find((divisor) => !Number.isSafeInteger(divisor) || divisor < 1);
  if (bad !== undefined || (list.length !== 1 && list.length !== elementCount(shape))) {
    fail("TF-LAYERS-003", {
      where: "division",
      what: bad === undefined ? `${list.length} divisors for shape [${shape}]` : `the divisor ${bad}`,
      expected: "a whole number from 1",
    });
  }
  const distinct = [...new Set(list)];
  if (distinct.length === 1 && isPowerOfTwo(distinct[0]!)) {
    return builder.cast(builder.scale(x, -Math.log2(distinct[0]!)), quotient);
  }
  if (!distinct.every(isPowerOfTwo) && quotient.rounding !== "TRN_ZERO" && quotient.rounding !== "RND_INF") {
    fail("TF-LAYERS-006", {
      where: "division",
      what: `a quotient by ${distinct.find((divisor) => !isPowerOfTwo(divisor))} is rounded by ${quotient.rounding}`,
      expected: "TRN_ZERO or RND_INF, or a divisor that is a power of two",
    });
  }
  const integer = quotient.family === "int";
  const fraction = integer ? 0 : fractionOf(quotient);
  const half = !integer && quotient.rounding === "RND_INF" ? 1 : 0;
  const shift = fraction + half - fractionOf(type);
  const bits = reciprocalBits(distinct.map(BigInt), shift, BigInt(type.width));
  const reciprocals = list.map((divisor) => reciprocal(BigInt(divisor), shift, bits));
  const width = Math.max(...reciprocals.map((raw) => raw.toString(2).length));
  const constantType = { signed: false, width, integer: width - Number(bits) - shift };
  const factor = builder.constant(list.length === 1 ? shape.map(() => 1) : shape, constantType, reciprocals);
  return builder.cast(builder.mul(x, factor), quotient);
}

function isPowerOfTwo(number: number): boolean {
  return Number.isInteger(Math.log2(number));
}

/** ⌈2^(bits + shift) / divisor⌉. */
function reciprocal(divisor: bigint, shift: number, bits: bigint): bigint {
  const [top, bottom] = fractionAt(divisor, shift, bits);
  return (top + bottom - 1n) / bottom;
}

function fractionAt(divisor: bigint, shift: number, bits: bigint): readonly [bigint, bigint] {
  return shift >= 0 ? [1n << (bits + BigInt(shift)), divisor] : [1n << bits, divisor << BigInt(-shift)];
}

/**
 * The fewest bits of reciprocals ⌈2^bits·a/b⌉ with which ⌊n·reciprocal / 2^bits⌋ = ⌊n·a/b⌋ for every n below 2^width, where
 * a/b = 2^shift / divisor: the error b·reciprocal − 2^bits·a, times n, must stay below 2^bits.
 */
function reciprocalBits(divisors: readonly bigint[], shift: number, width: bigint): bigint {
  for (let bits = 0n; ; bits++) {
    const exact = divisors.every((divisor) => {
      const [top, bottom] = fractionAt(divisor, shift, bits);
      const error = reciprocal(divisor, shift, bits) * bottom - top;
      return error << width <= 1n << bits;
    });
    if (exact) return bits;
  }
}
