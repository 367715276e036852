import { fail } from "../../../errors/index.js";
import { checkedCount } from "../file/tensor.js";
import type { GraphNode } from "./graph.js";
import { counting } from "./indices.js";

/** How a kernel moves over the spatial axes. */
export interface Windows {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Padding before and after each spatial axis. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Extents of the result. */
  readonly output: readonly number[];
}

/**
 * Reads kernel, strides, dilations and padding of a convolution or pooling over spatial extents.
 *
 * @param kernel of the weights; undefined for a pooling, which names its own
 * @throws TrigforgeError TF-ONNX-004 and TF-ONNX-005
 */
export function windowsOf(node: GraphNode, spatial: readonly number[], kernel?: readonly number[]): Windows {
  const { attributes, where } = node;
  const rank = spatial.length;
  if (rank < 1 || rank > 2) fail("TF-ONNX-004", { where, what: `${rank} spatial axes`, expected: "1 or 2" });
  const list = (name: string, count: number, absent: number): number[] => {
    const given = attributes.integers(name) ?? new Array<number>(count).fill(absent);
    if (given.length !== count || given.some((value) => value < absent || value > 1 << 20)) {
      fail("TF-ONNX-004", { where, what: `${name} [${given}]`, expected: `${count} numbers from ${absent}` });
    }
    return given;
  };
  const named = attributes.integers("kernel_shape");
  const size = kernel ?? named ?? fail("TF-ONNX-004", { where, what: "kernel_shape is missing" });
  if (size.length !== rank || size.some((extent) => extent < 1) || (named !== undefined && `${named}` !== `${size}`)) {
    fail("TF-ONNX-004", { where, what: `kernel_shape [${named ?? ""}]`, expected: `[${size}], one extent an axis` });
  }
  const steps = list("strides", rank, 1);
  const dilations = list("dilations", rank, 1);
  const pads = list("pads", 2 * rank, 0);
  const reach = size.map((extent, axis) => (extent - 1) * dilations[axis]! + 1);
  const automatic = attributes.text("auto_pad", "NOTSET");
  let before = pads.slice(0, rank);
  let after = pads.slice(rank);
  if (automatic === "SAME_UPPER" || automatic === "SAME_LOWER") {
    const total = spatial.map((extent, axis) =>
      Math.max((Math.ceil(extent / steps[axis]!) - 1) * steps[axis]! + reach[axis]! - extent, 0),
    );
    const small = total.map((count) => Math.floor(count / 2));
    const large = total.map((count, axis) => count - small[axis]!);
    [before, after] = automatic === "SAME_UPPER" ? [small, large] : [large, small];
  } else if (automatic === "VALID") {
    before = before.map(() => 0);
    after = after.map(() => 0);
  } else if (automatic !== "NOTSET") {
    fail("TF-ONNX-004", { where, what: `auto_pad "${automatic.slice(0, 40)}"` });
  }
  const ceiling = attributes.integer("ceil_mode", 0) !== 0;
  const output = spatial.map((extent, axis) => {
    const room = extent + before[axis]! + after[axis]! - reach[axis]!;
    const count = (ceiling ? Math.ceil(room / steps[axis]!) : Math.floor(room / steps[axis]!)) + 1;
    // A last window that would begin in the padding behind does not count.
    const beyond = ceiling && (count - 1) * steps[axis]! >= extent + before[axis]!;
    return beyond ? count - 1 : count;
  });
  if (output.some((extent) => extent < 1)) {
    fail("TF-ONNX-005", { where, what: `a kernel of [${size}] does not fit into [${spatial}]` });
  }
  checkedCount([...output, ...size], where);
  return { kernel: size, strides: steps, dilations, before, after, output };
}

/**
 * The positions that each window reads: one list a window, of row-major positions in the spatial extents, −1 for padding.
 */
export function tapsOf(spatial: readonly number[], windows: Windows): number[][] {
  const { kernel, strides, dilations, before, output } = windows;
  const along = (axis: number, window: number): number[] =>
    counting(kernel[axis]!).map((tap) => {
      const at = window * strides[axis]! - before[axis]! + tap * dilations[axis]!;
      return at >= 0 && at < spatial[axis]! ? at : -1;
    });
  if (spatial.length === 1) return counting(output[0]!).map((window) => along(0, window));
  return counting(output[0]!).flatMap((row) =>
    counting(output[1]!).map((column) =>
      along(0, row).flatMap((y) => along(1, column).map((x) => (y < 0 || x < 0 ? -1 : y * spatial[1]! + x))),
    ),
  );
}
