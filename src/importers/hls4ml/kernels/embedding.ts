import { highestRaw } from "../../../fixed/index.js";
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
    const vocabulary = config.count("vocab_size");
    const table = call.weights("embeddings", [vocabulary, config.count("n_out")]);
    if (format.signed || highestRaw(format) >= vocabulary) {
      call.remark(`an index outside the ${vocabulary} rows of the table gives zeros, where the C++ reads other memory`);
    }
    return embeddingLayer(builder, value, { table, result });
  },
};
