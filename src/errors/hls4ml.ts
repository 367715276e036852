import type { CatalogueEntry } from "./catalogue.js";

/** Errors of `src/importers/hls4ml`: project folders that hls4ml wrote, and what people made of them. */
export const hls4mlErrors = {
  "TF-HLS4ML-001": {
    title: "the top function of the project could not be chosen",
    explanation:
      "Trigforge looks through the .cpp files of the folder for a function whose body calls nnet:: kernels. There must be exactly one, or you name it: the message lists what was found. A folder that holds several versions of a model needs the folder of one version, or the name of its top function.",
  },
  "TF-HLS4ML-002": {
    title: "the C++ text could not be read",
    explanation:
      "Trigforge reads the part of C++ that hls4ml writes: typedefs, constants, configuration structs, arrays and the top function. The message names the file and line where the text leaves that part, is cut off, or is not C++.",
  },
  "TF-HLS4ML-003": {
    title: "an included file is missing",
    explanation:
      "A header that the project includes is not in the folder. Headers of nnet_utils, ap_types and the standard library may be absent; the project's own headers and weights may not.",
  },
  "TF-HLS4ML-004": {
    title: "a preprocessor directive could not be followed",
    explanation:
      "Trigforge follows #include, #define, #undef and conditionals as a compiler does, with __SYNTHESIS__ defined and the macros that load weights from text undefined. The message names the directive at fault.",
  },
  "TF-HLS4ML-005": {
    title: "a name has no meaning",
    explanation:
      "A type, constant, array or configuration is used and nowhere defined in the files that the top function includes, or it is defined twice in different ways, or it is something else than what its use needs.",
  },
  "TF-HLS4ML-006": {
    title: "a type of the project is not a fixed-point type",
    explanation:
      "Programs hold integers only. Types must be ap_[u]fixed or ap_[u]int; float, double, ap_float and structs such as power-of-two weights have no program yet.",
  },
  "TF-HLS4ML-007": {
    title: "the weights of a layer are missing or do not fit",
    explanation:
      "An array that a kernel reads has no initialiser in the headers that the top function includes, and no .txt file beside them, or it has another number of values than the configuration says, or a value that is not a number. Files that no call reads are ignored.",
  },
  "TF-HLS4ML-008": {
    title: "a kernel is not known",
    explanation:
      "The top function calls a function that this Trigforge cannot translate exactly. docs/importers-hls4ml.md lists the kernels that it can.",
  },
  "TF-HLS4ML-009": {
    title: "the project carries its data in a way that has no meaning here",
    explanation:
      "Data travels in arrays (io_parallel) or in hls::stream of nnet::array (io_stream), one way for a whole call. Streams of streams, arrays of arrays, and a configuration that says io_stream for a call with arrays have no program.",
  },
  "TF-HLS4ML-010": {
    title: "the project's own copy of a kernel is not one that Trigforge knows",
    explanation:
      "Projects carry their own nnet_utils headers, and some were edited by hand. Trigforge compares the text of each kernel that is called, and of the functions it uses, with those of every hls4ml release; comments, pragmas and layout do not count. A kernel that differs may compute other values, so it is refused. If you know that it computes what the release computes, leave nnet_utils out of the folder.",
  },
  "TF-HLS4ML-011": {
    title: "a configuration does not fit its call",
    explanation:
      "A member of a layer's configuration struct is missing, has no meaning, or says another size than the arrays that the call passes.",
  },
  "TF-HLS4ML-012": {
    title: "a statement of the top function is not understood",
    explanation:
      "The top function may declare arrays and streams, name aliases (auto& b = a) and call kernels; each stream is written once and read once. Anything else could change values, so it is refused.",
  },
  "TF-HLS4ML-013": {
    title: "the project computes something that cannot be reproduced exactly",
    explanation:
      "The combination that the message names has no exact translation: a reuse factor that the kernel itself rejects, an accumulation order that no program can state, or a defect of the kernel whose value depends on memory contents.",
  },
  "TF-HLS4ML-014": {
    title: "the project is larger than Trigforge reads",
    explanation:
      "To stay within bounded memory and time, Trigforge reads at most 256 million characters and 300,000 C++ tokens for one project, a weight array counting as one token, and nests includes and macros at most 64 deep.",
  },
  "TF-HLS4ML-015": {
    title: "a generated function of distributed arithmetic is not understood",
    explanation:
      "hls4ml's distributed arithmetic writes each layer as a function of typed assignments: sums, differences and products of variables, bit_shift, casts, choices and tables. The message names the line that is something else, reads a variable before it is defined, or takes a bit whose meaning depends on how the number is stored.",
  },
} as const satisfies Record<string, CatalogueEntry>;
