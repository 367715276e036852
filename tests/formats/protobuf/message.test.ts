import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { describe, expect, it } from "vitest";
import { ProtobufMessage } from "../../../src/formats/index.js";
import { random } from "../../support/random.js";

const read = (write: (writer: BinaryWriter) => unknown): ProtobufMessage => {
  const writer = new BinaryWriter();
  write(writer);
  return new ProtobufMessage(writer.finish(), "test");
};

describe("protobuf messages", () => {
  it("reads texts, numbers, bytes and nested messages", () => {
    const message = read((writer) =>
      writer
        .tag(1, WireType.LengthDelimited)
        .string("jet µ")
        .tag(2, WireType.Varint)
        .int64(-5n)
        .tag(3, WireType.Bit32)
        .float(0.5)
        .tag(4, WireType.LengthDelimited)
        .bytes(Uint8Array.of(8, 7)),
    );
    expect(message.text(1)).toBe("jet µ");
    expect(message.integer(2)).toBe(-5n);
    expect(message.floats(3)).toEqual([0.5]);
    expect(message.message(4, "inner")!.integer(1)).toBe(7n);
    expect([message.text(9), message.integer(9), message.floats(9), message.bytes(9)]).toEqual(["", 0n, [], undefined]);
  });

  it("reads repeated numbers, packed or not", () => {
    const loose = read((writer) => writer.tag(1, WireType.Varint).int64(1n).tag(1, WireType.Varint).int64(300n));
    const packed = read((writer) => writer.tag(1, WireType.LengthDelimited).fork().int64(1n).int64(300n).join());
    expect(loose.integers(1)).toEqual([1n, 300n]);
    expect(packed.integers(1)).toEqual([1n, 300n]);
    const doubles = read((writer) => writer.tag(2, WireType.LengthDelimited).fork().double(0.25).double(-1).join());
    expect(doubles.doubles(2)).toEqual([0.25, -1]);
  });

  it.each([
    ["a cut varint", Uint8Array.of(8, 255)],
    ["a length beyond the end", Uint8Array.of(10, 100, 1)],
    ["a cut float", Uint8Array.of(13, 1, 2)],
    ["field number 0", Uint8Array.of(0, 0)],
    ["a group", Uint8Array.of(11, 12)],
  ])("refuses %s", (_what, bytes) => {
    expect(() => new ProtobufMessage(bytes, "file")).toThrow(/^file: /);
  });

  it("refuses a field of another kind, and text that is no UTF-8", () => {
    const message = read((writer) =>
      writer.tag(1, WireType.Varint).int64(1n).tag(2, WireType.LengthDelimited).bytes(Uint8Array.of(255)),
    );
    expect(() => message.text(1)).toThrow("field 1 has another kind of value");
    expect(() => message.text(2)).toThrow("field 2 is no text in UTF-8");
    expect(() => message.floats(1)).toThrow("another kind");
    expect(() => message.doubles(2)).toThrow("ends inside a number");
  });

  it("either reads random bytes or names the file", () => {
    const next = random(3, "protobuf");
    for (let round = 0; round < 2000; round++) {
      const bytes = Uint8Array.from({ length: next.integer(0, 40) }, () => next.integer(0, 255));
      try {
        new ProtobufMessage(bytes, "file");
      } catch (error) {
        expect((error as Error).message).toMatch(/^file: .*trigforge explain TF-FORMAT-019/s);
      }
    }
  });
});
