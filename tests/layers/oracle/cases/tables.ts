import { type FixedFormat, fixed, int, ufixed, uint } from "../../../../src/fixed/index.js";
import type { ProgramBuilder } from "../../../../src/ir/index.js";
import { elu, selu, sigmoid, softplus, softsign, type TableParameters, tanh } from "../../../../src/layers/index.js";
import type { ValueId } from "../../../../src/ops/index.js";
import type { KernelCase } from "../kernelCase.js";
import { elementwiseCase, scalar } from "./piecewise.js";

// Activations with a table: narrow operands (the whole layer is one lookup), wide ones (index arithmetic), tables of any
// size, types without integer or without fraction bits, and operands so large that the C++ int index wraps.

type Layer = (builder: ProgramBuilder, x: ValueId, parameters: TableParameters) => ValueId;

const usual = fixed(16, 6);
const stored = fixed(18, 8);

const settings: readonly (readonly [FixedFormat, FixedFormat, FixedFormat, number])[] = [
  [usual, usual, stored, 1024],
  [fixed(18, 5), fixed(8, 1, "RND", "SAT"), stored, 4096],
  [usual, ufixed(10, 2, "RND_CONV", "SAT"), fixed(24, 4, "RND", "SAT"), 256],
  [usual, fixed(12, 4), stored, 1000],
  [fixed(8, 4), usual, stored, 1024],
  [ufixed(14, 3), usual, fixed(12, 3, "RND_INF", "SAT_SYM"), 2048],
  [fixed(14, 1), usual, stored, 37],
  [fixed(12, 16), fixed(8, 4), stored, 1000],
  [fixed(14, -1), usual, stored, 4096],
  [fixed(40, 30), usual, stored, 1024],
  [fixed(34, 34), usual, stored, 1023],
  [int(12), fixed(9, 4), fixed(10, 4), 512],
  [usual, int(3), stored, 64],
  [fixed(12, 13), usual, stored, 1001],
  [fixed(20, -20), usual, stored, 64],
];

function tableCases(kernel: string, layer: Layer): KernelCase[] {
  return settings.map(([data, result, table, tableSize], index) =>
    tableCase(kernel, data, result, table, tableSize, `${index}`, (b, x) => layer(b, x, { tableSize, table, result })),
  );
}

function tableCase(
  kernel: string,
  data: FixedFormat,
  result: FixedFormat,
  table: FixedFormat,
  tableSize: number,
  note: string,
  write: (builder: ProgramBuilder, x: ValueId) => ValueId,
  alpha?: { format: FixedFormat; raw: bigint },
): KernelCase {
  return elementwiseCase(kernel, data, result, write, {
    note: `(table ${note})`,
    constants: [
      { name: "table", format: table, raw: [0n] },
      ...(alpha === undefined ? [] : [{ name: "alpha", format: alpha.format, raw: [alpha.raw] }]),
    ],
    members: `typedef table_T table_t; static const unsigned table_size = ${tableSize};`,
    call: alpha === undefined ? undefined : `nnet::${kernel}<data_T, alpha_T, res_T, config>(x, alpha[0], y);`,
  });
}

/** The alphas of elu; the case without one calls the kernel that takes 1. */
function eluCases(): KernelCase[] {
  const alphas: readonly { format: FixedFormat; raw: bigint }[] = [
    { format: uint(1), raw: 1n },
    { format: fixed(9, 1), raw: 77n },
    { format: ufixed(8, 2), raw: 131n },
  ];
  return settings.map(([data, result, table, tableSize], index) => {
    const chosen = alphas[index % 4];
    const alpha = chosen === undefined ? null : scalar("alpha", chosen.format, chosen.raw)[1];
    const layer = (b: ProgramBuilder, x: ValueId) => elu(b, x, { alpha, tableSize, table, result });
    return tableCase("elu", data, result, table, tableSize, `${index}`, layer, chosen);
  });
}

/** Every case of this file. */
export const tableActivationCases: readonly KernelCase[] = [
  ...tableCases("sigmoid", sigmoid),
  ...tableCases("tanh", tanh),
  ...tableCases("softplus", softplus).slice(0, 6),
  ...tableCases("softsign", softsign).slice(0, 6),
  ...eluCases(),
  ...tableCases("selu", selu),
];
