/** One digit of a number: ±2^position. */
export interface SignedDigit {
  readonly position: number;
  readonly negative: boolean;
}

/** The canonical signed digits of an integer below 2^30 in size: no two neighbours, fewest digits, lowest first. */
export function signedDigits(value: number): SignedDigit[] {
  const digits: SignedDigit[] = [];
  let rest = value;
  for (let position = 0; rest !== 0; position++) {
    if (rest % 2 !== 0) {
      // The digit that leaves a multiple of four behind.
      const negative = (rest & 3) === 3;
      digits.push({ position, negative });
      rest += negative ? 1 : -1;
    }
    rest /= 2;
  }
  return digits;
}
