import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { centredPoint } from "../../src/layers/tables/centred.js";
import { expFloat } from "../../src/layers/tables/expFloat.js";
import {
  type EntryFunction,
  eluEntry,
  seluEntry,
  sigmoidEntry,
  softplusEntry,
  softsignEntry,
} from "../../src/layers/tables/functions.js";
import { tanhFloat } from "../../src/layers/tables/tanhFloat.js";
import { compileAndRun, hasCompiler, random, requireOrSkip, vendorHeaders } from "../support/oracle.js";

const headers = vendorHeaders();
const functions: { readonly [name: string]: EntryFunction } = {
  exp: expFloat,
  tanh: tanhFloat,
  sigmoid: sigmoidEntry,
  softplus: softplusEntry,
  softsign: softsignEntry,
  elu: eluEntry,
  selu: seluEntry,
};

/** Floats whose bit patterns are spread evenly: both signs, from subnormal to 110. */
function spreadFloats(count: number, start: number): Float32Array {
  const top = new Uint32Array(new Float32Array([110]).buffer)[0]!;
  const step = Math.floor(top / (count / 2));
  const bits = Uint32Array.from({ length: count }, (_unused, index) => {
    const size = (start % step) + (index >> 1) * step;
    return (index & 1) === 1 ? (size | 0x80000000) >>> 0 : size;
  });
  return new Float32Array(bits.buffer);
}

/** The points of tables over −8 … 8 and −4 … 4: all of 2^16 entries, which smaller powers of two share, and odd sizes. */
function tablePoints(): Float32Array {
  const sizes = [65536, 60000, 4095, 1000, 777, 37, 1];
  const points = sizes.flatMap((size) =>
    Array.from({ length: size }, (_unused, index) => [centredPoint(index, size, 16), centredPoint(index, size, 8)]),
  );
  return Float32Array.from(points.flat());
}

const available =
  requireOrSkip("a C++ compiler (g++)", hasCompiler()) && requireOrSkip("hls4ml's kernels", headers !== null);

/** The C library of this machine: its tanhf was another before 2.41, when it became correctly rounded. */
const glibc = (process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined)?.header
  ?.glibcVersionRuntime;
const [major, minor] = (glibc ?? "0.0").split(".").map(Number) as [number, number];
const oldTanh = requireOrSkip("a glibc before 2.41 for tanhf", major === 2 && minor < 41);

test.skipIf(!available)("table functions give the C library's float32, bit for bit", () => {
  const source = random(41, null);
  const points = tablePoints();
  const names = Object.keys(functions).filter((name) => oldTanh || name !== "tanh");
  const arguments_ = names.flatMap((name): (readonly [string, Float32Array])[] => [
    [name, spreadFloats(name === "exp" || name === "tanh" ? 1_600_000 : 50_000, source.next())],
    [name, points],
  ]);
  const input = arguments_.flatMap(([name, numbers]) => [
    Buffer.from(`${name} ${numbers.length}\n`),
    Buffer.from(numbers.buffer),
  ]);
  const out = compileAndRun(
    {
      sources: [join(dirname(fileURLToPath(import.meta.url)), "oracle/floats.cpp")],
      include: [headers!, dirname(headers!)],
      flags: ["-O1"],
    },
    [],
    Buffer.concat(input),
  );
  const expected = new Float32Array(new Uint8Array(out).buffer);
  let offset = 0;
  const differing: string[] = [];
  for (const [name, numbers] of arguments_) {
    const entry = functions[name]!;
    numbers.forEach((x, index) => {
      const y = entry(x);
      if (!Object.is(y, expected[offset + index]!))
        differing.push(`${name}(${x}) = ${expected[offset + index]}, ours ${y}`);
    });
    offset += numbers.length;
  }
  expect(offset).toBe(expected.length);
  console.info(`layers: ${offset} float32 results compared with the C library, ${differing.length} differ`);
  expect(differing.slice(0, 10)).toEqual([]);
});

test("values of e^x and tanh x at the ends of their ranges", () => {
  expect(expFloat(0)).toBe(1);
  expect(expFloat(1)).toBe(Math.fround(Math.E));
  expect(expFloat(89)).toBe(Number.POSITIVE_INFINITY);
  expect(expFloat(-104)).toBe(0);
  expect(expFloat(-103)).toBe(2 ** -149);
  expect(expFloat(Number.NaN)).toBeNaN();
  expect(tanhFloat(22)).toBe(1);
  expect(tanhFloat(-30)).toBe(-1);
  expect(tanhFloat(2 ** -60)).toBe(2 ** -60);
  expect(Object.is(tanhFloat(-0), -0)).toBe(true);
  expect(tanhFloat(0.5)).toBeCloseTo(Math.tanh(0.5), 6);
});
