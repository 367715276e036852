import { fail } from "../../../../errors/index.js";
import { elementCount, type ValueId } from "../../../../ops/index.js";
import { Fields } from "../../../fields.js";
import { leakyRelu } from "../../../keras/trained/activations.js";
import { readVariable, type Variable, variableSets } from "../../variables.js";
import { functionNames, unaryFunction } from "../functions.js";
import { type HgqLayer, type HgqValue, numberOf, quantizerOf, type Slot, value } from "../network.js";
import { quantize } from "../quantize.js";

/** The first input, through the layer's input quantiser where it has one. */
export function quantizedInput(layer: HgqLayer, slot: Slot = { name: "iq" }): ValueId {
  const given = layer.inputs[0]!;
  if (!layer.config.truth("enable_iq", false)) return numberOf(given);
  return quantize(layer.writer, given, quantizerOf(layer, slot));
}

/** Inputs through the quantisers of a layer that has one for each. */
export function quantizedInputs(layer: HgqLayer): ValueId[] {
  const { config, writer } = layer;
  if (!config.truth("enable_iq", false)) return layer.inputs.map(numberOf);
  const confs = config.get("iq_confs");
  return layer.inputs.map((given, index) => {
    // One configuration may stand for all inputs.
    const configuration = Fields.of(
      Array.isArray(confs) ? confs[index] : confs,
      `${layer.where}.iq_confs`,
      "TF-KERAS3-002",
    );
    const name = index === 0 ? "iq/quantizers/quantizer" : `iq/quantizers/quantizer_${index}`;
    return quantize(writer, given, quantizerOf(layer, { name, configuration }));
  });
}

/** A result through the layer's output quantiser, where it has one. */
export function quantizedOutput(layer: HgqLayer, result: HgqValue): HgqValue {
  if (!layer.config.truth("enable_oq", false)) return result;
  return value(quantize(layer.writer, result, quantizerOf(layer, { name: "oq" })));
}

/** A layer's own variables that are tensors: the scalars among them only serve training. */
export function tensorVariables(layer: HgqLayer): (shape: readonly (number | null)[] | null, what: string) => Variable {
  const sets = variableSets(layer.group).filter(({ shape }) => shape.length > 0);
  let next = 0;
  return (shape, what) => readVariable(sets[next++], shape, `${layer.where}: ${what}`);
}

/** The activation inside a layer: exact ones are written, others wait for the quantiser behind them. */
export function activate(layer: HgqLayer, x: ValueId, activation: unknown = layer.config.get("activation")): HgqValue {
  const { writer, where } = layer;
  const { builder } = writer;
  if (activation === undefined || activation === "linear") return value(x);
  if (typeof activation !== "string") {
    return fail("TF-KERAS3-003", { where, what: "an activation that is no function of Keras", expected: names() });
  }
  switch (activation) {
    case "relu":
      return value(builder.max(x, writer.scalar(x, 0, where)));
    case "relu6":
      return value(builder.min(builder.max(x, writer.scalar(x, 0, where)), writer.scalar(x, 6, where)));
    case "leaky_relu":
      return value(leakyRelu(writer, x, 0.2, layer.name));
    case "softmax":
      return softmaxAtEnd(layer, x);
  }
  const found = unaryFunction(activation);
  if (found === null) {
    return fail("TF-KERAS3-003", { where, what: `the activation "${activation.slice(0, 60)}"`, expected: names() });
  }
  return { kind: "function", x, function: found, where };
}

function names(): string {
  return ["linear", "relu", "relu6", "leaky_relu", ...functionNames].join(", ");
}

/** A softmax of real numbers may be dropped at the end: the largest logit is the largest probability. */
function softmaxAtEnd({ network, name, where }: HgqLayer, x: ValueId): HgqValue {
  const { model, softmax } = network.trained;
  const isEnd = model.outputs.includes(name) && !model.layers.some(({ inputs }) => inputs.includes(name));
  if (softmax === "drop" && isEnd) {
    network.writer.notes.add(`${name}: the softmax is dropped; the output is its logits, with the same argmax`);
    return { kind: "logits", value: x };
  }
  return fail("TF-KERAS3-007", {
    where,
    what: "a softmax gives real numbers",
    help: isEnd ? 'set the option softmax to "drop" to end at the logits, or use QSoftmax' : "use QSoftmax",
  });
}

/** `x` repeated to `shape`, into which its own shape broadcasts from the right, as numpy does it. */
export function broadcastTo(layer: HgqLayer, x: ValueId, shape: readonly number[]): ValueId {
  const own = layer.writer.shape(x);
  if (own.join() === shape.join()) return x;
  const padded = [...new Array<number>(Math.max(0, shape.length - own.length)).fill(1), ...own];
  const fits = padded.length === shape.length && padded.every((extent, axis) => extent === 1 || extent === shape[axis]);
  if (!fits) {
    return fail("TF-KERAS3-003", { where: layer.where, what: `a tensor of shape [${own}] meets one of [${shape}]` });
  }
  let indices = [0];
  for (const [axis, extent] of padded.entries()) {
    indices = indices.flatMap((start) =>
      Array.from({ length: shape[axis]! }, (_unused, step) => start * extent + (extent === 1 ? 0 : step)),
    );
  }
  if (indices.length !== elementCount(shape) || indices.length > 2 ** 24) {
    return fail("TF-KERAS3-003", {
      where: layer.where,
      what: `a tensor of shape [${shape}]`,
      expected: "2^24 elements",
    });
  }
  return layer.writer.builder.gather(x, indices, shape);
}

/** Axes of a Keras configuration (the batch counted) as axes of an event, ascending. @throws TrigforgeError TF-KERAS3-002 */
export function eventAxes(layer: HgqLayer, field: string, rank: number): number[] {
  const given = layer.config.get(field);
  const list = Array.isArray(given) ? given : [given];
  const axes = list.map((axis) => (typeof axis === "number" ? (axis < 0 ? axis + rank : axis - 1) : -1));
  const good = axes.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < rank);
  if (!good || new Set(axes).size !== axes.length) return layer.config.wrong(field, given, `axes of ${rank + 1}`);
  return axes.sort((a, b) => a - b);
}
