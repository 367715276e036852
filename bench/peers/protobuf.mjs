// The little of protobuf that an ONNX model needs.

const varint = (value) => {
  const bytes = [];
  let rest = value;
  do {
    bytes.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.from(bytes);
};

/** A field that holds a whole number from 0 on. */
export const number = (field, value) => Buffer.concat([varint(field * 8), varint(value)]);

/** A field that holds bytes. */
export const bytes = (field, content) => Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);

/** A field that holds text. */
export const text = (field, content) => bytes(field, Buffer.from(content));

/** A field that holds a message of fields. */
export const message = (field, ...parts) => bytes(field, Buffer.concat(parts));
