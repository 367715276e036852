const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

/**
 * ln y in double, within a few units in the last place, from exactly rounded operations alone, so that every JavaScript
 * engine gives the same bits (Math.log may differ from one to another). Rounded to float it equals any good log
 * (docs/layers.md has the count).
 *
 * @param y a double from 1 to infinity
 */
export function logDouble(y: number): number {
  if (y === Number.POSITIVE_INFINITY) return y;
  let exponent = 0;
  let fraction = y;
  while (fraction > Math.SQRT2) {
    fraction /= 2;
    exponent++;
  }
  // ln f = 2 · atanh s = 2 · (s + s³/3 + s⁵/5 + …) with |s| below 0.1716.
  const s = (fraction - 1) / (fraction + 1);
  const square = s * s;
  let series = 0;
  for (let term = 23; term >= 3; term -= 2) series = series * square + 1 / term;
  const logarithm = 2 * s + 2 * s * square * series;
  return exponent * ln2High + (logarithm + exponent * ln2Low);
}
