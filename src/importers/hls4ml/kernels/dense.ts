import { denseOrder } from "../../../layers/index.js";
import type { FoldOrder, ValueId } from "../../../ops/index.js";
import type { LayerConfig } from "../config.js";
import { generatedUnrolledOrder } from "./generatedUnrolled.js";
import type { CallContext, Kernel } from "./kernel.js";
import { transposed, writeSums } from "./sums.js";

/** nnet::dense, in its Latency and Resource kernels. */
export const dense: Kernel = {
  signatures: [{ templates: ["data", "result", "config"], operands: ["data", "result", "weights", "biases"] }],
  uses: ["dense", "cast"],
  write(call) {
    const named = call.variant("dense") === "current" && call.config.has("kernel");
    return writeDense(call, named ? call.config.template("kernel", "") : call.config.symbol("strategy", "latency"));
  },
};

/** nnet::dense on streams: the strategy chooses the kernel, whatever the configuration names. */
export const denseStream: Kernel = {
  signatures: dense.signatures,
  uses: ["nnet_dense_stream.h:dense", "nnet_dense_stream.h:data_prepare", "nnet_dense_stream.h:res_write", "cast"],
  write(call) {
    const strategy = call.config.symbol("strategy", "latency");
    return writeDense(call, strategy === "resource_unrolled" ? "resource" : strategy);
  },
};

function writeDense(call: CallContext, kernel: string): ValueId {
  const { config } = call;
  const inputs = config.count("n_in");
  const outputs = config.count("n_out");
  const { value, format } = call.data("data", inputs);
  const { order, isTransposed } = denseKernel(call, config, kernel, inputs, outputs);
  const stored = call.weights("weights", isTransposed ? [outputs, inputs] : [inputs, outputs]);
  return writeSums(call, {
    x: value,
    data: format,
    weights: isTransposed ? transposed(stored) : stored,
    weightFormat: call.weightFormat("weights"),
    bias: call.weights("biases", [outputs]),
    accumulator: config.format("accum_t"),
    order,
    config,
  });
}

/**
 * The order of accumulation and the layout of the weights in a dense kernel: a class that a configuration names, or a strategy.
 *
 * @throws TrigforgeError TF-HLS4ML-008 for any other, TF-HLS4ML-013 and TF-LAYERS-001 for reuse factors that the kernel does
 * not take
 */
export function denseKernel(
  call: CallContext,
  config: LayerConfig,
  kernel: string,
  inputs: number,
  outputs: number,
  weights = "weights",
): { readonly order: FoldOrder; readonly isTransposed: boolean } {
  const reuse = config.count("reuse_factor", 1);
  const accumulator = config.format("accum_t");
  switch (kernel) {
    case "latency":
    case "nnet::DenseLatency":
      call.variant("dense_latency");
      return { order: denseOrder("latency", inputs, outputs, reuse), isTransposed: false };
    case "resource":
      for (const name of ["dense_resource", "dense_resource_rf_leq_nin", "dense_resource_rf_gt_nin_rem0"])
        call.variant(name);
      return { order: denseOrder("resource", inputs, outputs, reuse, accumulator), isTransposed: true };
    case "nnet::DenseResource_rf_leq_nin":
      call.variant("dense_resource_rf_leq_nin");
      if (reuse > inputs) call.inexact(`the reuse factor ${reuse} is above the ${inputs} inputs of ${kernel}`);
      return { order: denseOrder("resource", inputs, outputs, reuse), isTransposed: true };
    case "nnet::DenseResource_rf_gt_nin_rem0":
      call.variant("dense_resource_rf_gt_nin_rem0");
      if (reuse <= inputs) call.inexact(`the reuse factor ${reuse} is not above the ${inputs} inputs of ${kernel}`);
      return { order: denseOrder("resource", inputs, outputs, reuse), isTransposed: true };
    default: {
      const order = generatedUnrolledOrder(call, config, kernel, [inputs, outputs], weights);
      if (order !== null) return { order, isTransposed: true };
      return call.unknown(`the dense kernel ${kernel} is not known`);
    }
  }
}
