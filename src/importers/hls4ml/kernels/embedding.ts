import { embedding as embeddingLayer } from "../../../layers/index.js";
import type { Kernel } from "./kernel.js";

/** nnet::embedding: a row of a table for each index. */
export const embedding: Kernel = {
  signatures: [{ templates: ["data", "result", "config"], operands: ["data", "result", "embeddings"] }],
  uses: ["embedding"],
  write(call) {
    const { config, builder, result } = call;
    const { value, format } = call.data("data", config.count("n_in"));
    if (format.family !== "int") call.inexact("an index of a type other than ap_int and ap_uint does not compile");
    const table = call.weights("embeddings", [config.count("vocab_size"), config.count("n_out")]);
    return embeddingLayer(builder, value, { table, result });
  },
};
