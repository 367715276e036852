import { type FixedFormat, fixed, int, printFormat, ufixed, uint } from "../../../../src/fixed/index.js";
import { dense, exponentWeights } from "../../../../src/layers/index.js";
import { ascending } from "../../../../src/ops/index.js";
import { random } from "../../../support/random.js";
import { type KernelCase, randomConstant } from "../kernelCase.js";

// Dense layers whose weights are ±2^n: hls4ml's ExponentPrecisionType.

const inputs = 6;
const outputs = 4;

function exponentCase(
  data: FixedFormat,
  exponentWidth: number,
  bounds: readonly [number, number],
  accumulator: FixedFormat,
): KernelCase {
  const source = random(31, null);
  const count = inputs * outputs;
  const exponents = Array.from({ length: count }, () => source.integer(...bounds));
  const signs = exponents.map(() => source.integer(0, 1));
  const biasFormat = fixed(8, 3);
  const result = fixed(14, 7, "RND", "SAT");
  const bias = randomConstant(32, biasFormat, [outputs]);
  const weights = exponentWeights({ shape: [inputs, outputs], signs, exponents, exponentWidth }, data);
  return {
    name: `dense ${printFormat(data)} 2^${bounds} ${printFormat(accumulator)}`,
    inputs: [{ format: data, shape: [inputs] }],
    output: { format: result, shape: [outputs] },
    events: 40,
    constants: [
      { name: "s", format: uint(1), raw: signs.map(BigInt) },
      { name: "e", format: int(exponentWidth), raw: exponents.map(BigInt) },
      { name: "b", format: biasFormat, raw: bias.raw },
      { name: "acc", format: accumulator, raw: [0n] },
    ],
    declarations: `struct w_T { ap_uint<1> sign; ap_int<${exponentWidth}> weight; };
      struct config : nnet::dense_config { static const unsigned n_in = ${inputs};
      static const unsigned n_out = ${outputs}; static const unsigned reuse_factor = 1;
      typedef acc_T accum_t; typedef b_T bias_t; typedef w_T weight_t;
      template <class d, class r, class c> using kernel = nnet::DenseLatency<d, r, c>;
      template <class a, class c> using product = nnet::product::weight_exponential<a, c>; };`,
    call: `w_T w[${count}]; for (int k = 0; k < ${count}; k++) { w[k].sign = s[k]; w[k].weight = e[k]; }
      nnet::dense<data_T, res_T, config>(x, y, w, b);`,
    write: (builder, [x]) => dense(builder, x!, { weights, bias, accumulator, order: ascending, result }),
  };
}

/** Every case of this file. */
export const exponentCases: readonly KernelCase[] = [
  exponentCase(fixed(8, 3), 4, [-6, 3], fixed(16, 8, "TRN", "SAT")),
  exponentCase(fixed(16, 6), 5, [-11, 14], fixed(16, 6)),
  exponentCase(ufixed(6, 0), 3, [-3, 2], fixed(12, 4, "RND_CONV", "SAT")),
];
