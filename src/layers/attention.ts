import type { ProgramBuilder } from "../ir/index.js";
import type { ValueId } from "../ops/index.js";
import { type EinsumParameters, einsum } from "./einsum/einsum.js";
import { type EinsumDenseParameters, einsumDense } from "./einsum/einsumDense.js";
import { type SoftmaxParameters, softmax } from "./softmax.js";

/** The tensors of an attention layer that lie between its parts, where a source may quantise. */
export type AttentionStage = "query" | "key" | "value" | "scores" | "weights" | "heads";

/** The parts of a multi-head attention, in the order of their application. Equations have no batch axis. */
export interface MultiHeadAttentionParameters {
  /** Projections to heads: `bc,cde->bde`. */
  readonly query: EinsumDenseParameters;
  readonly key: EinsumDenseParameters;
  readonly value: EinsumDenseParameters;
  /** Scores of key and query, in this order: `ecd,bcd->cbe`. */
  readonly scores: EinsumParameters;
  /** Along the last axis of the scores; a scale of the query belongs in `exponentScale` or into the query's projection. */
  readonly softmax: SoftmaxParameters;
  /** Softmax and value, in this order: `cbe,ecd->bcd`. */
  readonly combine: EinsumParameters;
  /** Projection of the heads: `bcd,cde->be`. */
  readonly output: EinsumDenseParameters;
  /** What the source does to a tensor between two parts, such as a quantiser with a format for each element. */
  readonly between?: (stage: AttentionStage, x: ValueId) => ValueId;
}

/**
 * Multi-head attention without a mask, composed of the layers that HGQ2 and hls4ml expand it into.
 *
 * @param inputs data of the three projections, shapes [positions, features]
 * @returns shape [query positions, output features]
 * @throws TrigforgeError TF-LAYERS-002 and -003 as its parts do
 * Source of the semantics: hls4ml converters/keras_v3/hgq2/multi_head_attention.py.
 */
export function multiHeadAttention(
  builder: ProgramBuilder,
  inputs: { readonly query: ValueId; readonly key: ValueId; readonly value: ValueId },
  parameters: MultiHeadAttentionParameters,
): ValueId {
  const between = parameters.between ?? ((_stage, x) => x);
  const query = between("query", einsumDense(builder, inputs.query, parameters.query));
  const key = between("key", einsumDense(builder, inputs.key, parameters.key));
  const value = between("value", einsumDense(builder, inputs.value, parameters.value));
  const scores = between("scores", einsum(builder, key, query, parameters.scores));
  const weights = between("weights", softmax(builder, scores, parameters.softmax));
  const heads = between("heads", einsum(builder, weights, value, parameters.combine));
  return einsumDense(builder, heads, parameters.output);
}
