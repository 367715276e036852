import { type FixedFormat, fixed, int, printFormat, printVendorFormat, ufixed } from "../../../../src/fixed/index.js";
import { normalisedFormat, type SoftmaxParameters, softmax, stableExpTableSize } from "../../../../src/layers/index.js";
import type { KernelCase } from "../kernelCase.js";

// Every implementation of softmax, with default and with unfriendly formats; slices along inner axes too.

const usual = fixed(16, 6);
const stored = fixed(18, 8, "RND", "SAT");
const events = 60;

interface Tables {
  readonly exp?: FixedFormat;
  readonly inverse?: FixedFormat;
  readonly accumulator?: FixedFormat;
  readonly inverseInput?: FixedFormat;
  readonly size?: number;
  readonly inverseSize?: number;
  readonly scale?: number;
}

function addressed(
  implementation: "stable" | "latency",
  data: FixedFormat,
  result: FixedFormat,
  shape: readonly number[],
  axis: number,
  tables: Tables = {},
): KernelCase {
  const { exp = stored, inverse = stored, accumulator = stored, inverseInput = stored, scale = 1 } = tables;
  const { size = 1024, inverseSize = size } = tables;
  const inputNormalised = normalisedFormat(data);
  const expTableSize = implementation === "stable" ? stableExpTableSize(data, size) : size;
  const shared = {
    expTableSize,
    expTable: exp,
    inverseTableSize: inverseSize,
    inverseTable: inverse,
    accumulator,
    inverseInput,
    exponentScale: scale,
    axis,
    result,
  };
  const parameters: SoftmaxParameters =
    implementation === "stable" ? { ...shared, implementation, inputNormalised } : { ...shared, implementation };
  const members = `static const unsigned exp_table_size = ${expTableSize};
    static const unsigned inv_table_size = ${inverseSize};
    static constexpr float exp_scale = ${scale};
    typedef ${printVendorFormat(exp)} exp_table_t; typedef ${printVendorFormat(inverse)} inv_table_t;
    typedef ${printVendorFormat(accumulator)} accum_t; typedef ${printVendorFormat(inverseInput)} inv_inp_t;
    typedef ${printVendorFormat(inputNormalised)} inp_norm_t;`;
  return softmaxCase(data, result, shape, parameters, members);
}

function softmaxCase(
  data: FixedFormat,
  result: FixedFormat,
  shape: readonly number[],
  parameters: SoftmaxParameters,
  members: string,
): KernelCase {
  const axis = parameters.axis ?? -1;
  const position = axis < 0 ? axis + shape.length : axis;
  const product = (extents: readonly number[]): number => extents.reduce((whole, extent) => whole * extent, 1);
  const [outer, inner] = [product(shape.slice(0, position)), product(shape.slice(position + 1))];
  const { implementation } = parameters;
  const kernel = outer * inner === 1 ? "softmax" : "softmax_multidim";
  const tail = Object.values(parameters).map((value) => (typeof value === "object" ? printFormat(value) : value));
  return {
    name: `softmax ${printFormat(data)} to ${printFormat(result)} [${shape}] ${tail.join(" ")}`,
    inputs: [{ format: data, shape }],
    output: { format: result, shape },
    events,
    declarations: `struct config : nnet::activ_config { static const unsigned n_in = ${product(shape)};
      static const unsigned n_slice = ${shape[position]}; static const unsigned n_outer = ${outer};
      static const unsigned n_inner = ${inner}; static const unsigned parallelization_factor = 1;
      static const nnet::softmax_implementation implementation = nnet::softmax_implementation::${implementation};
      ${members} };`,
    call: `nnet::${kernel === "softmax" ? `softmax_${implementation}` : kernel}<data_T, res_T, config>(x, y);`,
    write: (builder, [x]) => softmax(builder, x!, parameters),
  };
}

function legacy(
  data: FixedFormat,
  result: FixedFormat,
  table: FixedFormat,
  count: number,
  expTableSize = 1024,
  inverseTableSize = 1024,
): KernelCase {
  const members = `typedef ${printVendorFormat(table)} table_t;
    static const unsigned exp_table_size = ${expTableSize}; static const unsigned inv_table_size = ${inverseTableSize};`;
  const parameters = { implementation: "legacy", expTableSize, inverseTableSize, table, result } as const;
  return softmaxCase(data, result, [count], parameters, members);
}

function argmax(data: FixedFormat, result: FixedFormat, count: number): KernelCase {
  return softmaxCase(data, result, [count], { implementation: "argmax", result }, "");
}

/** Every case of this file. */
export const softmaxCases: readonly KernelCase[] = [
  addressed("stable", usual, usual, [5], -1),
  addressed("stable", usual, usual, [5], -1, {
    accumulator: usual,
    inverseInput: usual,
    exp: usual,
    inverse: usual,
  }),
  addressed("stable", fixed(8, 4), ufixed(10, 0, "RND", "SAT"), [7], -1),
  addressed("stable", ufixed(12, 5), usual, [3], -1, { size: 4096 }),
  addressed("stable", fixed(16, 3), fixed(9, 1, "RND_CONV", "SAT"), [11], -1, {
    accumulator: fixed(12, 3, "RND", "SAT"),
    inverseInput: ufixed(11, 3, "RND_CONV", "SAT_SYM"),
    exp: ufixed(17, 1, "RND", "SAT"),
    size: 512,
  }),
  addressed("stable", fixed(14, 5), usual, [6], -1, { scale: 0.3, inverse: ufixed(16, 4), inverseSize: 128 }),
  addressed("stable", usual, int(2), [4], -1, { accumulator: fixed(10, 2, "TRN", "WRAP", 1) }),
  addressed("stable", usual, usual, [1], -1),
  addressed("stable", fixed(12, 5), usual, [3, 4], 0),
  addressed("stable", fixed(12, 5), usual, [2, 3, 4], 1),
  addressed("stable", fixed(12, 5), usual, [3, 4], -1),
  addressed("latency", usual, usual, [5], -1),
  addressed("latency", fixed(16, 3), fixed(12, 2, "RND"), [6], -1, { size: 2048, accumulator: fixed(22, 10) }),
  addressed("latency", fixed(10, 4), usual, [9], -1, { exp: fixed(18, 8), inverse: fixed(18, 8), scale: 1.7 }),
  addressed("latency", int(10), usual, [3], -1),
  addressed("stable", fixed(14, 3), usual, [7], -1, { accumulator: fixed(12, 2, "TRN", "SAT_ZERO") }),
  addressed("stable", fixed(14, 3), usual, [6], -1, { inverseInput: ufixed(10, 4, "RND"), accumulator: fixed(22, 6) }),
  legacy(usual, usual, fixed(18, 8), 5),
  legacy(fixed(10, 5), fixed(9, 2, "RND", "SAT"), fixed(12, 5, "RND", "SAT"), 7, 512, 2048),
  legacy(fixed(18, 9), usual, fixed(18, 6), 4, 1000, 777),
  legacy(usual, usual, fixed(18, 8), 4, 37, 64),
  argmax(usual, usual, 5),
  argmax(fixed(3, 3), fixed(4, 1, "TRN", "SAT"), 6),
  argmax(ufixed(2, 1), int(2), 9),
];
