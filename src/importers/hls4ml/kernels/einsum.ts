import { einsumDense as einsumDenseLayer, sumsOfExactProducts } from "../../../layers/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { LayerConfig } from "../config.js";
import { writeGenerated } from "./arithmetic.js";
import { einsumFunctions } from "./einsumFunctions.js";
import { plainKernel } from "./innerDense.js";
import type { CallContext, Kernel } from "./kernel.js";
import { productOf } from "./products.js";

/** nnet::einsum: a product of two arrays of data, brought into matrices by transpositions. */
export const einsum: Kernel = {
  signatures: [{ templates: ["data", "data1", "result", "config"], operands: ["data", "data1", "result"] }],
  uses: ["einsum", "transpose", "transfer_idx"],
  write(call) {
    const { config, builder, result } = call;
    const [batch, inner] = [config.count("n_inplace"), config.count("n_contract")];
    const [rows, columns] = [config.count("n_free0"), config.count("n_free1")];
    const product = productOf(call);
    if (product !== "mult") return call.unknown(`an einsum by ${product} is not known`);
    const ending = call.variant("einsum") === "short names" ? "conf" : "config";
    const first = transposed(
      call,
      call.data("data", batch * rows * inner).value,
      config.inner(`tpose_inp0_${ending}`),
      batch * rows * inner,
    );
    const second = transposed(
      call,
      call.data("data1", batch * columns * inner).value,
      config.inner(`tpose_inp1_${ending}`),
      batch * columns * inner,
    );
    const turned = Array.from({ length: batch * inner * columns }, (_unused, index) => {
      const [column, rest] = [index % columns, Math.floor(index / columns)];
      return (Math.floor(rest / inner) * columns + column) * inner + (rest % inner);
    });
    const left = builder.reshape(first, [batch, rows, inner]);
    const right = builder.gather(second, turned, [batch, inner, columns]);
    const sums = builder.cast(sumsOfExactProducts(builder, left, right, config.format("accum_t")), result);
    return transposed(call, sums, config.inner("tpose_out_conf"), batch * rows * columns);
  },
};

/** nnet::einsum_dense in its Latency form: a dense layer for each shared index and row, with a bias of its own. */
export const einsumDense: Kernel = {
  signatures: [
    { templates: ["data", "result", "config"], operands: ["data", "result", "weights", "biases"] },
    { templates: ["data", "result", "config"], operands: ["data", "result", "biases"] },
  ],
  uses: ["einsum_dense", "transpose", "transfer_idx", "dense", "cast"],
  write(call) {
    if (!call.hasOperand("weights")) return writeArithmeticEinsum(call);
    const { config, builder, result } = call;
    const [batch, rows] = [config.count("n_inplace"), config.count("n_free_data")];
    const [inner, columns] = [config.count("n_contract"), config.count("n_free_kernel")];
    const own = config.inner("dense_conf");
    if (own.count("n_in") !== inner || own.count("n_out") !== columns) {
      call.mismatch(
        `${own.name} is of ${own.count("n_in")} inputs and ${own.count("n_out")} outputs`,
        `${inner} and ${columns}`,
      );
    }
    const { order, isTransposed } = plainKernel(call, own, inner, columns);
    if (isTransposed) call.unknown("an einsum-dense layer with another kernel than DenseLatency is not known");
    const x = transposed(
      call,
      call.data("data", batch * rows * inner).value,
      config.inner("tpose_inp_conf"),
      batch * rows * inner,
    );
    const sums = einsumDenseLayer(builder, builder.reshape(x, [batch, rows, inner]), {
      equation: "abc,acd->abd",
      weights: call.weights("weights", [batch, inner, columns]),
      bias: call.weights("biases", [batch, rows, columns]),
      accumulator: own.format("accum_t"),
      order,
      result,
    });
    return transposed(call, sums, config.inner("tpose_out_conf"), batch * rows * columns);
  },
};

/** nnet::einsum_dense by distributed arithmetic: a generated function for each shared index, the biases added after it. */
function writeArithmeticEinsum(call: CallContext): ValueId {
  const { config, builder, result } = call;
  const strategy = config.symbol("strategy");
  if (strategy !== "distributed_arithmetic")
    return call.unknown(`an einsum-dense layer of strategy ${strategy} is not known`);
  const [batch, rows] = [config.count("n_inplace"), config.count("n_free_data")];
  const [inner, columns] = [config.count("n_contract"), config.count("n_free_kernel")];
  const { value, format } = call.data("data", batch * rows * inner);
  const x = transposed(call, value, config.inner("tpose_inp_conf"), batch * rows * inner);
  const accumulator = config.format("accum_t");
  const names = einsumFunctions(call, config.function("da_kernel"), { batch, rows, inner, columns });
  const parts = names.map((name, index) => {
    const indices = Array.from({ length: rows * inner }, (_unused, position) => index * rows * inner + position);
    return writeGenerated(call, name, builder.gather(x, indices, [rows, inner]), format, accumulator);
  });
  const sums = parts.length === 1 ? parts[0]! : builder.concat(parts, 0);
  const { type, raw } = call.weights("biases", [batch * rows, columns]);
  const biases = builder.constant([batch * rows, columns], type, raw);
  const added = builder.cast(builder.add(sums, biases), accumulator);
  return transposed(call, builder.cast(added, result), config.inner("tpose_out_conf"), batch * rows * columns);
}

/** nnet::transpose by a configuration: flat, in the order of its `to_shape`. */
function transposed(call: CallContext, x: ValueId, config: LayerConfig, count: number): ValueId {
  const dimensions = config.count("dims");
  const [shape, strides] = [config.numbers("to_shape", dimensions), config.numbers("perm_strides", dimensions)];
  if (config.count("N") !== count) config.bad("N", `is ${config.count("N")}`, `${count}`);
  const indices = Array.from({ length: count }, (_unused, index) => {
    let [rest, from] = [index, 0];
    for (let axis = dimensions - 1; axis >= 0; axis--) {
      from += (rest % shape[axis]!) * strides[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    return from;
  });
  if (indices.some((index) => !(index >= 0 && index < count))) config.bad("perm_strides", "reach beyond the array");
  return call.builder.gather(x, indices, [count]);
}
