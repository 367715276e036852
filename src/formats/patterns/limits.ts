/** Limits of pattern files, against damaged or hostile ones. */
export const patternLimits = {
  /** A line of a pattern file: 10 000 links and more. */
  lineBytes: 2 ** 18,
  /** What stands before the first frame, and what stands between two frames. */
  textBytes: 2 ** 20,
  /** Words in a block, unless one frame alone has more. */
  blockWords: 2 ** 17,
} as const;
