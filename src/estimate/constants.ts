/**
 * The number of signed digits of an integer: the terms of its shortest sum of powers of two and their negatives (the
 * non-adjacent form). A product by it takes one adder less.
 */
export function signedDigits(raw: bigint): number {
  let rest = raw < 0n ? -raw : raw;
  let digits = 0;
  while (rest > 0n) {
    if ((rest & 1n) === 1n) {
      digits++;
      rest -= (rest & 3n) === 3n ? -1n : 1n;
    }
    rest >>= 1n;
  }
  return digits;
}

/** Bits that a constant factor takes in a multiplier: trailing zeros are wires. */
export function factorWidth(raw: bigint): number {
  if (raw === 0n) return 0;
  let rest = raw;
  while ((rest & 1n) === 0n) rest >>= 1n;
  if (rest > 0n) return rest.toString(2).length;
  return rest === -1n ? 1 : (-rest - 1n).toString(2).length + 1;
}
