const [plus, minus, dot, zero, upperE, lowerE] = [43, 45, 46, 48, 69, 101] as const;

/** Powers of ten that a floating-point number holds exactly. */
const powers = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Digits whose integer a floating-point number always holds exactly. */
const exactDigits = 15;

/** What {@link scanDecimal} found; one object is used again and again, since this runs for every value. */
export interface Decimal {
  value: number;
  /** Index of the first byte after it. */
  end: number;
}

/**
 * Reads a decimal such as `-12`, `0.5`, `.25` or `1.5e-3` that begins at a byte, if that is simple enough.
 *
 * Simple are up to 15 digits and powers of ten to 22: an integer divided or multiplied by a power, both exact, is rounded
 * correctly by the one operation (W. D. Clinger, How to read floating point numbers accurately, 1990).
 *
 * @param bytes must hold a byte after the decimal that cannot belong to it
 * @returns whether it was simple; if not, `found` means nothing
 */
export function scanDecimal(bytes: Uint8Array, start: number, found: Decimal): boolean {
  let at = start;
  let byte = bytes[at]!;
  const negative = byte === minus;
  if (negative || byte === plus) byte = bytes[++at]!;
  let mantissa = 0;
  const first = at;
  for (; isDigit(byte); byte = bytes[++at]!) mantissa = mantissa * 10 + byte - zero;
  let digits = at - first;
  let exponent = 0;
  if (byte === dot) {
    byte = bytes[++at]!;
    const fraction = at;
    for (; isDigit(byte); byte = bytes[++at]!) mantissa = mantissa * 10 + byte - zero;
    exponent = fraction - at;
    digits -= exponent;
  }
  if (digits === 0 || digits > exactDigits) return false;
  if (byte === lowerE || byte === upperE) {
    byte = bytes[++at]!;
    const down = byte === minus;
    if (down || byte === plus) byte = bytes[++at]!;
    const digitsStart = at;
    let power = 0;
    for (; isDigit(byte); byte = bytes[++at]!) power = power * 10 + byte - zero;
    if (at === digitsStart) return false;
    exponent += down ? -power : power;
  }
  if (exponent < -22 || exponent > 22) return false;
  if (exponent < 0) mantissa /= powers[-exponent]!;
  else if (exponent > 0) mantissa *= powers[exponent]!;
  found.value = negative ? -mantissa : mantissa;
  found.end = at;
  return true;
}

function isDigit(byte: number): boolean {
  return byte >= zero && byte < zero + 10;
}
