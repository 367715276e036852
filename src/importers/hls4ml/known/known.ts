/** Texts of definitions by header and name: a label for what they compute, and their fingerprints (vendoredKernels.ts). */
export type KnownKernels = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>>
>;
