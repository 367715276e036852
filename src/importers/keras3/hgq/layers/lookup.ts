import { float } from "../../../keras/quantizers/float32.js";
import { readVariable, variableSets } from "../../variables.js";
import { unaryFunction } from "../functions.js";
import type { HgqLayerWriter } from "../network.js";
import { activate, quantizedInput } from "./common.js";

/** QUnaryFunctionLUT: a function of the quantised input, which the output quantiser makes a table. */
export const writeLookup: HgqLayerWriter = (layer) => activate(layer, quantizedInput(layer));

/** QAffinedUnaryFunctionLUT: the function of x · scale + bias. */
export const writeAffinedLookup: HgqLayerWriter = (layer) => {
  const { config, where } = layer;
  const x = quantizedInput(layer);
  const sets = variableSets(layer.group).filter(({ shape }) => shape.length > 0);
  const [scale, bias] = ["scale", "bias"].map((name, index) =>
    float(readVariable(sets[index], [1], `${where}: ${name}`).values[0]!),
  ) as [number, number];
  const name = config.get("activation") ?? "linear";
  const line = (real: number): number => float(float(real * scale) + bias);
  const exact = name === "linear" ? line : name === "relu" ? (real: number) => Math.max(line(real), 0) : null;
  if (exact !== null) {
    const named = { name: "x · scale + bias", evaluate: exact, relativeError: 2 ** -23 };
    return { kind: "function", x, function: named, where };
  }
  const known = typeof name === "string" ? unaryFunction(name) : null;
  if (known === null) return activate(layer, x, name);
  const composed = { ...known, evaluate: (real: number) => known.evaluate(line(real)) };
  return { kind: "function", x, function: composed, where };
};
