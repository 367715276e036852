import { fail } from "../../../errors/index.js";
import { checkedCount } from "../file/tensor.js";
import { axisOf, type GraphNode, type Known, shapeOf } from "./graph.js";
import { broadcastShape, counting } from "./indices.js";
import { axesOf, layoutRules } from "./layout.js";
import { windowsOf } from "./windows.js";

type Shape = readonly number[];

/** The shapes of a node's outputs. */
type ShapeRule = (node: GraphNode, known: Known) => Shape[];

const same: ShapeRule = (node, known) => [shapeOf(known, node, 0)];

const broadcast: ShapeRule = (node, known) => [
  node.inputs
    .map((_name, index) => shapeOf(known, node, index))
    .reduce((a, b) => broadcastShape(a, b) ?? mismatch(node, `[${a}] and [${b}] do not fit`)),
];

/** Operators of ONNX and of the quantisers that are read, with the shapes they give. Layout operators are beside. */
const rules: Readonly<Record<string, ShapeRule>> = {
  ...Object.fromEntries(
    [
      ...["Relu", "LeakyRelu", "PRelu", "Sigmoid", "Tanh", "Elu", "Selu", "Softplus", "Softsign", "HardSigmoid"],
      ...["ThresholdedRelu", "Clip", "Softmax", "BatchNormalization", "Neg", "Cast", "HardSwish", "Exp"],
      ...["Quant", "IntQuant", "BipolarQuant", "Trunc", "QuantizeLinear", "DequantizeLinear"],
    ].map((name) => [name, same]),
  ),
  ...Object.fromEntries(["Add", "Sub", "Mul", "Div", "Min", "Max", "Sum", "Mean"].map((name) => [name, broadcast])),
  MatMul: (node, known) => [matMulShape(node, shapeOf(known, node, 0), shapeOf(known, node, 1))],
  Gemm: (node, known) => {
    const [a, b] = [shapeOf(known, node, 0), shapeOf(known, node, 1)];
    const turned = (shape: Shape, name: string): Shape =>
      node.attributes.integer(name, 0) === 0 ? shape : [...shape].reverse();
    if (a.length !== 2 || b.length !== 2) mismatch(node, `[${a}] and [${b}] are not both of two axes`);
    return [matMulShape(node, turned(a, "transA"), turned(b, "transB"))];
  },
  Conv: (node, known) => {
    const [x, weights] = [shapeOf(known, node, 0), shapeOf(known, node, 1)];
    if (x.length < 3 || weights.length !== x.length) mismatch(node, `[${x}] and weights [${weights}] do not fit`);
    const groups = node.attributes.integer("group", 1);
    if (groups < 1 || weights[1]! * groups !== x[1] || weights[0]! % groups !== 0) {
      mismatch(node, `[${x}] and weights [${weights}] do not fit with group ${groups}`);
    }
    return [[x[0]!, weights[0]!, ...windowsOf(node, x.slice(2), weights.slice(2)).output]];
  },
  MaxPool: pooled,
  AveragePool: pooled,
  GlobalMaxPool: (node, known) => [globallyPooled(shapeOf(known, node, 0))],
  GlobalAveragePool: (node, known) => [globallyPooled(shapeOf(known, node, 0))],
  ReduceMean: reduced,
  ReduceSum: reduced,
  ReduceMax: reduced,
  ReduceMin: reduced,
  Concat: (node, known) => {
    const shapes = node.inputs.map((_name, index) => shapeOf(known, node, index));
    const first = shapes[0] ?? mismatch(node, "there is nothing to join");
    const axis = axisOf(node.attributes.integer("axis", node.opset < 4 ? 1 : 0), first.length, node.where);
    const wrong = shapes.find(
      (shape) => shape.length !== first.length || shape.some((extent, at) => at !== axis && extent !== first[at]),
    );
    if (wrong !== undefined) mismatch(node, `[${first}] and [${wrong}] do not join along axis ${axis}`);
    const extent = shapes.reduce((sum, shape) => sum + shape[axis]!, 0);
    return [first.map((own, at) => (at === axis ? extent : own))];
  },
  RNN: recurrent,
  LSTM: recurrent,
  GRU: recurrent,
};

/** Every operator that has a shape rule: all that some import reads. */
export const readOperators: readonly string[] = [...Object.keys(rules), ...Object.keys(layoutRules)];

/** The shapes of a node's outputs, checked. @throws TrigforgeError TF-ONNX-004 and TF-ONNX-005 */
export function inferShapes(node: GraphNode, known: Known): readonly Shape[] {
  const isLayout = Object.hasOwn(layoutRules, node.operator);
  const shapes = isLayout
    ? layoutRules[node.operator]!(node, known).map(({ shape }) => shape)
    : rules[node.operator]!(node, known);
  for (const shape of shapes) checkedCount(shape, node.where);
  return shapes;
}

function mismatch(node: GraphNode, what: string): never {
  return fail("TF-ONNX-005", { where: node.where, what });
}

function matMulShape(node: GraphNode, a: Shape, b: Shape): Shape {
  const fits = a.length >= 1 && b.length >= 1 && a[a.length - 1] === (b.length === 1 ? b[0] : b[b.length - 2]);
  if (!fits) mismatch(node, `[${a}] times [${b}] do not fit`);
  const batch = broadcastShape(a.slice(0, -2), b.slice(0, -2)) ?? mismatch(node, `[${a}] times [${b}] do not fit`);
  return [...batch, ...(a.length === 1 ? [] : [a[a.length - 2]!]), ...(b.length === 1 ? [] : [b[b.length - 1]!])];
}

function pooled(node: GraphNode, known: Known): Shape[] {
  const shape = shapeOf(known, node, 0);
  if (node.outputs.length > 1) fail("TF-ONNX-004", { where: node.where, what: "an output of indices" });
  return [[...shape.slice(0, 2), ...windowsOf(node, shape.slice(2)).output]];
}

function globallyPooled(shape: Shape): Shape {
  return shape.map((extent, axis) => (axis < 2 ? extent : 1));
}

/** The axes that a reduction takes away. */
export function reducedAxes(node: GraphNode, known: Known): number[] {
  const shape = shapeOf(known, node, 0);
  const axes = axesOf(node, known, 1) ?? counting(shape.length);
  return [...new Set(axes.map((axis) => axisOf(axis, shape.length, node.where)))];
}

function reduced(node: GraphNode, known: Known): Shape[] {
  const shape = shapeOf(known, node, 0);
  const axes = reducedAxes(node, known);
  if (node.attributes.integer("noop_with_empty_axes", 0) !== 0 && axes.length === shape.length) {
    fail("TF-ONNX-004", { where: node.where, what: "noop_with_empty_axes" });
  }
  if (node.attributes.integer("keepdims", 1) !== 0) {
    return [shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent))];
  }
  return [shape.filter((_extent, axis) => !axes.includes(axis))];
}

/** X [steps, batch, inputs] → Y [steps, directions, batch, hidden], Y_h and Y_c [directions, batch, hidden]. */
function recurrent(node: GraphNode, known: Known): Shape[] {
  const [x, weights] = [shapeOf(known, node, 0), shapeOf(known, node, 2)];
  if (x.length !== 3 || weights.length !== 3) mismatch(node, `[${x}] and recurrent weights [${weights}] do not fit`);
  if (node.attributes.integer("layout", 0) !== 0) fail("TF-ONNX-004", { where: node.where, what: "layout 1" });
  const hidden = weights[2]!;
  const state = [weights[0]!, x[1]!, hidden];
  const outputs: Shape[] = [[x[0]!, ...state], state];
  if (node.operator === "LSTM") outputs.push(state);
  return outputs;
}
