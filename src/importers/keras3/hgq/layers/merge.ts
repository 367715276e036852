import { fail } from "../../../../errors/index.js";
import type { ValueId } from "../../../../ops/index.js";
import { sumExactly } from "../contract.js";
import { type HgqLayer, type HgqLayerWriter, value } from "../network.js";
import { broadcastTo, quantizedInputs } from "./common.js";

/** QAdd, QSubtract, QMultiply, QMaximum, QMinimum and QAveragePow2, with numpy's broadcasting. */
export const writeMerge: HgqLayerWriter = (layer) => {
  const { writer, where, className } = layer;
  const { builder } = writer;
  const inputs = alike(layer, quantizedInputs(layer));
  if (inputs.length < 2) fail("TF-KERAS3-002", { where, what: `${inputs.length} operands`, expected: "two or more" });
  const combine = (operation: (a: ValueId, b: ValueId) => ValueId): ValueId =>
    inputs.reduce((sum, input) => writer.exact(operation(sum, input), where));
  switch (className) {
    case "QAdd":
      return value(combine((a, b) => builder.add(a, b)));
    case "QSubtract":
      if (inputs.length !== 2) fail("TF-KERAS3-002", { where, what: `${inputs.length} operands`, expected: "2" });
      return value(combine((a, b) => builder.sub(a, b)));
    case "QMultiply":
      return value(combine((a, b) => builder.mul(a, b)));
    case "QMaximum":
      return value(combine((a, b) => builder.max(a, b)));
    case "QMinimum":
      return value(combine((a, b) => builder.min(a, b)));
    default: {
      // The nearest power of two, halves to even, as Python rounds.
      const exact = Math.log2(1 / inputs.length);
      const below = Math.floor(exact);
      const shift = exact - below > 0.5 ? below + 1 : below;
      return value(
        builder.scale(
          combine((a, b) => builder.add(a, b)),
          shift,
        ),
      );
    }
  }
};

/** Operands brought to one shape. */
function alike(layer: HgqLayer, inputs: readonly ValueId[]): ValueId[] {
  const shapes = inputs.map((input) => layer.writer.shape(input));
  const rank = Math.max(...shapes.map((shape) => shape.length));
  const common = Array.from({ length: rank }, (_unused, axis) =>
    Math.max(...shapes.map((shape) => shape[axis - rank + shape.length] ?? 1)),
  );
  return inputs.map((input) => broadcastTo(layer, input, common));
}

/** QDot of two vectors. */
export const writeDot: HgqLayerWriter = (layer) => {
  const { writer, where } = layer;
  const inputs = quantizedInputs(layer);
  const shapes = inputs.map((input) => writer.shape(input));
  if (inputs.length !== 2 || shapes.some((shape) => shape.length !== 1 || shape[0] !== shapes[0]![0])) {
    const text = shapes.map((shape) => `[${shape}]`).join(" and ");
    fail("TF-KERAS3-003", { where, what: `a dot product of ${text}`, expected: "two vectors, or QEinsum" });
  }
  const products = writer.exact(writer.builder.mul(inputs[0]!, inputs[1]!), where);
  return value(
    writer.builder.reshape(sumExactly(writer, writer.builder.reshape(products, [1, shapes[0]![0]!]), where), [1]),
  );
};
