import { type FixedFormat, highestRaw, lowestRaw, printVendorFormat, wrapRaw } from "../../../src/fixed/index.js";
import { type Program, ProgramBuilder } from "../../../src/ir/index.js";
import type { ConstantTensor } from "../../../src/layers/index.js";
import { elementCount, type ValueId } from "../../../src/ops/index.js";
import { type Random, random } from "../../support/random.js";

/** A tensor that enters or leaves a kernel. */
export interface Port {
  readonly format: FixedFormat;
  readonly shape: readonly number[];
}

/** An array of constants that a kernel reads: its C++ name, type and raw integers. */
export interface KernelConstant {
  readonly name: string;
  readonly format: FixedFormat;
  readonly raw: readonly bigint[];
}

/**
 * One of hls4ml's kernels with all types fixed, and the same layer written as ops. In the C++, `data_T`, `data2_T` … are
 * the input types, `res_T` the result's, `x`, `x2` … and `y` the arrays.
 */
export interface KernelCase {
  readonly name: string;
  readonly inputs: readonly Port[];
  readonly output: Port;
  readonly events: number;
  readonly constants?: readonly KernelConstant[];
  /** Declarations: usually `struct config`. */
  readonly declarations: string;
  /** The call, a statement. */
  readonly call: string;
  readonly write: (builder: ProgramBuilder, inputs: readonly ValueId[]) => ValueId;
}

const suffix = (index: number): string => (index === 0 ? "" : `${index + 1}`);

/** The C++ program that runs the kernels of some cases on the events that it reads, in order. */
export function kernelProgram(cases: readonly KernelCase[]): string {
  const bodies = cases.map((item, index) => kernelFunction(item, index));
  const calls = cases.map((_item, index) => `  case_${index}::run();`);
  return ['#include "kernels.h"', ...bodies, "int main() {", ...calls, "}", ""].join("\n");
}

function kernelFunction(
  { inputs, output, events, constants = [], declarations, call }: KernelCase,
  index: number,
): string {
  const types = inputs.map(({ format }, which) => `typedef ${printVendorFormat(format)} data${suffix(which)}_T;`);
  const arrays = inputs.map(({ shape }, which) => `data${suffix(which)}_T x${suffix(which)}[${elementCount(shape)}];`);
  const reads = inputs.map(({ shape }, which) => `read(x${suffix(which)}, ${elementCount(shape)});`);
  const tables = constants.flatMap(({ name, format, raw }) => [
    `typedef ${printVendorFormat(format)} ${name}_T;`,
    `static ${name}_T ${name}[${raw.length}];`,
    `static const int64_t ${name}_raw[] = {${raw.map(literal).join(",")}};`,
  ]);
  const fills = constants.map(({ name, raw }) => `fill(${name}, ${name}_raw, ${raw.length});`);
  return [
    `namespace case_${index} {`,
    ...types,
    `typedef ${printVendorFormat(output.format)} res_T;`,
    ...tables,
    declarations,
    "void run() {",
    ...fills,
    `for (int event = 0; event < ${events}; event++) {`,
    ...arrays,
    `res_T y[${elementCount(output.shape)}];`,
    ...reads,
    call,
    `write(y, ${elementCount(output.shape)});`,
    "}",
    "}",
    "}",
  ].join("\n");
}

function literal(raw: bigint): string {
  return raw === -(1n << 63n) ? "INT64_MIN" : `${raw}ll`;
}

/** The layer of a case as a program with inputs x, x2 … and output y. */
export function layerProgram({ inputs, write }: KernelCase): Program {
  const builder = new ProgramBuilder("layer", { source: "test", fidelity: "as hls4ml", notes: [] });
  const ids = inputs.map(({ shape, format }, which) => builder.input(`x${suffix(which)}`, shape, format));
  builder.output(
    "y",
    builder.within("layer", () => write(builder, ids)),
  );
  return builder.build();
}

/** The inputs of every event of a case, port by port: extremes, every magnitude, multiples of 16, neighbours of powers of two. */
export function caseEvents({ inputs, events }: KernelCase, seed: number): bigint[][][] {
  const source = random(seed, null);
  return Array.from({ length: events }, () =>
    inputs.map(({ format, shape }) => Array.from({ length: elementCount(shape) }, () => draw(source, format))),
  );
}

function draw(source: Random, format: FixedFormat): bigint {
  const kind = source.integer(0, 9);
  if (kind === 0) return source.pick([lowestRaw(format), highestRaw(format), 0n, lowestRaw(format) + 1n]);
  if (kind <= 4) return wrapRaw(source.bits(format.width), format);
  const bits = format.width - (format.signed ? 1 : 0);
  const size = kind <= 7 ? source.bits(source.integer(0, bits)) : nearPower(source, bits);
  const chosen = kind === 7 ? (size >> 4n) << 4n : size;
  return format.signed && source.integer(0, 1) === 1 ? -chosen : chosen;
}

/** A power of two that fits `bits` bits, less or more a few units. */
function nearPower(source: Random, bits: number): bigint {
  const power = 1n << BigInt(source.integer(0, bits));
  const moved = power + BigInt(source.integer(-4, 3));
  return moved < 0n || moved >= 1n << BigInt(bits) ? power - 1n : moved;
}

/** Random raw integers of a format, small ones as likely as large ones. */
export function randomConstant(seed: number, format: FixedFormat, shape: readonly number[]): ConstantTensor {
  const source = random(seed, null);
  const { signed, width, integer } = format;
  return {
    shape,
    type: { signed, width, integer },
    raw: Array.from({ length: elementCount(shape) }, () => draw(source, format)),
  };
}
