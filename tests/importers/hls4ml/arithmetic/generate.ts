import {
  type FixedFormat,
  fixed,
  int,
  type Overflow,
  printVendorFormat,
  type Rounding,
  ufixed,
  uint,
} from "../../../../src/fixed/index.js";
import type { Random } from "../../../support/random.js";

/** A function as distributed arithmetic writes it, with what calls it. */
export interface GeneratedFunction {
  readonly name: string;
  readonly text: string;
  readonly input: FixedFormat;
  readonly result: FixedFormat;
  readonly inputs: number;
  readonly outputs: number;
}

const roundings: readonly Rounding[] = ["TRN", "TRN", "TRN", "RND", "RND_CONV", "TRN_ZERO", "RND_INF"];
const overflows: readonly Overflow[] = ["WRAP", "WRAP", "SAT", "SAT_ZERO", "SAT_SYM"];

function format(source: Random, plain: boolean): FixedFormat {
  const width = source.integer(1, 12);
  const integer = source.integer(-2, width + 2);
  const make = source.uniform() < 0.7 && width > 1 ? fixed : ufixed;
  return plain ? make(width, integer) : make(width, integer, source.pick(roundings), source.pick(overflows));
}

/**
 * A random function of every form that distributed arithmetic has, and of types that do not hold their values: rounding,
 * wrapping and saturating assignments, choices, products, tables.
 */
export function randomFunction(source: Random, index: number): GeneratedFunction {
  const [inputs, outputs, count] = [source.integer(1, 6), source.integer(1, 5), source.integer(1, 30)];
  const whole = source.pick([int, uint])(source.integer(2, 9));
  const [input, result] = [source.uniform() < 0.2 ? whole : format(source, false), format(source, false)];
  const lines: string[] = [];
  const variables: FixedFormat[] = [];
  const tables: number[] = [];
  const shifted = (text: string): string =>
    source.uniform() < 0.4 ? `bit_shift<${source.integer(-4, 4)}>(${text})` : text;
  const leaf = (): string => {
    const fresh = variables.length === 0 || source.uniform() < 0.3;
    return shifted(
      fresh ? `model_inp[${source.integer(0, inputs - 1)}]` : `v${source.integer(0, variables.length - 1)}`,
    );
  };
  const signed = (): string => (source.uniform() < 0.2 ? `-${leaf()}` : leaf());
  const typed = (text: string): string => `${printVendorFormat(format(source, true))}(${text})`;
  const condition = (): string => {
    const at = source.integer(0, variables.length - 1);
    if (source.uniform() < 0.5) return `v${at} > 0`;
    return `v${at}[${variables[at]!.width - 1}]`;
  };
  for (let at = 0; at < count; at++) {
    const type = format(source, source.uniform() < 0.5);
    const spelled = printVendorFormat(type);
    const known = variables.length > 0;
    const narrow = variables.findIndex(({ width }) => width <= 5);
    const kind = source.uniform();
    let expression = `${signed()} ${source.pick(["+", "-"])} ${leaf()}`;
    if (kind < 0.08 && known)
      expression = `${condition()} ? ${spelled}(${signed()}) : ${spelled}(${source.pick(["0", leaf()])})`;
    else if (kind < 0.14) expression = `${leaf()} * ${leaf()}`;
    else if (kind < 0.22)
      expression = `${leaf()} ${source.pick(["+", "-"])} ap_ufixed<6, 2>(${source.integer(0, 63) / 16})`;
    else if (kind < 0.26) expression = `${source.integer(-40, 40) / 8}`;
    else if (kind < 0.32) expression = typed(signed());
    else if (kind < 0.36 && known) expression = `(v${source.integer(0, variables.length - 1)} != 0)`;
    else if (kind < 0.42 && narrow >= 0) {
      tables.push(at);
      const values = Array.from({ length: 2 ** variables[narrow]!.width }, () => source.integer(-32, 31) / 8);
      lines.push(`static const ap_fixed<6,3> table_${at}[] = {${values.join(",")}};`);
      expression = `table_${at}[v${narrow}.range()]`;
    }
    lines.push(`${spelled} v${at} = ${expression}; // ${at}.0`);
    variables.push(type);
  }
  for (let at = 0; at < outputs; at++) {
    lines.push(`model_out[${at}] = ${source.uniform() < 0.5 ? typed(signed()) : signed()};`);
  }
  const name = `dense_da_${index}`;
  const text = `template <typename inp_t, typename out_t>
void ${name}(inp_t model_inp[${inputs}], out_t model_out[${outputs}]) {
    #pragma HLS INLINE
    ${lines.join("\n    ")}
}
`;
  return { name, text, input, result, inputs, outputs };
}

/** A project whose top function calls each function on its own ports. */
export function projectOf(functions: readonly GeneratedFunction[]): Record<string, string> {
  const types = functions.flatMap(({ input, result }, index) => [
    `typedef ${printVendorFormat(input)} in${index}_t;`,
    `typedef ${printVendorFormat(result)} out${index}_t;`,
  ]);
  const ports = functions.flatMap(({ inputs, outputs }, index) => [
    `in${index}_t x${index}[${inputs}]`,
    `out${index}_t y${index}[${outputs}]`,
  ]);
  const calls = functions.map(
    ({ name }, index) => `nnet::${name}<in${index}_t, out${index}_t>(x${index}, y${index}); // layer${index}`,
  );
  return {
    "firmware/defines.h": types.join("\n"),
    "firmware/parameters.h": `#include "nnet_utils/nnet_code_gen.h"\n`,
    "firmware/nnet_utils/nnet_code_gen.h": `namespace nnet {\n${functions.map(({ text }) => text).join("\n")}}\n`,
    "firmware/top.cpp": `#include "defines.h"\n#include "parameters.h"\nvoid top(${ports.join(", ")}) {\n${calls.join("\n")}\n}\n`,
  };
}
