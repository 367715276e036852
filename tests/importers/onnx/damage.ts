import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { Random } from "../../support/random.js";

// Changes to the structure of an ONNX file that leave it readable as protobuf.

interface Field {
  field: number;
  wire: WireType;
  bytes: Uint8Array;
}

function fieldsOf(bytes: Uint8Array): Field[] {
  const reader = new BinaryReader(bytes);
  const fields: Field[] = [];
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    fields.push({ field, wire, bytes: wire === WireType.LengthDelimited ? reader.bytes() : reader.skip(wire) });
  }
  return fields;
}

function written(fields: readonly Field[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const { field, wire, bytes } of fields) {
    writer.tag(field, wire);
    if (wire === WireType.LengthDelimited) writer.bytes(bytes);
    else writer.raw(bytes);
  }
  return writer.finish();
}

/** One change to the fields of a node, a constant, an attribute or a port: dropped, repeated, exchanged, or made absurd. */
export function restructured(file: Uint8Array, next: Random): Uint8Array {
  const model = fieldsOf(file);
  const graph = model.find(({ field }) => field === 7)!;
  const parts = fieldsOf(graph.bytes);
  const target = parts[next.integer(0, parts.length - 1)]!;
  if (target.wire === WireType.LengthDelimited) target.bytes = changed(target.bytes, next, target.field === 1 ? 2 : 1);
  if (next.integer(0, 8 - 1) === 0) parts.splice(next.integer(0, parts.length - 1), 1);
  graph.bytes = written(parts);
  return written(model);
}

function changed(bytes: Uint8Array, next: Random, depth: number): Uint8Array {
  let fields: Field[];
  try {
    fields = fieldsOf(bytes);
  } catch {
    return bytes;
  }
  if (fields.length === 0) return bytes;
  const index = next.integer(0, fields.length - 1);
  const field = fields[index]!;
  switch (next.integer(0, 6 - 1)) {
    case 0:
      fields.splice(index, 1);
      break;
    case 1:
      fields.splice(index, 0, { ...field });
      break;
    case 2:
      field.field = 1 + next.integer(0, 24 - 1);
      break;
    case 3:
      // A varint of nine bytes: an absurd extent, axis or count.
      if (field.wire === WireType.Varint) field.bytes = Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 127);
      break;
    case 4:
      if (depth > 0 && field.wire === WireType.LengthDelimited) field.bytes = changed(field.bytes, next, depth - 1);
      break;
    default: {
      const other = fields[next.integer(0, fields.length - 1)]!;
      if (other.wire === field.wire) [field.bytes, other.bytes] = [other.bytes, field.bytes];
    }
  }
  return written(fields);
}
