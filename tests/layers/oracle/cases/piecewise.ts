import { type FixedFormat, fixed, int, printFormat, ufixed, uint } from "../../../../src/fixed/index.js";
import type { ProgramBuilder } from "../../../../src/ir/index.js";
import {
  batchNormalization,
  binaryTanh,
  type ConstantTensor,
  hardSigmoid,
  hardTanh,
  leakyRelu,
  linear,
  prelu,
  relu,
  reluMax,
  ternaryTanh,
  thresholdedRelu,
} from "../../../../src/layers/index.js";
import type { ValueId } from "../../../../src/ops/index.js";
import { type KernelCase, type KernelConstant, randomConstant } from "../kernelCase.js";

// Activations without a table, and normalisation.

const count = 48;
const events = 10;

/** A case of a kernel that works element by element: `nnet::<kernel><data_T, …, res_T, config>`. */
export function elementwiseCase(
  kernel: string,
  data: FixedFormat,
  result: FixedFormat,
  write: (builder: ProgramBuilder, x: ValueId) => ValueId,
  more: {
    note?: string;
    members?: string;
    constants?: readonly KernelConstant[];
    call?: string;
    declarations?: string;
  } = {},
): KernelCase {
  const { note = "", members = "", constants = [], call, declarations = "" } = more;
  return {
    name: `${kernel} ${printFormat(data)} to ${printFormat(result)}${note === "" ? "" : ` ${note}`}`,
    inputs: [{ format: data, shape: [count] }],
    output: { format: result, shape: [count] },
    events,
    constants,
    declarations: `struct config : nnet::activ_config { static const unsigned n_in = ${count}; ${members} };\n${declarations}`,
    call: call ?? `nnet::${kernel}<data_T, res_T, config>(x, y);`,
    write: (builder, [x]) => write(builder, x!),
  };
}

/** A constant of a case, for the C++ and for the layer. */
export function scalar(name: string, format: FixedFormat, raw: bigint): [KernelConstant, ConstantTensor] {
  const { signed, width, integer } = format;
  return [
    { name, format, raw: [raw] },
    { shape: [1], type: { signed, width, integer }, raw: [raw] },
  ];
}

const usual = fixed(16, 6);

const resultPairs: readonly (readonly [FixedFormat, FixedFormat])[] = [
  [usual, usual],
  [usual, fixed(8, 3, "RND", "SAT")],
  [usual, ufixed(6, 0, "RND_CONV", "SAT")],
  [fixed(18, 2), fixed(9, 4, "RND_ZERO", "SAT_SYM")],
  [ufixed(12, 4), fixed(6, 3, "TRN_ZERO", "WRAP", 1)],
  [int(9), ufixed(5, 5, "TRN", "SAT")],
  [fixed(10, 0), int(3)],
];

function rectifiers(): KernelCase[] {
  return resultPairs.flatMap(([data, result]) => [
    elementwiseCase("linear", data, result, (b, x) => linear(b, x, { result })),
    elementwiseCase("relu", data, result, (b, x) => relu(b, x, { result })),
    elementwiseCase("relu6", data, result, (b, x) => reluMax(b, x, { maximum: 6, result })),
    elementwiseCase("relu1", data, result, (b, x) => reluMax(b, x, { maximum: 1, result })),
    elementwiseCase("binary_tanh", data, result, (b, x) => binaryTanh(b, x, { result })),
  ]);
}

function parametrised(): KernelCase[] {
  const settings: readonly (readonly [FixedFormat, FixedFormat, FixedFormat, bigint])[] = [
    [usual, usual, fixed(9, 1), 77n],
    [usual, fixed(8, 3, "RND_CONV", "SAT"), fixed(16, 6), -310n],
    [fixed(7, 1), fixed(14, 3), ufixed(8, 0), 128n],
    [fixed(12, 1), int(2), ufixed(8, -1), 200n],
    [int(8), fixed(12, 6, "RND"), fixed(8, 2), 19n],
  ];
  return settings.flatMap(([data, result, format, raw]) => {
    const [constant, alpha] = scalar("alpha", format, raw);
    const call = (kernel: string) => `nnet::${kernel}<data_T, alpha_T, res_T, config>(x, alpha[0], y);`;
    const slopes = { ...randomConstant(5, format, [count]) };
    return [
      elementwiseCase("leaky_relu", data, result, (b, x) => leakyRelu(b, x, { alpha, result }), {
        constants: [constant],
        call: call("leaky_relu"),
      }),
      elementwiseCase("thresholded_relu", data, result, (b, x) => thresholdedRelu(b, x, { theta: alpha, result }), {
        constants: [constant],
        call: call("thresholded_relu"),
      }),
      elementwiseCase("prelu", data, result, (b, x) => prelu(b, x, { alpha: slopes, result }), {
        constants: [{ name: "alpha", format, raw: slopes.raw }],
        call: "nnet::prelu<data_T, alpha_T, res_T, config>(x, alpha, y);",
      }),
    ];
  });
}

function hard(): KernelCase[] {
  const settings: readonly (readonly [FixedFormat, FixedFormat, FixedFormat, bigint, FixedFormat, bigint])[] = [
    [usual, usual, ufixed(16, 0), 13107n, ufixed(2, 0), 2n],
    [usual, fixed(8, 1, "RND_CONV", "SAT_SYM"), ufixed(2, 0), 2n, ufixed(2, 0), 2n],
    [fixed(6, 2), ufixed(5, 0, "RND", "SAT"), fixed(8, 2), -40n, fixed(8, 1), 33n],
    [ufixed(7, 3), fixed(4, 2), ufixed(2, 0), 2n, ufixed(1, 0), 1n],
    [fixed(8, 1), int(2), ufixed(2, 0), 1n, ufixed(2, 0), 1n],
    [fixed(6, -1), usual, fixed(8, 0), 100n, ufixed(2, -1), 3n],
  ];
  return settings.flatMap(([data, result, slopeFormat, slopeRaw, shiftFormat, shiftRaw]) => {
    const [slopeConstant, slope] = scalar("slope_value", slopeFormat, slopeRaw);
    const [shiftConstant, shift] = scalar("shift_value", shiftFormat, shiftRaw);
    const more = {
      constants: [slopeConstant, shiftConstant],
      members:
        "static const unsigned io_type = nnet::io_parallel; static slope_value_T slope; static shift_value_T shift;",
      declarations: "slope_value_T config::slope = 0; shift_value_T config::shift = 0;",
    };
    const call = (kernel: string) =>
      `config::slope = slope_value[0]; config::shift = shift_value[0]; nnet::${kernel}<data_T, res_T, config>(x, y);`;
    return [
      elementwiseCase("hard_sigmoid", data, result, (b, x) => hardSigmoid(b, x, { slope, shift, result }), {
        ...more,
        call: call("hard_sigmoid"),
      }),
      elementwiseCase("hard_tanh", data, result, (b, x) => hardTanh(b, x, { slope, shift, result }), {
        ...more,
        call: call("hard_tanh"),
      }),
    ];
  });
}

function signs(): KernelCase[] {
  const settings: readonly (readonly [FixedFormat, FixedFormat])[] = [
    [usual, int(2)],
    [fixed(8, 2), int(2)],
    [fixed(8, 1, "TRN", "SAT"), int(2)],
    [fixed(10, 2, "RND", "SAT_SYM"), fixed(4, 2)],
    [ufixed(6, 2), fixed(3, 1, "TRN", "SAT")],
    [int(6), ufixed(2, 2)],
    [fixed(9, 2, "TRN", "WRAP", 2), int(2)],
  ];
  return [
    ...settings.map(([data, result]) =>
      elementwiseCase("ternary_tanh", data, result, (b, x) => ternaryTanh(b, x, { operand: data, result })),
    ),
    elementwiseCase("relu6", fixed(6, 8), usual, (b, x) => reluMax(b, x, { maximum: 6, result: usual })),
    elementwiseCase("binary_tanh", usual, uint(1), (b, x) => binaryTanh(b, x, { result: uint(1) })),
    elementwiseCase("binary_tanh", usual, int(2), (b, x) => binaryTanh(b, x, { result: int(2) })),
  ];
}

function normalisations(): KernelCase[] {
  const settings: readonly (readonly [FixedFormat, FixedFormat, FixedFormat, FixedFormat, number])[] = [
    [usual, usual, usual, usual, -1],
    [usual, fixed(10, 5, "RND", "SAT"), fixed(8, 2), fixed(18, 6), 8],
    [ufixed(9, 3), fixed(24, 10), fixed(12, -2), fixed(6, 6), 16],
    [fixed(6, -1), int(4), fixed(6, 0), fixed(6, -2), 12],
  ];
  return settings.map(([data, result, scaleFormat, biasFormat, channels]) => {
    const shape = [channels < 0 ? count : channels];
    const scale = randomConstant(11, scaleFormat, shape);
    const bias = randomConstant(12, biasFormat, shape);
    return {
      name: `normalize ${printFormat(data)} to ${printFormat(result)}, ${shape} channels`,
      inputs: [{ format: data, shape: channels < 0 ? [count] : [count / channels, channels] }],
      output: { format: result, shape: [count] },
      events,
      constants: [
        { name: "scale", format: scaleFormat, raw: scale.raw },
        { name: "bias", format: biasFormat, raw: bias.raw },
      ],
      declarations: `struct config : nnet::batchnorm_config { static const unsigned n_in = ${count};
        static const unsigned n_filt = ${channels}; static const unsigned n_scale_bias = ${shape};
        typedef scale_T scale_t; typedef bias_T bias_t; };`,
      call: "nnet::normalize<data_T, res_T, config>(x, y, scale, bias);",
      write: (builder, [x]) => batchNormalization(builder, x!, { scale, bias, result }),
    };
  });
}

/** Every case of this file. */
export const piecewiseCases: readonly KernelCase[] = [
  ...rectifiers(),
  ...parametrised(),
  ...hard(),
  ...signs(),
  ...normalisations(),
];
