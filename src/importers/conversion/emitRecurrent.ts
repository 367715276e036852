import { fail } from "../../errors/index.js";
import { printFormat, sameFormat } from "../../fixed/index.js";
import type { ProgramBuilder } from "../../ir/index.js";
import * as layers from "../../layers/index.js";
import type { ValueId } from "../../ops/index.js";
import { storedBias, storedConstant, storedFactors } from "./constants.js";
import { detailsOf } from "./emitSpatial.js";
import { type Emitter, inputFormat, inputPrecision, resultOf, typeIn } from "./emitter.js";
import { type GraphNode, wholeAttribute } from "./graph.js";
import type { Cell } from "./nodes.js";
import { recurrentOrder } from "./strategy.js";

/** LSTM and GRU in hls4ml's types: gates in the accumulator's, states in the result's. */
export function emitRecurrent(emitter: Emitter, node: GraphNode, [x]: readonly ValueId[]): ValueId {
  const { cells, returnSequences } = detailsOf(node, "recurrent");
  const cell = cells[0]!;
  const result = resultOf(node);
  const others = [typeIn(node, "accum"), inputFormat(emitter.graph, node)];
  if (cell.kind === "lstm" && !others.every((format) => sameFormat(format, result))) {
    // Its C++ also instantiates the function for states that are passed on, which takes all three for one type.
    fail("TF-KERAS-009", {
      where: node.where,
      what: "hls4ml's LSTM only compiles when its input, accumulator and result have one type",
      expected: `accum and result as the input: ${printFormat(others[1]!)}`,
    });
  }
  return writeCell(emitter, node, cell, x!, returnSequences, false);
}

/** The two directions of a bidirectional layer, one behind the other. */
export function emitBidirectional(emitter: Emitter, node: GraphNode, [x]: readonly ValueId[]): ValueId {
  const { cells, returnSequences } = detailsOf(node, "recurrent");
  const [forward, backward] = cells as readonly [Cell, Cell];
  if (node.attributes.get("static") === false) {
    fail("TF-KERAS-009", { where: node.where, what: "Static: False of a bidirectional layer", expected: "True" });
  }
  return layers.bidirectional(emitter.builder, x!, {
    forward: (value) => writeCell(emitter, node, forward, value, returnSequences, false),
    backward: (value) => writeCell(emitter, node, backward, value, returnSequences, true),
    returnSequences,
    merge: "concat",
    result: resultOf(node),
  });
}

function writeCell(
  { graph, builder }: Emitter,
  node: GraphNode,
  cell: Cell,
  x: ValueId,
  returnSequences: boolean,
  goBackwards: boolean,
): ValueId {
  if (inputPrecision(graph, node).kind === "bit") {
    fail("TF-KERAS-009", { where: node.where, what: "a recurrent layer of binary data" });
  }
  const accumulator = typeIn(node, "accum");
  const { prefix } = cell;
  const { type } = builder.tensor(x);
  const product = (weight: string, bias: string): layers.DenseParameters => {
    const weights = storedFactors(node, `${prefix}${weight}`, type);
    const order = recurrentOrder(graph.configuration, node, accumulator, weights.shape as [number, number]);
    return {
      weights,
      bias: nonzero(storedConstant(node, `${prefix}${bias}`)),
      accumulator,
      order,
      result: accumulator,
    };
  };
  const common = {
    input: product("weight", "bias"),
    recurrent: product("recurrent_weight", "recurrent_bias"),
    hidden: resultOf(node),
    sum: accumulator,
    gate: accumulator,
    returnSequences,
    goBackwards,
    activation: activationOf(node, cell.activation),
    recurrentActivation: activationOf(node, cell.recurrentActivation),
  };
  if (cell.kind === "lstm") return layers.lstm(builder, x, { ...common, cell: resultOf(node) });
  return layers.gru(builder, x, { ...common, resetProduct: accumulator, resetAfter: true });
}

function nonzero(bias: layers.ConstantTensor): layers.ConstantTensor | null {
  return bias.raw.every((raw) => raw === 0n) ? null : bias;
}

function activationOf(node: GraphNode, name: string): layers.CellActivation {
  const tableSize = wholeAttribute(node, "table_size", 1024);
  const table = typeIn(node, "table");
  switch (name) {
    case "tanh":
      return (builder: ProgramBuilder, x, result) => layers.tanh(builder, x, { tableSize, table, result });
    case "sigmoid":
      return (builder: ProgramBuilder, x, result) => layers.sigmoid(builder, x, { tableSize, table, result });
    default:
      return (builder: ProgramBuilder, x, result) => layers.relu(builder, x, { result });
  }
}

/** Embedding: hls4ml takes the bits before the point of an index. */
export function emitEmbedding({ builder }: Emitter, node: GraphNode, [x]: readonly ValueId[]): ValueId {
  return layers.embedding(builder, x!, { table: storedConstant(node, "embeddings"), result: resultOf(node) });
}

/** Layer normalisation with a table of 1/sqrt. */
export function emitLayerNormalization({ builder }: Emitter, node: GraphNode, [x]: readonly ValueId[]): ValueId {
  const { epsilonPowerOf10 } = detailsOf(node, "layerNormalization");
  const range = node.attributes.get("table_range_power2") ?? 0;
  if (typeof range !== "number" || !Number.isInteger(range) || Math.abs(range) > 32) {
    fail("TF-KERAS-008", { where: `${node.name}.table_range_power2`, what: "it is not a small whole number" });
  }
  return layers.layerNormalization(builder, x!, {
    scale: storedConstant(node, "scale"),
    bias: storedBias(node) ?? storedConstant(node, "bias"),
    accumulator: typeIn(node, "accum"),
    table: typeIn(node, "table"),
    tableSize: wholeAttribute(node, "table_size", 4096),
    tableRangePower2: range as number,
    epsilonPowerOf10,
    result: resultOf(node),
  });
}
