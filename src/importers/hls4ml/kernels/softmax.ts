import type { FixedFormat } from "../../../fixed/index.js";
import { fixed } from "../../../fixed/index.js";
import { type SoftmaxParameters, type SoftmaxTables, softmax as softmaxLayer } from "../../../layers/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { CallContext, Kernel } from "./kernel.js";

const signatures = [{ templates: ["data", "result", "config"], operands: ["data", "result"] }] as const;

/** nnet::softmax in all its implementations, of hls4ml 1.2 on and of the releases before. */
export const softmax: Kernel = {
  signatures,
  uses: ["softmax"],
  write(call) {
    const inputs = call.config.count("n_in");
    const { value } = call.data("data", inputs);
    if (isOld(call)) return writeOld(call, value);
    const slice = call.config.count("n_slice", inputs);
    if (slice !== inputs) call.config.bad("n_slice", `is ${slice}`, `n_in ${inputs}`);
    return softmaxLayer(call.builder, value, parametersOf(call));
  },
};

/** nnet::softmax_multidim: softmax along the middle one of three axes. */
export const softmaxMultidim: Kernel = {
  signatures,
  uses: ["softmax_multidim", "softmax"],
  write(call) {
    const { config, builder } = call;
    const shape = [config.count("n_outer"), config.count("n_slice"), config.count("n_inner")];
    const count = shape.reduce((product, extent) => product * extent, 1);
    const value = builder.reshape(call.data("data", count).value, shape);
    return softmaxLayer(builder, value, { ...parametersOf(call), axis: 1 });
  },
};

/** nnet::softmax of streams: one softmax for each nnet::array. */
export const softmaxStream: Kernel = {
  signatures,
  uses: ["nnet_activation_stream.h:softmax"],
  write(call) {
    const { config, builder, result } = call;
    const { value, count, pack } = call.data("data", config.count("n_in"));
    if (pack === null || pack !== call.resultPack) {
      return call.inexact(`a stream of arrays of ${pack} becomes one of arrays of ${call.resultPack}`);
    }
    const implementation = config.symbol("implementation");
    const variant = call.variant(`nnet_activation_stream.h:softmax_${implementation}`);
    if (variant === "current" && implementation === "legacy") {
      implementationOf(call);
      const size = config.count("table_size", 1024);
      const table = config.has("table_t") ? config.format("table_t") : fixed(18, 8);
      const tables = { expTableSize: size, inverseTableSize: size, table };
      return softmaxLayer(builder, builder.reshape(value, [count / pack, pack]), { implementation, ...tables, result });
    }
    if (variant === "current" && config.has("exp_table_size")) {
      return softmaxLayer(builder, builder.reshape(value, [count / pack, pack]), parametersOf(call));
    }
    const slices = Array.from({ length: count / pack }, (_unused, slice) => {
      const indices = Array.from({ length: pack }, (_other, index) => slice * pack + index);
      return writeOld(call, builder.gather(value, indices, [pack]));
    });
    return slices.length === 1 ? slices[0]! : builder.concat(slices, 0);
  },
};

/** The implementations, and the functions of nnet that each depends on. */
const implementations: Readonly<Record<string, readonly string[]>> = {
  stable: ["softmax_stable", "reduce", "Op_add", "Op_max"],
  latency: ["softmax_latency", "reduce", "Op_add"],
  legacy: ["softmax_legacy", "init_exp_table_legacy", "init_invert_table_legacy"],
  argmax: ["softmax_argmax"],
};
const tableFunctions = [
  "exp_fcn_float",
  "init_exp_table",
  "init_invert_table",
  "softmax_real_val_from_idx",
  "softmax_idx_from_real_val",
];

function implementationOf(call: CallContext): string {
  const implementation = call.config.symbol("implementation");
  const uses = implementations[implementation];
  if (uses === undefined) return call.unknown(`the softmax implementation ${implementation} is not known`);
  const tables = implementation === "stable" || implementation === "latency" ? tableFunctions : [];
  for (const name of [...uses, ...tables]) call.variant(name);
  return implementation;
}

/** Whether the project's softmax is the one before hls4ml 1.2, by its text or, without text, by its configuration. */
function isOld(call: CallContext): boolean {
  return call.variant("softmax") !== "current" || !call.config.has("exp_table_size");
}

function parametersOf(call: CallContext): SoftmaxParameters {
  const { config, result } = call;
  const expTableSize = config.count("exp_table_size");
  const inverseTableSize = config.count("inv_table_size");
  const implementation = implementationOf(call);
  if (implementation === "argmax") return { implementation, result };
  if (implementation === "legacy") {
    const table = config.has("table_t") ? config.format("table_t") : fixed(18, 8);
    return { implementation, expTableSize, inverseTableSize, table, result };
  }
  const tables: SoftmaxTables = {
    expTableSize,
    expTable: config.format("exp_table_t"),
    inverseTableSize,
    inverseTable: config.format("inv_table_t"),
    accumulator: config.format("accum_t"),
    inverseInput: config.format("inv_inp_t"),
    exponentScale: config.real("exp_scale", 1),
  };
  if (implementation === "latency") return { implementation, ...tables, result };
  return { implementation: "stable", ...tables, inputNormalised: config.format("inp_norm_t"), result };
}

/**
 * The softmax of hls4ml before 1.2: one table size, sums in the type of the exponentials. Its stable implementation is its
 * latency implementation of x − maximum, assigned to the data's width with rounding and saturation.
 */
function writeOld(call: CallContext, x: ValueId): ValueId {
  const { config, builder, result } = call;
  const implementation = implementationOf(call);
  if (implementation === "argmax") return softmaxLayer(builder, x, { implementation, result });
  const size = config.count("table_size", 1024);
  if (implementation === "legacy") {
    const table = config.has("table_t") ? config.format("table_t") : fixed(18, 8);
    return softmaxLayer(builder, x, { implementation, expTableSize: size, inverseTableSize: size, table, result });
  }
  const expTable = config.format("exp_table_t");
  const operand = implementation === "stable" ? belowMaximum(call, x, call.data().format) : x;
  return softmaxLayer(builder, operand, {
    implementation: "latency",
    expTableSize: size,
    expTable,
    inverseTableSize: size,
    inverseTable: config.format("inv_table_t"),
    accumulator: expTable,
    inverseInput: expTable,
    result,
  });
}

function belowMaximum({ builder }: CallContext, x: ValueId, data: FixedFormat): ValueId {
  const maximum = builder.reduce(x, { by: "max" });
  const difference = builder.cast(builder.sub(x, maximum), fixed(data.width, data.integer, "RND", "SAT"));
  // The difference is handed to a function that takes the data's own type.
  return builder.cast(difference, data);
}
