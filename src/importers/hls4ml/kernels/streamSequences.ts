import { embedding } from "./embedding.js";
import { expectPacks, type Kernel } from "./kernel.js";
import { gruStack, lstmStack } from "./recurrent.js";

/** Recurrent layers and embeddings of streams: a step, or an index's row, is one nnet::array. */
export const streamSequences: Readonly<Record<string, Kernel>> = {
  lstm_stack: ofSteps(lstmStack),
  gru_stack: ofSteps(gruStack),
  embedding: {
    signatures: embedding.signatures,
    uses: ["nnet_embed_stream.h:embedding"],
    write(call) {
      expectPacks(call, call.config.count("n_in"), call.config.count("n_out"));
      return embedding.write(call);
    },
  },
};

/** The kernel of arrays, its overload for initial states left out: streams have none. */
function ofSteps(kernel: Kernel): Kernel {
  return {
    signatures: [kernel.signatures[0]!],
    uses: kernel.uses,
    write(call) {
      expectPacks(call, call.config.count("n_in"), call.config.count("n_state"));
      return kernel.write(call);
    },
  };
}
