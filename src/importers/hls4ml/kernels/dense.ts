import { fractionOf } from "../../../fixed/index.js";
import { type ConstantTensor, dense as denseLayer, denseOrder, xnorDense } from "../../../layers/index.js";
import type { FoldOrder, ValueId } from "../../../ops/index.js";
import type { CallContext, Kernel } from "./kernel.js";
import { asPlainProduct, isBit, productOf } from "./products.js";

/** nnet::dense, in its Latency and Resource kernels. */
export const dense: Kernel = {
  signatures: [{ templates: ["data", "result", "config"], operands: ["data", "result", "weights", "biases"] }],
  uses: ["dense", "cast"],
  write: writeDense,
};

function writeDense(call: CallContext): ValueId {
  const { config, builder, result } = call;
  const inputs = config.count("n_in");
  const outputs = config.count("n_out");
  const data = call.data("data", inputs);
  const { order, transposed } = kernelOf(call, inputs, outputs);
  const stored = call.weights("weights", transposed ? [outputs, inputs] : [inputs, outputs]);
  const weights = transposed ? transpose(stored) : stored;
  const bias = call.weights("biases", [outputs]);
  const accumulator = config.format("accum_t");
  const product = productOf(call);
  const bits = isBit(data.format) && isBit(call.weightFormat("weights"));
  if (bits !== (product === "both_binary")) {
    call.inexact(`the product ${product} meets ${bits ? "bits by bits" : "operands that are not both ap_uint<1>"}`);
  }
  if (product === "both_binary") {
    const halves = call.variant("cast") === "halves";
    if (halves && (inputs % 2 === 1 || fractionOf(accumulator) !== 0)) {
      call.inexact("the project's cast of binary sums drops a bit: an odd number of inputs, or a fraction, loses it");
    }
    return xnorDense(builder, data.value, { weights, bias, accumulator, order, result });
  }
  if (product !== "mult" && accumulator.family === "int" && data.format.integer < 0) {
    call.inexact(
      `${product} of data without integer bits meets the integer accumulator, where the headers convert oddly`,
    );
  }
  const plain = asPlainProduct(call, product, data.value, weights);
  return denseLayer(builder, plain.x, { weights: plain.weights, bias, accumulator, order, result });
}

/** The order of accumulation and the layout of the weights, by the kernel that the configuration names or its strategy. */
function kernelOf(call: CallContext, inputs: number, outputs: number): { order: FoldOrder; transposed: boolean } {
  const { config } = call;
  const reuse = config.count("reuse_factor", 1);
  const accumulator = config.format("accum_t");
  const named = call.variant("dense") === "current" && config.has("kernel");
  const kernel = named ? config.template("kernel", "") : config.symbol("strategy", "latency");
  switch (kernel) {
    case "latency":
    case "nnet::DenseLatency":
      call.variant("dense_latency");
      return { order: denseOrder("latency", inputs, outputs, reuse), transposed: false };
    case "resource":
      for (const name of ["dense_resource", "dense_resource_rf_leq_nin", "dense_resource_rf_gt_nin_rem0"])
        call.variant(name);
      return { order: denseOrder("resource", inputs, outputs, reuse, accumulator), transposed: true };
    case "nnet::DenseResource_rf_leq_nin":
      call.variant("dense_resource_rf_leq_nin");
      if (reuse > inputs) call.inexact(`the reuse factor ${reuse} is above the ${inputs} inputs of ${kernel}`);
      return { order: denseOrder("resource", inputs, outputs, reuse), transposed: true };
    case "nnet::DenseResource_rf_gt_nin_rem0":
      call.variant("dense_resource_rf_gt_nin_rem0");
      if (reuse <= inputs) call.inexact(`the reuse factor ${reuse} is not above the ${inputs} inputs of ${kernel}`);
      return { order: denseOrder("resource", inputs, outputs, reuse), transposed: true };
    default:
      return call.unknown(`the dense kernel ${kernel} is not known`);
  }
}

function transpose({ shape, type, raw }: ConstantTensor): ConstantTensor {
  const [rows, columns] = shape as readonly [number, number];
  const turned = Array.from(raw, (_unused, index) => raw[(index % rows) * columns + Math.floor(index / rows)]!);
  return { shape: [columns, rows], type, raw: turned };
}
