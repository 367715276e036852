/**
 * Whether the long comparisons with other people's code run: in CI, and with `TRIGFORGE_THOROUGH=1`. The default suite stays
 * short; what it leaves out it says aloud, and committed results of the same comparisons stand in.
 */
export const thorough = Boolean(process.env.CI || process.env.TRIGFORGE_THOROUGH);

/** Whether a long test runs now: `describe.skipIf(!runsThoroughly("live comparison with …"))`. Says aloud when it does not. */
export function runsThoroughly(what: string): boolean {
  if (!thorough) console.warn(`\n*** LEFT FOR TRIGFORGE_THOROUGH=1 AND CI: ${what} ***\n`);
  return thorough;
}
