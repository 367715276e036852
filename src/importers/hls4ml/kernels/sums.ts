import { type FixedFormat, fractionOf } from "../../../fixed/index.js";
import { type ConstantTensor, dense as denseLayer, xnorDense } from "../../../layers/index.js";
import type { FoldOrder, ValueId } from "../../../ops/index.js";
import type { LayerConfig } from "../config.js";
import type { CallContext } from "./kernel.js";
import { asPlainProduct, isBit, productOf } from "./products.js";

/** Sums of products as every dense kernel of nnet computes them, and every convolution for each of its pixels. */
export interface Sums {
  /** Shape [..., inputs]. */
  readonly x: ValueId;
  /** Format of the data. */
  readonly data: FixedFormat;
  /** Shape [inputs, outputs]. */
  readonly weights: ConstantTensor;
  readonly weightFormat: FixedFormat;
  /** Shape [outputs]. */
  readonly bias: ConstantTensor;
  readonly accumulator: FixedFormat;
  readonly order: FoldOrder;
  /** The configuration that chooses the product: of the layer, or of its multiplication. */
  readonly config: LayerConfig;
  /** Default: of the array that the call writes. */
  readonly result?: FixedFormat;
}

/** Writes sums of products in the way that the configuration chooses, assigned to the result: shape [..., outputs]. */
export function writeSums(call: CallContext, sums: Sums): ValueId {
  const { builder } = call;
  const { result = call.result } = sums;
  const { x, weights, bias, accumulator, order, config } = sums;
  const inputs = weights.shape[0]!;
  const product = productOf(call, config);
  const bits = isBit(sums.data) && isBit(sums.weightFormat);
  if (bits !== (product === "both_binary")) {
    call.inexact(`the product ${product} meets ${bits ? "bits by bits" : "operands that are not both ap_uint<1>"}`);
  }
  if (product === "both_binary") {
    const halves = call.variant("cast") === "halves";
    if (halves && (inputs % 2 === 1 || fractionOf(accumulator) !== 0)) {
      call.inexact("the project's cast of binary sums drops a bit: an odd number of inputs, or a fraction, loses it");
    }
    if (config.count("n_in", inputs) !== inputs) {
      call.inexact(`the project counts the bits of ${config.count("n_in")} inputs where there are ${inputs}`);
    }
    return xnorDense(builder, x, { weights, bias, accumulator, order, result });
  }
  if (product !== "mult" && accumulator.family === "int" && sums.data.integer < 0) {
    call.inexact(
      `${product} of data without integer bits meets the integer accumulator, where the headers convert oddly`,
    );
  }
  const plain = asPlainProduct(call, product, x, weights);
  return denseLayer(builder, plain.x, { weights: plain.weights, bias, accumulator, order, result });
}

/** A matrix with its rows as columns: how the Resource kernels store weights. */
export function transposed({ shape, type, raw }: ConstantTensor): ConstantTensor {
  const [rows, columns] = shape as readonly [number, number];
  const turned = Array.from(raw, (_unused, index) => raw[(index % rows) * columns + Math.floor(index / rows)]!);
  return { shape: [columns, rows], type, raw: turned };
}
