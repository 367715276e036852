/** Amounts that area follows from: bits of the parts that HLS builds designs of. `docs/estimate.md` has a row for each. */
export const lutFeatures = [
  "adders",
  "shiftAdds",
  "fabric",
  "sharing",
  "choices",
  "casts",
  "tables",
  "control",
] as const;
export const ffFeatures = ["pipeline", "paced", "boundary", "chains", "blocks", "held"] as const;

export type LutFeature = (typeof lutFeatures)[number];
export type FfFeature = (typeof ffFeatures)[number];

/** What an item takes, before coefficients. */
export interface Features {
  readonly lut: Partial<Record<LutFeature, number>>;
  readonly ff: Partial<Record<FfFeature, number>>;
  readonly dsp: number;
  readonly bram18: number;
}

/** Takes nothing. */
export const nothing: Features = { lut: {}, ff: {}, dsp: 0, bram18: 0 };

/** The sum of the features of several items, times a factor. */
export function sumFeatures(list: readonly Features[]): Features {
  const lut: Partial<Record<LutFeature, number>> = {};
  const ff: Partial<Record<FfFeature, number>> = {};
  let [dsp, bram18] = [0, 0];
  for (const item of list) {
    for (const name of lutFeatures) lut[name] = (lut[name] ?? 0) + (item.lut[name] ?? 0);
    for (const name of ffFeatures) ff[name] = (ff[name] ?? 0) + (item.ff[name] ?? 0);
    dsp += item.dsp;
    bram18 += item.bram18;
  }
  return { lut, ff, dsp, bram18 };
}
