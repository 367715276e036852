import type { CatalogueEntry } from "./catalogue.js";

/** Errors of `src/captures`: 001 to 049 descriptions, packing and unpacking; from 050 on comparison. */
export const captureErrors = {
  "TF-CAPTURE-001": {
    title: "a capture description names something that is not there",
    explanation:
      "Words of a description refer to links and lanes that it describes, its fields to ports of the program, and `preset` to one of the presets that ship. The message names the nearest one that exists.",
  },
  "TF-CAPTURE-002": {
    title: "a link cannot be time multiplexed as described",
    explanation:
      "The TMUX of a link is a multiple of the TMUX of the board; it has (link TMUX / board TMUX) channels for each lane; its packets, header and gap included, fit into TMUX · frames per bunch crossing.",
  },
  "TF-CAPTURE-003": {
    title: "a channel carries two links",
    explanation: "Within one direction, each physical channel belongs to one lane of one link.",
  },
  "TF-CAPTURE-004": {
    title: "a field does not lie in its packet",
    explanation:
      "The bits of a field lie within its word (of one or several frames), and the word lies within the packet, behind its header. This holds for each copy of a repeated word.",
  },
  "TF-CAPTURE-005": {
    title: "a field is not as the program's port is",
    explanation:
      "Bits, signedness and binary point of a field are those of the port, and its element is one of the port. Values are compared as raw integers, so nothing is converted on the way: an input behind a map has the type that the map gives it.",
  },
  "TF-CAPTURE-006": {
    title: "bits or elements are taken twice",
    explanation: "Each element of a port lies in one place, and each bit of a packet belongs to one field.",
  },
  "TF-CAPTURE-007": {
    title: "the description alone does not tell enough",
    explanation:
      "A field without a type takes the type of the program's port, and the layout `columns` follows the ports of the program: both need the model.",
  },
  "TF-CAPTURE-008": {
    title: "events cannot be packed",
    explanation:
      "An event has one raw integer, within its type, for each element of each port; elements without a place can only be 0; and all packets fit into the frames of the pattern.",
  },
  "TF-CAPTURE-009": {
    title: "a capture lacks a channel",
    explanation:
      "The description places data on physical channels that are not among the columns of the pattern file. `trigforge capture show` lists the columns.",
  },
  "TF-CAPTURE-010": {
    title: "a capture description has no such direction",
    explanation:
      "Packing needs the links and words of the inputs, unpacking those of the direction that was captured: describe them under `inputs` or `outputs`.",
  },
  "TF-CAPTURE-011": {
    title: "an event in the midst of a capture is not whole",
    explanation:
      "Words of the event are missing or not valid while later events are there. Written out, the rows behind it would no longer be the events' numbers, so nothing is. A wrong lag is the usual cause: the first valid frame of the capture tells. With --incomplete zero the row is kept, and what is missing reads as 0.",
  },
  "TF-CAPTURE-012": {
    title: "values are too wide for a file of events",
    explanation:
      "Files of events hold raw integers of up to 64 bits, signed. Unpack the other ports: a description need not have them all.",
  },
} as const satisfies Record<string, CatalogueEntry>;
