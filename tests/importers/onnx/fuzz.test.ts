import { readdirSync } from "node:fs";
import { join } from "node:path";
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { describe, expect, it } from "vitest";
import { TrigforgeError } from "../../../src/errors/index.js";
import { parseFormat } from "../../../src/fixed/index.js";
import { importOnnx, type OnnxOptions } from "../../../src/importers/onnx/index.js";
import { type Random, random } from "../../support/random.js";
import { folder, golden } from "./support.js";

// Damaged files: each is imported or refused with a located error, within a second.

const seed = 20261122;
const trained: OnnxOptions = {
  fidelity: "as trained",
  softmax: "drop",
  inputs: { x: parseFormat("fixed<10,5>") },
};
const converted: OnnxOptions = {
  fidelity: "as hls4ml",
  configuration: { Model: { Precision: "fixed<12,5>", ReuseFactor: 1 } },
};
// The networks with very many outputs are the same few operators over and over.
const large = ["rounding_modes", "zero_points", "scales"];
const names = readdirSync(join(folder, "golden"))
  .filter((name) => name.endsWith(".onnx") && !name.startsWith("brevitas"))
  .map((name) => name.slice(0, -5))
  .filter((name) => !large.includes(name));

/** The outcome of an import: "imported", or the code of its error. Anything else is thrown. */
function outcome(bytes: Uint8Array, name: string): string {
  const start = performance.now();
  try {
    importOnnx({ bytes, name, where: "damaged.onnx" }, /^(float|torch)/.test(name) ? converted : trained);
    return "imported";
  } catch (error) {
    if (!(error instanceof TrigforgeError)) throw error;
    if (!/^TF-(ONNX|FORMAT|KERAS)-/.test(error.code)) throw error;
    expect(error.note.where.length).toBeGreaterThan(4);
    expect(error.message.length).toBeLessThan(4000);
    return error.code;
  } finally {
    // A slow machine under other load may take longer than the second that an import may cost.
    expect(performance.now() - start).toBeLessThan(5000);
  }
}

describe(`damaged ONNX files, seed ${seed}`, () => {
  it.each(names)("%s: bytes changed, cut and repeated", (name) => {
    const next = random(seed, null);
    const original = golden(name);
    for (let round = 0; round < 12; round++) {
      const bytes = new Uint8Array(original);
      const kind = round % 4;
      for (let change = 0; change <= round % 5; change++) {
        bytes[next.integer(0, bytes.length - 1)] = next.integer(0, 256 - 1);
      }
      const cut = next.integer(0, bytes.length - 1);
      const damaged =
        kind === 1
          ? bytes.slice(0, cut)
          : kind === 2
            ? Uint8Array.of(...bytes.slice(0, cut), ...bytes.slice(cut >> 1))
            : bytes;
      outcome(damaged, name);
    }
  });

  it.each(names)("%s: structure changed", (name) => {
    const next = random(seed + 1, null);
    const outcomes = new Set<string>();
    for (let round = 0; round < 12; round++) outcomes.add(outcome(restructured(golden(name), next), name));
    expect(outcomes.size).toBeGreaterThan(0);
  });
});

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
function restructured(file: Uint8Array, next: Random): Uint8Array {
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
