import { expect, test } from "vitest";
import { detectEventFormat } from "../../src/formats/index.js";

const detect = (start: string, name: string) =>
  detectEventFormat(
    Uint8Array.from(start, (c) => c.charCodeAt(0)),
    name,
  );

test.each([
  ["\x93NUMPY\x01\0", "anything.bin", "npy"],
  ["1,2", "a.csv", "csv"],
  ["1,2", "a.CSV.GZ", "csv"],
  ["1\t2", "folder.v1/a.tsv", "csv"],
  ["1 2", "tb_data/tb_input_features.dat", "dat"],
  ["1 2", "a.dat.gz", "dat"],
  ["1 2\n", "events", "csv"],
  ["# x\n", "a.log", "csv"],
])("%j called %s is %s", (start, name, format) => {
  expect(detect(start, name)).toBe(format);
});

test.each([
  ["1,2", "a.npy", /^a.npy: it is called .npy but does not begin like one/],
  ["PK\x03\x04", "a.npz", /a zip archive \(perhaps .npz\)/],
  ["\x89HDF\r\n", "a.csv", /an HDF5 file/],
  ["root\0", "a.root", /a ROOT file/],
  ["PAR1", "a.parquet", /a Parquet file/],
  ["\xff\xfe1\0", "a.csv", /text in UTF-16/],
  ["\0\x01\x02", "a.bin", /the format cannot be recognised/],
  ["", "events", /the format cannot be recognised/],
])("%j called %s is refused", (start, name, message) => {
  expect(() => detect(start, name)).toThrow(message);
  expect(() => detect(start, name)).toThrow(/TF-FORMAT-010/);
});
