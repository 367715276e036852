import { type FixedFormat, type FixedType, fixed, typeOf, ufixed } from "../../../src/fixed/index.js";
import type { Program } from "../../../src/ir/index.js";
import { ProgramBuilder } from "../../../src/ir/index.js";
import { ascending } from "../../../src/ops/index.js";
import { random } from "../../support/random.js";

/** Types of a dense network. */
export interface DenseTypes {
  readonly input: FixedFormat;
  readonly weights: FixedType;
  readonly accumulator: FixedFormat;
  readonly hidden: FixedFormat;
}

const usualTypes: DenseTypes = {
  input: fixed(8, 3),
  weights: fixed(6, 1),
  accumulator: fixed(16, 6),
  hidden: ufixed(8, 4, "RND", "SAT"),
};

/** A dense network with random weights, relu between layers and a table behind the last one. */
export function denseNetwork(name: string, widths: readonly number[], types: DenseTypes = usualTypes): Program {
  const { input, weights, accumulator, hidden } = types;
  const source = random(11, null);
  const builder = new ProgramBuilder(name, { source: "test", fidelity: "native", notes: [] });
  const draw = (shape: readonly number[]): number =>
    builder.constant(
      shape,
      typeOf(weights),
      Array.from({ length: shape.reduce((product, extent) => product * extent, 1) }, () =>
        source.uniform() < 0.1 ? 0n : BigInt.asIntN(weights.width, source.bits(weights.width)),
      ),
    );
  let x = builder.input("x", [widths[0]!], input);
  widths.slice(1).forEach((width, index) => {
    x = builder.within(`fc${index + 1}`, () => {
      const sum = builder.contract(x, draw([widths[index]!, width]), {
        bias: draw([width]),
        accumulator,
        order: ascending,
      });
      return builder.cast(sum, fixed(10, 5, "RND", "SAT"));
    });
    if (index === widths.length - 2) return;
    x = builder.within(`relu${index + 1}`, () =>
      builder.cast(builder.max(x, builder.constant([], fixed(1, 1), [0n])), hidden),
    );
  });
  const y = builder.within("sigmoid", () => {
    const address = builder.cast(x, fixed(6, 3, "TRN", "SAT"));
    const entries = Array.from({ length: 64 }, (_unused, index) => BigInt(4 * (index < 32 ? index + 32 : index - 32)));
    return builder.lookup(address, builder.constant([64], typeOf(ufixed(8, 0)), entries));
  });
  builder.output("y", y);
  return builder.build();
}
