import type { CatalogueEntry } from "./catalogue.js";

/** Errors of comparison in `src/captures`: from TF-CAPTURE-050 on. */
export const compareErrors = {
  "TF-CAPTURE-050": {
    title: "there is nothing to compare",
    explanation:
      "One of the two sides has no event, or no frame of the capture can hold one. The message says which. A capture that was read with the wrong description often ends here: `trigforge capture show` prints what is in it.",
  },
  "TF-CAPTURE-051": {
    title: "a comparison is too large",
    explanation:
      "A comparison holds both sides in memory, at most 2^24 words of each. Compare a part of the capture, or fewer links.",
  },
  "TF-CAPTURE-052": {
    title: "expected values do not fit the capture's layout",
    explanation:
      "Each event has one raw integer for each element of each port, and each lies within the type of its field. The message names the event and the port.",
  },
  "TF-CAPTURE-053": {
    title: "a mask could not be applied",
    explanation:
      "Masks say what is not compared: link:3 or link:0-7 (physical links), frame:0-99 (frames of the capture, as the file numbers them), bits:0xff00 (these bits of every word), bits:3:0xff00 (of the words of link 3), port:score or port:score[2]. A mask that names something that is not compared is an error, and so are masks that leave nothing.",
  },
  "TF-CAPTURE-054": {
    title: "the two sides cannot be compared",
    explanation:
      "A comparison needs two things: expected values (a model with its events, a table of raw outputs, or another capture) and a capture or table that was found. Between a table and a pattern file the capture description says which word holds what.",
  },
} as const satisfies Record<string, CatalogueEntry>;
