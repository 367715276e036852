import { type FixedFormat, fixed, int, printFormat, ufixed } from "../../../../src/fixed/index.js";
import type { ProgramBuilder } from "../../../../src/ir/index.js";
import {
  add,
  average,
  concatenate,
  dot,
  maximum,
  minimum,
  multiply,
  type ResultParameters,
  subtract,
} from "../../../../src/layers/index.js";
import type { ValueId } from "../../../../src/ops/index.js";
import type { KernelCase } from "../kernelCase.js";

// Merges of two tensors.

const usual = fixed(16, 6);

type Merge = (builder: ProgramBuilder, a: ValueId, b: ValueId, parameters: ResultParameters) => ValueId;

const merges: { readonly [name: string]: Merge } = { add, subtract, multiply, average, maximum, minimum };

// Conversion from a type with fewer than 0 integer bits to ap_int is undefined in the vendor's headers; 0 is defined.
const formats: readonly (readonly [FixedFormat, FixedFormat, FixedFormat])[] = [
  [usual, usual, usual],
  [fixed(10, 3), ufixed(12, 5), fixed(8, 4, "RND_CONV", "SAT")],
  [ufixed(6, 6), ufixed(9, 0), ufixed(8, 3, "RND", "SAT")],
  [fixed(7, 0), fixed(6, 0), int(3)],
  [fixed(9, 1), fixed(7, 0), int(2)],
];

function mergeCase(
  name: string,
  merge: Merge,
  a: FixedFormat,
  b: FixedFormat,
  result: FixedFormat,
  shapes: readonly [readonly number[], readonly number[]],
): KernelCase {
  const counts = shapes.map((shape) => shape.reduce((product, extent) => product * extent, 1)) as [number, number];
  return {
    name: `${name} ${printFormat(a)} [${shapes[0]}] ${printFormat(b)} [${shapes[1]}] to ${printFormat(result)}`,
    inputs: [
      { format: a, shape: shapes[0] },
      { format: b, shape: shapes[1] },
    ],
    output: { format: result, shape: [Math.max(...counts)] },
    events: 12,
    declarations: `struct config : nnet::merge_config { static const unsigned n_elem1 = ${counts[0]};
      static const unsigned n_elem2 = ${counts[1]}; static const unsigned n_elem = ${Math.max(...counts)}; };`,
    call: `nnet::${name}<data_T, data2_T, res_T, config>(x, x2, y);`,
    write: (builder, [x, y]) => merge(builder, x!, y!, { result }),
  };
}

function dotCase(
  a: FixedFormat,
  b: FixedFormat,
  accumulator: FixedFormat,
  result: FixedFormat,
  count: number,
): KernelCase {
  return {
    name: `dot ${[a, b, accumulator, result].map(printFormat).join(" ")}`,
    inputs: [
      { format: a, shape: [count] },
      { format: b, shape: [count] },
    ],
    output: { format: result, shape: [1] },
    events: 120,
    constants: [{ name: "acc", format: accumulator, raw: [0n] }],
    declarations: `struct config : nnet::dot_config { static const unsigned n_in = ${count};
      static const unsigned multiplier_limit = 1; typedef acc_T accum_t; };`,
    call: "nnet::dot1d<data_T, data2_T, res_T, config>(x, x2, y);",
    write: (builder, [x, y]) => dot(builder, x!, y!, { accumulator, result }),
  };
}

function concatenateCase(first: readonly number[], second: readonly number[], axis: number): KernelCase {
  const [a, b, result] = [fixed(10, 3), ufixed(12, 5), fixed(9, 4, "RND", "SAT")];
  const rank = first.length;
  const sizes = [first, second].flatMap((shape, which) =>
    shape.map((extent, index) => `static const unsigned n_elem${which + 1}_${index} = ${extent};`),
  );
  const shape = first.map((extent, index) => (index === axis ? extent + second[index]! : extent));
  return {
    name: `concatenate [${first}] and [${second}] along ${axis}`,
    inputs: [
      { format: a, shape: first },
      { format: b, shape: second },
    ],
    output: { format: result, shape },
    events: 10,
    declarations: `struct config : nnet::concat_config { ${sizes.join(" ")} static const int axis = ${axis + 1}; };`,
    call: `nnet::concatenate${rank}d<data_T, data2_T, res_T, config>(x, x2, y);`,
    write: (builder, [x, y]) => concatenate(builder, [x!, y!], { axis, result }),
  };
}

/** Every case of this file. */
export const mergeCases: readonly KernelCase[] = [
  ...Object.entries(merges).flatMap(([name, merge]) =>
    formats.map(([a, b, result]) => mergeCase(name, merge, a, b, result, [[24], [24]])),
  ),
  mergeCase("add", add, usual, usual, usual, [[4, 6], [6]]),
  mergeCase("multiply", multiply, usual, fixed(8, 2), usual, [[1], [4, 6]]),
  mergeCase("subtract", subtract, usual, usual, usual, [[3], [2, 1, 3]]),
  dotCase(usual, usual, usual, usual, 7),
  dotCase(fixed(8, 2), ufixed(6, 3), fixed(10, 4, "RND", "SAT"), fixed(9, 3, "RND_CONV", "SAT"), 9),
  dotCase(int(6), fixed(7, 2), fixed(9, 5, "TRN", "SAT_SYM"), int(4), 5),
  concatenateCase([5], [3], 0),
  concatenateCase([2, 3], [4, 3], 0),
  concatenateCase([2, 3], [2, 5], 1),
  concatenateCase([2, 3, 4], [3, 3, 4], 0),
  concatenateCase([2, 3, 4], [2, 1, 4], 1),
  concatenateCase([2, 3, 4], [2, 3, 2], 2),
];
