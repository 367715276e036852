import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

// Small ONNX files written by hand, for what a Python package would not write.

/** A field of a message: bytes or text behind a length, a whole number, or a float. */
export type Value = Uint8Array | string | bigint | number | { float: number };

/** A message from its fields, as [number, value] in order. */
export function message(...fields: readonly (readonly [number, Value])[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const [field, value] of fields) {
    if (typeof value === "string") writer.tag(field, WireType.LengthDelimited).string(value);
    else if (value instanceof Uint8Array) writer.tag(field, WireType.LengthDelimited).bytes(value);
    else if (typeof value === "object") writer.tag(field, WireType.Bit32).float(value.float);
    else writer.tag(field, WireType.Varint).int64(BigInt(value));
  }
  return writer.finish();
}

/** A TensorProto: dims, data type, and the fields that hold its numbers. */
export function tensor(
  name: string,
  shape: readonly number[],
  type: number,
  ...data: readonly (readonly [number, Value])[]
) {
  return message(...shape.map((extent): [number, Value] => [1, extent]), [2, type], [8, name], ...data);
}

/** A float tensor in raw_data. */
export function floats(name: string, shape: readonly number[], values: readonly number[]): Uint8Array {
  return tensor(name, shape, 1, [9, new Uint8Array(Float32Array.from(values).buffer)]);
}

/** An integer tensor in raw_data. */
export function int64s(name: string, values: readonly number[]): Uint8Array {
  return tensor(name, [values.length], 7, [9, new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer)]);
}

/** An attribute: a whole number, a float, a text, or whole numbers. */
export function attribute(name: string, value: number | string | { float: number } | readonly number[]): Uint8Array {
  if (typeof value === "number") return message([1, name], [3, value], [20, 2]);
  if (typeof value === "string") return message([1, name], [4, value], [20, 3]);
  if ("float" in value) return message([1, name], [2, value], [20, 1]);
  return message([1, name], ...value.map((item): [number, Value] => [8, item]), [20, 7]);
}

export interface NodeText {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly domain?: string;
  readonly attributes?: readonly Uint8Array[];
}

export interface GraphText {
  readonly nodes: readonly NodeText[];
  readonly constants?: readonly Uint8Array[];
  /** Default: x of shape [1, 4]. */
  readonly inputs?: Readonly<Record<string, readonly (number | string)[]>>;
  readonly outputs?: readonly string[];
  readonly opset?: number;
}

function port(name: string, shape: readonly (number | string)[]): Uint8Array {
  const extents = shape.map((extent): [number, Value] => [
    1,
    typeof extent === "number" ? message([1, extent]) : message([2, extent]),
  ]);
  return message([1, name], [2, message([1, message([1, 1], [2, message(...extents)])])]);
}

/** A whole file. */
export function model({
  nodes,
  constants = [],
  inputs = { x: [1, 4] },
  outputs = ["y"],
  opset = 13,
}: GraphText): Uint8Array {
  const graph = message(
    ...nodes.map(({ operator, inputs: from, outputs: to, domain = "", attributes = [] }, index): [number, Value] => [
      1,
      message(
        ...from.map((name): [number, Value] => [1, name]),
        ...to.map((name): [number, Value] => [2, name]),
        [3, `${operator}_${index}`],
        [4, operator],
        ...attributes.map((each): [number, Value] => [5, each]),
        [7, domain],
      ),
    ]),
    [2, "network"],
    ...constants.map((each): [number, Value] => [5, each]),
    ...Object.entries(inputs).map(([name, shape]): [number, Value] => [11, port(name, shape)]),
    ...outputs.map((name): [number, Value] => [12, port(name, [])]),
  );
  return message(
    [1, 8],
    [7, graph],
    [8, message([1, ""], [2, opset])],
    [8, message([1, "qonnx.custom_op.general"], [2, 1])],
  );
}
