import type { CatalogueEntry } from "./catalogue.js";

/** Errors of `src/fixed`: types and numbers. */
export const fixedErrors = {
  "TF-FIXED-001": {
    title: "a fixed-point type could not be read",
    explanation:
      "Trigforge reads fixed<W,I[,Q[,O[,N]]]>, ufixed<...>, int<W>, uint<W>, the same with ap_ in front, and ac_fixed<W,I,S[,Q[,O]]> and ac_int<W,S>. Q is TRN, TRN_ZERO, RND, RND_ZERO, RND_INF, RND_MIN_INF or RND_CONV; O is WRAP, SAT, SAT_ZERO, SAT_SYM or WRAP_SM; both may carry AP_ or AC_. Floating-point and automatic types have no fixed-point meaning of their own.",
  },
  "TF-FIXED-002": {
    title: "a fixed-point type is out of bounds",
    explanation:
      "The width of a type is a whole number from 1 to 1024, as in the vendor's headers. The number of integer bits may be negative or larger than the width, within 4096. The number of saturation bits of WRAP lies between 0 and the width.",
  },
  "TF-FIXED-003": {
    title: "a value is not a number",
    explanation:
      "NaN has no fixed-point value. Find the event and the column that the message names, and repair or drop it.",
  },
  "TF-FIXED-004": {
    title: "an unsigned type cannot wrap by sign and magnitude",
    explanation:
      "WRAP_SM mirrors numbers at the bounds by their sign, so it exists for signed types only. The vendor's headers stop the program at such a type. Use WRAP, or make the type signed.",
  },
} as const satisfies Record<string, CatalogueEntry>;
