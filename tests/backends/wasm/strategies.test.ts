import { describe, expect, it } from "vitest";
import { check, compile, type SumStrategy } from "../../../src/backends/wasm/index.js";
import { type FixedFormat, fixed, type Rounding, roundings, typeOf, ufixed } from "../../../src/fixed/index.js";
import type { Program } from "../../../src/ir/index.js";
import { type Random, random } from "../../support/random.js";
import { randomInputs, randomProgram, randomRaw } from "../../support/randomProgram.js";
import { expectAgreement, writer } from "./agreement.js";

const strategies: readonly SumStrategy[] = ["automatic", "loops", "sparse", "unrolled", "adders"];
const order = { order: "sequential", stride: 1 } as const;

/** A few dense layers with an activation, over one group or several, of random sizes, widths and sparsity. */
function network(source: Random): Program {
  const builder = writer("strategies");
  const groups = source.pick([1, 1, 2, 3]);
  let inputs = source.integer(1, 13);
  let x = builder.input("x", groups === 1 ? [inputs] : [groups, inputs], fixed(source.integer(3, 18), 4));
  for (let layer = 0; layer < 3; layer++) {
    const outputs = source.integer(1, 11);
    const weights = fixed(source.integer(1, 9), 2);
    const zeros = source.pick([0, 0.5, 0.9]);
    const raw = Array.from({ length: inputs * outputs }, () =>
      source.integer(0, 99) < zeros * 100 ? 0n : randomRaw(source, weights),
    );
    const kernel = builder.constant([inputs, outputs], typeOf(weights), raw);
    const start = fixed(6, 2);
    const bias = builder.constant(
      [outputs],
      typeOf(start),
      Array.from({ length: outputs }, () => randomRaw(source, start)),
    );
    const accumulator = source.pick([fixed(16, 2), fixed(15, 5), ufixed(15, 4), ufixed(16, 4), fixed(40, 20)]);
    const sums = builder.contract(x, kernel, { accumulator, order, bias: source.pick([null, bias]) });
    const activated = builder.max(sums, builder.constant([1], typeOf(fixed(2, 2)), [0n]));
    x = builder.cast(
      activated,
      source.pick([ufixed(8, 4, "RND_CONV", "SAT"), fixed(10, 4), ufixed(6, 2, "RND", "SAT")]),
    );
    if (source.pick([true, false])) builder.output(`sums${layer}`, sums);
    inputs = outputs;
  }
  builder.output("y", x);
  return builder.build();
}

describe("every way to compute a sum equals the reference", () => {
  for (const sums of strategies) {
    it(`layers of random shapes: ${sums}`, async () => {
      const source = random(61, `layers by ${sums}`);
      for (let index = 0; index < 14; index++) {
        const program = network(source);
        await expectAgreement(program, randomInputs(program, source, source.pick([1, 9, 40])), { sums });
      }
    });
  }

  it("random programs: each strategy by force", async () => {
    const source = random(62, "random programs by strategy");
    for (let index = 0; index < 12; index++) {
      const program = randomProgram(source, { ops: 12, maximumWidth: 14 });
      if (check(program).length > 0) continue;
      const events = randomInputs(program, source, 17);
      for (const sums of strategies) await expectAgreement(program, events, { sums });
    }
  });

  it("takes additions when told, and by itself where weights are narrow", async () => {
    const source = random(63, "choice");
    const builder = writer("choice");
    const x = builder.input("x", [20], fixed(6, 4));
    const raw = Array.from({ length: 400 }, () => BigInt(source.integer(-2, 2)));
    const weights = builder.constant([20, 20], typeOf(fixed(3, 1)), raw);
    builder.output("y", builder.contract(x, weights, { accumulator: fixed(16, 8), order }));
    const program = builder.build();
    const sourceOf = async (sums: SumStrategy): Promise<string> => (await compile(program, { sums })).source;
    expect(await sourceOf("loops")).toContain("dotProducts(");
    expect(await sourceOf("sparse")).toContain("sparseProducts(");
    const unrolled = await sourceOf("unrolled");
    expect(unrolled).not.toContain("dotProducts(");
    expect(unrolled).toContain("i32x4.dot_i16x8_s(");
    for (const sums of ["adders", "automatic"] as const) {
      const text = await sourceOf(sums);
      expect(text).not.toContain("dotProducts(");
      expect(text).toContain("i16x8.add(");
    }
  });
});

describe("dot products that are written out", () => {
  /** Groups of terms that lie like those of the first group, or not; many chunks, empty pairs and an odd last output. */
  function layer(source: Random, gathered: boolean, terms: number, outputs: number): Program {
    const builder = writer("unrolled");
    const x = builder.input("x", [4, terms], fixed(9, 4));
    const indices = Array.from({ length: 4 * terms }, () => source.integer(-1, 4 * terms - 1));
    const rows = gathered ? builder.gather(x, indices, [4, terms]) : x;
    const raw = Array.from({ length: terms * outputs }, () =>
      source.integer(0, 9) < 6 ? 0n : BigInt(source.integer(-128, 127)),
    );
    const weights = builder.constant([terms, outputs], typeOf(fixed(8, 2)), raw);
    const sums = builder.contract(rows, weights, { accumulator: fixed(30, 16), order });
    builder.output("y", builder.cast(sums, fixed(8, 5, "RND_CONV", "SAT")));
    return builder.build();
  }

  it("read groups in step, and groups whose terms lie anywhere", async () => {
    const source = random(67, "unrolled groups");
    for (const gathered of [false, true]) {
      for (const [terms, outputs] of [
        [30, 8],
        [31, 7],
        [2, 6],
        [61, 1],
      ] as const) {
        const program = layer(source, gathered, terms, outputs);
        await expectAgreement(program, randomInputs(program, source, 21), { sums: "unrolled" });
      }
    }
  });

  it("are chosen where weights are wide, and not beyond the limit of code", async () => {
    const source = random(68, "unrolled choice");
    const textOf = async (terms: number, outputs: number): Promise<string> => {
      const builder = writer("choice");
      const x = builder.input("x", [terms], fixed(12, 4));
      const raw = Array.from({ length: terms * outputs }, () => BigInt(source.integer(-2000, 2000)));
      const weights = builder.constant([terms, outputs], typeOf(fixed(12, 2)), raw);
      builder.output("y", builder.contract(x, weights, { accumulator: fixed(32, 14), order }));
      return (await compile(builder.build())).source;
    };
    expect(await textOf(32, 16)).not.toContain("dotProducts(");
    expect(await textOf(100, 100)).toContain("dotProducts(");
  });
});

describe("a large pruned layer", () => {
  it("reads only the pairs that have a weight", async () => {
    const source = random(66, "pruned");
    const builder = writer("pruned");
    const x = builder.input("x", [160], fixed(10, 4));
    const raw = Array.from({ length: 160 * 170 }, () =>
      source.integer(0, 9) < 8 ? 0n : BigInt(source.integer(-100, 100)),
    );
    const weights = builder.constant([160, 170], typeOf(fixed(8, 2)), raw);
    builder.output("y", builder.contract(x, weights, { accumulator: fixed(30, 14), order }));
    const program = builder.build();
    expect((await compile(program)).source).toContain("sparseProducts(");
    await expectAgreement(program, randomInputs(program, source, 19), {});
  });
});

describe("casts that pack before they round", () => {
  const targets = (rounding: Rounding): FixedFormat[] => [
    fixed(8, 6, rounding, "SAT"),
    ufixed(10, 8, rounding, "SAT"),
    fixed(9, 9, rounding, "SAT_SYM"),
    fixed(16, 14, rounding, "SAT"),
    fixed(15, 12, rounding, "SAT"),
  ];
  for (const rounding of roundings) {
    it(`clamp integers of 16 to 32 bits exactly: ${rounding}`, async () => {
      const source = random(64, `packing ${rounding}`);
      for (const width of [16, 18, 32]) {
        const builder = writer("packing");
        const format = fixed(width, 13);
        const x = builder.input("x", [9], format);
        targets(rounding).forEach((target, index) => {
          builder.output(`y${index}`, builder.cast(x, target));
        });
        const program = builder.build();
        const edges = [2n ** 15n - 1n, 2n ** 15n, -(2n ** 15n), -(2n ** 15n) - 1n, 2n ** BigInt(width - 1) - 1n, 0n];
        const least = -(2n ** BigInt(width - 1));
        const events = Array.from({ length: 24 }, (_unused, event) => ({
          x: Array.from({ length: 9 }, (_element, element) => {
            const edge = edges[(event + element) % edges.length]! - BigInt(source.integer(0, 9));
            const raw = event < 12 ? edge : randomRaw(source, format);
            return raw < least || raw >= -least ? least : raw;
          }),
        }));
        await expectAgreement(program, events, {});
      }
    });
  }
});
