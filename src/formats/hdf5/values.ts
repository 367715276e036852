import type { Hdf5Library } from "./runtime.js";

/** The numbers of a dataset or an attribute, in the kind of array that holds the file's type. */
export type NumericArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** A dataset's elements in row-major order: numbers, strings or booleans. */
export type Hdf5Data = NumericArray | string[] | boolean[];

/** What the library says of a dataset's or an attribute's type and shape. */
export type Metadata = ReturnType<Hdf5Library["get_dataset_metadata"]>;

const classes = { integer: 0, float: 1, string: 3, enumeration: 8 } as const;
const classNames = "integer float time string bitfield opaque compound reference enum variable-length array".split(" ");

const arrays = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** A type of elements that Trigforge reads; all integers come in sizes of 1, 2, 4 and 8 bytes. */
export type Hdf5Type = keyof typeof arrays | "string" | "bool";

/** The type of a dataset's or an attribute's elements, or null when it is of a kind that is not read. */
export function elementType(metadata: Metadata): Hdf5Type | null {
  const { type, size, signed } = metadata;
  if (type === classes.string) return "string";
  if (type === classes.enumeration) return isBoolean(metadata) ? "bool" : null;
  const name = type === classes.integer ? `${signed ? "" : "u"}int${size * 8}` : `float${size * 8}`;
  const isNumber = type === classes.integer || type === classes.float;
  return isNumber && Object.hasOwn(arrays, name) ? (name as Hdf5Type) : null;
}

/** What an element is, in words, for errors: `a compound of 24 bytes`. */
export function describeType({ type, size }: Metadata): string {
  return `a value of HDF5 class "${classNames[type] ?? "unknown"}" of ${size} bytes`;
}

/**
 * Elements out of the bytes that the library wrote.
 *
 * @param bytes the elements, little-endian, on their own (offset 0 of their buffer)
 * @param type as {@link elementType} says; 8-bit for bool
 * @param heap the library's memory, in which variable-length strings lie
 */
export function decodeElements(bytes: Uint8Array, type: Hdf5Type, metadata: Metadata, heap: Uint8Array): Hdf5Data {
  if (type === "bool") return Array.from(bytes, (byte) => byte !== 0);
  if (type !== "string") return new arrays[type](bytes.buffer as ArrayBuffer);
  if (metadata.vlen) {
    return Array.from(new Uint32Array(bytes.buffer), (pointer) => decodeText(terminated(heap.subarray(pointer))));
  }
  return Array.from({ length: metadata.total_size }, (_, index) => {
    const cell = terminated(bytes.subarray(index * metadata.size, (index + 1) * metadata.size));
    const text = decodeText(cell);
    return metadata.strpad === 2 ? text.trimEnd() : text; // H5T_STR_SPACEPAD
  });
}

/** h5py's booleans: an enumeration of one byte with exactly FALSE = 0 and TRUE = 1. */
function isBoolean({ size, enum_type }: Metadata): boolean {
  const members = enum_type?.members;
  return size === 1 && enum_type?.nmembers === 2 && members?.FALSE === 0 && members?.TRUE === 1;
}

function terminated(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

/** UTF-8 whatever the declared character set, as Keras writes UTF-8 into strings declared as ASCII. */
function decodeText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
