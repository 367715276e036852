import { divType, formatOf, quantizeReal, toReal } from "../../../fixed/index.js";
import type { ProgramBuilder } from "../../../ir/index.js";
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
} from "../../../layers/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { CallContext, Kernel, Signature } from "./kernel.js";
import { productOf } from "./products.js";

const signature: Signature = {
  templates: ["first", "second", "result", "config"],
  operands: ["first", "second", "result"],
};

type Merge = (builder: ProgramBuilder, a: ValueId, b: ValueId, parameters: ResultParameters) => ValueId;

function merge(name: string, write: Merge): Kernel {
  return {
    signatures: [signature],
    uses: [name],
    write(call) {
      const { builder, result } = call;
      const [a, b] = mergeOperands(call);
      return write(builder, a, b, { result });
    },
  };
}

/** nnet's merges of two arrays, element by element. */
export const merges = {
  add: merge("add", add),
  subtract: merge("subtract", subtract),
  multiply: merge("multiply", multiply),
  maximum: merge("maximum", maximum),
  minimum: merge("minimum", minimum),
  average: {
    signatures: [signature],
    uses: ["average"],
    write(call) {
      if (call.variant("average") === "division") return averageByDivision(call);
      const [a, b] = mergeOperands(call);
      return average(call.builder, a, b, { result: call.result });
    },
  },
} as const satisfies Readonly<Record<string, Kernel>>;

/** Both operands, the shorter one repeated: element i of the result takes element i mod length. */
function mergeOperands(call: CallContext): readonly [ValueId, ValueId] {
  const { config, builder } = call;
  const count = config.count("n_elem");
  if (call.resultCount !== null && count !== call.resultCount) {
    config.bad("n_elem", `is ${count}`, `the ${call.resultCount} elements of the result`);
  }
  const repeated = (role: string, length: number): ValueId => {
    const { value } = call.data(role, length);
    if (length === count) return value;
    const indices = Array.from({ length: count }, (_unused, index) => index % length);
    return builder.gather(value, indices, [count]);
  };
  const first = config.count("n_elem1", count);
  const second = config.count("n_elem2", count);
  if (first > count || second > count || first === 0 || second === 0) {
    config.bad("n_elem", `is ${count}`, `at least ${Math.max(first, second)}`);
  }
  return [repeated("first", first), repeated("second", second)];
}

/** (a + b) / (result type)2, as hls4ml did from 0.6 to 1.1: the quotient is truncated toward zero before it is assigned. */
function averageByDivision(call: CallContext): ValueId {
  const { builder, result } = call;
  if (toReal(quantizeReal(2, result), result) !== 2) {
    return call.inexact("the project divides by 2 in its result type, which cannot hold 2");
  }
  const [a, b] = mergeOperands(call);
  const sum = builder.add(a, b);
  const { type } = builder.tensor(sum);
  const half = builder.cast(builder.scale(sum, -1), formatOf(divType(type, result), "TRN_ZERO"));
  return builder.cast(half, result);
}

/** nnet::dot1d. */
export const dot1d: Kernel = {
  signatures: [signature],
  uses: ["dot1d", "cast"],
  write(call) {
    const { config, builder, result } = call;
    const inputs = config.count("n_in");
    const [a, b] = [call.data("first", inputs), call.data("second", inputs)];
    const product = productOf(call);
    if (product !== "mult") return call.unknown(`a dot product by ${product} is not known`);
    return dot(builder, a.value, b.value, { accumulator: config.format("accum_t"), result });
  },
};

/** nnet::concatenate1d, 2d and 3d. */
export const concatenations = {
  concatenate1d: concatenation(1, ["concatenate1d"]),
  concatenate2d: concatenation(2, ["concatenate2d", "concatenate2d_0", "concatenate2d_1"]),
  concatenate3d: concatenation(3, ["concatenate3d", "concatenate3d_0", "concatenate3d_1", "concatenate3d_2"]),
} as const satisfies Readonly<Record<string, Kernel>>;

function concatenation(rank: number, uses: readonly string[]): Kernel {
  return {
    signatures: [signature],
    uses,
    write(call) {
      const { config, builder, result } = call;
      const shapes = ["1", "2"].map((which) =>
        Array.from({ length: rank }, (_unused, axis) => config.count(`n_elem${which}_${axis}`)),
      );
      const axis = concatenationAxis(config.real("axis", -1), rank);
      const [first, second] = shapes as [number[], number[]];
      const buggy = rank === 3 && axis === 2 && call.variant("concatenate3d_2") !== "current";
      if (buggy && first[2] !== second[2]) {
        call.inexact("the project's concatenate3d copies the wrong number of channels from its second operand");
      }
      const operands = shapes.map((shape, index) => {
        const count = shape.reduce((product, extent) => product * extent, 1);
        return builder.reshape(call.data(index === 0 ? "first" : "second", count).value, shape);
      });
      return concatenate(builder, operands, { axis, result });
    },
  };
}

/** The axis of an event's tensor for hls4ml's number, which counts the batch as axis 0. An unsigned −1 is 2^32 − 1. */
function concatenationAxis(declared: number, rank: number): number {
  const axis = declared === 2 ** 32 - 1 ? -1 : declared;
  if (rank === 1) return 0;
  if (rank === 2) return axis === 2 || axis === -1 ? 1 : 0;
  if (axis === 3 || axis === -1) return 2;
  return axis === 2 || axis === -2 ? 1 : 0;
}
