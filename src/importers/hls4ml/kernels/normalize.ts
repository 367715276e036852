import { batchNormalization, type ConstantTensor, writeConstant } from "../../../layers/index.js";
import { elementCount, type ValueId } from "../../../ops/index.js";
import type { CallContext, Kernel } from "./kernel.js";
import { asPlainProduct, productOf } from "./products.js";

/** nnet::normalize: batch normalisation, one scale and bias for each element or each filter. */
export const normalize: Kernel = {
  signatures: [{ templates: ["data", "result", "config"], operands: ["data", "result", "scale", "bias"] }],
  uses: ["normalize"],
  write(call) {
    const { builder, result } = call;
    const { x, filters } = perFilter(call);
    const product = productOf(call);
    if (product === "both_binary") return call.unknown("a normalisation of bits by bits is not known");
    const plain = asPlainProduct(call, product, x, call.weights("scale", [filters]));
    const bias = call.weights("bias", [filters]);
    if (call.variant("normalize") === "current") {
      return batchNormalization(builder, plain.x, { scale: plain.weights, bias, result });
    }
    // hls4ml before 0.7 assigned the product to the result type before it added the bias.
    const scaled = batchNormalization(builder, plain.x, { scale: plain.weights, bias: null, result });
    return builder.cast(builder.add(scaled, writeRows(call, scaled, bias)), result);
  },
};

/** nnet::normalize_binary_tanh: 1 from a threshold on, else 0. */
export const normalizeBinaryTanh: Kernel = {
  signatures: [{ templates: ["data", "config"], operands: ["data", "result", "threshold"] }],
  uses: ["normalize_binary_tanh"],
  write(call) {
    const { builder } = call;
    const { x, filters } = perFilter(call);
    const relation = call.variant("normalize_binary_tanh") === "current" ? ">=" : ">";
    return builder.cast(builder.compare(relation, x, limits(call, x, "threshold", filters)), call.result);
  },
};

/** nnet::normalize_ternary_tanh: 1 above the upper threshold, −1 up to the lower one, else 0. */
export const normalizeTernaryTanh: Kernel = {
  signatures: [{ templates: ["data", "config"], operands: ["data", "result", "high", "low"] }],
  uses: ["normalize_ternary_tanh"],
  write(call) {
    const { builder } = call;
    const { x, filters } = perFilter(call);
    const level = (raw: bigint): ValueId => builder.constant([1], { signed: true, width: 2, integer: 2 }, [raw]);
    const isLow = builder.compare("<=", x, limits(call, x, "low", filters));
    const isHigh = builder.compare(">", x, limits(call, x, "high", filters));
    const lowOrZero = builder.select(isLow, level(-1n), level(0n));
    return builder.cast(builder.select(isHigh, level(1n), lowOrZero), call.result);
  },
};

/** The data as [repeats, filters], flat where each element has its own, and the number of filters. */
function perFilter(call: CallContext): { x: ValueId; filters: number } {
  const { config, builder } = call;
  const inputs = config.count("n_in");
  const data = call.data("data", inputs);
  const declared = config.real("n_filt", -1);
  // Declared unsigned, −1 reads as 2^32 − 1.
  const filters = declared === -1 || declared === 2 ** 32 - 1 ? inputs : declared;
  if (!Number.isInteger(filters) || filters < 1 || inputs % filters !== 0) {
    config.bad("n_filt", `is ${filters}`, `-1, or a divisor of n_in ${inputs}`);
  }
  const x = filters === inputs ? data.value : builder.reshape(data.value, [inputs / filters, filters]);
  return { x, filters };
}

function limits(call: CallContext, x: ValueId, role: string, filters: number): ValueId {
  return writeRows(call, x, call.weights(role, [filters]));
}

/** Writes a constant of one row, repeated for every row of `x`. */
function writeRows({ builder }: CallContext, x: ValueId, { type, raw }: ConstantTensor): ValueId {
  const { shape } = builder.tensor(x);
  const rows = Array.from({ length: elementCount(shape) / raw.length }, () => raw);
  return writeConstant(builder, { shape, type, raw: rows.flat() });
}
