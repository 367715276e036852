import { describe, expect, it } from "vitest";
import { ProtobufMessage } from "../../../../src/formats/index.js";
import { readTensor } from "../../../../src/importers/onnx/file/tensor.js";
import { message, tensor, type Value } from "../build.js";

const read = (bytes: Uint8Array) => readTensor(new ProtobufMessage(bytes, "t"), "t");
const raw = (...bytes: number[]): readonly [number, Value] => [9, Uint8Array.from(bytes)];
const packed = (view: ArrayBufferView): Uint8Array => new Uint8Array(view.buffer);

describe("tensors of an ONNX file", () => {
  it.each<[string, number, readonly [number, Value], number[]]>([
    ["float, raw", 1, [9, packed(Float32Array.of(0.5, -2))], [0.5, -2]],
    ["float, typed", 1, [4, packed(Float32Array.of(0.5, -2))], [0.5, -2]],
    ["double, typed", 11, [10, packed(Float64Array.of(0.1, 3))], [0.1, 3]],
    ["float16, raw", 10, raw(0x00, 0x3c, 0x01, 0x80), [1, -(2 ** -24)]],
    ["bfloat16, raw", 16, raw(0x80, 0x3f, 0x20, 0xc0), [1, -2.5]],
    ["int8, raw", 3, raw(255, 5), [-1, 5]],
    ["uint8, raw", 2, raw(255, 5), [255, 5]],
    ["int16, raw", 5, raw(0, 128, 1, 0), [-32768, 1]],
    ["bool, raw", 9, raw(0, 2), [0, 1]],
    ["int64, raw", 7, [9, packed(BigInt64Array.of(-7n, 9n))], [-7, 9]],
    ["int4, raw", 22, raw(0x7f), [-1, 7]],
    ["uint4, raw", 21, raw(0x7f), [15, 7]],
  ])("%s", (_label, type, data, expected) => {
    expect(read(tensor("t", [2], type, data)).values).toEqual(expected);
  });

  it("typed whole numbers, one field each or two four-bit ones in a field", () => {
    expect(read(tensor("t", [2], 3, [5, -1], [5, 5])).values).toEqual([-1, 5]);
    expect(read(tensor("t", [2], 7, [7, -7], [7, 9])).values).toEqual([-7, 9]);
    expect(read(tensor("t", [1], 10, [5, 0x3c00])).values).toEqual([1]);
    expect(read(tensor("t", [3], 22, [5, 0x7f], [5, 0x02])).values).toEqual([-1, 7, 2]);
  });

  it("scalars and empty tensors", () => {
    expect(read(tensor("t", [], 1, [9, packed(Float32Array.of(3))]))).toEqual({
      shape: [],
      type: "float",
      values: [3],
    });
    expect(read(tensor("t", [0], 7)).values).toEqual([]);
  });

  it.each<[string, Uint8Array, string]>([
    ["too few bytes", tensor("t", [3], 1, raw(0, 0, 0, 0)), "4 bytes for shape [3] of float"],
    ["too many values", tensor("t", [1], 7, [7, 1], [7, 2]), "2 values for shape [1]"],
    [
      "external data",
      tensor("t", [2], 1, [13, message([1, "location"], [2, "w.bin"])], [14, 1]),
      "its data lies in another file",
    ],
    ["texts", tensor("t", [1], 8), "elements of the type string"],
    ["an unknown type", tensor("t", [1], 99), "elements of the type number 99"],
    ["a huge shape", tensor("t", [1 << 20, 1 << 20], 1), "a tensor of shape [1048576,1048576]"],
    ["a huge extent beside a zero", tensor("t", [0, 2 ** 40], 1), "a tensor of shape"],
    ["a negative extent", tensor("t", [-1], 1), "an extent of -1"],
    ["a whole number beyond 2^53", tensor("t", [1], 7, [7, 2n ** 60n]), "the whole number 1152921504606846976"],
  ])("refuses %s", (_label, bytes, text) => {
    expect(() => read(bytes)).toThrow(text);
  });
});
