import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type FixedType, wrapRaw } from "../../../src/fixed/index.js";
import { elementCount } from "../../../src/ops/index.js";
import type { KernelCase } from "./kernelCase.js";

// What hls4ml's kernels gave for the first events of every case, kept for machines without a compiler:
// tests/layers/golden.json. TRIGFORGE_UPDATE_GOLDEN=1 npx vitest run tests/layers/kernels writes it anew.

const path = join(dirname(fileURLToPath(import.meta.url)), "../golden.json");

/** The first events of a case: raw integers of each input port and of the output, event after event, in base64. */
export interface GoldenCase {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly output: string;
}

/** How many events of a case are kept: enough for about forty results. */
export function goldenEvents({ output, events }: KernelCase): number {
  return Math.min(events, Math.ceil(40 / elementCount(output.shape)));
}

/** A case's golden values, from all its events. */
export function goldenCase(
  item: KernelCase,
  events: readonly (readonly (readonly bigint[])[])[],
  results: readonly bigint[],
): GoldenCase {
  const kept = goldenEvents(item);
  const inputs = item.inputs.map(({ format }, port) =>
    pack(
      events.slice(0, kept).flatMap((ports) => ports[port]!),
      format,
    ),
  );
  const output = pack(results.slice(0, kept * elementCount(item.output.shape)), item.output.format);
  return { name: item.name, inputs, output };
}

/** Raw integers of each input port, event by event, and of the output of all events. */
export function unpackGolden(item: KernelCase, golden: GoldenCase): { events: bigint[][][]; results: bigint[] } {
  const ports = item.inputs.map(({ format, shape }, port) => {
    const raw = unpack(golden.inputs[port]!, format);
    const count = elementCount(shape);
    return Array.from({ length: raw.length / count }, (_unused, event) =>
      raw.slice(event * count, (event + 1) * count),
    );
  });
  const events = ports[0]!.map((_raw, event) => ports.map((values) => values[event]!));
  return { events, results: unpack(golden.output, item.output.format) };
}

export function readGolden(): readonly GoldenCase[] {
  return JSON.parse(readFileSync(path, "utf8")) as readonly GoldenCase[];
}

export function writeGolden(cases: readonly GoldenCase[]): void {
  writeFileSync(path, `[\n${cases.map((item) => JSON.stringify(item)).join(",\n")}\n]\n`);
}

function pack(raw: readonly bigint[], type: FixedType): string {
  const size = Math.ceil(type.width / 8);
  const bytes = Buffer.alloc(raw.length * size);
  raw.forEach((value, index) => {
    for (let byte = 0; byte < size; byte++) {
      bytes[index * size + byte] = Number((BigInt.asUintN(64, value) >> BigInt(8 * byte)) & 0xffn);
    }
  });
  return bytes.toString("base64");
}

function unpack(text: string, type: FixedType): bigint[] {
  const size = Math.ceil(type.width / 8);
  const bytes = Buffer.from(text, "base64");
  return Array.from({ length: bytes.length / size }, (_unused, index) => {
    let value = 0n;
    for (let byte = size - 1; byte >= 0; byte--) value = (value << 8n) | BigInt(bytes[index * size + byte]!);
    return wrapRaw(value, type);
  });
}
