import { fail } from "../../../errors/index.js";
import { elementCount } from "../../../ops/index.js";
import type { GraphNode } from "../graph/graph.js";
import { arranged, broadcastTo } from "../graph/indices.js";
import { multiplied, plain, printScale, sameScale, scaledBy, settled, shifted } from "./affine.js";
import { elementsOf, floatConstant } from "./constant.js";
import { compact, every, type Field, mapField, product, single, uniform, zipFields } from "./field.js";
import { movedValue } from "./layouts.js";
import { type NodeWriter, type TrainedNetwork, tensorOf } from "./network.js";
import { binaryPlaces, divided, fraction, minus, negated, one, plus, type Rational, zero } from "./rational.js";
import type { Scaled, ScaledConstant, Tensor } from "./scaled.js";
import type { TrainedWriter } from "./writer.js";

/** Most significant bits of a ratio of two scales that is written as a multiplication. */
const shortRatio = 16;

type Operation = "Add" | "Sub" | "Mul" | "Div" | "Min" | "Max";

/** Add, Sub, Mul, Div, Min, Max, Sum: of values, or of a value and numbers. */
export const writeArithmetic: NodeWriter = (network, node) => {
  const shape = network.graph.shapes.get(node.outputs[0]!)!;
  const operation = (node.operator === "Sum" ? "Add" : node.operator) as Operation;
  node.attributes.ignore("broadcast", "axis", "consumed_inputs");
  if (node.opset < 7 && node.attributes.has("axis")) {
    fail("TF-ONNX-004", { where: node.where, what: "the old kind of broadcasting along an axis", expected: "opset 7" });
  }
  if (node.inputs.length < 1) fail("TF-ONNX-004", { where: node.where, what: "there are no operands" });
  let result = tensorOf(network, node, 0);
  if (node.inputs.length === 1) return result;
  for (let index = 1; index < node.inputs.length; index++) {
    result = combined(network, node, operation, [result, tensorOf(network, node, index)], shape);
  }
  return result;
};

/** One operation of two operands. */
function combined(
  network: TrainedNetwork,
  node: GraphNode,
  operation: Operation,
  [a, b]: readonly [Tensor, Tensor],
  shape: readonly number[],
): Tensor {
  const { writer } = network;
  const { where } = node;
  if (a.kind === "constant" && b.kind === "constant") return foldedPair(a, b, operation, shape, where);
  const wide = (x: Tensor): Scaled => {
    if (x.kind === "scaled")
      return elementCount(x.shape) === elementCount(shape) && x.shape.length === shape.length
        ? x
        : movedValue(writer, x, broadcastTo(x.shape, shape), where);
    return fail("TF-ONNX-006", { where, what: "it reads real numbers that no quantiser made fixed-point" });
  };
  if (b.kind === "constant") return withNumbers(network, wide(a), numbersOf(b, shape), operation, false, where);
  if (a.kind === "constant") return withNumbers(network, wide(b), numbersOf(a, shape), operation, true, where);
  return ofValues(network, wide(a), wide(b), operation, where);
}

/** A constant's numbers over a larger shape. */
export function numbersOf(constant: ScaledConstant, shape: readonly number[]): Field {
  const numbers = compact(elementsOf(constant));
  return numbers.length === 1 ? numbers : arranged(elementsOf(constant), broadcastTo(constant.shape, shape), zero);
}

function withNumbers(
  { writer }: TrainedNetwork,
  x: Scaled,
  numbers: Field,
  operation: Operation,
  numbersFirst: boolean,
  where: string,
): Scaled {
  switch (operation) {
    case "Add":
      return settled(writer, shifted(writer, x, numbers, where));
    case "Sub":
      return numbersFirst
        ? settled(
            writer,
            shifted(writer, scaledBy(writer, x, uniform(fraction(-1n)), uniform(zero), where), numbers, where),
          )
        : settled(writer, shifted(writer, x, mapField(numbers, negated), where));
    case "Mul":
      return scaledBy(writer, x, numbers, uniform(zero), where);
    case "Div": {
      if (numbersFirst) return fail("TF-ONNX-006", { where, what: "a quotient by a computed number" });
      if (!every(numbers, ({ over }) => over !== 0n)) fail("TF-ONNX-004", { where, what: "a division by 0" });
      return scaledBy(
        writer,
        x,
        mapField(numbers, (number) => divided(one, number)),
        uniform(zero),
        where,
      );
    }
    case "Max":
    case "Min": {
      const only = single(compact(numbers));
      if (only !== null)
        return clamped(writer, x, operation === "Max" ? only : null, operation === "Min" ? only : null, where);
      const bare = plain(writer, x, where);
      const limits = writer.constant(bare, numbers, where);
      const { builder } = writer;
      return {
        ...bare,
        value: operation === "Max" ? builder.max(bare.value, limits) : builder.min(bare.value, limits),
      };
    }
  }
}

/** min(max(x, low), high): on the value's own grid where the bound lies on it, beside it otherwise. */
export function clamped(
  writer: TrainedWriter,
  given: Scaled,
  low: Rational | null,
  high: Rational | null,
  where: string,
): Scaled {
  const { builder } = writer;
  let x = given;
  for (const [bound, side] of [
    [low, "low"],
    [high, "high"],
  ] as const) {
    if (bound === null) continue;
    // The upper bound is applied last; a lower bound above it would have to come after.
    if (side === "low" && x.high !== null && minus(bound, x.high).over > 0n) x = plain(writer, x, where);
    const limits = zipFields(
      mapField(x.offset, (offset) => minus(bound, offset)),
      x.factor,
      divided,
    );
    const isShort = every(limits, (number) => (binaryPlaces(number) ?? 99) <= Math.max(0, places(x, writer)));
    const pending = side === "low" ? x.low : x.high;
    if (isShort && x.low === null && x.high === null) {
      const constant = writer.constant(x, limits, where);
      x = { ...x, value: side === "low" ? builder.max(x.value, constant) : builder.min(x.value, constant) };
    } else if (pending === null) {
      x = { ...x, [side]: bound };
    } else {
      const tighter = side === "low" ? larger(pending, bound) : smaller(pending, bound);
      x = { ...x, [side]: tighter };
    }
  }
  return x;
}

function places(x: Scaled, writer: TrainedWriter): number {
  const type = writer.type(x.value);
  return type.width - type.integer;
}

const larger = (a: Rational, b: Rational): Rational => (minus(a, b).over < 0n ? b : a);
const smaller = (a: Rational, b: Rational): Rational => (minus(a, b).over < 0n ? a : b);

/** Two computed operands. Sums and comparisons need one scale. */
function ofValues({ writer }: TrainedNetwork, a: Scaled, b: Scaled, operation: Operation, where: string): Scaled {
  const { builder } = writer;
  if (operation === "Div") return fail("TF-ONNX-006", { where, what: "a quotient of computed numbers" });
  if (operation === "Mul") {
    const [left, right] = [a, b].map((x) =>
      every(x.offset, ({ over }) => over === 0n) && x.low === null && x.high === null ? x : plain(writer, x, where),
    ) as [Scaled, Scaled];
    const value = writer.exact(builder.mul(left.value, writer.stored(right, left.order)), where);
    return settled(writer, { ...left, value, factor: product(left.factor, right.factor) });
  }
  const [left, right] = oneScale(writer, a, b, where);
  const other = writer.stored(right, left.order);
  const pairs = { Add: builder.add, Sub: builder.sub, Max: builder.max, Min: builder.min } as const;
  const isSum = operation === "Add" || operation === "Sub";
  const value = writer.exact(pairs[operation].call(builder, left.value, other), where);
  const offset = isSum ? zipFields(left.offset, right.offset, operation === "Add" ? plus : minus) : left.offset;
  const same = isSum || every(zipFields(left.offset, right.offset, minus), ({ over }) => over === 0n);
  if (same) return settled(writer, { ...left, value, offset });
  const [bareLeft, bareRight] = [plain(writer, left, where), plain(writer, right, where)];
  return {
    ...bareLeft,
    value: pairs[operation].call(builder, bareLeft.value, writer.stored(bareRight, bareLeft.order)),
  };
}

/** Two tensors with one scale and no bounds. @throws TrigforgeError TF-ONNX-006 where that is not exact */
export function oneScale(writer: TrainedWriter, a: Scaled, b: Scaled, where: string): [Scaled, Scaled] {
  const [left, right] = [a, b].map((x) => (x.low === null && x.high === null ? x : plain(writer, x, where))) as [
    Scaled,
    Scaled,
  ];
  const ratio = compact(zipFields(right.factor, left.factor, divided));
  if (every(ratio, (number) => sameScale(number, one))) {
    if (!every(ratio, ({ over, under }) => over === under)) {
      writer.notes.add(`${where}: scales that differ only by float32's rounding are taken as equal`);
    }
    return [left, right];
  }
  if (every(ratio, isShort))
    return [left, { ...right, value: multiplied(writer, right, ratio, where), factor: left.factor }];
  const inverse = mapField(ratio, (number) => divided(one, number));
  if (every(inverse, isShort))
    return [{ ...left, value: multiplied(writer, left, inverse, where), factor: right.factor }, right];
  try {
    return [plain(writer, left, where), plain(writer, right, where)];
  } catch {
    return fail("TF-ONNX-006", {
      where,
      what: `its operands have the scales ${printScale(left.factor)} and ${printScale(right.factor)}, whose ratio is no short binary fraction`,
      help: "quantise both operands with one scale (Brevitas: QuantEltwiseAdd, or one QuantIdentity for both)",
    });
  }
}

function isShort(number: Rational): boolean {
  const own = binaryPlaces(number);
  return own !== null && number.over.toString(2).length <= shortRatio && Math.abs(own) <= 40;
}

/** Two constants, one of them quantised: computed in float32, as the framework does. */
function foldedPair(
  a: ScaledConstant,
  b: ScaledConstant,
  operation: Operation,
  shape: readonly number[],
  where: string,
): ScaledConstant {
  const [left, right] = [a, b].map((x) => arranged(x.floats, broadcastTo(x.shape, shape), 0)) as [
    readonly number[],
    readonly number[],
  ];
  const compute = {
    Add: (x: number, y: number) => x + y,
    Sub: (x: number, y: number) => x - y,
    Mul: (x: number, y: number) => x * y,
    Div: (x: number, y: number) => x / y,
    Min: Math.min,
    Max: Math.max,
  }[operation];
  const floats = left.map((value, index) => Math.fround(compute(value, right[index]!)));
  return floatConstant({ shape, type: "float", values: floats }, where);
}
