import type { CatalogueEntry } from "./catalogue.js";

/** Errors of `src/importers/onnx`: ONNX, QONNX and QCDQ networks. */
export const onnxErrors = {
  "TF-ONNX-001": {
    title: "a file could not be read as ONNX",
    explanation:
      "An ONNX file holds one graph of nodes, every value written once and before it is read. The message names the part at fault. `python -c \"import onnx; onnx.checker.check_model('FILE')\"` checks a file by itself; models with local functions, training information or sparse tensors must be exported without them.",
  },
  "TF-ONNX-002": {
    title: "a tensor of an ONNX file could not be read",
    explanation:
      "Constants are read from raw_data or from the typed fields: floats of 16, 32 and 64 bits, whole numbers of 4 to 64 bits, and booleans. Their number must fit the shape. External data lies in another file: load the model in Python and save it again with onnx.save(model, path, save_as_external_data=False).",
  },
  "TF-ONNX-003": {
    title: "an operator of an ONNX network is not supported",
    explanation:
      "Every node must be one that Trigforge computes exactly; docs/importers-onnx.md lists them. The message names all nodes that are not. Simplifying the model first (onnxsim, qonnx-cleanup) removes what only computes shapes; a part that belongs to training or to pre-processing is best cut off before the export.",
  },
  "TF-ONNX-004": {
    title: "an attribute or an input of an ONNX node is not supported",
    explanation:
      "The operator is known, but not in this variant, or an input that must be known at import (a shape, a scale, a zero point, weights) is computed from the event. The message names the node and the attribute.",
  },
  "TF-ONNX-005": {
    title: "a shape in an ONNX network does not fit or is not known",
    explanation:
      "Trigforge reads a network for one event: the first axis of each input is the batch and counts as 1; every other extent must be a number. Tensors of more than 16 million elements are refused before memory is asked for. Export with fixed input shapes.",
  },
  "TF-ONNX-006": {
    title: "a node has no exact fixed-point result as trained",
    explanation:
      'As trained, every number is a fixed-point number times a scale, and the scale must vanish in a later quantiser. Functions such as Sigmoid, Tanh or Softmax are exact only when a quantiser follows directly, and unquantised weights have too many bits. Quantise in training (Brevitas, QKeras), or give a precision configuration and import with fidelity "as hls4ml".',
  },
  "TF-ONNX-007": {
    title: "the type of an input is not known",
    explanation:
      "As trained, the network says nothing about the numbers that enter it unless a quantiser comes first. Give the fixed-point type of each input port, as the trigger delivers it, in the option inputs, for example fixed<16,6>.",
  },
  "TF-ONNX-008": {
    title: "the options of an ONNX import are wrong",
    explanation:
      'The fidelity is "as trained" or "as hls4ml". As trained takes inputs (a fixed-point type by input port), softmax ("refuse" or "drop") and scales ("keep" or "drop"); as hls4ml takes configuration.',
  },
  "TF-ONNX-009": {
    title: "hls4ml's result for this ONNX network is not reproduced",
    explanation:
      "As hls4ml, a float network is converted by a precision configuration. The message names a node that hls4ml does not convert, or converts in a way that is not reproduced. Quantised networks (Quant, QuantizeLinear) are imported as trained, without a configuration.",
  },
} as const satisfies Record<string, CatalogueEntry>;
