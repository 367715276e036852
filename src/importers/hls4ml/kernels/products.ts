import { fail } from "../../../errors/index.js";
import type { FixedFormat } from "../../../fixed/index.js";
import { binaryData, binaryWeights, type ConstantTensor, ternaryWeights } from "../../../layers/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { LayerConfig } from "../config.js";
import type { CallContext } from "./kernel.js";

/** The ways in which hls4ml multiplies that Trigforge writes exactly. */
const products = ["mult", "weight_binary", "weight_ternary", "data_binary", "both_binary"] as const;

/** A way to multiply data by a weight: the name of a class in nnet_mult.h. */
export type Product = (typeof products)[number];

/** The product that a configuration, by default the call's own, chooses. @throws TrigforgeError TF-HLS4ML-008 for any other */
export function productOf(call: CallContext, config: LayerConfig = call.config): Product {
  const spelled = config.template("product", "nnet::product::mult");
  const product = products.find((name) => spelled === `nnet::product::${name}`);
  if (product === undefined) {
    return fail("TF-HLS4ML-008", {
      where: call.where,
      what: `the product ${spelled} is not known`,
      expected: products.map((name) => `nnet::product::${name}`).join(", "),
    });
  }
  call.variant(product);
  return product;
}

/** Data and weights such that their plain product is the product that a configuration chooses. */
export function asPlainProduct(
  call: CallContext,
  product: Exclude<Product, "both_binary">,
  x: ValueId,
  weights: ConstantTensor,
): { readonly x: ValueId; readonly weights: ConstantTensor } {
  switch (product) {
    case "mult":
      return { x, weights };
    case "weight_binary":
      return { x, weights: binaryWeights(weights) };
    case "weight_ternary":
      return { x, weights: ternaryWeights(weights) };
    case "data_binary":
      return { x: binaryData(call.builder, x), weights };
  }
}

/** Whether a format is ap_uint<1>, by which hls4ml recognises binary data and weights. */
export function isBit(format: FixedFormat): boolean {
  return format.family === "int" && !format.signed && format.width === 1;
}
