import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  datasetAt,
  findHdf5,
  type Hdf5Group,
  readHdf5,
  textAttribute,
  textsAttribute,
} from "../../src/formats/index.js";
import { repositoryRoot, requireOrSkip, sharedFolder } from "../support/oracle.js";

const fixture = (name: string) => readFileSync(join(repositoryRoot, "tests/formats/fixtures", name));
const open = (name: string) => readHdf5(fixture(name), name);

test("attributes come as plain values", async () => {
  const file = await open("plain.h5");
  expect(Object.fromEntries(file.attributes)).toEqual({
    backend: "tensorflow",
    keras_version: "2.15.0",
    layer_names: ["dense", "activation"],
    empty_names: new Float64Array(0),
    nothing: null,
    count: -(2n ** 40n),
    ratio: 0.1,
    flag: true,
    flags: [true, false, true],
    axes: new Int32Array([1, -2, 3]),
    model_config: '{"name": "naïve", "layers": []}',
    names: ["kernel", "größe", ""],
  });
  expect([...file.unreadAttributes]).toEqual([["compound", 'a value of HDF5 class "compound" of 12 bytes']]);
});

test("datasets come in the array of their type, in row-major order", async () => {
  const file = await open("plain.h5");
  const kernel = datasetAt(file, file, "dense/dense/kernel:0");
  expect(kernel).toMatchObject({ path: "/dense/dense/kernel:0", shape: [2, 3], type: "float32" });
  expect(kernel.read()).toEqual(new Float32Array([0, 0.25, 0.5, 0.75, 1, 1.25]));
  expect(datasetAt(file, file, "/dense/dense/bias:0").read()).toEqual(new Float64Array([1.5, -0, Infinity]));
  expect(datasetAt(file, file, "link").read()).toEqual(new Float64Array([1.5, -0, Infinity]));
  const numbers = findHdf5(file, "numbers") as Hdf5Group;
  const read = (name: string) => datasetAt(file, numbers, name).read();
  expect(read("i1")).toEqual(new Int8Array([-128, 127, 1]));
  expect(read("u1")).toEqual(new Uint8Array([0, 255, 1]));
  expect(read("i2")).toEqual(new Int16Array([-32768, 32767, 1]));
  expect(read("u2")).toEqual(new Uint16Array([0, 65535, 1]));
  expect(read("i4")).toEqual(new Int32Array([-(2 ** 31), 2 ** 31 - 1, 1]));
  expect(read("u4")).toEqual(new Uint32Array([0, 2 ** 32 - 1, 1]));
  expect(read("i8")).toEqual(new BigInt64Array([-(2n ** 63n), 2n ** 63n - 1n, 1n]));
  expect(read("u8")).toEqual(new BigUint64Array([0n, 2n ** 64n - 1n, 1n]));
  expect(read("big_endian")).toEqual(new Int32Array([1, -2, 70000]));
  expect(read("bool")).toEqual([true, false]);
  expect(read("scalar")).toEqual(new Float32Array([0.5]));
  expect(datasetAt(file, numbers, "none")).toMatchObject({ shape: [0, 3] });
  expect(read("none")).toEqual(new Float32Array(0));
  expect(datasetAt(file, file, "text/variable").read()).toEqual(["one", "two", ""]);
  expect(datasetAt(file, file, "text/fixed").read()).toEqual(["abc", "de"]);
});

test("chunks, filters, creation order and large attributes of the newer format", async () => {
  const file = await open("chunked.h5");
  const expected = Int32Array.from({ length: 2000 }, (_, index) => index % 97);
  expect(datasetAt(file, file, "gzip").read()).toEqual(expected);
  expect(datasetAt(file, file, "checksum").read()).toEqual(expected);
  expect(datasetAt(file, file, "shuffle").read()).toEqual(Float32Array.from(expected));
  expect(datasetAt(file, file, "growing").read()).toEqual(new Float64Array([0, 1, 2, 3, 4]));
  expect(datasetAt(file, file, "unwritten").read()).toEqual(new Float32Array(6).fill(7));
  const ordered = findHdf5(file, "ordered") as Hdf5Group;
  expect([...ordered.children.keys()]).toEqual(["zulu", "alpha", "mike"]);
  const long = textsAttribute(file, ordered, "long")!;
  expect([long.length, long[3999]]).toEqual([4000, "weight_03999"]);
  expect(() => datasetAt(file, file, "vast").read()).toThrow(/"\/vast": it claims 274877906944 bytes/);
});

test("two files can be read in turns", async () => {
  const [plain, chunked] = [await open("plain.h5"), await open("chunked.h5")];
  for (let turn = 0; turn < 3; turn++) {
    expect(datasetAt(plain, plain, "numbers/i1").read()).toEqual(new Int8Array([-128, 127, 1]));
    expect(datasetAt(chunked, chunked, "growing").read()).toHaveLength(5);
  }
});

test("Keras' lists of names, also those cut in parts", async () => {
  const file = await open("plain.h5");
  const dense = findHdf5(file, "dense/dense")!;
  expect(textsAttribute(file, dense, "weight_names")).toEqual(["kernel:0", "bias:0", "gamma:0"]);
  expect(textsAttribute(file, findHdf5(file, "activation")!, "weight_names")).toEqual([]);
  expect(textsAttribute(file, dense, "other")).toBeNull();
  expect(textAttribute(file, file, "backend")).toBe("tensorflow");
  expect(textAttribute(file, file, "other")).toBeNull();
});

test("what is missing or of another kind is refused by name", async () => {
  const file = await open("plain.h5");
  expect(() => textAttribute(file, file, "axes")).toThrow(/^plain.h5: attribute "axes" of "\/": it is not a string/);
  expect(() => textsAttribute(file, file, "axes")).toThrow(/"axes" of "\/": it is not a list of strings/);
  expect(() => textAttribute(file, file, "compound")).toThrow(/class "compound" of 12 bytes cannot be read/);
  expect(() => datasetAt(file, file, "numbers/half").read()).toThrow(
    /"\/numbers\/half": a value of HDF5 class "float" of 2/,
  );
  expect(() => datasetAt(file, file, "dense")).toThrow(/"dense" is a group/);
  expect(() => datasetAt(file, file, "link2")).toThrow(/no dataset "link2"\n.*did you mean "link"\?/);
  await expect(open("external.h5")).rejects.toThrow(
    /^external.h5: "\/away": this link leads nowhere or to another file/,
  );
  await expect(open("cyclic.h5")).rejects.toThrow(/TF-FORMAT-017/);
});

test("files that are not HDF5, or not whole, are refused", async () => {
  const plain = fixture("plain.h5");
  await expect(readHdf5(new Uint8Array(0), "empty.h5")).rejects.toThrow(
    /^empty.h5: it does not begin like an HDF5 file/,
  );
  await expect(readHdf5(new TextEncoder().encode("PK and more"), "a.h5")).rejects.toThrow(/TF-FORMAT-001/);
  await expect(readHdf5(plain.subarray(0, 5000), "cut.h5")).rejects.toThrow(
    /^cut.h5: the file has been truncated: it has 5000/,
  );
  await expect(readHdf5(plain.subarray(0, 30), "cut.h5")).rejects.toThrow(/^cut.h5: the file has been truncated to 30/);
});

const models = sharedFolder() === null ? null : join(sharedFolder()!, "models");

describe.skipIf(!requireOrSkip("the shared folder of models", models !== null))("models of other people", () => {
  const names = models === null ? [] : readdirSync(models).filter((name) => name.endsWith(".h5"));
  test.each(names)("%s", async (name) => {
    const file = await readHdf5(readFileSync(join(models!, name)), name);
    const root = (findHdf5(file, "model_weights") ?? file) as Hdf5Group;
    const layers = textsAttribute(file, root, "layer_names")!;
    expect(layers.length).toBeGreaterThan(1);
    let weights = 0;
    for (const layer of layers) {
      const group = root.children.get(layer) as Hdf5Group;
      for (const weight of textsAttribute(file, group, "weight_names")!) {
        const dataset = datasetAt(file, group, weight);
        const data = dataset.read();
        expect(data.length).toBe(dataset.shape.reduce((product, size) => product * size, 1));
        expect(Array.from(data as Float32Array).every(Number.isFinite)).toBe(true);
        weights++;
      }
    }
    expect(weights).toBeGreaterThan(0);
  });
});
