import { fail } from "../../../errors/index.js";
import type { FixedFormat } from "../../../fixed/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { KerasLayer, KerasModel } from "../architecture.js";
import type { KerasWeights } from "../weights.js";
import type { ExactWriter } from "./writer.js";

/** A function that waits for the quantiser after it: only together are they exact. */
export interface PendingFunction {
  readonly kind: "pending";
  /** What it computes: `tanh`, `sigmoid`, `average`. */
  readonly name: string;
  /** Writes it together with a conversion to a format. */
  readonly finish: (format: FixedFormat) => ValueId;
  readonly layer: KerasLayer;
}

/** The logits that a dropped softmax would have normalised. */
export interface DroppedSoftmax {
  readonly kind: "logits";
  readonly value: ValueId;
  /** The layer that computes the logits. */
  readonly name: string;
}

/** What a layer gives to its readers. */
export type LayerValue = { readonly kind: "value"; readonly value: ValueId } | PendingFunction | DroppedSoftmax;

/** What the functions that write one layer need. */
export interface TrainedNetwork {
  readonly model: KerasModel;
  readonly weights: KerasWeights;
  readonly writer: ExactWriter;
  readonly inputs: Readonly<Record<string, FixedFormat>>;
  readonly softmax: "refuse" | "drop";
  readonly values: Map<string, LayerValue>;
}

/** Writes the ops of one layer. */
export type LayerWriter = (network: TrainedNetwork, layer: KerasLayer, inputs: readonly ValueId[]) => LayerValue;

/** A plain value. */
export function given(value: ValueId): LayerValue {
  return { kind: "value", value };
}

/** The layers that read a layer. */
export function readers({ model }: TrainedNetwork, name: string): KerasLayer[] {
  return model.layers.filter((layer) => layer.inputs.includes(name));
}

/** Whether every reader of a layer is a QActivation, and the layer is no output. */
export function quantiserFollows(network: TrainedNetwork, name: string): boolean {
  const followers = readers(network, name);
  const isOutput = network.model.outputs.includes(name);
  return !isOutput && followers.length > 0 && followers.every((follower) => follower.className === "QActivation");
}

/** The value that a layer gives, which must be a fixed-point number. @throws TrigforgeError TF-KERAS-006 */
export function numberOf(network: TrainedNetwork, name: string): ValueId {
  const given = network.values.get(name)!;
  if (given.kind === "value") return given.value;
  const { layer, what } =
    given.kind === "pending" ? { layer: given.layer, what: given.name } : softmaxOf(network, name);
  return fail("TF-KERAS-006", {
    where: layer.where,
    what: `${what} gives real numbers, and no quantiser follows`,
    help: 'let a QActivation follow directly, or import with fidelity "as hls4ml"',
  });
}

function softmaxOf({ model }: TrainedNetwork, name: string): { layer: KerasLayer; what: string } {
  return { layer: model.layers.find((layer) => layer.name === name)!, what: "softmax" };
}
