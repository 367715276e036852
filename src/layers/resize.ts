import { fail } from "../errors/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { elementCount, type ValueId } from "../ops/index.js";
import { pick } from "./padding.js";
import { maximumWindowElements } from "./windows.js";

/**
 * Every element of the spatial axes repeated: up-sampling by whole factors, nearest neighbour.
 *
 * @param x shape [...spatial, channels]
 * @param factors one whole number from 1 a spatial axis
 * @returns shape [...spatial · factors, channels], of x's type
 * @throws TrigforgeError TF-LAYERS-005 when the factors do not fit
 * Source of the semantics: Keras UpSampling1D and 2D, ONNX Resize (nearest, asymmetric, floor), hls4ml nnet_image_stream.h.
 */
export function upSampling(builder: ProgramBuilder, x: ValueId, factors: readonly number[]): ValueId {
  const spatial = builder.tensor(x).shape.slice(0, -1);
  if (factors.length !== spatial.length || !factors.every((factor) => Number.isInteger(factor) && factor >= 1)) {
    fail("TF-LAYERS-005", {
      where: "up-sampling",
      what: `factors [${factors}]`,
      expected: `${spatial.length} whole numbers`,
    });
  }
  const extents = spatial.map((extent, axis) => extent * factors[axis]!);
  checkSize(builder, x, extents);
  return pick(builder, x, extents, (axis, index) => Math.floor(index / factors[axis]!));
}

/**
 * The spatial axes at new extents, nearest neighbour, with the 16-bit ratios of hls4ml: element i is x's element
 * (i · (⌊in·2^16 / out⌋ + 1)) >> 16.
 *
 * @param x shape [...spatial, channels]
 * @param extents the new extents
 * @throws TrigforgeError TF-LAYERS-005 when the extents do not fit or the ratio reaches outside x, as far above 2^15 it does
 * Source of the semantics: hls4ml nnet_image.h, resize_nearest.
 */
export function resizeNearest(builder: ProgramBuilder, x: ValueId, extents: readonly number[]): ValueId {
  const spatial = builder.tensor(x).shape.slice(0, -1);
  const ratios = spatial.map((extent, axis) => Math.floor((extent * 2 ** 16) / extents[axis]!) + 1);
  const last = ratios.map((ratio, axis) => (extents[axis]! - 1) * ratio);
  const fits = extents.length === spatial.length && extents.every((extent) => Number.isInteger(extent) && extent >= 1);
  if (!fits || !last.every((product, axis) => product < 2 ** 31 && product >> 16 < spatial[axis]!)) {
    fail("TF-LAYERS-005", { where: "resize", what: `spatial axes [${spatial}] cannot be resized to [${extents}]` });
  }
  checkSize(builder, x, extents);
  return pick(builder, x, extents, (axis, index) => (index * ratios[axis]!) >> 16);
}

function checkSize(builder: ProgramBuilder, x: ValueId, extents: readonly number[]): void {
  const { shape } = builder.tensor(x);
  if (elementCount(extents) * shape[shape.length - 1]! <= maximumWindowElements) return;
  fail("TF-LAYERS-005", { where: "resize", what: `a tensor of spatial shape [${extents}]` });
}
