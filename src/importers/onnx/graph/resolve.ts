import { fail } from "../../../errors/index.js";
import type { OnnxModel, OnnxNode, OnnxPort } from "../file/model.js";
import { quoted } from "../file/model.js";
import type { OnnxTensor } from "../file/tensor.js";
import { checkedCount, mostElements } from "../file/tensor.js";
import { foldNode } from "./fold.js";
import type { GraphNode, NetworkGraph } from "./graph.js";
import { inferShapes, readOperators } from "./shapes.js";

/** Domains of the quantisers: QONNX's own, FINN's older name, and Brevitas'. */
const quantDomains: readonly string[] = ["qonnx.custom_op.general", "finn.custom_op.general", "onnx.brevitas"];
const quantOperators: readonly string[] = ["Quant", "IntQuant", "BipolarQuant", "Trunc"];

/** Operators that are computed at import or vanish, beside those with a shape. */
const vanishing: readonly string[] = [
  ...[
    "Identity",
    "Dropout",
    "Constant",
    "ConstantOfShape",
    "Shape",
    "Size",
    "Sqrt",
    "Abs",
    "Reciprocal",
    "Floor",
    "Ceil",
  ],
];

/** Types that hold every float32 without loss. */
const floatTypes: readonly number[] = [1, 11];

/**
 * Makes a file a network for one event: batch axes are 1, constants folded, nodes that do nothing removed, shapes known.
 *
 * @throws TrigforgeError TF-ONNX-003 for operators that are not read, all in one message, TF-ONNX-004 and TF-ONNX-005
 */
export function resolveGraph(model: OnnxModel): NetworkGraph {
  checkOperators(model);
  const shapes = new Map<string, readonly number[]>();
  const constants = new Map<string, OnnxTensor>(model.constants);
  for (const [name, tensor] of constants) shapes.set(name, tensor.shape);
  const inputs = model.inputs.map((port) => ({ name: port.name, shape: eventShape(port, model.where) }));
  for (const { name, shape } of inputs) shapes.set(name, shape);
  const aliases = new Map<string, string>();
  const sourceOf = (name: string): string => aliases.get(name) ?? name;
  const known = { shapes, constants };
  const nodes: GraphNode[] = [];
  let folded = 0;
  for (const raw of model.nodes) {
    const node: GraphNode = {
      ...raw,
      inputs: raw.inputs.map(sourceOf),
      opset: model.opsets.get("") ?? 1,
      quantOpset: model.opsets.get(raw.domain) ?? 1,
      batch: model.inputs[0]?.shape?.[0] ?? 1,
    };
    if (doesNothing(node, constants)) {
      aliases.set(node.outputs[0]!, node.inputs[0]!);
      continue;
    }
    const values = foldNode(node, known);
    if (values !== undefined) {
      folded += values.reduce((sum, { values: list }) => sum + list.length, 0);
      if (folded > 4 * mostElements)
        fail("TF-ONNX-005", { where: node.where, what: "constants grow beyond all bounds" });
      values.forEach((value, index) => {
        constants.set(node.outputs[index]!, value);
        shapes.set(node.outputs[index]!, value.shape);
      });
      checkAttributes(node);
      continue;
    }
    if (vanishing.includes(node.operator)) {
      fail("TF-ONNX-003", { where: node.where, what: "it is computed from the event", expected: "only of constants" });
    }
    const found = inferShapes(node, known);
    if (node.outputs.length > found.length && node.operator !== "BatchNormalization") {
      fail("TF-ONNX-004", { where: node.where, what: `${node.outputs.length} outputs`, expected: `${found.length}` });
    }
    node.outputs.forEach((name, index) => {
      if (name !== "" && found[index] !== undefined) shapes.set(name, found[index]);
    });
    nodes.push(node);
  }
  const outputs = model.outputs.map(({ name }) => ({ name, value: sourceOf(name) }));
  return { inputs, outputs, nodes, shapes, constants, where: model.where, notes: batchNotes(model) };
}

/** A first axis of another fixed extent is taken for a batch of events all the same. */
function batchNotes({ inputs }: OnnxModel): string[] {
  return inputs.flatMap(({ name, shape }) => {
    const batch = shape?.[0] ?? 1;
    return batch === 1
      ? []
      : [`input ${quoted(name)}: its first axis of ${batch} is the batch; the program computes one event`];
  });
}

/** Attributes that nobody has read would be silently without effect. @throws TrigforgeError TF-ONNX-004 */
export function checkAttributes(node: GraphNode): void {
  node.attributes.ignore("doc_string");
  const [unread] = node.attributes.unread();
  if (unread === undefined) return;
  fail("TF-ONNX-004", { where: node.where, what: `the attribute ${quoted(unread)} is not read` });
}

function checkOperators({ nodes, opsets, where }: OnnxModel): void {
  const isRead = ({ operator, domain }: OnnxNode): boolean => {
    if (quantOperators.includes(operator)) return quantDomains.includes(domain) || domain === "";
    return domain === "" && (readOperators.includes(operator) || vanishing.includes(operator));
  };
  const unread = nodes.filter((node) => !isRead(node));
  if (unread.length > 0) {
    const names = unread.slice(0, 20).map(({ name, operator, domain, outputs }) => {
      const full = domain === "" ? operator : `${domain}.${operator}`;
      return `${(name || outputs[0] || "").slice(0, 60)} (${full.slice(0, 80)})`;
    });
    const more = unread.length > names.length ? ` and ${unread.length - names.length} more` : "";
    fail("TF-ONNX-003", { where: unread[0]!.where, what: `nodes that are not read: ${names.join(", ")}${more}` });
  }
  const opset = opsets.get("") ?? 1;
  if (opset > 30 || opset < 1)
    fail("TF-ONNX-001", { where, what: `operators of version ${opset}`, expected: "1 to 30" });
}

function eventShape({ name, shape, type }: OnnxPort, where: string): readonly number[] {
  const place = `${where}: input ${quoted(name)}`;
  if (shape === null || shape.length === 0) {
    return fail("TF-ONNX-005", { where: place, what: "it has no shape", help: "export with fixed input shapes" });
  }
  if (!["", "float", "double"].includes(type)) {
    fail("TF-ONNX-004", { where: place, what: `elements of the type ${type}`, expected: "float" });
  }
  const rest = shape.slice(1).map((extent, index) => {
    return (
      extent ??
      fail("TF-ONNX-005", {
        where: place,
        what: `axis ${index + 1} has no fixed extent`,
        help: "export with fixed input shapes",
      })
    );
  });
  const event = [1, ...rest];
  checkedCount(event, place);
  return event;
}

function doesNothing(node: GraphNode, constants: ReadonlyMap<string, OnnxTensor>): boolean {
  const { operator, attributes, inputs, where } = node;
  if (operator === "Identity" || operator === "Dropout") {
    if (inputs.length < 1 || inputs[0] === "") fail("TF-ONNX-004", { where, what: "input 0 is missing" });
    const training = inputs[2] === undefined || inputs[2] === "" ? undefined : constants.get(inputs[2]);
    if (training !== undefined && training.values[0] !== 0)
      fail("TF-ONNX-004", { where, what: "a Dropout in training" });
    return true;
  }
  if (operator !== "Cast" || constants.has(inputs[0] ?? "")) return false;
  const to = attributes.integer("to", 1);
  if (floatTypes.includes(to)) return true;
  return fail("TF-ONNX-004", {
    where,
    what: `a cast to type ${to}`,
    expected: "float or double, which changes nothing",
  });
}
