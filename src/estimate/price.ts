import { type Features, type FfFeature, ffFeatures, type LutFeature, lutFeatures } from "./features.js";
import type { Coefficients } from "./fitted.js";
import type { Resources } from "./parts.js";

/** Features times coefficients: what HLS would estimate. */
export function priceFeatures(features: Features, { lut, ff }: Pick<Coefficients, "lut" | "ff">): Resources {
  const dot = <F extends string>(
    names: readonly F[],
    amounts: Partial<Record<F, number>>,
    prices: { readonly [N in F]: number },
  ) => Math.round(names.reduce((sum, name) => sum + (amounts[name] ?? 0) * prices[name], 0));
  return {
    lut: dot<LutFeature>(lutFeatures, features.lut, lut),
    ff: dot<FfFeature>(ffFeatures, features.ff, ff),
    dsp: features.dsp,
    bram18: features.bram18,
    uram: 0,
  };
}
