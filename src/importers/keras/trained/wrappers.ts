import { fail } from "../../../errors/index.js";
import { formatOf } from "../../../fixed/index.js";
import { embedding, timeDistributed } from "../../../layers/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { KerasLayer } from "../architecture.js";
import { exactConstant } from "./exact.js";
import { given, type LayerValue, type LayerWriter, type TrainedNetwork } from "./network.js";

/** A layer applied to each step by itself. */
export function writeTimeDistributed(
  network: TrainedNetwork,
  layer: KerasLayer,
  [x]: readonly ValueId[],
  writerOf: (layer: KerasLayer) => LayerWriter,
): LayerValue {
  const wrapped = layer.wrapped![0]!;
  const write = writerOf(wrapped);
  const value = timeDistributed(network.writer.builder, x!, (step) => {
    const result = write(network, wrapped, [step]);
    if (result.kind === "value") return result.value;
    return fail("TF-KERAS-006", {
      where: wrapped.where,
      what: "it gives real numbers, and no quantiser follows inside TimeDistributed",
    });
  });
  return given(value);
}

/** Embedding: a row of the table, float32 numbers that are fixed-point numbers too. */
export function writeEmbedding(
  { writer, weights }: TrainedNetwork,
  layer: KerasLayer,
  [x]: readonly ValueId[],
): LayerValue {
  const { config, where, name } = layer;
  const shape = [config.whole("input_dim", 1, 2 ** 24), config.whole("output_dim", 1, 2 ** 16)];
  const values = weights.read(layer, "embeddings", shape).values.map(Math.fround);
  const table = exactConstant(values, shape, where);
  const { width, integer } = writer.type(x!);
  if (width !== integer) {
    fail("TF-KERAS-006", {
      where,
      what: "its indices have bits after the point",
      expected: 'an input type such as "uint<8>"',
    });
  }
  writer.notes.add(`${name}: an index outside the vocabulary gives zeros; the framework refuses it`);
  return given(embedding(writer.builder, x!, { table, result: formatOf(table.type) }));
}
