import { bidirectional } from "../../../layers/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { CallContext, Kernel } from "./kernel.js";
import { type Cell, cellOf } from "./recurrent.js";

const roles = { weights: "weights", recurrent: "recurrent", biases: "biases", recurrentBiases: "recurrentBiases" };
const backwardRoles = {
  weights: "backwardWeights",
  recurrent: "backwardRecurrent",
  biases: "backwardBiases",
  recurrentBiases: "backwardRecurrentBiases",
};

/** nnet::bidirectional_stack: two recurrent layers, the second of the reversed sequence, their units side by side. */
export const bidirectionalStack: Kernel = {
  signatures: [
    {
      templates: ["data", "result", "config"],
      operands: ["data", "result", ...Object.values(roles), ...Object.values(backwardRoles)],
    },
  ],
  uses: ["bidirectional_stack"],
  write(call) {
    const { config, builder, result } = call;
    const [steps, inputs] = [config.count("n_sequence"), config.count("n_in")];
    const x = builder.reshape(call.data("data", steps * inputs).value, [steps, inputs]);
    const returnSequences = config.count("n_sequence_out") > 1;
    const forward = halfOf(call, "FORWARD", returnSequences);
    const backward = halfOf(call, "BACKWARD", returnSequences);
    return bidirectional(builder, x, { forward, backward, returnSequences, merge: "concat", result });
  },
};

function halfOf(
  call: CallContext,
  direction: "FORWARD" | "BACKWARD",
  returnSequences: boolean,
): (x: ValueId) => ValueId {
  const { config, result } = call;
  const name = config.template(`RNNfunc_${direction.toLowerCase()}`, "").replace("nnet::", "");
  const match = /^(lstm|gru)_class(_static)?$/.exec(name);
  if (match === null) return call.unknown(`the recurrent layer ${name} is not known`);
  call.variant(name);
  return cellOf(call, config.inner(`${direction}_CONFIG`), match[1] as Cell, {
    roles: direction === "FORWARD" ? roles : backwardRoles,
    isStatic: match[2] !== undefined,
    oneType: match[2] === undefined,
    result,
    returnSequences,
    goBackwards: direction === "BACKWARD",
  });
}
