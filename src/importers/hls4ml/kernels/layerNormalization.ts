import { layerNormalization } from "../../../layers/index.js";
import type { Kernel } from "./kernel.js";
import { productOf } from "./products.js";

/** nnet::layernormalize: layer normalisation along the last axis. */
export const layernormalize: Kernel = {
  signatures: [{ templates: ["data", "result", "config"], operands: ["data", "result", "scale", "bias"] }],
  uses: ["layernormalize", "layernorm_1d", "init_invert_sqr_table"],
  write(call) {
    const { config, builder, result } = call;
    const [count, rows] = [config.count("n_in"), config.count("seq_len")];
    const features = count / rows;
    if (!Number.isInteger(features)) config.bad("seq_len", `is ${rows}`, `a divisor of n_in ${count}`);
    const product = productOf(call);
    if (product !== "mult") return call.unknown(`a layer normalisation by ${product} is not known`);
    const x = builder.reshape(call.data("data", count).value, [rows, features]);
    return layerNormalization(builder, x, {
      scale: call.weights("scale", [features]),
      bias: call.weights("bias", [features]),
      accumulator: config.format("accum_t"),
      table: config.format("table_t"),
      tableSize: config.count("table_size"),
      tableRangePower2: config.count("table_range_power2"),
      epsilonPowerOf10: config.count("epsilon_power_of_10"),
      result,
    });
  },
};
