import { gzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { random } from "../support/oracle.js";
import { collect } from "./collect.js";

const csv = (text: string, options = {}) => collect(text, { where: "events.csv", ...options });
const refused = (text: string, message: RegExp, options = {}) => expect(csv(text, options)).rejects.toThrow(message);

test.each([
  ["commas", "1,2,3\n4,5,6\n"],
  ["semicolons", "1;2;3\n4;5;6\n"],
  ["tabs", "1\t2\t3\n4\t5\t6\n"],
  ["spaces", "1 2 3\n4 5 6\n"],
  ["runs of spaces and tabs", "  1  2 \t 3 \n 4   5 6"],
  ["spaces around commas", " 1 , 2,  3\n4 ,5 , 6 "],
  ["CRLF and no last line end", "1,2,3\r\n4,5,6"],
  ["blank lines and comments", "# made today\n\n1,2,3 # first\n   \n#\n4,5,6#last\n\n"],
  ["quotes", '"1","2","3"\n"4","5","6"\n'],
  ["a byte order mark", "\ufeff1,2,3\n4,5,6\n"],
])("a table with %s", async (_, text) => {
  for (const size of [1, 2, 5, 65536]) {
    const { table, values } = await collect(text, { where: "events.csv" }, size);
    expect(table).toMatchObject({ format: "csv", columns: 3, totalEvents: undefined, names: undefined });
    expect(values).toEqual([1, 2, 3, 4, 5, 6]);
  }
});

test.each([
  ["pt,eta,phi\n1,2,3\n", ["pt", "eta", "phi"]],
  ['"a, b";c d;"e"\n1;2;3\n', ["a, b", "c d", "e"]],
  ["pt eta phi\n1 2 3", ["pt", "eta", "phi"]],
  ["# header\nx\ty\tz\n1\t2\t3", ["x", "y", "z"]],
])("names in the first line: %j", async (text, names) => {
  const { table, values } = await csv(text);
  expect(table.names).toEqual(names);
  expect(values).toEqual([1, 2, 3]);
});

test("names that are numbers need telling", async () => {
  expect((await csv("0,1,2\n5,6,7\n")).values).toEqual([0, 1, 2, 5, 6, 7]);
  const told = await csv("0,1,2\n5,6,7\n", { header: true });
  expect([told.table.names, told.values]).toEqual([
    ["0", "1", "2"],
    [5, 6, 7],
  ]);
  await refused(",0,1\n0,5,6\n", /^events.csv:1: the first line is neither all values nor all names: value 1 is ""/);
});

test("hls4ml's .dat: spaces, a trailing one, no header", async () => {
  const { table, blocks } = await collect("0.5 -1.25 3e-05 \n-0.0 1 2 \n", { where: "tb_data/tb_input_features.dat" });
  expect(table.format).toBe("dat");
  expect(blocks).toEqual([
    { firstEvent: 0, events: 2, columns: 3, values: new Float64Array([0.5, -1.25, 3e-5, -0, 1, 2]) },
  ]);
  await expect(collect("1,2\n", { where: "a.dat" })).rejects.toThrow(/^a.dat:1: value 1 is "1,2", not a number/);
});

test("numbers in every spelling", async () => {
  const spellings =
    "0 -0 +7 1. .5 -.25 1e3 1E-3 2.5e+2 0x1F -0xff inf -Infinity 007 1e22 123456789012345 0.1 1e-22".split(" ");
  const expected = [
    0,
    -0,
    7,
    1,
    0.5,
    -0.25,
    1000,
    0.001,
    250,
    31,
    -255,
    Infinity,
    -Infinity,
    7,
    1e22,
    123456789012345,
    0.1,
    1e-22,
  ];
  expect((await csv(`${spellings.join(",")}\n`)).values).toEqual(expected);
});

test("decimals are the nearest floating-point number, whatever their length", async () => {
  const source = random(11, "decimals");
  const cells = Array.from({ length: 20_000 }, () => {
    const digits = String(source.bits(source.integer(1, 70)));
    const point = source.integer(0, digits.length);
    const exponent = source.pick(["", "", `e${source.integer(-30, 30)}`, `E+${source.integer(0, 290)}`]);
    return `${source.pick(["", "-", "+"])}${digits.slice(0, point) || "0"}.${digits.slice(point)}${exponent}`;
  });
  const { values } = await csv(cells.map((cell, index) => cell + (index % 10 === 9 ? "\n" : " ")).join(""), {
    columns: 10,
  });
  expect(values).toEqual(cells.map(Number));
});

test("random tables read as csv-parse reads them", async () => {
  const source = random(12, "tables");
  for (let round = 0; round < 50; round++) {
    const separator = source.pick([",", ";", "\t"]);
    const [columns, rows] = [source.integer(1, 6), source.integer(1, 40)];
    const cell = () =>
      source.pick([String(source.integer(-999, 999)), String(source.normal()), "1e-7", ' "3.5" ', " 4 "]);
    const line = () => Array.from({ length: columns }, cell).join(separator);
    const text = Array.from({ length: rows }, line).join(source.pick(["\n", "\r\n"]));
    if (columns === 1 && separator !== ",") continue;
    const trimmed = parse(text, { delimiter: separator, trim: true, relax_quotes: true }) as string[][];
    const { values } = await collect(
      text,
      { where: "a.csv", blockEvents: source.integer(1, 9) },
      source.integer(1, 50),
    );
    expect(values).toEqual(trimmed.flat().map((field) => Number(field.replaceAll('"', ""))));
  }
});

test("integers beyond 2^53 stay exact or are refused", async () => {
  const { blocks } = await csv("1,9007199254740993\n-9223372036854775808,0x7fffffffffffffff\n3,4\n", {
    blockEvents: 2,
  });
  expect(blocks[0]!.values).toEqual(new BigInt64Array([1n, 9007199254740993n, -(2n ** 63n), 2n ** 63n - 1n]));
  expect(blocks[1]!.values).toEqual(new Float64Array([3, 4]));
  expect((await csv("100000000000000000000,0.5\n")).values).toEqual([1e20, 0.5]);
  await refused(
    "1,2\n1,9223372036854775809\n",
    /^events.csv:2: the integer 9223372036854775809 is beyond 64 bits[\s\S]*TF-FORMAT-009/,
  );
  await refused(
    "0.5,2\n1,9007199254740993\n",
    /^events.csv:2: the integer 9007199254740993 is beyond 2\^53, but the value 0.5/,
  );
});

describe("mistakes are located", () => {
  test.each<[string, RegExp, { header?: boolean }?]>([
    ["1,2,3\n4,5\n", /^events.csv:2: it has 2 values\n {2}expected 3 values separated by commas/],
    ["1,2,3\n\n4,5,6,7\n", /^events.csv:3: it has more than 3 values/],
    ["a,b\n1,2,3\n", /^events.csv:2: it has more than 2 values/],
    ["1,2\n3,\n", /^events.csv:2: value 2 is missing/],
    ["1,2\n,3\n", /^events.csv:2: value 1 is missing/],
    ["1,2\n3,,4\n", /^events.csv:2: value 2 is missing/],
    ["1,2\n3,abc\n", /^events.csv:2: value 2 is "abc", not a number/],
    ["1,2\n3,1.2.3\n", /^events.csv:2: value 2 is "1.2.3", not a number/],
    ["1,2\n3,1e\n", /^events.csv:2: value 2 is "1e", not a number/],
    ["1,2\n3,0x\n", /^events.csv:2: value 2 is "0x", not a number/],
    ["1,2\n3,--4\n", /^events.csv:2: value 2 is "--4", not a number/],
    ["1,2\n3,1e999\n", /^events.csv:2: value 2 is "1e999", beyond all/],
    ["1,2\n3;4\n", /^events.csv:2: value 1 is "3;4", not a number/],
    ["1,2\n3 4\n", /^events.csv:2: "4" after value 1/],
    ["1,5;2,5\n", /^events.csv:1: value 1 is "1,5", not a number/, { header: false }],
    ["1,2\r3,4\n", /^events.csv:1: .*/],
    ["1,2\n3,4\u0000\n", /^events.csv:2: value 2 is "4\\u0000", not a number/],
    ["x,1\n", /^events.csv:1: the first line is neither all values nor all names/],
  ])("%j", async (text, message, options = {}) => {
    await refused(text, message, options);
    await refused(text, /TF-FORMAT-006/, options);
  });
});

test("NaN is refused by event and column, or passed when asked", async () => {
  await refused("1,2\n3,nan\n", /^events.csv: event 1, column 1: the value is NaN[\s\S]*TF-FORMAT-008/);
  await refused("NaN,2\n", /event 0, column 0/);
  expect((await csv("1,NaN\n", { refuseNaN: false })).values).toEqual([1, NaN]);
});

test("files without events", async () => {
  for (const text of ["", "\n\n", "# nothing\n", "pt,eta\n", "pt,eta\n# end"])
    await refused(text, /no events.*[\s\S]*TF-FORMAT-007/);
});

test("columns that were asked for", async () => {
  expect((await csv("1,2\n", { columns: 2 })).values).toEqual([1, 2]);
  await refused("\n1,2\n", /^events.csv:2: it has 2 values\n {2}expected 3[\s\S]*TF-FORMAT-011/, { columns: 3 });
});

test("wide tables take no longer than their size", async () => {
  const columns = 200_000;
  const { table, values } = await csv(`${"1,".repeat(columns - 1)}1\n`.repeat(3));
  expect([table.columns, values.length]).toEqual([columns, 3 * columns]);
  await refused(`${'"'.repeat(columns)}\n`, /events.csv/);
  await refused(`${"1,".repeat(2 ** 20)}1\n`, /an event has 1048577 values[\s\S]*TF-FORMAT-017/);
});

test("a line without an end is refused before it fills the memory", async () => {
  async function* endless() {
    for (;;) yield new Uint8Array(2 ** 20).fill(0x31);
  }
  const { readEvents } = await import("../../src/formats/index.js");
  const reading = readEvents(endless(), { where: "endless.csv" }).next();
  await expect(reading).rejects.toThrow(/^endless.csv: a line of more than 17825792 bytes[\s\S]*TF-FORMAT-017/);
});

test("compressed with gzip, and damaged so", async () => {
  const text = Array.from({ length: 5000 }, (_, index) => `${index},${index * 2}\n`).join("");
  const zipped = gzipSync(text);
  const { table, values } = await collect(zipped, { where: "events.csv.gz", blockEvents: 100 }, 1000);
  expect([table.compressed, table.format, values.length, values.at(-1)]).toEqual([true, "csv", 10_000, 9998]);
  const doubled = await collect(new Uint8Array([...zipped, ...zipped]), { where: "events.csv.gz" });
  expect(doubled.values).toHaveLength(20_000);
  const damaged = Uint8Array.from(zipped);
  damaged[zipped.length - 6]! ^= 1;
  for (const bytes of [zipped.subarray(0, -9), damaged]) {
    await expect(collect(bytes, { where: "a.gz" })).rejects.toThrow(
      /^a.gz: the compressed data is damaged[\s\S]*TF-FORMAT-012/,
    );
  }
});

test("a bomb streams", async () => {
  const bomb = gzipSync(Buffer.alloc(60_000_000, "0 \n"));
  const before = process.memoryUsage().arrayBuffers;
  const { readEvents } = await import("../../src/formats/index.js");
  const { chunked } = await import("./collect.js");
  let [events, most] = [0, 0];
  for await (const block of readEvents(chunked(bomb), { where: "bomb.csv.gz" })) {
    events += block.events;
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    if (events > 10_000_000) break;
  }
  expect(events).toBeGreaterThan(10_000_000);
  expect(most).toBeLessThan(40_000_000);
});

test("a reader that stops early closes the file", async () => {
  for (const compress of [false, true]) {
    let closed = false;
    async function* source() {
      try {
        const text = "1 2 3\n".repeat(1000);
        for (;;) yield new Uint8Array(compress ? gzipSync(text) : Buffer.from(text));
      } finally {
        closed = true;
      }
    }
    const { readEvents } = await import("../../src/formats/index.js");
    for await (const block of readEvents(source(), { where: "a.csv", blockEvents: 10 }))
      if (block.firstEvent > 3000) break;
    expect(closed).toBe(true);
  }
});

test("an error of the file itself passes through", async () => {
  async function* failing() {
    yield new Uint8Array(gzipSync("1 2\n".repeat(100))).subarray(0, 20);
    throw new Error("the disk is gone");
  }
  const { openEvents } = await import("../../src/formats/index.js");
  await expect(openEvents(failing(), { where: "a.gz" })).rejects.toThrow("the disk is gone");
});
