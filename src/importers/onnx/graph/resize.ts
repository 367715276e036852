import { fail } from "../../../errors/index.js";
import { checkedCount } from "../file/tensor.js";
import { type GraphNode, hasInput, type Known, requiredConstant, shapeOf } from "./graph.js";
import { type Arrangement, arrange, counting } from "./indices.js";

/**
 * Resize and Upsample by nearest neighbours, as onnxruntime computes coordinates.
 *
 * @throws TrigforgeError TF-ONNX-004 for other modes
 */
export function resized(node: GraphNode, known: Known): Arrangement {
  const shape = shapeOf(known, node, 0);
  const { where, attributes } = node;
  const mode = attributes.text("mode", "nearest");
  if (mode !== "nearest") fail("TF-ONNX-004", { where, what: `the mode "${mode.slice(0, 40)}"`, expected: "nearest" });
  attributes.ignore("cubic_coeff_a", "exclude_outside", "extrapolation_value", "antialias");
  const transformation =
    node.operator === "Upsample" || node.opset < 11
      ? "asymmetric"
      : attributes.text("coordinate_transformation_mode", "half_pixel");
  const nearest =
    node.operator === "Upsample" || node.opset < 11 ? "floor" : attributes.text("nearest_mode", "round_prefer_floor");
  if (
    attributes.integers("axes") !== undefined ||
    attributes.text("keep_aspect_ratio_policy", "stretch") !== "stretch"
  ) {
    fail("TF-ONNX-004", { where, what: "axes or an aspect ratio policy", expected: "scales or sizes of every axis" });
  }
  const isOld = node.operator === "Upsample" || node.opset < 11;
  const scales = hasInput(node, isOld ? 1 : 2)
    ? requiredConstant(known, node, isOld ? 1 : 2, "the scales").values
    : attributes.floats("scales");
  const sizes = !isOld && hasInput(node, 3) ? requiredConstant(known, node, 3, "the sizes").values : undefined;
  const useSizes = sizes !== undefined && sizes.length > 0;
  const given = useSizes ? sizes : scales;
  if (given === undefined || given.length !== shape.length) {
    return fail("TF-ONNX-004", { where, what: `scales or sizes [${given ?? ""}] for shape [${shape}]` });
  }
  const result = shape.map((extent, axis) => {
    if (!useSizes) return Math.floor(extent * given[axis]!);
    return axis === 0 ? extent : given[axis]!;
  });
  if (result.some((extent) => !(extent > 0))) fail("TF-ONNX-005", { where, what: `the shape [${result}]` });
  checkedCount(result, where);
  const from = shape.map((extent, axis) => {
    const scale = useSizes ? result[axis]! / extent : given[axis]!;
    if (scale === 1) return counting(extent);
    return counting(result[axis]!).map((at) => {
      const position = source(at, { scale, extent, length: result[axis]!, transformation, where });
      return Math.min(Math.max(roundTo(position, nearest, where), 0), extent - 1);
    });
  });
  return arrange(shape, counting(shape.length), from);
}

interface Axis {
  readonly scale: number;
  readonly extent: number;
  readonly length: number;
  readonly transformation: string;
  readonly where: string;
}

/** The coordinate, in float32, that a result coordinate comes from. */
function source(at: number, { scale, extent, length, transformation, where }: Axis): number {
  switch (transformation) {
    case "asymmetric":
      return Math.fround(at / scale);
    case "half_pixel":
      return Math.fround(Math.fround(Math.fround(at + 0.5) / scale) - 0.5);
    case "pytorch_half_pixel":
      return length > 1 ? Math.fround(Math.fround((at + 0.5) / scale) - 0.5) : 0;
    case "align_corners":
      return length > 1 ? Math.fround((at * (extent - 1)) / (length - 1)) : 0;
    default:
      return fail("TF-ONNX-004", {
        where,
        what: `the coordinate transformation "${transformation.slice(0, 40)}"`,
        expected: "asymmetric, half_pixel, pytorch_half_pixel or align_corners",
      });
  }
}

function roundTo(position: number, mode: string, where: string): number {
  switch (mode) {
    case "floor":
      return Math.floor(position);
    case "ceil":
      return Math.ceil(position);
    case "round_prefer_floor":
      return Math.ceil(position - 0.5);
    case "round_prefer_ceil":
      return Math.floor(position + 0.5);
    default:
      return fail("TF-ONNX-004", { where, what: `the nearest_mode "${mode.slice(0, 40)}"` });
  }
}
