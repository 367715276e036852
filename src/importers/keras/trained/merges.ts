import { fail } from "../../../errors/index.js";
import { sameShape, type ValueId } from "../../../ops/index.js";
import type { KerasLayer } from "../architecture.js";
import { eventAxis } from "../shapes.js";
import { given, type LayerValue, type TrainedNetwork } from "./network.js";
import type { ExactWriter } from "./writer.js";

/** Add, Subtract, Multiply, Average, Maximum and Minimum of tensors that meet, exactly. */
export function writeMerge(network: TrainedNetwork, layer: KerasLayer, inputs: readonly ValueId[]): LayerValue {
  const { writer } = network;
  const { builder } = writer;
  const { where, name } = layer;
  const shape = commonShape(inputs.map((input) => writer.shape(input)));
  if (inputs.length < 2 || shape === null) {
    const shapes = inputs.map((input) => `[${writer.shape(input)}]`).join(", ");
    fail("TF-KERAS-006", { where, what: `operands of shapes ${shapes}`, expected: "two or more that meet" });
  }
  const operands = inputs.map((input) => repeated(writer, input, shape!));
  const combine = (operation: (a: ValueId, b: ValueId) => ValueId): ValueId =>
    operands.reduce((sum, input) => writer.exact(operation(sum, input), name));
  switch (layer.className) {
    case "Add":
      return given(combine((a, b) => builder.add(a, b)));
    case "Subtract":
      if (inputs.length !== 2) fail("TF-KERAS-001", { where, what: `${inputs.length} operands`, expected: "2" });
      return given(combine((a, b) => builder.sub(a, b)));
    case "Multiply":
      return given(combine((a, b) => builder.mul(a, b)));
    case "Maximum":
      return given(combine((a, b) => builder.max(a, b)));
    case "Minimum":
      return given(combine((a, b) => builder.min(a, b)));
    default: {
      const shift = Math.log2(inputs.length);
      if (!Number.isInteger(shift)) {
        fail("TF-KERAS-006", {
          where,
          what: `the average of ${inputs.length} tensors is no fixed-point number`,
          expected: "2, 4, 8, ... tensors",
        });
      }
      return given(
        builder.scale(
          combine((a, b) => builder.add(a, b)),
          -shift,
        ),
      );
    }
  }
}

/** The shape of an elementwise result: axes of one element are repeated. Null when the shapes do not meet. */
function commonShape(shapes: readonly (readonly number[])[]): readonly number[] | null {
  const [first] = shapes;
  if (first === undefined || shapes.some((shape) => shape.length !== first.length)) return null;
  const common = first.map((_extent, axis) => Math.max(...shapes.map((shape) => shape[axis]!)));
  const meet = shapes.every((shape) => shape.every((extent, axis) => extent === 1 || extent === common[axis]));
  return meet ? common : null;
}

/** A value repeated along the axes in which it has one element. */
function repeated({ builder }: ExactWriter, x: ValueId, shape: readonly number[]): ValueId {
  const own = builder.tensor(x).shape;
  if (sameShape(own, shape)) return x;
  const indices = shape.reduce<number[]>(
    (positions, extent, axis) =>
      positions.flatMap((position) =>
        Array.from({ length: extent }, (_unused, index) => position * own[axis]! + (own[axis] === 1 ? 0 : index)),
      ),
    [0],
  );
  return builder.gather(x, indices, shape);
}

/** Tensors joined along an axis. */
export function writeConcatenate(network: TrainedNetwork, layer: KerasLayer, inputs: readonly ValueId[]): LayerValue {
  const { writer } = network;
  const shapes = inputs.map((input) => writer.shape(input));
  const rank = shapes[0]!.length;
  const axis = eventAxis(layer.config.number("axis", -1), rank, layer.where);
  const rest = shapes.map((shape) => shape.filter((_extent, index) => index !== axis).join());
  if (shapes.some((shape) => shape.length !== rank) || rest.some((shape) => shape !== rest[0])) {
    fail("TF-KERAS-001", {
      where: layer.where,
      what: `shapes ${shapes.map((shape) => `[${shape}]`).join(", ")} cannot be joined`,
    });
  }
  return given(writer.builder.concat(inputs, axis));
}

/** The dot product of two vectors. */
export function writeDot(network: TrainedNetwork, layer: KerasLayer, inputs: readonly ValueId[]): LayerValue {
  const { writer } = network;
  const { builder } = writer;
  const { where, name, config } = layer;
  const [a, b] = inputs;
  const vectors = inputs.length === 2 && inputs.every((input) => writer.shape(input).length === 1);
  if (!vectors || !sameShape(writer.shape(a!), writer.shape(b!)) || config.truth("normalize", false)) {
    fail("TF-KERAS-006", { where, what: "a dot product of other than two plain vectors", expected: "normalize=False" });
  }
  const products = writer.exact(builder.mul(a!, b!), name);
  const count = writer.shape(products)[0]!;
  const element = (index: number): ValueId => builder.gather(products, [index], [1]);
  const sum = Array.from({ length: count }, (_unused, index) => element(index)).reduce((left, right) =>
    writer.exact(builder.add(left, right), name),
  );
  return given(sum);
}
