import { fail } from "../../errors/index.js";
import type { EventBlock } from "./block.js";

/** Element types that can be written. */
export type NpyOutput = "int32" | "int64" | "float32" | "float64";

const descriptions = { int32: "<i4", int64: "<i8", float32: "<f4", float64: "<f8" } as const;

/** Length of every header of {@link encodeNpyHeader} with up to three dimensions, so that it can be overwritten. */
export const npyHeaderBytes = 128;

/**
 * The bytes before the data of a .npy file, version 1.0, in C order.
 *
 * They are {@link npyHeaderBytes} bytes for up to three dimensions whatever the sizes: who does not know the number of
 * events beforehand writes a header for 0, then the data, and then overwrites the header.
 */
export function encodeNpyHeader(dtype: NpyOutput, shape: readonly number[]): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${descriptions[dtype]}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const fixed = 10; // magic, version and length
  const total = Math.max(npyHeaderBytes, Math.ceil((fixed + text.length + 1) / 64) * 64);
  const bytes = new Uint8Array(total).fill(0x20);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (total - fixed) & 255, (total - fixed) >> 8]);
  bytes.set(new TextEncoder().encode(text), fixed);
  bytes[total - 1] = 0x0a;
  return bytes;
}

/**
 * The data of a block as it stands in a .npy file, little-endian.
 *
 * @param where the file that is written, for errors
 * @throws TrigforgeError TF-FORMAT-018 with event and column when a value is not exactly one of the type
 */
export function encodeNpyBlock(block: EventBlock, dtype: NpyOutput, where: string): Uint8Array {
  const { values } = block;
  const written = { int32: toInt32, int64: toInt64, float32: toFloat32, float64: toFloat64 }[dtype](values);
  for (let index = 0; index < values.length; index++) {
    // Equal across number and bigint; NaN is the only value unequal to itself, and stays NaN in floats.
    // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number are compared by value
    if (written[index]! == values[index]! || (Number.isNaN(values[index]) && Number.isNaN(written[index]))) continue;
    const place = `event ${block.firstEvent + Math.floor(index / block.columns)}, column ${index % block.columns}`;
    fail("TF-FORMAT-018", { where: `${where}: ${place}`, what: `${values[index]} is no value of type ${dtype}` });
  }
  return new Uint8Array(written.buffer, written.byteOffset, written.byteLength);
}

/**
 * A .npy file of a known number of events, in pieces.
 *
 * @param blocks consecutive events, as many as `shape[0]`
 * @param shape [events, ...]
 * @param where the file that is written, for errors
 * @throws TrigforgeError TF-FORMAT-018 when a value does not fit, or there are more or fewer values than the shape has
 */
export async function* encodeNpy(
  blocks: AsyncIterable<EventBlock> | Iterable<EventBlock>,
  { dtype, shape, where }: { dtype: NpyOutput; shape: readonly number[]; where: string },
): AsyncGenerator<Uint8Array> {
  yield encodeNpyHeader(dtype, shape);
  let missing = shape.reduce((product, size) => product * size, 1);
  for await (const block of blocks) {
    missing -= block.values.length;
    if (missing < 0) break;
    yield encodeNpyBlock(block, dtype, where);
  }
  if (missing === 0) return;
  const what = missing > 0 ? `${missing} values are missing` : "there are more values";
  fail("TF-FORMAT-018", { where, what, expected: `the shape (${shape.join(", ")})` });
}

type Values = EventBlock["values"];

function toInt32(values: Values): Int32Array {
  return values instanceof BigInt64Array ? Int32Array.from(values, Number) : new Int32Array(values);
}

function toFloat32(values: Values): Float32Array {
  return values instanceof BigInt64Array ? Float32Array.from(values, Number) : new Float32Array(values);
}

function toFloat64(values: Values): Float64Array {
  return values instanceof BigInt64Array ? Float64Array.from(values, Number) : values;
}

/** What is no integer becomes 0, and so unequal; but an integer from 2^53 on is one. */
function toInt64(values: Values): BigInt64Array {
  if (values instanceof BigInt64Array) return values;
  return BigInt64Array.from(values, (value) => (Number.isInteger(value) ? BigInt.asIntN(64, BigInt(value)) : 0n));
}
