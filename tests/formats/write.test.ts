import { describe, expect, test } from "vitest";
import {
  type EventBlock,
  encodeNpy,
  encodeNpyBlock,
  encodeNpyHeader,
  encodeText,
  encodeTextHeader,
  type NpyOutput,
  npyHeaderBytes,
} from "../../src/formats/index.js";
import { execute, oraclePython, random, requireOrSkip } from "../support/oracle.js";
import { collect, gather } from "./collect.js";

const block = (values: EventBlock["values"], columns: number, firstEvent = 0): EventBlock => ({
  firstEvent,
  events: values.length / columns,
  columns,
  values,
});

const tables: Record<NpyOutput, EventBlock["values"]> = {
  int32: new Float64Array([0, 1, -(2 ** 31), 2 ** 31 - 1, 5, 6]),
  int64: new BigInt64Array([0n, 1n, -(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n + 1n, 6n]),
  float32: new Float64Array([0.5, -0, Infinity, 2 ** 127, 2 ** -149, NaN]),
  float64: new Float64Array([0.1, -0, -Infinity, Number.MAX_VALUE, 5e-324, NaN]),
};

describe("npy files come back as they were written", () => {
  test.each(Object.keys(tables) as NpyOutput[])("%s", async (dtype) => {
    const values = tables[dtype];
    const blocks = [block(values.slice(0, 2), 2), block(values.slice(2), 2, 1)];
    const bytes = await gather(encodeNpy(blocks, { dtype, shape: [3, 2], where: "out.npy" }));
    const back = await collect(bytes, { refuseNaN: false });
    expect(back.table).toMatchObject({ format: "npy", shape: [3, 2], totalEvents: 3 });
    expect(back.values).toEqual([...values]);
  });
});

test("64-bit integers from a block of floating-point numbers", () => {
  const written = encodeNpyBlock(block(new Float64Array([1, -5, 2 ** 60]), 3), "int64", "out.npy");
  expect(new BigInt64Array(written.buffer)).toEqual(new BigInt64Array([1n, -5n, 2n ** 60n]));
});

test.each<[NpyOutput, EventBlock["values"], RegExp]>([
  ["int32", new Float64Array([0, 0.5]), /^out.npy: event 7, column 1: 0.5 is no value of type int32/],
  ["int32", new Float64Array([2 ** 31, 0]), /event 7, column 0: 2147483648 is no/],
  ["int32", new BigInt64Array([0n, -(2n ** 40n)]), /column 1: -1099511627776 is no/],
  ["int64", new Float64Array([2 ** 63, 0]), /column 0: 9223372036854776000 is no/],
  ["int64", new Float64Array([0, Infinity]), /column 1: Infinity is no/],
  ["int64", new Float64Array([NaN, 0]), /column 0: NaN is no/],
  ["float32", new Float64Array([0, 0.1]), /column 1: 0.1 is no value of type float32/],
  ["float64", new BigInt64Array([2n ** 53n + 1n, 0n]), /column 0: 9007199254740993 is no/],
])("what does not fit %s is refused", (dtype, values, message) => {
  expect(() => encodeNpyBlock(block(values, 2, 7), dtype, "out.npy")).toThrow(message);
  expect(() => encodeNpyBlock(block(values, 2, 7), dtype, "out.npy")).toThrow(/TF-FORMAT-018/);
});

test("a header has the same length for any number of events, and fits the blocks", async () => {
  for (const shape of [[0], [5], [0, 2], [10 ** 15, 10 ** 6], [10 ** 12, 100_000, 100_000]]) {
    expect(encodeNpyHeader("int64", shape)).toHaveLength(npyHeaderBytes);
  }
  expect(encodeNpyHeader("int64", Array(40).fill(1)).length % 64).toBe(0);
  const write = (shape: number[]) =>
    gather(encodeNpy([block(new Float64Array(4), 2)], { dtype: "int32", shape, where: "o" }));
  await expect(write([3, 2])).rejects.toThrow(/^o: 2 values are missing\n {2}expected the shape \(3, 2\)/);
  await expect(write([1, 2])).rejects.toThrow(/there are more values/);
});

test("text comes back as it was written", async () => {
  const source = random(21, "text");
  const values = Float64Array.from({ length: 600 }, () =>
    source.pick([source.integer(-500, 500), source.normal(), -0, Infinity]),
  );
  const big = new BigInt64Array([2n ** 62n + 1n, -3n, 0n]);
  for (const format of ["csv", "dat"] as const) {
    const where = `a.${format}`;
    const blocks = [block(values.slice(0, 300), 3), block(values.slice(300), 3, 100)];
    expect((await collect(await gather(encodeText(blocks, { format })), { where })).values).toEqual([...values]);
    expect((await collect(await gather(encodeText([block(big, 3)], { format })), { where })).values).toEqual([...big]);
  }
});

test("text with names and a printing function of one's own", async () => {
  const output = {
    format: "csv",
    names: ["pt", "eta, bin"],
    print: (value: number | bigint) => Number(value).toFixed(2),
  } as const;
  const text = new TextDecoder().decode(await gather(encodeText([block(new Float64Array([1, 2.5]), 2)], output)));
  expect(text).toBe('pt,"eta, bin"\n1.00,2.50\n');
  expect((await collect(text)).table.names).toEqual(["pt", "eta, bin"]);
  expect(encodeTextHeader(['a"b', "#c"])).toBe('"a\'b","#c"\n');
});

const python = oraclePython();

test.skipIf(!requireOrSkip("a Python with numpy", python !== null))("numpy reads what is written here", async () => {
  const check =
    "import sys, io, numpy as np; a = np.load(io.BytesIO(sys.stdin.buffer.read())); print(a.dtype, a.shape, a.ravel().tolist())";
  const read = async (dtype: NpyOutput) => {
    const bytes = await gather(encodeNpy([block(tables[dtype], 2)], { dtype, shape: [3, 2], where: "out.npy" }));
    return execute(python!, ["-c", check], ".", bytes).toString().trim();
  };
  expect(await read("int32")).toBe("int32 (3, 2) [0, 1, -2147483648, 2147483647, 5, 6]");
  expect(await read("int64")).toBe(
    "int64 (3, 2) [0, 1, -9223372036854775808, 9223372036854775807, 9007199254740993, 6]",
  );
  expect(await read("float32")).toBe(
    "float32 (3, 2) [0.5, -0.0, inf, 1.7014118346046923e+38, 1.401298464324817e-45, nan]",
  );
  expect(await read("float64")).toBe("float64 (3, 2) [0.1, -0.0, -inf, 1.7976931348623157e+308, 5e-324, nan]");
});
