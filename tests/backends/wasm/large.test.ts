import { describe, expect, it } from "vitest";
import { build } from "../../../src/backends/wasm/index.js";
import { fixed, typeOf, ufixed } from "../../../src/fixed/index.js";
import { random } from "../../support/random.js";
import { writer } from "./agreement.js";

/** A network of 16-n-n-5 with exact sums, its weights, and its outputs in plain arithmetic. */
function network(width: number) {
  const source = random(51, "large");
  const builder = writer("large");
  const sizes = [16, width, width, 5];
  const weights: Int32Array[] = [];
  const relu = builder.constant([1], typeOf(fixed(16, 6)), [0n]);
  let x = builder.input("x", [16], fixed(16, 6));
  for (let layer = 0; layer < 3; layer++) {
    const [inputs, outputs] = [sizes[layer]!, sizes[layer + 1]!];
    const raw = Int32Array.from({ length: inputs * outputs }, () => source.integer(-100, 100));
    weights.push(raw);
    const constant = builder.constant([inputs, outputs], typeOf(fixed(8, 2)), Array.from(raw, BigInt));
    const order = { order: "sequential", stride: 1 } as const;
    const sums = builder.contract(x, constant, { accumulator: fixed(40, 20), order });
    x = builder.cast(builder.max(sums, relu), ufixed(15, 5, "TRN", "SAT"));
  }
  builder.output("y", x);
  const outputs = (event: Int32Array): number[] => {
    let values = Array.from(event);
    weights.forEach((raw, layer) => {
      const columns = sizes[layer + 1]!;
      values = Array.from({ length: columns }, (_unused, column) => {
        const sum = values.reduce((total, value, k) => total + value * raw[k * columns + column]!, 0);
        // Sums have 16 fraction bits, or 6 more than the 10 of the next layer's values.
        return Math.min(2 ** 15 - 1, Math.floor(Math.max(0, sum) / 2 ** 6));
      });
    });
    return values;
  };
  return {
    program: builder.build(),
    outputs,
    events: Int32Array.from({ length: 16 * 40 }, () => source.integer(-32768, 32767)),
  };
}

describe("a large network", () => {
  it("of 370,000 weights compiles in bounded time and agrees", async () => {
    const { program, outputs, events } = network(600);
    const begin = performance.now();
    const emulator = await build(program);
    expect(performance.now() - begin).toBeLessThan(30_000);
    const { y } = emulator.run({ x: events });
    for (let event = 0; event < 40; event++) {
      expect([...y!.subarray(5 * event, 5 * event + 5)]).toEqual(outputs(events.subarray(16 * event, 16 * event + 16)));
    }
  });
});
