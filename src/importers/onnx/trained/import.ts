import { fail } from "../../../errors/index.js";
import type { FixedFormat } from "../../../fixed/index.js";
import { type Program, ProgramBuilder, toName } from "../../../ir/index.js";
import { simplify } from "../../../passes/index.js";
import { quoted } from "../file/model.js";
import type { GraphNode, NetworkGraph } from "../graph/graph.js";
import { layoutRules } from "../graph/layout.js";
import { checkAttributes } from "../graph/resolve.js";
import {
  writeClip,
  writeFunction,
  writeHardSigmoid,
  writeLeaky,
  writeRelu,
  writeSoftmax,
  writeThresholded,
} from "./activations.js";
import { isBinary, plain, printScale, scaledBy } from "./affine.js";
import { writeArithmetic } from "./arithmetic.js";
import { writeConvolution } from "./convolution.js";
import { writeGemm, writeMatMul } from "./dense.js";
import { compact, every, mapField, uniform } from "./field.js";
import { checkInputNames, writeInput } from "./inputs.js";
import { writeConcat } from "./join.js";
import { writeLayout } from "./layouts.js";
import { writeDequantizeLinear, writeQuantizeLinear } from "./linear.js";
import { computedOf, type NodeWriter, type TrainedNetwork } from "./network.js";
import { writeNormalization } from "./normalization.js";
import { writeGlobalPool, writePool, writeReduction } from "./pooling.js";
import { writeBipolar, writeQuant } from "./quantisers.js";
import { fraction, ofNumber, type Rational, toNumber, zero } from "./rational.js";
import { plainOrder, type Scaled, type Tensor } from "./scaled.js";
import { writeTrunc } from "./trunc.js";
import { TrainedWriter } from "./writer.js";

/** How a network is imported as trained; see `OnnxOptions`. */
export interface TrainedOptions {
  readonly inputs?: Readonly<Record<string, FixedFormat>>;
  readonly softmax?: "refuse" | "drop";
  readonly scales?: "keep" | "drop";
}

/** What is read, by operator. */
export const writers: Readonly<Record<string, NodeWriter>> = {
  ...Object.fromEntries(Object.keys(layoutRules).map((name) => [name, writeLayout])),
  ...Object.fromEntries(["Add", "Sub", "Mul", "Div", "Min", "Max", "Sum"].map((name) => [name, writeArithmetic])),
  ...Object.fromEntries(
    ["Sigmoid", "Tanh", "Elu", "Selu", "Softplus", "Softsign", "HardSwish", "Exp"].map((name) => [name, writeFunction]),
  ),
  ...Object.fromEntries(["ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin"].map((name) => [name, writeReduction])),
  Quant: writeQuant,
  IntQuant: writeQuant,
  BipolarQuant: writeBipolar,
  Trunc: writeTrunc,
  QuantizeLinear: writeQuantizeLinear,
  DequantizeLinear: writeDequantizeLinear,
  MatMul: writeMatMul,
  Gemm: writeGemm,
  Conv: writeConvolution,
  BatchNormalization: writeNormalization,
  MaxPool: writePool,
  AveragePool: writePool,
  GlobalMaxPool: writeGlobalPool,
  GlobalAveragePool: writeGlobalPool,
  Relu: writeRelu,
  Clip: writeClip,
  LeakyRelu: writeLeaky,
  PRelu: writeLeaky,
  HardSigmoid: writeHardSigmoid,
  ThresholdedRelu: writeThresholded,
  Softmax: writeSoftmax,
  Concat: writeConcat,
  Neg: ({ writer, ...rest }, node) =>
    scaledBy(writer, computedOf({ writer, ...rest }, node), uniform(fraction(-1n)), uniform(zero), node.where),
};

/**
 * A quantised network as trained: integers, exact sums, scales that vanish in the quantisers.
 *
 * @throws TrigforgeError TF-ONNX-003 to TF-ONNX-008 for what is not exact
 */
export function importAsTrained(graph: NetworkGraph, options: TrainedOptions, name: string): Program {
  checkOperators(graph);
  const isQuantised = graph.nodes.some(({ operator }) => operator.includes("Quant"));
  const isLinear = graph.nodes.some(({ operator }) => operator === "QuantizeLinear" || operator === "DequantizeLinear");
  const source = isQuantised ? (isLinear ? "qcdq" : "qonnx") : "onnx";
  const builder = new ProgramBuilder(toName(name), { source, fidelity: "as trained", notes: [] });
  const network: TrainedNetwork = {
    graph,
    writer: new TrainedWriter(builder),
    tensors: new Map(),
    inputs: options.inputs ?? {},
    softmax: options.softmax ?? "refuse",
    scales: options.scales ?? "keep",
  };
  checkInputNames(network);
  for (const { name: port, shape } of graph.inputs) network.tensors.set(port, writeInput(network, port, shape));
  for (const node of graph.nodes) {
    const result = builder.within(toName(node.name || node.outputs[0]!), () => writers[node.operator]!(network, node));
    checkAttributes(node);
    const results = Array.isArray(result) ? (result as readonly Tensor[]) : [result as Tensor];
    results.forEach((tensor, index) => {
      const output = node.outputs[index];
      if (output !== undefined && output !== "") network.tensors.set(output, tensor);
    });
  }
  for (const output of graph.outputs) builder.output(toName(output.name), outputValue(network, output));
  const program = builder.build();
  return simplify({
    ...program,
    provenance: { ...program.provenance, notes: [...graph.notes, ...network.writer.notes] },
  });
}

function checkOperators({ nodes, where }: NetworkGraph): void {
  const unread = nodes.filter(({ operator }) => !Object.hasOwn(writers, operator));
  if (unread.length === 0) return;
  const names = unread.slice(0, 20).map(({ name, operator, outputs }) => `${name || outputs[0]} (${operator})`);
  fail("TF-ONNX-003", {
    where: (unread[0] as GraphNode).where || where,
    what: `nodes that are not exact as trained: ${names.join(", ")}`,
    help: 'import with a precision configuration ("as hls4ml")',
  });
}

/** The numbers that leave through a port. */
function outputValue(
  { writer, tensors, scales, graph }: TrainedNetwork,
  port: { name: string; value: string },
): number {
  const tensor = tensors.get(port.value);
  const where = `${graph.where}: output ${quoted(port.name)}`;
  if (tensor === undefined || tensor.kind === "constant") {
    return fail("TF-ONNX-001", { where, what: "it does not depend on any input" });
  }
  if (tensor.kind === "function") {
    return fail("TF-ONNX-006", {
      where,
      what: `${tensor.name} gives real numbers`,
      help: "let a quantiser follow, or cut the function off before the export",
    });
  }
  const x: Scaled = tensor.kind === "logits" ? tensor.source : tensor;
  const order = plainOrder(x.shape.length);
  if (x.shape.length > 1 && x.shape[0] !== 1) {
    fail("TF-ONNX-005", {
      where,
      what: `its shape is [${x.shape}] for one event`,
      expected: "1 in front, the batch axis",
    });
  }
  const [factor, offset] = [compact(x.factor), compact(x.offset)];
  if (scales === "drop" && factor.length === 1 && offset.length === 1 && x.low === null && x.high === null) {
    const [scale, start] = [printScale(factor), printScale(offset)];
    if (scale !== "1" || start !== "0") {
      writer.notes.add(
        `${where}: its scale is dropped; the network's numbers are ${scale} times the port's plus ${start}`,
      );
    }
    return writer.stored(x, order);
  }
  if (!every(factor, isBinary) || !every(offset, isBinary)) {
    writer.notes.add(
      `${where}: a quotient at the end stands as the nearest float32; the framework rounds its own result`,
    );
    const near = { ...x, factor: mapField(factor, nearestFloat), offset: mapField(offset, nearestFloat) };
    return writer.stored(plain(writer, near, where), order);
  }
  return writer.stored(plain(writer, x, where), order);
}

/** The nearest float32, for what is no binary fraction. */
function nearestFloat(number: Rational): Rational {
  return isBinary(number) ? number : ofNumber(Math.fround(toNumber(number)));
}
