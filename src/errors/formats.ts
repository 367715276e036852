import type { CatalogueEntry } from "./catalogue.js";

/** Errors of `src/formats`: bytes that are not the file they should be. */
export const formatErrors = {
  "TF-FORMAT-001": {
    title: "a file could not be read as HDF5",
    explanation:
      "The bytes are not an HDF5 file, or the file is truncated or damaged: an interrupted download or copy is the usual cause. Compare its size and checksum with the original and fetch it again; `h5dump -H FILE` should list its contents. Files made of several parts (external links, virtual or external datasets) must be repacked into one with `h5repack`.",
  },
  "TF-FORMAT-002": {
    title: "an HDF5 item is missing or of a kind that is not read",
    explanation:
      "Trigforge reads groups, datasets and attributes of whole numbers of 1 to 8 bytes, floats of 4 or 8 bytes, booleans and strings. Two-byte floats are refused because IEEE half and bfloat16 look alike here. The message names the group, dataset or attribute; store it as one of these kinds.",
  },
  "TF-FORMAT-003": {
    title: "a .npy header could not be read",
    explanation:
      "A .npy file begins with \\x93NUMPY, a version (1.0, 2.0 or 3.0), the length of the header and a Python dictionary with exactly the keys descr, fortran_order and shape. Write the file again with numpy.save.",
  },
  "TF-FORMAT-004": {
    title: "a .npy array has a layout that is not read",
    explanation:
      "Events are rows: the array has the shape [events, ...] in C order, of booleans, whole numbers of 1 to 8 bytes or floats of 2, 4 or 8 bytes, in either byte order. For anything else convert first, for example numpy.save(path, numpy.ascontiguousarray(array, dtype='float64')).",
  },
  "TF-FORMAT-005": {
    title: "an events file is shorter or longer than it says",
    explanation:
      "The shape in the header of a .npy file fixes how many bytes follow it. Fewer mean that the file was truncated, more that something was appended or that the header was edited. Write or copy the file again.",
  },
  "TF-FORMAT-006": {
    title: "a line of an events table could not be read",
    explanation:
      "A table of events has one event a line and the same number of values on every line, separated by commas, semicolons, tabs or spaces (one of these throughout). Values are decimals (1, -2.5, 1e-3), hexadecimal integers (0x1f) or inf. A first line of names, blank lines and what follows a # are skipped. The message names the line and the column.",
  },
  "TF-FORMAT-007": {
    title: "an events table has no events",
    explanation: "The file is empty, or has nothing but a header and comments. Check the step that wrote it.",
  },
  "TF-FORMAT-008": {
    title: "an event has a value that is not a number",
    explanation:
      "NaN has no fixed-point value, so no emulator could say what the hardware would do with it. Find the event and the column that the message names, and repair or drop it. Infinities are accepted: they saturate or wrap as the input type says.",
  },
  "TF-FORMAT-009": {
    title: "a number cannot be held exactly",
    explanation:
      "Integers are kept exactly: as floating-point numbers of 64 bits up to 2^53, and as integers of 64 bits up to 2^63. Beyond, or mixed with fractions that rule out the second way, digits would be lost in silence, so the file is refused. If the nearest floating-point number is what you mean, write the value with a decimal point.",
  },
  "TF-FORMAT-010": {
    title: "the format of an events file is not known",
    explanation:
      "Events are read from .npy files, from CSV-like text (.csv, .tsv, .txt) and from hls4ml's .dat, each also compressed with gzip. The format is recognised by the first bytes and then by the name; name it explicitly when both fail.",
  },
  "TF-FORMAT-011": {
    title: "an events file has another number of columns than asked for",
    explanation:
      "A program's input port takes a fixed number of values an event. The file must have as many columns, or, as a one-dimensional .npy, a length that is a multiple of it.",
  },
  "TF-FORMAT-012": {
    title: "a gzip file is damaged",
    explanation:
      "The compressed data ends early or fails its checksum. `gzip -t FILE` should find the same; fetch or write the file again.",
  },
  "TF-FORMAT-013": {
    title: "a YAML document could not be read",
    explanation:
      "The message names the line and the column. Trigforge reads one document of YAML 1.2 without custom tags, refuses keys that appear twice in one mapping, and limits what aliases may expand to.",
  },
  "TF-FORMAT-014": {
    title: "a JSON document could not be read",
    explanation:
      "The message names the line and the column. Python's json writes NaN and Infinity, which are not JSON: replace them before, or dump with allow_nan=False to find them.",
  },
  "TF-FORMAT-015": {
    title: "a document does not have the expected fields",
    explanation:
      "The document is well formed, but a field is missing, unknown or of the wrong kind. The message names the place as a path, such as inputs[0].offset.type, what was found and what was expected.",
  },
  "TF-FORMAT-016": {
    title: "a zip archive could not be read",
    explanation:
      "The archive is truncated, fails its checksums, is encrypted, uses a compression other than deflate, or holds names that point outside of it. `unzip -t FILE` tells more; write it again without a password.",
  },
  "TF-FORMAT-017": {
    title: "a file asks for more than the limits allow",
    explanation:
      "Limits protect against damaged or hostile files that would ask for all memory: the length of a line, the number of columns, the size of a header, of a dataset or of an unpacked archive. The message names the limit; real data far from physics sizes can usually be split.",
  },
  "TF-FORMAT-018": {
    title: "a value does not fit the file that is being written",
    explanation:
      "Files are written exactly or not at all: a value outside of the integer type, a fraction in an integer file, or a number that a 32-bit float cannot hold is refused. Choose a wider type.",
  },
  "TF-FORMAT-019": {
    title: "a protobuf message could not be read",
    explanation:
      "The bytes are not the protobuf message that they should be: the file is truncated or damaged, or it is another kind of file. Compare its size and checksum with the original and fetch it again; a clone without Git LFS leaves a short text file in the place of a model.",
  },
} as const satisfies Record<string, CatalogueEntry>;
