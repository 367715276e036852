const float = Math.fround;

const ln2High = 0.6931381225585938;
const ln2Low = 9.05800061445916e-6;
const inverseLn2 = 1.4426950216293335;
/** Coefficients of the polynomial in h = x²/2, from h to h⁵. */
const polynomial: readonly number[] = [
  -0.03333333507180214, 0.0015873016091063619, -7.936507608974352e-5, 4.00821772927884e-6, -2.0109921194944036e-7,
];

/**
 * e^x − 1 as glibc's expm1f computes it, bit for bit for |x| below 56 (all that tanh asks for): every step a float32
 * operation. x = k·ln 2 + r with |r| <= ln 2 / 2; a rational function of r; then 2^k · (e^r − 1) + (2^k − 1).
 *
 * @param x a float32, |x| < 56
 * @returns a float32
 * Source: the published algorithm of Sun's fdlibm (s_expm1.c) in its float form, glibc's up to 2.40.
 */
export function expm1Float(x: number): number {
  const size = Math.abs(x);
  if (x < 0 && size >= 18.71497344970703) return -1;
  if (size < 2.9802322387695312e-8) return x;
  const { k, r, lost } = reduce(x, size);
  const halfR = float(0.5 * r);
  const h = float(r * halfR);
  let series = 0;
  for (let index = polynomial.length - 1; index >= 0; index--) series = float(h * float(polynomial[index]! + series));
  series = float(1 + series);
  const t = float(3 - float(series * halfR));
  const e = float(h * float(float(series - t) / float(6 - float(r * t))));
  if (k === 0) return float(r - float(float(r * e) - h));
  return scaleBack(k, r, float(float(float(r * float(e - lost)) - lost) - h));
}

/** x = k·ln 2 + r, `lost` being what r lost by rounding. */
function reduce(x: number, size: number): { k: number; r: number; lost: number } {
  if (size <= 0.3465735912322998) return { k: 0, r: x, lost: 0 };
  const sign = x < 0 ? -1 : 1;
  const k = size < 1.0397207736968994 ? sign : Math.trunc(float(float(inverseLn2 * x) + 0.5 * sign));
  const high = float(x - float(k * ln2High));
  const low = float(k * ln2Low);
  const r = float(high - low);
  return { k, r, lost: float(float(high - r) - low) };
}

/** 2^k · (1 + r − e) − 1, in the order of operations that loses least for each k. */
function scaleBack(k: number, r: number, e: number): number {
  if (k === -1) return float(float(0.5 * float(r - e)) - 0.5);
  if (k === 1) return r < -0.25 ? float(-2 * float(e - float(r + 0.5))) : float(1 + float(2 * float(r - e)));
  if (k <= -2 || k > 56) return float(float(float(1 - float(e - r)) * 2 ** k) - 1);
  if (k < 23) return float(float(float(1 - 2 ** -k) - float(e - r)) * 2 ** k);
  return float(float(float(r - float(e + 2 ** -k)) + 1) * 2 ** k);
}
