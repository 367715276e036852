import { fail } from "../../../errors/index.js";
import { ProtobufMessage } from "../../../formats/index.js";
import { Attributes } from "./attributes.js";
import { checkedCount, type OnnxTensor, readTensor, typeNames } from "./tensor.js";

/** An input or output of a graph: its extents, null where the file does not fix one. */
export interface OnnxPort {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | null)[] | null;
}

/** One node of a graph. An input named "" is absent. */
export interface OnnxNode {
  readonly name: string;
  readonly operator: string;
  /** "" for ONNX's own operators. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
  /** What to name in an error. */
  readonly where: string;
}

/** An ONNX file as plain data. */
export interface OnnxModel {
  /** Version of the operators, by domain; "" is ONNX's own. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly producer: string;
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  readonly where: string;
}

/** Whether bytes look like an ONNX file: a message with a version number first and a graph in it. */
export function isOnnx(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x08 || bytes.length < 8) return false;
  try {
    const message = new ProtobufMessage(bytes, "");
    return message.has(7) && message.bytes(7)!.length > 0 && message.integer(1) > 0n;
  } catch {
    return false;
  }
}

/**
 * Reads an ONNX file.
 *
 * @param where what to name in an error: the file
 * @throws TrigforgeError TF-FORMAT-019 for damaged bytes, TF-ONNX-001, TF-ONNX-002 and TF-ONNX-005 for the graph
 */
export function readOnnx(bytes: Uint8Array, where: string): OnnxModel {
  const model = new ProtobufMessage(bytes, where);
  if (model.has(25))
    fail("TF-ONNX-001", { where, what: "the model has functions of its own", expected: "a plain graph" });
  const opsets = new Map<string, number>();
  for (const entry of model.messages(8, "opset")) {
    const domain = entry.text(1);
    opsets.set(domain === "ai.onnx" ? "" : domain, Number(entry.integer(2)));
  }
  const graph = model.message(7, "graph");
  if (graph === undefined) return fail("TF-ONNX-001", { where, what: "there is no graph in it" });
  if (graph.has(15)) fail("TF-ONNX-001", { where, what: "the graph has sparse constants" });
  const constants = new Map<string, OnnxTensor>();
  for (const message of graph.messages(5, "initializer")) {
    const name = message.text(8);
    if (constants.has(name)) fail("TF-ONNX-001", { where, what: `two initializers are named ${quoted(name)}` });
    constants.set(name, readTensor(message, `${where}: initializer ${quoted(name)}`));
  }
  const read = {
    opsets,
    producer: model.text(2),
    inputs: graph
      .messages(11, "input")
      .map(readPort)
      .filter(({ name }) => !constants.has(name)),
    outputs: graph.messages(12, "output").map(readPort),
    nodes: graph.messages(1, "node").map((message) => readNode(message, where)),
    constants,
    where,
  };
  checkOrder(read);
  return read;
}

/** A name as an error shows it. */
export function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}

function readNode(message: ProtobufMessage, file: string): OnnxNode {
  const operator = message.text(4);
  const outputs = message.texts(2);
  const name = message.text(3);
  const where = `${file}: node ${quoted(name || outputs[0] || "")} (${operator.slice(0, 60)})`;
  const domain = message.text(7);
  return {
    name,
    operator,
    domain: domain === "ai.onnx" ? "" : domain,
    inputs: message.texts(1),
    outputs,
    attributes: new Attributes(message.messages(5, "attribute"), where),
    where,
  };
}

function readPort(message: ProtobufMessage): OnnxPort {
  const name = message.text(1);
  const tensor = message.message(2, "type")?.message(1, "tensor type");
  if (tensor === undefined) return { name, type: "", shape: null };
  const type = typeNames[Number(tensor.integer(1))] ?? "";
  const dimensions = tensor.message(2, "shape")?.messages(1, "extent");
  const shape = dimensions?.map((dimension) => {
    const extent = Number(dimension.integer(1));
    return dimension.has(1) && extent > 0 ? extent : null;
  });
  return { name, type, shape: shape ?? null };
}

/** Every value is written once, and before it is read. */
function checkOrder({ inputs, outputs, nodes, constants, where }: OnnxModel): void {
  const written = new Set<string>(constants.keys());
  const write = (name: string, place: string): void => {
    if (written.has(name)) fail("TF-ONNX-001", { where: place, what: `the value ${quoted(name)} is written twice` });
    written.add(name);
  };
  for (const { name, shape } of inputs) {
    write(name, `${where}: input`);
    if (shape !== null)
      checkedCount(
        shape.slice(1).map((extent) => extent ?? 1),
        `${where}: input ${quoted(name)}`,
      );
  }
  for (const node of nodes) {
    for (const name of node.inputs) {
      if (name !== "" && !written.has(name)) {
        fail("TF-ONNX-001", { where: node.where, what: `it reads ${quoted(name)}, which nothing before it writes` });
      }
    }
    for (const name of node.outputs) if (name !== "") write(name, node.where);
  }
  if (outputs.length === 0) fail("TF-ONNX-001", { where, what: "the graph has no outputs" });
  for (const { name } of outputs) {
    if (!written.has(name)) fail("TF-ONNX-001", { where, what: `nothing writes the output ${quoted(name)}` });
  }
}
