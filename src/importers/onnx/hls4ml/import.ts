import { fail } from "../../../errors/index.js";
import { type Program, toName } from "../../../ir/index.js";
import { Configuration } from "../../conversion/configuration.js";
import { Graph } from "../../conversion/graph.js";
import { convertGraph } from "../../conversion/index.js";
import type { GraphNode, NetworkGraph } from "../graph/graph.js";
import { counting } from "../graph/indices.js";
import { checkAttributes } from "../graph/resolve.js";
import {
  readClip,
  readHardSigmoid,
  readParametrised,
  readPlain,
  readPrelu,
  readSelu,
  readSoftmax,
} from "./activations.js";
import { type Frontend, type NodeReader, nodeShape, ordered, type Value } from "./frontend.js";
import { readArithmetic, readConvolution, readGemm, readMatMul, readNormalization } from "./products.js";
import { readRecurrent } from "./recurrent.js";
import {
  readAxes,
  readConcat,
  readGlobalPool,
  readPad,
  readPool,
  readReshape,
  readResize,
  readTake,
  readTranspose,
} from "./spatial.js";

/** What is read, by operator. */
export const readers: Readonly<Record<string, NodeReader>> = {
  ...Object.fromEntries(["Relu", "Sigmoid", "Tanh", "Softplus", "Softsign"].map((name) => [name, readPlain])),
  ...Object.fromEntries(["LeakyRelu", "ThresholdedRelu", "Elu"].map((name) => [name, readParametrised])),
  ...Object.fromEntries(["Add", "Sub", "Mul", "Div", "Max", "Min", "Sum"].map((name) => [name, readArithmetic])),
  Selu: readSelu,
  PRelu: readPrelu,
  HardSigmoid: readHardSigmoid,
  Clip: readClip,
  Softmax: readSoftmax,
  MatMul: readMatMul,
  Gemm: readGemm,
  Conv: readConvolution,
  BatchNormalization: readNormalization,
  MaxPool: readPool,
  AveragePool: readPool,
  GlobalMaxPool: readGlobalPool,
  GlobalAveragePool: readGlobalPool,
  Transpose: readTranspose,
  Reshape: readReshape,
  Flatten: readReshape,
  Squeeze: readAxes,
  Unsqueeze: readAxes,
  Gather: readTake,
  Concat: readConcat,
  Pad: readPad,
  LSTM: readRecurrent,
  GRU: readRecurrent,
  Resize: readResize,
  Upsample: readResize,
};

/**
 * A float network as hls4ml converts it with a configuration, after qonnx has cleaned it, laid its channels last and split
 * its Gemm nodes: bit for bit as its C simulation computes it. Nodes have the names that qonnx gives them.
 *
 * @param configuration an hls4ml YAML file as a mapping, or its HLSConfig part
 * @throws TrigforgeError TF-KERAS-008 and TF-KERAS-009 for the configuration, TF-ONNX-003 and TF-ONNX-009 for the network
 */
export function importAsHls4ml(network: NetworkGraph, configuration: unknown, name: string): Program {
  checkOperators(network);
  const graph = new Graph(new Configuration(configuration, `${network.where}: configuration`));
  graph.notes.push(...network.notes);
  const frontend: Frontend = { graph, network, values: new Map(), counts: new Map() };
  const only = network.inputs.length === 1;
  network.inputs.forEach(({ name: port, shape }, index) => {
    // qonnx renames inputs; an entry for the file's own name counts as well.
    const cleaned = only ? "global_in" : `global_in_${index}`;
    const own = graph.configuration.layerNames().some((entry) => entry.toLowerCase() === port.toLowerCase());
    const result = graph.configuration.precision({ name: own ? port : cleaned, className: "Input" }, "result");
    const order = counting(shape.length);
    const description = {
      name: toName(port),
      className: "Input" as const,
      inputs: [],
      result,
      where: `${network.where}: input ${port}`,
    };
    const node = graph.make({ ...description, shape: nodeShape(shape, order) });
    graph.made.add(cleaned).add(port);
    graph.nodes.push(node);
    frontend.values.set(port, { node: node.name, shape, order, laid: node.shape });
  });
  for (const node of network.nodes) {
    const result = readers[node.operator]!(frontend, node);
    checkAttributes(node);
    const values = Array.isArray(result) ? (result as readonly Value[]) : [result as Value];
    values.forEach((value, index) => {
      const output = node.outputs[index];
      if (output !== undefined && output !== "") frontend.values.set(output, value);
    });
  }
  const values = network.outputs.map(({ name: port, value }) => {
    const found = frontend.values.get(value);
    if (found === undefined)
      return fail("TF-ONNX-001", { where: network.where, what: `output "${port}" does not depend on any input` });
    if (found.shape.length > 1 && found.shape[0] !== 1) {
      fail("TF-ONNX-005", {
        where: `${network.where}: output ${port}`,
        what: `its shape is [${found.shape}] for one event`,
        expected: "1 in front, the batch axis",
      });
    }
    return ordered(frontend, found, counting(found.shape.length), `${network.where}: output ${port}`);
  });
  graph.outputs = values.map(({ node }) => node);
  const program = convertGraph(graph, name, "onnx", sourceNames(frontend));
  const outputs = program.outputs.map((output, index) => ({ ...output, name: toName(network.outputs[index]!.name) }));
  return { ...program, outputs };
}

/** Names that config_from_onnx_model writes and that have no effect: those of constants. */
function sourceNames({ network, counts, graph }: Frontend) {
  const operators = [...counts.keys()];
  const constants = [...graph.made].flatMap((name) => counting(5).map((index) => `${name}_param${index}`));
  return {
    layers: [...constants, ...network.nodes.map(({ name }) => name), ...network.constants.keys()],
    classes: operators,
  };
}

function checkOperators({ nodes }: NetworkGraph): void {
  const unread = nodes.filter(({ operator }) => !Object.hasOwn(readers, operator));
  if (unread.length === 0) return;
  const names = unread
    .slice(0, 20)
    .map(({ name, operator, outputs }: GraphNode) => `${name || outputs[0]} (${operator})`);
  const isQuantised = unread.some(({ operator }) => operator.includes("Quant"));
  fail("TF-ONNX-009", {
    where: unread[0]!.where,
    what: `nodes that are not converted: ${names.join(", ")}`,
    ...(isQuantised ? { help: "a quantised network is imported as trained, without a configuration" } : {}),
  });
}
