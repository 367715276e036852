import { fail } from "../../../errors/index.js";
import { elementCount } from "../../../ops/index.js";
import type { OnnxTensor } from "../file/tensor.js";
import { checkedCount } from "../file/tensor.js";
import { axisOf, type GraphNode, type Known, requiredConstant, shapeOf } from "./graph.js";
import { arranged, broadcastShape, broadcastTo } from "./indices.js";
import { layoutRules } from "./layout.js";

/** What a node with constant inputs computes; undefined where it is not folded. */
type FoldRule = (node: GraphNode, known: Known) => OnnxTensor[];

/** Integers in, integers out; floats are rounded to float32 after every step. */
function rounded(type: string, value: number): number {
  if (type === "float") return Math.fround(value);
  return type === "double" ? value : Math.trunc(value);
}

function binary(operation: (a: number, b: number) => number): FoldRule {
  return (node, known) => {
    const [a, b] = [requiredConstant(known, node, 0, "a"), requiredConstant(known, node, 1, "b")];
    const shape = broadcastShape(a.shape, b.shape);
    if (shape === null) {
      return fail("TF-ONNX-005", { where: node.where, what: `the shapes [${a.shape}] and [${b.shape}] do not fit` });
    }
    checkedCount(shape, node.where);
    const [left, right] = [a, b].map((side) => arranged(side.values, broadcastTo(side.shape, shape), 0));
    return [
      { shape, type: a.type, values: left!.map((value, index) => rounded(a.type, operation(value, right![index]!))) },
    ];
  };
}

function unary(operation: (a: number) => number): FoldRule {
  return (node, known) => {
    const a = requiredConstant(known, node, 0, "the operand");
    return [{ ...a, values: a.values.map((value) => rounded(a.type, operation(value))) }];
  };
}

/** Element types that Cast may name, by their number, with what they hold. */
const castTypes: Readonly<Record<number, string>> = {
  1: "float",
  2: "uint8",
  3: "int8",
  4: "uint16",
  5: "int16",
  6: "int32",
  7: "int64",
  9: "bool",
  11: "double",
};

/** Operators that are computed at import when all their inputs are constants. */
const rules: Readonly<Record<string, FoldRule>> = {
  Constant: (node) => [constantValue(node)],
  ConstantOfShape: (node, known) => {
    const shape = requiredConstant(known, node, 0, "the shape").values;
    const fill = node.attributes.tensor("value");
    const values = new Array<number>(checkedCount(shape, node.where)).fill(fill?.values[0] ?? 0);
    return [{ shape, type: fill?.type ?? "float", values }];
  },
  Cast: (node, known) => {
    const a = requiredConstant(known, node, 0, "the operand");
    const to = node.attributes.integer("to", 1);
    node.attributes.ignore("saturate");
    const type = castTypes[to];
    if (type === undefined) return fail("TF-ONNX-004", { where: node.where, what: `a cast to type ${to}` });
    const convert =
      type === "bool" ? (value: number) => (value === 0 ? 0 : 1) : (value: number) => rounded(type, value);
    return [{ shape: a.shape, type, values: a.values.map(convert) }];
  },
  Concat: (node, known) => {
    const parts = node.inputs.map((_name, index) => requiredConstant(known, node, index, "an operand"));
    return [concatenated(node, parts)];
  },
  Add: binary((a, b) => a + b),
  Sub: binary((a, b) => a - b),
  Mul: binary((a, b) => a * b),
  Div: binary((a, b) => a / b),
  Max: binary(Math.max),
  Min: binary(Math.min),
  Sqrt: unary(Math.sqrt),
  Neg: unary((a) => -a),
  Abs: unary(Math.abs),
  Reciprocal: unary((a) => 1 / a),
  Floor: unary(Math.floor),
  Ceil: unary(Math.ceil),
};

/**
 * Computes a node whose inputs are constants; also Shape and Size of any value, for shapes are known.
 *
 * @returns undefined where the operator is not one of those
 */
export function foldNode(node: GraphNode, known: Known): OnnxTensor[] | undefined {
  if (node.domain !== "") return undefined;
  if (node.operator === "Shape") {
    const shape = shapeOf(known, node, 0);
    const bound = (name: string, absent: number): number => {
      const given = node.attributes.integer(name, absent);
      return Math.min(Math.max(given < 0 ? given + shape.length : given, 0), shape.length);
    };
    const values = shape.slice(bound("start", 0), bound("end", shape.length));
    return [{ shape: [values.length], type: "int64", values }];
  }
  if (node.operator === "Size") {
    return [{ shape: [], type: "int64", values: [elementCount(shapeOf(known, node, 0))] }];
  }
  if (!node.inputs.every((name) => name === "" || known.constants.has(name))) return undefined;
  const isPair = ["Max", "Min"].includes(node.operator) && node.inputs.length !== 2;
  if (Object.hasOwn(rules, node.operator) && !isPair) return rules[node.operator]!(node, known);
  if (!Object.hasOwn(layoutRules, node.operator)) return undefined;
  const a = requiredConstant(known, node, 0, "the operand");
  return layoutRules[node.operator]!(node, known).map((arrangement) => ({
    shape: arrangement.shape,
    type: a.type,
    values: arranged(a.values, arrangement, 0),
  }));
}

function constantValue({ attributes, where }: GraphNode): OnnxTensor {
  const tensor = attributes.tensor("value");
  if (tensor !== undefined) return tensor;
  if (attributes.has("value_float")) return { shape: [], type: "float", values: [attributes.float("value_float", 0)] };
  if (attributes.has("value_int")) return { shape: [], type: "int64", values: [attributes.integer("value_int", 0)] };
  const floats = attributes.floats("value_floats");
  if (floats !== undefined) return { shape: [floats.length], type: "float", values: floats };
  const ints = attributes.integers("value_ints");
  if (ints !== undefined) return { shape: [ints.length], type: "int64", values: ints };
  return fail("TF-ONNX-004", { where, what: "a constant that is no tensor and no number" });
}

function concatenated(node: GraphNode, parts: readonly OnnxTensor[]): OnnxTensor {
  const first = parts[0] ?? fail("TF-ONNX-004", { where: node.where, what: "there is nothing to join" });
  const axis = axisOf(node.attributes.integer("axis", 0), first.shape.length, node.where);
  const fits = parts.every(
    ({ shape }) =>
      shape.length === first.shape.length && shape.every((extent, at) => at === axis || extent === first.shape[at]),
  );
  if (!fits) fail("TF-ONNX-005", { where: node.where, what: "shapes that cannot be joined" });
  const outer = elementCount(first.shape.slice(0, axis));
  const values: number[] = [];
  for (let index = 0; index < outer; index++) {
    for (const part of parts) {
      const length = part.values.length / outer;
      for (let at = index * length; at < (index + 1) * length; at++) values.push(part.values[at]!);
    }
  }
  const extent = parts.reduce((sum, { shape }) => sum + shape[axis]!, 0);
  return { shape: first.shape.map((own, at) => (at === axis ? extent : own)), type: first.type, values };
}
