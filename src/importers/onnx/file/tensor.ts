import { fail } from "../../../errors/index.js";
import type { ProtobufMessage } from "../../../formats/index.js";
import { rawDecoders } from "./rawData.js";

/** Most elements of a tensor: beyond it a shape is refused before memory is asked for. */
export const mostElements = 1 << 24;

/** A constant of the file: its numbers in row-major order. */
export interface OnnxTensor {
  readonly shape: readonly number[];
  /** ONNX's name of the element type, in lower case: float, int64, …. */
  readonly type: string;
  readonly values: readonly number[];
}

/** Fields of TensorProto, numbered as in onnx.proto. */
const field = {
  dims: 1,
  dataType: 2,
  segment: 3,
  floats: 4,
  int32s: 5,
  int64s: 7,
  name: 8,
  raw: 9,
  doubles: 10,
  uint64s: 11,
  external: 13,
  location: 14,
} as const;

/** Names of the element types, by their number in onnx.proto. */
export const typeNames: Readonly<Record<number, string>> = {
  1: "float",
  2: "uint8",
  3: "int8",
  4: "uint16",
  5: "int16",
  6: "int32",
  7: "int64",
  8: "string",
  9: "bool",
  10: "float16",
  11: "double",
  12: "uint32",
  13: "uint64",
  14: "complex64",
  15: "complex128",
  16: "bfloat16",
  17: "float8e4m3fn",
  18: "float8e4m3fnuz",
  19: "float8e5m2",
  20: "float8e5m2fnuz",
  21: "uint4",
  22: "int4",
  23: "float4e2m1",
};

/**
 * Reads a TensorProto, in any of its encodings.
 *
 * @throws TrigforgeError TF-ONNX-002 for external data, unknown types and numbers that do not fit the shape
 */
export function readTensor(message: ProtobufMessage, where: string): OnnxTensor {
  const shape = message.integers(field.dims).map(Number);
  const count = checkedCount(shape, where);
  const typeNumber = Number(message.integer(field.dataType));
  const type = typeNames[typeNumber] ?? `number ${typeNumber}`;
  if (message.integer(field.location) !== 0n || message.has(field.external)) {
    fail("TF-ONNX-002", {
      where,
      what: "its data lies in another file",
      help: "save the model again with onnx.save(model, path, save_as_external_data=False)",
    });
  }
  if (message.has(field.segment)) fail("TF-ONNX-002", { where, what: "it is stored in segments" });
  const decoder = rawDecoders[type];
  if (decoder === undefined) {
    return fail("TF-ONNX-002", { where, what: `elements of the type ${type}`, expected: "numbers or booleans" });
  }
  const raw = message.bytes(field.raw);
  if (raw !== undefined && raw.length > 0) {
    const size = Math.ceil((count * decoder.bits) / 8);
    if (raw.length !== size) {
      fail("TF-ONNX-002", {
        where,
        what: `${raw.length} bytes for shape [${shape}] of ${type}`,
        expected: `${size}`,
      });
    }
    return { shape, type, values: decoder.fromRaw(raw, count) };
  }
  const values = typedValues(message, type, where).map((value) => decoder.fromField(value));
  // Four-bit elements lie two in one int32.
  const unpacked =
    decoder.bits === 4 ? values.flatMap((pair) => decoder.fromRaw(Uint8Array.of(pair & 255), 2)) : values;
  const surplus = decoder.bits === 4 && unpacked.length === count + 1 ? 1 : 0;
  if (unpacked.length - surplus !== count) {
    fail("TF-ONNX-002", { where, what: `${unpacked.length} values for shape [${shape}]`, expected: `${count}` });
  }
  return { shape, type, values: unpacked.slice(0, count) };
}

/** The number of elements of a shape. @throws TrigforgeError TF-ONNX-005 above 16 million, TF-ONNX-002 for no extent */
export function checkedCount(shape: readonly number[], where: string): number {
  if (shape.length > 16)
    fail("TF-ONNX-005", { where, what: `a tensor of ${shape.length} axes`, expected: "at most 16" });
  let count = 1;
  for (const extent of shape) {
    if (!Number.isSafeInteger(extent) || extent < 0) {
      fail("TF-ONNX-005", { where, what: `an extent of ${extent} in shape [${shape}]` });
    }
    count *= extent;
  }
  // A shape with a zero in it may still name absurd extents.
  if (count > mostElements || shape.some((extent) => extent > mostElements)) {
    fail("TF-ONNX-005", {
      where,
      what: `a tensor of shape [${shape}]`,
      expected: `at most ${mostElements} elements`,
    });
  }
  return count;
}

function typedValues(message: ProtobufMessage, type: string, where: string): number[] {
  switch (type) {
    case "float":
      return message.floats(field.floats);
    case "double":
      return message.doubles(field.doubles);
    case "int64":
      return message.integers(field.int64s).map((value) => wholeNumber(value, where));
    case "uint32":
    case "uint64":
      return message.integers(field.uint64s).map((value) => wholeNumber(BigInt.asUintN(64, value), where));
    default:
      return message.integers(field.int32s).map(Number);
  }
}

/** A whole number as a float64; the ends of int64, which stand for "to the end", need not be exact. */
export function wholeNumber(value: bigint, where: string): number {
  const number = Number(value);
  const isEnd = value >= 2n ** 63n - 1n || value <= -(2n ** 63n) + 1n;
  if (!Number.isSafeInteger(number) && !isEnd) {
    fail("TF-ONNX-002", { where, what: `the whole number ${value}`, expected: "at most 2^53 in magnitude" });
  }
  return number;
}
