import { quantizeReal, typeOf } from "../../../fixed/index.js";
import { selu } from "../../../layers/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { CallContext, Kernel, Signature } from "./kernel.js";

const signatures: readonly Signature[] = [{ templates: ["data", "result", "config"], operands: ["data", "result"] }];

/** nnet::selu of streams: above zero it multiplies by 1.0507… in the data's own type, where the one of arrays has 16 bits. */
export const seluStream: Kernel = {
  signatures,
  uses: ["nnet_activation_stream.h:selu", "init_selu_table", "selu_fcn_float"],
  write(call) {
    const { builder, config, result } = call;
    const { value, format } = call.data("data", config.count("n_in"));
    if (format.integer > 20) call.inexact("selu of a stream of so wide a type computes its index beyond 32 bits");
    const parameters = { tableSize: config.count("table_size"), table: config.format("table_t"), result };
    const factor = builder.constant([1], typeOf(format), [quantizeReal(1.0507009873554805, format)]);
    const positive = builder.cast(builder.mul(value, factor), result);
    const isPositive = builder.compare(">=", value, builder.constant([1], typeOf(format), [0n]));
    return builder.select(isPositive, positive, selu(builder, value, parameters));
  },
};

/** nnet::ternary_tanh of streams: 1 above 1, −1 up to −1, else 0; the one of arrays has its thresholds at ±1/2. */
export const ternaryTanhStream: Kernel = {
  signatures,
  uses: ["nnet_activation_stream.h:ternary_tanh"],
  write(call) {
    const { builder, result } = call;
    const { value } = call.data("data", call.config.count("n_in"));
    const level = (number: number): ValueId => levelOf(call, number);
    const small = { signed: true, width: 2, integer: 2 };
    const isHigh = builder.compare(">", value, builder.constant([1], small, [1n]));
    const isLow = builder.compare("<=", value, builder.constant([1], small, [-1n]));
    return builder.cast(builder.select(isHigh, level(1), builder.select(isLow, level(-1), level(0))), result);
  },
};

function levelOf({ builder, result }: CallContext, number: number): ValueId {
  return builder.constant([1], typeOf(result), [quantizeReal(number, result)]);
}
