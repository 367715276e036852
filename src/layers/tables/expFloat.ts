/** 2^(i/32) for i from 0 to 31, each rounded to double. */
const powers: readonly number[] = [
  1,
  1.0218971486541166,
  1.0442737824274138,
  1.0671404006768237,
  1.0905077326652577,
  1.1143867425958924,
  1.1387886347566916,
  1.1637248587775775,
  1.189207115002721,
  1.215247359980469,
  1.241857812073484,
  1.2690509571917332,
  1.2968395546510096,
  1.3252366431597413,
  1.3542555469368927,
  1.383909881963832,
  Math.SQRT2,
  1.4451808069770467,
  1.4768261459394993,
  1.5091644275934228,
  1.5422108254079407,
  1.5759808451078865,
  1.6104903319492543,
  1.645755478153965,
  1.681792830507429,
  1.718619298122478,
  1.7562521603732995,
  1.7947090750031072,
  1.8340080864093424,
  1.8741676341103,
  1.9152065613971474,
  1.9571441241754002,
];

/** 32 / ln 2, as a product of doubles. */
const inverseStep = Math.LOG2E * 32;

/** Coefficients of 2^(r/32) − 1 for |r| <= 1/2: of r^3, r^2 and r. */
const cubic = 0.05550361559341535 / 32 ** 3;
const square = 0.2402284522445722 / 32 ** 2;
const slope = 0.6931471806916203 / 32;

/** Adding and subtracting it rounds a double below 2^51 to a whole number, ties to even. */
const rounder = 1.5 * 2 ** 52;

/**
 * e^x as glibc's expf computes it, bit for bit: e^x = 2^(k/32) · 2^(r/32) with k whole and |r| <= 1/2, a table of 32 entries
 * and a cubic polynomial in double, rounded to float once.
 *
 * @param x a float32
 * @returns a float32; 0 or subnormal below −87.3, infinity above 88.7
 * Source: the published algorithm of Arm's optimized routines (math/expf.c, MIT licence), glibc's since 2.27. Its variant with
 * fused multiply-adds differs in the last bits of the double, which the rounding to float hides (docs/layers.md).
 */
export function expFloat(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 88.72283172607422) return Number.POSITIVE_INFINITY;
  if (x < -103.97207641601562) return 0;
  const scaled = inverseStep * x;
  const k = scaled + rounder - rounder;
  const r = scaled - k;
  const index = ((k % 32) + 32) % 32;
  const power = powers[index]! * 2 ** ((k - index) / 32);
  const high = cubic * r + square;
  const low = slope * r + 1;
  return Math.fround((high * (r * r) + low) * power);
}
