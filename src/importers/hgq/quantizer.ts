import { fail } from "../../errors/index.js";
import { type Rounding, roundings } from "../../fixed/index.js";
import { describe } from "../fields.js";
import type { KerasLayer } from "../keras/architecture.js";
import type { HgqOverflow, HgqQuantizer } from "../keras3/hgq/quantizer.js";
import type { ReadVariable } from "./variables.js";

const overflows: readonly HgqOverflow[] = ["WRAP", "SAT", "SAT_SYM"];

/**
 * A FixedPointQuantizer of an HGQ 1 proxy model: for each element its sign, its bits and its integer bits, both with the
 * sign counted.
 *
 * @param tensor shape of what it quantises, without the batch axis
 * Source of the semantics: hls4ml converters/keras/hgq_proxy_model.py and backends/fpga/passes/hgq_proxy_model.py.
 */
export function readProxyQuantizer(layer: KerasLayer, read: ReadVariable, tensor: readonly number[]): HgqQuantizer {
  const { config, where } = layer;
  const variables = ["keep_negative", "bits", "integers"].map((name) => read(layer, name, null));
  const [signs, bits, integers] = variables as [Variable, Variable, Variable];
  const size = signs.values.length;
  if (variables.some((variable) => variable.values.length !== size || size === 0)) {
    fail("TF-KERAS3-004", { where, what: "its widths differ in shape" });
  }
  const bad = signs.values.find((sign) => sign !== 0 && sign !== 1);
  if (bad !== undefined) fail("TF-KERAS3-004", { where, what: `a sign of ${bad} bits`, expected: "0 or 1" });
  const integer = integers.values.map((value, index) => value - signs.values[index]!);
  return {
    shape: size === 1 ? tensor.map(() => 1) : eventShape(signs.shape, tensor.length),
    signed: signs.values.map((sign) => sign === 1),
    integer,
    // No bits at all: the element is 0.
    fraction: bits.values.map((value, index) => (value <= 0 ? -1024 : value - integers.values[index]!)),
    rounding: mode(layer, "RND", roundings) as Rounding,
    overflow: mode(layer, "SAT", overflows) as HgqOverflow,
    roundsOnly: false,
    scaler: 1,
    affine: [1, 0],
    calibration: "none needed",
    where,
  };

  function mode(of: KerasLayer, field: string, known: readonly string[]): string {
    const text = of.config.text(field).toUpperCase().replace(/^S_/, "");
    if (known.includes(text)) return text;
    return fail("TF-KERAS3-005", {
      where,
      what: `${field} ${describe(config.get(field))}`,
      expected: known.join(", "),
    });
  }
}

type Variable = ReturnType<ReadVariable>;

/** Widths of activations have a batch axis of one element. */
function eventShape(shape: readonly number[], rank: number): readonly number[] {
  return shape.length === rank + 1 && shape[0] === 1 ? shape.slice(1) : shape;
}
