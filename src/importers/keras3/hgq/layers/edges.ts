import { fail } from "../../../../errors/index.js";
import type { Hdf5Group } from "../../../../formats/index.js";
import { describe, isMapping } from "../../../fields.js";
import { float } from "../../../keras/quantizers/float32.js";
import { groupAt } from "../../groups.js";
import { readVariable, variableSets } from "../../variables.js";
import { functionNames, unaryFunction } from "../functions.js";
import type { HgqLayer } from "../network.js";

/** What one edge gives for one number, as float32, and a bound of what another order of sums or library could change. */
export interface EdgeResult {
  readonly result: number;
  readonly margin: number;
}

/** The function of each edge of a QDenseT: a small network from input i to output o. */
export type EdgeFunction = (input: number, output: number, x: number) => EdgeResult;

/** One layer of the small networks: width[d][D] weights an edge. */
interface HiddenLayer {
  readonly kernel: readonly number[];
  readonly bias: readonly number[] | null;
  readonly from: number;
  readonly to: number;
}

/** Relative error of a float32 sum of a few products, and of a function of a library. */
const relativeError = 2 ** -20;

/**
 * The functions of a QDenseT's edges.
 *
 * @param inputs number of inputs
 * @param outputs number of outputs
 * @throws TrigforgeError TF-KERAS3-003 and -004
 * Source of the semantics: hgq/layers/table/dense.py, QDenseT.
 */
export function readEdges(layer: HgqLayer, inputs: number, outputs: number): EdgeFunction {
  const { config, where, group } = layer;
  const hidden = config.whole("n_hl", 0, 64);
  const width = config.whole("d_hl", 1, 2 ** 12);
  const hasBias = config.truth("use_bias", true);
  const layers: HiddenLayer[] = Array.from({ length: hidden + 1 }, (_unused, index) => {
    const isLast = index === hidden;
    const from = index === 0 ? 1 : width;
    const own = index === 0 ? "einsum_dense" : `einsum_dense_${index}`;
    const sets = variableSets(group && groupAt(group, `module/layers/${own}`));
    const tail = isLast ? [] : [width];
    const place = `${where}: ${own}`;
    const kernel = readVariable(sets[0], [inputs, outputs, from, ...tail], `${place}: kernel`).values.map(float);
    const bias = hasBias ? readVariable(sets[1], [inputs, outputs, ...tail], `${place}: bias`).values.map(float) : null;
    return { kernel, bias, from, to: isLast ? 1 : width };
  });
  const activation = activationOf(layer, "subnn_activation");
  const normalize = config.truth("batch_norm", false) ? readNormalization(layer, group, inputs, outputs) : null;
  return (input, output, x) => {
    const edge = input * outputs + output;
    let values: EdgeResult[] = [{ result: x, margin: 0 }];
    for (const [index, step] of layers.entries()) {
      const sums = through(step, edge, values);
      values = index === hidden ? sums : sums.map(activation);
    }
    return normalize === null ? values[0]! : normalize(output, values[0]!);
  };
}

function through({ kernel, bias, from, to }: HiddenLayer, edge: number, values: readonly EdgeResult[]): EdgeResult[] {
  return Array.from({ length: to }, (_unused, column) => {
    let sum = bias?.[edge * to + column] ?? 0;
    let [size, margin] = [Math.abs(sum), 0];
    for (let row = 0; row < from; row++) {
      const weight = kernel[(edge * from + row) * to + column]!;
      const { result, margin: own } = values[row]!;
      sum += result * weight;
      size += Math.abs(result * weight);
      margin += own * Math.abs(weight);
    }
    return { result: float(sum), margin: margin + size * relativeError };
  });
}

/** An activation as a layer's field has it: a name, or a function that Keras wrote down by its name. */
function activationOf(layer: HgqLayer, field: string): (given: EdgeResult) => EdgeResult {
  const name = activationName(layer.config.get(field));
  if (name === "linear") return (given) => given;
  if (name === "relu") return ({ result, margin }) => ({ result: Math.max(result, 0), margin });
  const known = name === null ? null : unaryFunction(name);
  if (known === null) {
    return fail("TF-KERAS3-003", {
      where: layer.where,
      what: `${field} ${describe(name ?? layer.config.get(field))}`,
      expected: ["linear", "relu", ...functionNames].join(", "),
    });
  }
  // None of these functions is steeper than 2 where the small networks of tables use them.
  return ({ result, margin }) => {
    const mapped = known.evaluate(result);
    return { result: mapped, margin: 2 * margin + Math.abs(mapped) * known.relativeError };
  };
}

/** The name of an activation, where a layer writes it as a function; null for anything else. */
export function activationName(given: unknown): string | null {
  if (given === undefined || given === null) return "linear";
  if (typeof given === "string") return given;
  const isFunction = isMapping(given) && given.class_name === "function" && typeof given.config === "string";
  return isFunction && !String(given.registered_name ?? "").includes(">") ? String(given.config) : null;
}

/** Keras' batch normalisation of each output, and then the division by √inputs. */
function readNormalization(layer: HgqLayer, group: Hdf5Group | null, inputs: number, outputs: number) {
  const { config, where } = layer;
  const sets = variableSets(group && groupAt(group, "bn_module"));
  let next = 0;
  const read = (name: string) => readVariable(sets[next++], [outputs], `${where}: ${name}`).values.map(float);
  const gamma = config.truth("bn_scale", true) ? read("gamma") : null;
  const beta = config.truth("bn_center", true) ? read("beta") : null;
  const [mean, variance] = [read("moving_mean"), read("moving_variance")];
  const epsilon = float(config.number("bn_epsilon", 0.001));
  const root = float(Math.sqrt(inputs));
  return (output: number, { result, margin }: EdgeResult): EdgeResult => {
    const scale = float((gamma?.[output] ?? 1) / float(Math.sqrt(float(variance[output]! + epsilon))));
    const offset = float((beta?.[output] ?? 0) - float(mean[output]! * scale));
    const size = Math.abs(result * scale) + Math.abs(offset);
    const normalized = float(float(result * scale) + offset);
    return { result: float(normalized / root), margin: (margin * Math.abs(scale) + size * relativeError) / root };
  };
}
