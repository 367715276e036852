import { formatOf } from "../../../../fixed/index.js";
import type { ValueId } from "../../../../ops/index.js";
import { groupAt } from "../../groups.js";
import { sumExactly } from "../contract.js";
import { softmaxExp, softmaxInverse } from "../functions.js";
import { type HgqLayer, type HgqLayerWriter, type HgqValue, quantizerOf, value } from "../network.js";
import { quantize } from "../quantize.js";
import type { Imposed } from "../quantizer.js";
import { broadcastTo, eventAxes, quantizedInput } from "./common.js";
import { axesLast } from "./pooling.js";

/** HGQ2 imposes this on both tables of a softmax, whatever their configurations say. */
const tableModes: Imposed = { rounding: "RND_CONV", overflow: "SAT" };

/** QSoftmax: see {@link softmaxOf}. */
export const writeSoftmax: HgqLayerWriter = (layer) => {
  const x = quantizedInput(layer);
  return softmaxOf(layer, x, eventAxes(layer, "axes", layer.writer.shape(x).length));
};

/**
 * exp(−(max x − x) · scaler) from a table, its sum, 1/(sum + 1e-7) from a table, and their product; without `stable`,
 * exp(x · scaler). Quantisers stand before and behind each table, and none behind the product.
 *
 * @param layer its configuration has `stable`, `input_scaler`, `exp_iq_conf`, `exp_oq_conf`, `inv_iq_conf`, `inv_oq_conf`
 * @param axes event axes along which it normalises
 * Source of the semantics: hgq/layers/softmax.py.
 */
export function softmaxOf(layer: HgqLayer, x: ValueId, axes: readonly number[]): HgqValue {
  const { writer, config, where } = layer;
  const { builder } = writer;
  const shape = writer.shape(x);
  const kept = shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  const stable = config.truth("stable", true);
  const exp = tableOf(layer, "exp");
  const inverse = tableOf(layer, "inv");
  let argument = x;
  if (stable) {
    const largest = builder.reshape(builder.reduce(axesLast(layer, x, axes), { by: "max" }), kept);
    const difference = narrowed(layer, builder.sub(broadcastTo(layer, largest, shape), x));
    argument = quantize(writer, value(difference), exp.input());
  }
  const scaler = config.number("input_scaler", 1);
  const exponential = quantize(writer, table(argument, softmaxExp(scaler, stable), where), exp.output());
  const sums = builder.reshape(sumExactly(writer, axesLast(layer, exponential, axes), where), kept);
  const divisor = quantize(writer, value(sums), inverse.input());
  const factor = quantize(writer, table(divisor, softmaxInverse, where), inverse.output());
  return value(writer.exact(builder.mul(exponential, broadcastTo(layer, factor, shape)), where));
}

function table(x: ValueId, evaluated: ReturnType<typeof softmaxExp>, where: string): HgqValue {
  return { kind: "function", x, function: evaluated, where };
}

/** A difference of a maximum and what it is the maximum of is never negative. */
function narrowed({ writer }: HgqLayer, difference: ValueId): ValueId {
  const { signed, width, integer } = writer.type(difference);
  if (!signed) return difference;
  return writer.builder.cast(difference, formatOf({ signed: false, width: width - 1, integer: integer - 1 }));
}

function tableOf(layer: HgqLayer, name: "exp" | "inv") {
  const group = layer.group && (groupAt(layer.group, `${name}_table`) ?? groupAt(layer.group, `_${name}_table`));
  const own = { ...layer, group };
  const configuration = (slot: string) => layer.config.fields(`${name}_${slot}_conf`);
  return {
    input: () => quantizerOf(own, { name: "iq", configuration: configuration("iq") }),
    output: () => quantizerOf(own, { name: "oq", configuration: configuration("oq"), imposed: tableModes }),
  };
}
