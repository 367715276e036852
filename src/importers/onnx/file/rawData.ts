/** How the elements of one type lie in raw_data, and in the typed field that ONNX gives them. */
export interface RawDecoder {
  /** Bits of an element. */
  readonly bits: number;
  /** Elements of raw_data, which is little endian. */
  readonly fromRaw: (bytes: Uint8Array, count: number) => number[];
  /** An element of the typed field: 16-bit floats lie there as bit patterns. */
  readonly fromField: (value: number) => number;
}

type Reader = (view: DataView, offset: number) => number;

function whole(bits: number, read: Reader, fromField: (value: number) => number = (value) => value): RawDecoder {
  return {
    bits,
    fromField,
    fromRaw(bytes, count) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return Array.from({ length: count }, (_unused, index) => read(view, (index * bits) / 8));
    },
  };
}

/** Two elements in a byte, the first in its lower half. */
function nibbles(signed: boolean): RawDecoder {
  return {
    bits: 4,
    fromField: (value) => value,
    fromRaw: (bytes, count) =>
      Array.from({ length: count }, (_unused, index) => {
        const half = (bytes[index >> 1]! >> (index % 2 === 0 ? 0 : 4)) & 15;
        return signed && half > 7 ? half - 16 : half;
      }),
  };
}

/** The value of a half-precision float's bit pattern (IEEE 754 binary16). */
export function halfFloat(pattern: number): number {
  const sign = pattern & 0x8000 ? -1 : 1;
  const exponent = (pattern >> 10) & 31;
  const fraction = pattern & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const scratch = new DataView(new ArrayBuffer(4));

/** The value of a bfloat16's bit pattern: the upper half of a float32. */
export function brainFloat(pattern: number): number {
  scratch.setUint32(0, (pattern & 0xffff) << 16);
  return scratch.getFloat32(0);
}

/** Every element type that is read, by ONNX's name in lower case. */
export const rawDecoders: Readonly<Record<string, RawDecoder>> = {
  float: whole(32, (view, offset) => view.getFloat32(offset, true)),
  double: whole(64, (view, offset) => view.getFloat64(offset, true)),
  float16: whole(16, (view, offset) => halfFloat(view.getUint16(offset, true)), halfFloat),
  bfloat16: whole(16, (view, offset) => brainFloat(view.getUint16(offset, true)), brainFloat),
  uint8: whole(8, (view, offset) => view.getUint8(offset)),
  int8: whole(8, (view, offset) => view.getInt8(offset)),
  bool: whole(8, (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1)),
  uint16: whole(16, (view, offset) => view.getUint16(offset, true)),
  int16: whole(16, (view, offset) => view.getInt16(offset, true)),
  uint32: whole(32, (view, offset) => view.getUint32(offset, true)),
  int32: whole(32, (view, offset) => view.getInt32(offset, true)),
  uint64: whole(64, (view, offset) => Number(view.getBigUint64(offset, true))),
  int64: whole(64, (view, offset) => Number(view.getBigInt64(offset, true))),
  uint4: nibbles(false),
  int4: nibbles(true),
};
