import { decompose, type FixedFormat, fractionOf, quantize, quantizeReal } from "../../../../src/fixed/index.js";
import type { ArithmeticFunction, Expression } from "../../../../src/importers/hls4ml/arithmetic/expression.js";

/** A number raw · 2^−fraction. */
interface Exact {
  readonly raw: bigint;
  readonly fraction: number;
}

/**
 * What a generated function computes, assignment by assignment as the C++ does it: nothing is rearranged, nothing proved.
 *
 * @param inputs raw integers of `input`
 * @returns raw integers of `result`
 */
export function interpret(
  text: ArithmeticFunction,
  inputs: readonly bigint[],
  input: FixedFormat,
  result: FixedFormat,
): bigint[] {
  const variables = new Map<string, { value: Exact; format: FixedFormat }>();
  const outputs: bigint[] = [];
  const exactOf = (expression: Expression): Exact => {
    switch (expression.kind) {
      case "input":
        return { raw: inputs[expression.index]!, fraction: fractionOf(input) };
      case "variable":
        return variables.get(expression.name)!.value;
      case "number": {
        const { mantissa, exponent } = decompose(expression.value);
        return { raw: mantissa, fraction: -exponent };
      }
      case "add":
        return sum(exactOf(expression.a), exactOf(expression.b));
      case "subtract":
        return sum(exactOf(expression.a), negated(exactOf(expression.b)));
      case "multiply": {
        const [a, b] = [exactOf(expression.a), exactOf(expression.b)];
        return { raw: a.raw * b.raw, fraction: a.fraction + b.fraction };
      }
      case "negate":
        return negated(exactOf(expression.a));
      case "shift": {
        const { raw, fraction } = exactOf(expression.a);
        const operand = expression.a;
        // The vendor's overload for ap_int takes the bits as those of ap_fixed<width, by>.
        const whole = operand.kind === "input" && input.family === "int" ? input.width : 0;
        return { raw, fraction: fraction - expression.by + whole };
      }
      case "cast":
        return assigned(exactOf(expression.a), expression.format);
      case "choose":
        return exactOf(truth(expression.condition) ? expression.a : expression.b);
      case "compare":
      case "bit":
        return { raw: truth(expression) ? 1n : 0n, fraction: 0 };
      case "entry": {
        const { format, values } = text.tables.get(expression.table)!;
        const { value, format: own } = variables.get(expression.name)!;
        const raw = quantizeReal(values[Number(BigInt.asUintN(own.width, value.raw))]!, format);
        return { raw, fraction: fractionOf(format) };
      }
    }
  };
  const truth = (expression: Expression): boolean => {
    if (expression.kind === "bit") {
      const { value, format } = variables.get(expression.name)!;
      return ((BigInt.asUintN(format.width, value.raw) >> BigInt(expression.index)) & 1n) === 1n;
    }
    if (expression.kind !== "compare") return exactOf(expression).raw !== 0n;
    const { raw } = sum(exactOf(expression.a), negated(exactOf(expression.b)));
    return { ">": raw > 0n, ">=": raw >= 0n, "<": raw < 0n, "<=": raw <= 0n, "==": raw === 0n, "!=": raw !== 0n }[
      expression.relation
    ];
  };
  for (const { target, expression } of text.assignments) {
    const value = exactOf(expression);
    if ("output" in target) outputs[target.output] = assigned(value, result).raw;
    else variables.set(target.name, { value: assigned(value, target.format), format: target.format });
  }
  return outputs;
}

function sum(a: Exact, b: Exact): Exact {
  const fraction = Math.max(a.fraction, b.fraction);
  return { raw: (a.raw << BigInt(fraction - a.fraction)) + (b.raw << BigInt(fraction - b.fraction)), fraction };
}

function negated({ raw, fraction }: Exact): Exact {
  return { raw: -raw, fraction };
}

function assigned({ raw, fraction }: Exact, format: FixedFormat): Exact {
  const width = raw.toString(2).length + 2;
  return {
    raw: quantize(raw, { signed: true, width, integer: width - fraction }, format),
    fraction: fractionOf(format),
  };
}
