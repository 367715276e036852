import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { fail } from "../../errors/index.js";

/** Most fields that one message may hold, repeated ones counted one by one; packed numbers count as one. */
const mostFields = 1 << 20;

/** A field as it lies in the bytes: a number, the eight bytes of one, or what a length precedes. */
type WireValue = bigint | Uint8Array;

/**
 * One level of a protobuf message, read without a schema: the caller says with the getters what each field number holds.
 * Nested messages stay bytes until they are asked for, so memory and depth follow the caller, never the file.
 *
 * @throws TrigforgeError TF-FORMAT-019 from every getter when the bytes are not what is asked for
 */
export class ProtobufMessage {
  private readonly fields = new Map<number, { wire: WireType; value: WireValue }[]>();

  /**
   * @param where what to name in an error: the file and the message
   * @throws TrigforgeError TF-FORMAT-019 when the bytes are no message
   */
  constructor(
    bytes: Uint8Array,
    readonly where: string,
  ) {
    const reader = new BinaryReader(bytes);
    let count = 0;
    try {
      while (reader.pos < reader.len) {
        const [field, wire] = reader.tag();
        const value = readWire(reader, wire);
        checkBounds(reader);
        count += 1;
        if (count > mostFields) throw new Error(`more than ${mostFields} fields`);
        const entry = { wire, value };
        const known = this.fields.get(field);
        if (known === undefined) this.fields.set(field, [entry]);
        else known.push(entry);
      }
    } catch (error) {
      this.damaged(`${(error as Error).message} at byte ${reader.pos}`);
    }
  }

  has(field: number): boolean {
    return this.fields.has(field);
  }

  /** The last value of a text field; "" when absent. */
  text(field: number): string {
    const all = this.texts(field);
    return all[all.length - 1] ?? "";
  }

  /** Every value of a repeated text field. */
  texts(field: number): string[] {
    return this.allBytes(field).map((bytes) => decodeText(bytes) ?? this.damaged(`field ${field} is no text in UTF-8`));
  }

  /** Every value of a repeated bytes field, as views of the file. */
  allBytes(field: number): Uint8Array[] {
    return this.entries(field, WireType.LengthDelimited).map(({ value }) => value as Uint8Array);
  }

  /** The last value of a bytes field. */
  bytes(field: number): Uint8Array | undefined {
    return this.allBytes(field).at(-1);
  }

  /** The last value of a nested message. */
  message(field: number, what: string): ProtobufMessage | undefined {
    const bytes = this.bytes(field);
    return bytes === undefined ? undefined : new ProtobufMessage(bytes, `${this.where}: ${what}`);
  }

  /** Every value of a repeated nested message. */
  messages(field: number, what: string): ProtobufMessage[] {
    return this.allBytes(field).map((bytes, index) => new ProtobufMessage(bytes, `${this.where}: ${what} ${index}`));
  }

  /** The last value of an integer field (int32, int64, uint64, enum, bool), signed; 0 when absent. */
  integer(field: number): bigint {
    const all = this.integers(field);
    return all[all.length - 1] ?? 0n;
  }

  /** Every value of a repeated integer field, packed or not, signed. */
  integers(field: number): bigint[] {
    return (this.fields.get(field) ?? []).flatMap(({ wire, value }) => {
      if (wire === WireType.Varint) return [value as bigint];
      if (wire !== WireType.LengthDelimited) return this.wrongKind(field, "whole numbers");
      const reader = new BinaryReader(value as Uint8Array);
      const numbers: bigint[] = [];
      try {
        while (reader.pos < reader.len) {
          numbers.push(BigInt(reader.int64()));
          checkBounds(reader);
        }
      } catch (error) {
        this.damaged(`field ${field}: ${(error as Error).message}`);
      }
      return numbers;
    });
  }

  /** Every value of a repeated float field, packed or not. */
  floats(field: number): number[] {
    return this.fixedSize(field, WireType.Bit32, 4, (view, offset) => view.getFloat32(offset, true));
  }

  /** Every value of a repeated double field, packed or not. */
  doubles(field: number): number[] {
    return this.fixedSize(field, WireType.Bit64, 8, (view, offset) => view.getFloat64(offset, true));
  }

  private fixedSize(
    field: number,
    single: WireType,
    size: number,
    read: (view: DataView, offset: number) => number,
  ): number[] {
    return (this.fields.get(field) ?? []).flatMap(({ wire, value }) => {
      if (wire !== single && wire !== WireType.LengthDelimited) return this.wrongKind(field, "floats");
      const bytes = value as Uint8Array;
      if (bytes.length % size !== 0) this.damaged(`field ${field} ends inside a number`);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return Array.from({ length: bytes.length / size }, (_unused, index) => read(view, index * size));
    });
  }

  private entries(field: number, wire: WireType) {
    const all = this.fields.get(field) ?? [];
    if (all.some((entry) => entry.wire !== wire)) this.wrongKind(field, "bytes");
    return all;
  }

  private wrongKind(field: number, expected: string): never {
    return fail("TF-FORMAT-019", {
      where: this.where,
      what: `field ${field} has another kind of value`,
      expected,
    });
  }

  private damaged(what: string): never {
    return fail("TF-FORMAT-019", { where: this.where, what });
  }
}

function readWire(reader: BinaryReader, wire: WireType): WireValue {
  if (wire === WireType.Varint) return BigInt(reader.int64());
  if (wire === WireType.LengthDelimited) return reader.bytes();
  if (wire === WireType.Bit32 || wire === WireType.Bit64) return reader.skip(wire);
  throw new Error("a group, which no current schema has");
}

/** Not every read of the library looks whether the bytes are there. */
function checkBounds(reader: BinaryReader): void {
  if (reader.pos > reader.len) throw new Error("a value that ends outside of the message,");
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
