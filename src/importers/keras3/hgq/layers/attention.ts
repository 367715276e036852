import { fail } from "../../../../errors/index.js";
import type { Hdf5Group } from "../../../../formats/index.js";
import { elementCount, type ValueId } from "../../../../ops/index.js";
import { Fields, type Mapping } from "../../../fields.js";
import { groupAt } from "../../groups.js";
import { type HgqLayer, type HgqLayerWriter, type HgqValue, numberOf, value } from "../network.js";
import { slotGroup } from "../quantizer.js";
import { quantizedOutput } from "./common.js";
import { einsumOfValues, writeEinsumDense } from "./einsum.js";
import { softmaxOf } from "./softmax.js";

/**
 * QMultiHeadAttention: projections of query, key and value, scores of every query with every key, a softmax along the keys,
 * the values weighted with it, and a projection of the heads. Each projection, and the softmax, has its own quantisers.
 *
 * Source of the semantics: hgq/layers/attn/mha.py. The scale 1/√key_dim stands in the softmax' first table.
 */
export const writeAttention: HgqLayerWriter = (layer) => {
  const [query, given, key = given] = layer.inputs;
  return attend(layer, query!, given ?? query!, key ?? query!);
};

/** QLinformerAttention: key and value are first projected along the sequence. */
export const writeLinformer: HgqLayerWriter = (layer) => {
  const { config, where, writer } = layer;
  if (config.text("lin_kv_proj_mode", "dense") !== "dense") {
    fail("TF-KERAS3-003", { where, what: "projections by tables", expected: 'lin_kv_proj_mode "dense"' });
  }
  const [query, given = query!, second] = layer.inputs;
  const key = second ?? given;
  const rank = writer.shape(numberOf(given)).length;
  const axes = [..."abcdefgh"].slice(0, rank - 1);
  const projected = [..."ijklmnop"].slice(0, rank - 1);
  // y is the batch, z the features.
  const equation = `y${axes.join("")}z,${axes.join("")}${projected.join("")}->y${projected.join("")}z`;
  const shared = config.truth("share_kv_proj", false);
  const project = (input: HgqValue, name: string): HgqValue =>
    projection(layer, name, { equation, bias: false }, input);
  const keys = project(key, "lin_k_proj");
  const values = project(given, shared ? "lin_k_proj" : "lin_v_proj");
  return attend(layer, query!, values, keys);
};

function attend(layer: HgqLayer, query: HgqValue, given: HgqValue, key: HgqValue): HgqValue {
  const { config, writer } = layer;
  const { builder } = writer;
  checkAxes(
    layer,
    [query, given].map((input) => writer.shape(numberOf(input)).length),
  );
  const useBias = config.truth("use_bias", true);
  const inward = "...d,dnh->...nh";
  const q = numberOf(projection(layer, "query_dense", { equation: inward, bias: useBias }, query));
  const k = numberOf(projection(layer, "key_dense", { equation: inward, bias: false }, key));
  const v = numberOf(projection(layer, "value_dense", { equation: inward, bias: useBias }, given));
  const [from, to] = [writer.shape(q).slice(0, -2), writer.shape(k).slice(0, -2)];
  const heads = writer.shape(q).at(-2)!;
  const scores = einsumOfValues(layer, flattened(layer, q), flattened(layer, k), "tnh,snh->nts");
  const shaped = builder.reshape(scores, [heads, ...from, ...to]);
  const weights = builder.reshape(softmax(layer, shaped, to.length), writer.shape(scores));
  const mixed = einsumOfValues(layer, weights, flattened(layer, v), "nts,snh->tnh");
  const context = builder.reshape(mixed, [...from, heads, writer.shape(v).at(-1)!]);
  const outward = { equation: "...nh,nhe->...e", bias: useBias };
  const projected = projection(layer, "output_dense", outward, value(context));
  return quantizedOutput(layer, projected);
}

/** [sequence…, heads, size] as [positions, heads, size]. */
function flattened({ writer }: HgqLayer, x: ValueId): ValueId {
  const shape = writer.shape(x);
  return writer.builder.reshape(x, [elementCount(shape.slice(0, -2)), ...shape.slice(-2)]);
}

function checkAxes({ config, where }: HgqLayer, ranks: readonly number[]): void {
  const given = config.get("attention_axes");
  const all = Array.from({ length: ranks[0]! - 1 }, (_unused, axis) => axis + 1);
  if (ranks.some((rank) => rank < 2 || rank !== ranks[0])) {
    fail("TF-KERAS3-003", {
      where,
      what: `attention over tensors of ${ranks.join(" and ")} axes`,
      expected: "2 or more, alike",
    });
  }
  if (given === undefined || (Array.isArray(given) && given.join() === all.join())) return;
  fail("TF-KERAS3-003", { where, what: `attention along the axes [${given}]`, expected: `all of [${all}]` });
}

interface Projection {
  readonly equation: string;
  readonly bias: boolean;
}

/** One QEinsumDense inside the layer. Which quantisers it has, the weights file says. */
function projection(layer: HgqLayer, name: string, { equation, bias }: Projection, input: HgqValue): HgqValue {
  const group = inner(layer, name);
  const owner = inputQuantizerOwner(layer, name, group);
  const config: Mapping = {
    equation,
    activation: "linear",
    bias_axes: bias ? "e" : null,
    enable_iq: owner !== null,
    enable_oq: slotGroup(group, "oq") !== null,
    iq_conf: layer.config.get("qkvo_iq_conf"),
    kq_conf: layer.config.get("qkvo_kq_conf"),
    bq_conf: layer.config.get("qkvo_bq_conf"),
    oq_conf: layer.config.get("qkvo_oq_conf"),
  };
  const where = `${layer.where}.${name}`;
  const own = { ...layer, config: new Fields(config, where, "TF-KERAS3-002"), group, where, inputs: [input] };
  return quantizedOutput(own, writeEinsumDense(own, owner === group ? undefined : owner));
}

function inner({ group }: HgqLayer, name: string): Hdf5Group | null {
  return group && (groupAt(group, `_${name}`) ?? groupAt(group, name));
}

/** Fused projections share one input quantiser, which the file holds once, in the first of them. */
function inputQuantizerOwner(layer: HgqLayer, name: string, group: Hdf5Group | null): Hdf5Group | null {
  if (slotGroup(group, "iq") !== null) return group;
  const fuse = layer.config.text("fuse", "none").toLowerCase();
  const shared = { qkv: ["key_dense", "query_dense", "value_dense"], kv: ["key_dense", "value_dense"] }[fuse] ?? [];
  if (!shared.includes(name)) return null;
  return shared.map((other) => inner(layer, other)).find((other) => slotGroup(other, "iq") !== null) ?? null;
}

function softmax(layer: HgqLayer, scores: ValueId, keyAxes: number): ValueId {
  const { config, writer } = layer;
  const group = inner(layer, "softmax");
  const own: Mapping = {
    stable: config.truth("stable_softmax", true),
    input_scaler: 1 / Math.sqrt(config.whole("key_dim", 1, 2 ** 20)),
    exp_iq_conf: config.get("softmax_exp_iq_conf"),
    exp_oq_conf: config.get("softmax_exp_oq_conf"),
    inv_iq_conf: config.get("softmax_inv_iq_conf"),
    inv_oq_conf: config.get("softmax_inv_oq_conf"),
    iq_conf: config.get("softmax_iq_conf"),
    oq_conf: config.get("softmax_oq_conf"),
    enable_oq: slotGroup(group, "oq") !== null,
  };
  const where = `${layer.where}.softmax`;
  const rank = writer.shape(scores).length;
  const axes = Array.from({ length: keyAxes }, (_unused, index) => rank - keyAxes + index);
  if (slotGroup(group, "iq") !== null) fail("TF-KERAS3-003", { where, what: "an input quantiser of the softmax" });
  const inside = { ...layer, config: new Fields(own, where, "TF-KERAS3-002"), group, where };
  return numberOf(quantizedOutput(inside, softmaxOf(inside, scores, axes)));
}
