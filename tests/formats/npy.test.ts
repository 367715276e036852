import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readZip } from "../../src/formats/index.js";
import { repositoryRoot } from "../support/oracle.js";
import { collect } from "./collect.js";

const arrays = readZip(readFileSync(join(repositoryRoot, "tests/formats/fixtures/arrays.zip")), "arrays.zip");
const read = (name: string, options = {}) => collect(arrays[`${name}.npy`]!, { where: `${name}.npy`, ...options });

const plain = Array.from({ length: 12 }, (_, index) => (index * 7) % 11);

describe("every element type that numpy writes for numbers, in both byte orders", () => {
  const names = Object.keys(arrays).map((name) => name.replace(".npy", ""));
  const types = names.filter((name) => /^(little_|big_)?[iuf]\d(_version_\d)?$/.test(name));
  test.each(types)("%s", async (name) => {
    const { table, values } = await read(name);
    expect(table).toMatchObject({ format: "npy", columns: 3, totalEvents: 4, shape: [4, 3], compressed: false });
    expect(values).toEqual(plain);
  });
  test("there are 22 of them", () => expect(types).toHaveLength(22));
});

test("booleans, fractions, halves and infinities", async () => {
  expect((await read("bool")).values).toEqual(plain.map((value) => (value > 5 ? 1 : 0)));
  expect((await read("fractions")).values).toEqual([0.1, -0, Infinity, -Infinity, 5e-324, Number.MAX_VALUE]);
  expect((await read("halves")).values).toEqual([1.5, 2 ** -24, 65504, -Infinity, -0, 1023 / 2 ** 24]);
});

test("integers of 64 bits are exact, in blocks where they need it", async () => {
  const { blocks, values } = await read("big_integers", { blockEvents: 1 });
  expect(blocks.map((block) => block.values.constructor.name)).toEqual(["BigInt64Array", "BigInt64Array"]);
  expect(values).toEqual([1n, 2n ** 53n, -(2n ** 63n), 2n ** 63n - 1n]);
  expect((await read("little_i8")).blocks[0]!.values).toBeInstanceOf(Float64Array);
  await expect(read("big_unsigned")).rejects.toThrow(
    /^big_unsigned.npy: event 0, column 1: the unsigned integer 9223372036854775808 is beyond 2\^63[\s\S]*TF-FORMAT-009/,
  );
});

test("blocks partition the events", async () => {
  const { blocks } = await read("little_i4", { blockEvents: 3 });
  expect(blocks.map(({ firstEvent, events, columns }) => [firstEvent, events, columns])).toEqual([
    [0, 3, 3],
    [3, 1, 3],
  ]);
});

test("shapes: rows are events, one dimension is one column or as told", async () => {
  expect((await read("images")).table).toMatchObject({ columns: 24, totalEvents: 2, shape: [2, 3, 4, 2] });
  expect((await read("one_dimension")).table).toMatchObject({ columns: 1, totalEvents: 12 });
  expect((await read("one_dimension", { columns: 4 })).table).toMatchObject({ columns: 4, totalEvents: 3 });
  expect((await read("none")).table).toMatchObject({ columns: 3, totalEvents: 0 });
  expect((await read("none")).values).toEqual([]);
  expect((await read("fortran_column")).values).toEqual([plain[0], plain[3], plain[6], plain[9]]);
  await expect(read("one_dimension", { columns: 5 })).rejects.toThrow(/12 values in one dimension\n.*multiple of 5/);
  await expect(read("images", { columns: 5 })).rejects.toThrow(
    /shape \(2,3,4,2\) has 24 values an event\n.*expected 5/,
  );
  await expect(read("no_columns")).rejects.toThrow(/shape \(3,0\) has no values an event/);
  await expect(read("scalar")).rejects.toThrow(/the array is a single number/);
  await expect(read("fortran")).rejects.toThrow(
    /^fortran.npy: the array is stored in Fortran order[\s\S]*ascontiguousarray/,
  );
});

test("NaN is refused by event and column, or passed when asked", async () => {
  await expect(read("nan")).rejects.toThrow(/^nan.npy: event 1, column 1: the value is NaN[\s\S]*TF-FORMAT-008/);
  expect((await read("nan", { refuseNaN: false })).values).toEqual([0, 1, 2, NaN]);
});

test.each(["complex", "text", "structured", "objects"])("elements of another kind are refused: %s", async (name) => {
  await expect(read(name)).rejects.toThrow(
    /the elements are of type .*\n {2}expected one of b1, i1[\s\S]*TF-FORMAT-004/,
  );
});

test("compressed with gzip", async () => {
  const zipped = gzipSync(arrays["little_i4.npy"]!);
  const { table, values } = await collect(zipped, { where: "a.npy.gz" }, 7);
  expect(table).toMatchObject({ compressed: true, format: "npy", totalEvents: 4 });
  expect(values).toEqual(plain);
});

test("truncated and prolonged files", async () => {
  const whole = arrays["little_i4.npy"]!;
  await expect(collect(whole.subarray(0, -5))).rejects.toThrow(/the file ends after 3 events\n {2}expected 4/);
  await expect(collect(new Uint8Array([...whole, 0]))).rejects.toThrow(/bytes after the last of 4 events/);
  await expect(collect(whole.subarray(0, 40))).rejects.toThrow(/the file ends in its header/);
  await expect(collect(whole.subarray(0, 9))).rejects.toThrow(/the file ends in its header/);
});

test("a hostile header asks for nothing", async () => {
  const hostile = (text: string, length = text.length) =>
    new Uint8Array([
      ...Buffer.from("\x93NUMPY\x02\0", "latin1"),
      ...Buffer.from(Uint32Array.of(length).buffer),
      ...Buffer.from(text),
    ]);
  const header = (shape: string, descr = "'<f8'") =>
    `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }\n`;
  const failing = [
    [hostile("", 2 ** 32 - 1), /claims 4294967295 bytes[\s\S]*TF-FORMAT-017/],
    [hostile(header("(1000000000000, 4)")), /ends after 0 events\n {2}expected 1000000000000/],
    [hostile(header("(2, 1000000000000)")), /1000000000000 values/],
    [hostile(header("(9007199254740993, 9007199254740993)")), /no possible shape/],
    [hostile(header("(-1, 4)")), /header: unexpected " 'shape': \(-1, 4\)/],
    [hostile(header("(4, 4)", "__import__('os')")), /header: unexpected "'descr': __import__/],
    [hostile("{'descr': '<f8', 'descr': '<f8', }"), /the key descr appears twice/],
    [hostile("{'shape': (1,), 'descr': '<f8'}"), /one of the keys/],
    [hostile("[]"), /not a dictionary/],
    [hostile("{".repeat(60000)), /header: unexpected/],
    [hostile(`{'shape': (${"1,".repeat(30000)}`), /header: unexpected/],
  ] as const;
  for (const [bytes, message] of failing) await expect(collect(bytes)).rejects.toThrow(message);
});
