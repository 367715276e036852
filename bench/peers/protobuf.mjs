// Fields of protobuf messages, one call a field.
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** A field that holds a whole number from 0 on. */
export const number = (field, value) => new BinaryWriter().tag(field, WireType.Varint).uint64(value).finish();

/** A field that holds bytes. */
export const bytes = (field, content) =>
  new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(content).finish();

/** A field that holds text. */
export const text = (field, content) => bytes(field, Buffer.from(content));

/** A field that holds a message of fields. */
export const message = (field, ...parts) => bytes(field, Buffer.concat(parts));
