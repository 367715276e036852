import type { Lane } from "./lane.js";

/** The constant data of a module: weights, tables and lists of addresses, gathered behind the rows in its memory. */
export class ConstantData {
  private readonly chunks: { readonly offset: number; readonly bytes: Uint8Array }[] = [];
  private readonly known = new Map<string, number>();
  private length = 0;

  /** @param base address of the first byte, a multiple of 16 */
  constructor(readonly base: number) {}

  /** Address of 32-bit integers; those beyond are kept modulo 2^32. */
  words(raw: readonly bigint[]): number {
    return this.integers(raw.map((value) => Number(BigInt.asIntN(32, value))));
  }

  /** Address of 16-bit integers; those beyond are kept modulo 2^16. */
  halves(raw: readonly bigint[]): number {
    const view = new DataView(new ArrayBuffer(raw.length * 2));
    raw.forEach((value, index) => {
      view.setInt16(index * 2, Number(BigInt.asIntN(16, value)), true);
    });
    return this.add(new Uint8Array(view.buffer));
  }

  /** Address of single-precision numbers. */
  singles(numbers: Float32Array): number {
    const view = new DataView(new ArrayBuffer(numbers.length * 4));
    numbers.forEach((value, index) => {
      view.setFloat32(index * 4, value, true);
    });
    return this.add(new Uint8Array(view.buffer));
  }

  /** Address of bytes that the module may write, shared with nothing. */
  reserve(bytes: number): number {
    const address = this.end;
    this.length += Math.ceil(bytes / 16) * 16;
    return address;
  }

  /** Address of integers of a lane. */
  lanes(raw: readonly bigint[], lane: Lane): number {
    return lane === 16 ? this.halves(raw) : lane === 32 ? this.words(raw) : this.longs(raw);
  }

  /** Address of 64-bit integers. */
  longs(raw: readonly bigint[]): number {
    const view = new DataView(new ArrayBuffer(raw.length * 8));
    raw.forEach((value, index) => {
      view.setBigInt64(index * 8, BigInt.asIntN(64, value), true);
    });
    return this.add(new Uint8Array(view.buffer));
  }

  /** Address of 32-bit integers, or of addresses. */
  integers(words: ArrayLike<number>): number {
    const view = new DataView(new ArrayBuffer(words.length * 4));
    for (let index = 0; index < words.length; index++) view.setInt32(index * 4, words[index]!, true);
    return this.add(new Uint8Array(view.buffer));
  }

  private add(bytes: Uint8Array): number {
    const key = bytes.length <= 1024 ? bytes.join() : undefined;
    const twin = key === undefined ? undefined : this.known.get(key);
    if (twin !== undefined) return twin;
    const offset = this.length;
    this.chunks.push({ offset, bytes });
    this.length += Math.ceil(bytes.length / 16) * 16;
    if (key !== undefined) this.known.set(key, this.base + offset);
    return this.base + offset;
  }

  /** First address behind the data. */
  get end(): number {
    return this.base + this.length;
  }

  /** All bytes, to lie at {@link base}. */
  bytes(): Uint8Array {
    const all = new Uint8Array(this.length);
    for (const { offset, bytes } of this.chunks) all.set(bytes, offset);
    return all;
  }
}
