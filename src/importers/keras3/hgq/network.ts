import { fail } from "../../../errors/index.js";
import type { Hdf5Group } from "../../../formats/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { Fields } from "../../fields.js";
import type { KerasLayer } from "../../keras/architecture.js";
import type { TrainedNetwork } from "../../keras/trained/network.js";
import type { ExactWriter } from "../../keras/trained/writer.js";
import type { UnaryFunction } from "./functions.js";
import { type HgqQuantizer, type Imposed, readQuantizer } from "./quantizer.js";

/** What a layer gives: a fixed-point value, or a function of one, which is exact only with the quantiser behind it. */
export type HgqValue =
  | { readonly kind: "value"; readonly value: ValueId }
  | { readonly kind: "function"; readonly x: ValueId; readonly function: UnaryFunction; readonly where: string }
  | { readonly kind: "logits"; readonly value: ValueId };

/** An HGQ2 network while it is written. */
export interface HgqNetwork {
  /** The network as the writers of plain Keras layers see it. */
  readonly trained: TrainedNetwork;
  readonly writer: ExactWriter;
  readonly groups: ReadonlyMap<string, Hdf5Group>;
  readonly values: Map<string, HgqValue>;
  /** Every quantiser that was read. */
  readonly quantizers: HgqQuantizer[];
}

/** One layer while it is written: part of a network, or of a layer that is made of layers. */
export interface HgqLayer {
  readonly network: HgqNetwork;
  readonly writer: ExactWriter;
  readonly name: string;
  readonly className: string;
  readonly config: Fields;
  /** Its group in the weights file. */
  readonly group: Hdf5Group | null;
  readonly inputs: readonly HgqValue[];
  readonly where: string;
}

/** Writes the ops of one layer, its output quantiser aside. */
export type HgqLayerWriter = (layer: HgqLayer) => HgqValue;

/** A plain value. */
export function value(id: ValueId): HgqValue {
  return { kind: "value", value: id };
}

/** The fixed-point number behind a value. @throws TrigforgeError TF-KERAS3-007 when it is a function without a quantiser */
export function numberOf(given: HgqValue): ValueId {
  if (given.kind !== "function") return given.value;
  return fail("TF-KERAS3-007", {
    where: given.where,
    what: `${given.function.name} gives real numbers, and no quantiser follows`,
    help: "let a layer with an input quantiser follow, or give this one an output quantiser (enable_oq)",
  });
}

/** A layer of the network as its writer sees it. */
export function layerOf(network: HgqNetwork, layer: KerasLayer): HgqLayer {
  return {
    network,
    writer: network.writer,
    name: layer.name,
    className: layer.className,
    config: layer.config,
    group: network.groups.get(layer.path.join("/")) ?? null,
    inputs: layer.inputs.map((input) => network.values.get(input)!),
    where: layer.where,
  };
}

/** One of a layer's quantisers. */
export interface Slot {
  /** Its attribute in the layer: `iq`, `kq`, `bq`, `oq`. */
  readonly name: string;
  /** Its configuration; default the layer's field of that name with `_conf` added. */
  readonly configuration?: Fields;
  readonly place?: "activation" | "weight";
  readonly imposed?: Imposed;
}

/** Reads a quantiser of a layer and keeps it in the network's list. */
export function quantizerOf(layer: HgqLayer, slot: Slot): HgqQuantizer | null {
  const configuration = slot.configuration ?? layer.config.fields(`${slot.name}_conf`);
  const quantizer = readQuantizer(layer.group, slot.name, configuration, slot.place ?? "activation", slot.imposed);
  if (quantizer !== null) layer.network.quantizers.push(quantizer);
  return quantizer;
}
