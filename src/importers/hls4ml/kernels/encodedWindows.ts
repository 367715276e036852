import type { LayerConfig } from "../config.js";
import type { ConvolutionShape } from "./convolutionShape.js";
import type { CallContext } from "./kernel.js";

/**
 * The windows of a convolution of streams by encoded instructions (hls4ml's Vivado backend): a mask for each pixel says which
 * elements of the windows it enters, as `pixels` lists them. The queues of the kernel are run once here, with positions.
 *
 * @returns for each pixel of the result, the spatial position of each element of its window
 * @throws TrigforgeError TF-HLS4ML-011 and TF-HLS4ML-013 when the instructions read an empty queue or give other pixels
 */
export function encodedWindows(call: CallContext, config: LayerConfig, shape: ConvolutionShape): readonly number[][] {
  const { extents, size, strides, pixels } = shape;
  const rank = extents.length;
  const axes = rank === 1 ? ["width"] : ["height", "width"];
  const lengths = axes.map((axis) => config.count(`min_${axis}`));
  const total = lengths.reduce((product, length) => product * length, 1);
  if (!(total >= 1 && total <= 2 ** 16)) config.bad("min_width", `and min_height list ${total} masks`, "1 to 65536");
  const masks = config.numbers("pixels", total);
  const elements = size.reduce((product, extent) => product * extent, 1);
  if (elements > 48) call.inexact(`encoded instructions of ${elements} elements`);
  const scales = axes.map((axis) => {
    const member = rank === 1 ? "scale_index" : `scale_index_${axis}`;
    const name = config.template(member, "nnet::scale_index_unscaled").split("::").at(-1)!;
    call.variant(name);
    if (name !== "scale_index_regular" && name !== "scale_index_unscaled")
      call.unknown(`the indices ${name} are not known`);
    return name;
  });
  const place = (axis: number, index: number): number =>
    scales[axis] === "scale_index_unscaled" ? index : scaledIndex(size[axis]!, strides[axis]!, extents[axis]!, index);
  const queues: number[][] = Array.from({ length: elements }, () => []);
  const windows: number[][] = [];
  const [height, width] = rank === 1 ? [1, extents[0]!] : (extents as [number, number]);
  for (let position = 0; position < height * width; position++) {
    const [row, column] = [Math.floor(position / width), position % width];
    const at = rank === 1 ? place(0, column) : place(0, row) * lengths[1]! + place(1, column);
    const mask = masks[at];
    if (mask === undefined || (rank === 2 && place(1, column) >= lengths[1]!)) {
      return call.inexact(`the encoded instructions have no mask for pixel ${position}`);
    }
    for (let element = 0; element < elements; element++) {
      if (Math.floor(mask / 2 ** element) % 2 === 1) queues[element]!.push(position);
    }
    if (Math.floor(mask / 2 ** (elements - 1)) % 2 !== 1) continue;
    windows.push(
      queues.map((queue) => queue.shift() ?? call.inexact("the encoded instructions read a queue that is empty")),
    );
  }
  if (windows.length === pixels) return windows;
  return call.inexact(`the encoded instructions give ${windows.length} pixels, the configuration ${pixels}`);
}

/** hls4ml's scale_index_regular: the index in an image cut down to its least size that has the same pattern of windows. */
function scaledIndex(size: number, stride: number, extent: number, index: number): number {
  const [edge, larger, smaller] = [Math.abs(size - stride), Math.max(size, stride), Math.min(size, stride)];
  if (index < edge) return index;
  const whole = Math.floor((extent - size) / stride) * stride + size;
  const scaled = (Math.ceil(larger / smaller) - 1) * stride + size;
  if (index >= whole) return scaled;
  const left = whole - index;
  return left <= edge ? scaled - left : edge + ((index - edge) % stride);
}
