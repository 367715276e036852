import { fail } from "../errors/index.js";
import { quantize, ufixed } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { maximumAddressBits, type ValueId } from "../ops/index.js";
import type { ResultParameters } from "./linear.js";
import { addressBits } from "./tables/address.js";
import type { ConstantTensor } from "./tensor.js";

/** An embedding's table. */
export interface EmbeddingParameters extends ResultParameters {
  /** Shape [vocabulary, features]. */
  readonly table: ConstantTensor;
}

/**
 * Row x of a table for each element of x, assigned to the result format. An index outside the vocabulary gives a row of
 * zeros: the sources read memory that is not theirs there, so that no value is the right one.
 *
 * @param x shape [...], integers: a type without fraction bits
 * @returns shape [..., features]
 * @throws TrigforgeError TF-LAYERS-003 for a type with fraction bits or a vocabulary of more than 2^19 rows
 * Source of the semantics: hls4ml nnet_embed.h.
 */
export function embedding(builder: ProgramBuilder, x: ValueId, { table, result }: EmbeddingParameters): ValueId {
  const { shape, type } = builder.tensor(x);
  const [vocabulary, features] = table.shape as readonly [number, number];
  if (type.width !== type.integer) {
    fail("TF-LAYERS-003", {
      where: "embedding",
      what: `its index has ${type.width - type.integer} fraction bits`,
      expected: "an integer type",
    });
  }
  // One pattern more than the vocabulary has rows, for every index beyond it.
  const bits = addressBits(vocabulary + 1);
  if (bits > maximumAddressBits - 1) {
    fail("TF-LAYERS-003", {
      where: "embedding",
      what: `a vocabulary of ${vocabulary} rows`,
      expected: `fewer than 2^${maximumAddressBits - 1}`,
    });
  }
  const narrow = type.width <= bits + (type.signed ? 1 : 0);
  const limit = {
    ...ufixed(bits, bits, "TRN", "SAT"),
    ...(type.signed ? { signed: true, width: bits + 1, integer: bits + 1 } : {}),
  };
  const address = narrow ? x : builder.cast(x, limit);
  const size = 2 ** builder.tensor(address).type.width;
  const columns = Array.from({ length: features }, (_unused, feature) => {
    const entries = Array.from({ length: size }, (_none, index) =>
      index < vocabulary ? quantize(table.raw[index * features + feature]!, table.type, result) : 0n,
    );
    const column = builder.lookup(address, builder.constant([size], result, entries));
    return builder.reshape(column, [...shape, 1]);
  });
  return builder.concat(columns, shape.length);
}
