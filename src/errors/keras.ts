import type { CatalogueEntry } from "./catalogue.js";

/** Errors of `src/importers/keras`: Keras 2 and QKeras models, their weights, and hls4ml configurations for them. */
export const kerasErrors = {
  "TF-KERAS-001": {
    title: "the architecture of a Keras model could not be read",
    explanation:
      "Trigforge reads what Keras 2 writes with model.to_json(), or the model_config attribute of an .h5 file: a Sequential or Functional model with its layers, their configurations and, for a functional model, its connections. The message names the field at fault. Models saved by Keras 3 (.keras) have another format.",
  },
  "TF-KERAS-002": {
    title: "a layer of a Keras model is not supported",
    explanation:
      "Only layers whose arithmetic Trigforge reproduces to the last bit are imported. The message names the layer and its class, and lists the classes that are read; docs/importers-keras.md has the table for both fidelities. As hls4ml, a layer that hls4ml does not read, and a layer that a model uses several times, are among those refused.",
  },
  "TF-KERAS-003": {
    title: "the weights of a layer are missing or do not fit",
    explanation:
      "The weights file has one group a layer, by the layer's name (under model_weights in a file that holds the whole model), with one data set a weight: kernel, bias, gamma, beta, moving_mean, moving_variance or alpha. The message says which is missing, has another shape than the architecture says, or holds a NaN or an infinity. Weights and architecture must come from the same model.",
  },
  "TF-KERAS-004": {
    title: "a quantiser could not be read",
    explanation:
      'QKeras writes a quantiser as {"class_name": "quantized_bits", "config": {...}} or as a text such as quantized_relu(6,0). The message names the quantiser or the parameter that is unknown or out of bounds. docs/importers-keras.md lists every quantiser with its parameters.',
  },
  "TF-KERAS-005": {
    title: "a quantiser has no exact fixed-point meaning here",
    explanation:
      "The quantiser is random at inference, depends on the batch of events (alpha auto on an activation), mixes quantised and unquantised values (qnoise_factor other than 1), or rounds so close to a tie that the framework's float32 arithmetic decides. Its result is not a function of the event's fixed-point numbers that Trigforge can prove, so the model is refused. docs/importers-keras.md says what each quantiser means and what to use instead.",
  },
  "TF-KERAS-006": {
    title: "a layer has no exact fixed-point result as trained",
    explanation:
      'As trained, every number must be a fixed-point number: kernels come from a quantiser, and functions such as sigmoid, tanh or softmax are only exact when a quantiser follows directly. Give the layer a quantiser and train again, or import with fidelity "as hls4ml", which quantises the rest by its configuration.',
  },
  "TF-KERAS-007": {
    title: "the type of an input is not known",
    explanation:
      "As trained, the network says nothing about the numbers that enter it unless its first layer is a quantiser. Give the fixed-point type of each input port, as the trigger delivers it, in the option inputs.",
  },
  "TF-KERAS-008": {
    title: "an hls4ml configuration could not be read",
    explanation:
      "An hls4ml configuration is the YAML file given to hls4ml, or its HLSConfig part: Model, LayerType and LayerName, each with Precision, ReuseFactor, Strategy and further keys. hls4ml ignores a name that it does not know, so that a misspelt layer silently keeps its default precision; Trigforge reports it.",
  },
  "TF-KERAS-009": {
    title: "hls4ml's result for this configuration is not reproduced",
    explanation:
      "hls4ml would convert this model, but through a feature whose result Trigforge does not reproduce bit for bit (or hls4ml itself fails on it). The message names the feature and the layer. Nothing is approximated: change the configuration, or take the project that hls4ml wrote and import that.",
  },
  "TF-KERAS-010": {
    title: "the options of a Keras import are wrong",
    explanation:
      'The fidelity is "as trained" or "as hls4ml". As trained takes inputs (a fixed-point type by input port) and softmax ("refuse" or "drop"); as hls4ml takes configuration.',
  },
} as const satisfies Record<string, CatalogueEntry>;
