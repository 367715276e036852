import { type FixedFormat, fixed, formatOf, type Overflow, type Rounding, ufixed } from "../../src/fixed/index.js";
import { type Program, ProgramBuilder } from "../../src/ir/index.js";
import { ascending, type ValueId } from "../../src/ops/index.js";
import { type Random, random } from "../support/random.js";

// The network that simulated boards run: twelve numbers of four objects, an offset and a shift before it, eight values and
// a score behind it. Once as the emulator has it, and once with every variant of it that a faulty board may compute.

/** Objects (pt, eta, phi) and what they are scaled by. */
export const objects = { count: 4, numbers: 3 } as const;

/** What a variant of the network does otherwise. */
export interface Variation {
  readonly rounding?: Rounding;
  readonly overflow?: Overflow;
  readonly scoreOverflow?: Overflow;
  readonly offset?: boolean;
  readonly shift?: boolean;
}

/** Variants that a board may compute, by name; `clean` is the network itself. */
export const variations: Readonly<Record<string, Variation>> = {
  clean: {},
  truncating: { rounding: "TRN" },
  saturating: { overflow: "SAT" },
  wrapping: { scoreOverflow: "WRAP" },
  withoutOffset: { offset: false },
  withoutShift: { shift: false },
};

/** The network as the emulator has it: outputs `y` (8), `score` (1) and `narrow` (2), which uses 10 of its 13 bits. */
export function network(variation: Variation = {}): Program {
  const builder = new ProgramBuilder("board", { source: "test", fidelity: "native", notes: [] });
  const outputs = write(builder, inputs(builder), variation);
  builder.output("y", outputs.y);
  builder.output("score", outputs.score);
  builder.output("narrow", outputs.narrow);
  return builder.build();
}

/** All variants in one program, so that C++ is compiled once: outputs `clean_y`, `clean_score`, `truncating_y`, …. */
export function allVariants(): Program {
  const builder = new ProgramBuilder("variants", { source: "test", fidelity: "native", notes: [] });
  const x = inputs(builder);
  for (const [name, variation] of Object.entries(variations)) {
    const outputs = write(builder, x, variation);
    builder.output(`${name}_y`, outputs.y);
    builder.output(`${name}_score`, outputs.score);
    builder.output(`${name}_narrow`, outputs.narrow);
  }
  return builder.build();
}

interface Inputs {
  readonly objects: ValueId;
  readonly energy: ValueId;
}

function inputs(builder: ProgramBuilder): Inputs {
  return {
    objects: builder.input("objects", [objects.count * objects.numbers], fixed(13, 10)),
    energy: builder.input("energy", [2], fixed(13, 10)),
  };
}

function write(
  builder: ProgramBuilder,
  x: Inputs,
  variation: Variation,
): { y: ValueId; score: ValueId; narrow: ValueId } {
  const source = random(20, null);
  const prepared = builder.within("prepare", () => prepare(builder, x.objects, variation));
  const energy = builder.within("prepare", () => builder.cast(builder.scale(x.energy, -4), fixed(10, 6, "RND", "SAT")));
  const all = builder.concat([prepared, energy], 0);
  const hidden = builder.within("dense_1", () => dense(builder, source, all, 14, 10, fixed(20, 12)));
  const active = builder.within("relu_1", () => {
    const zero = builder.constant([1], builder.tensor(hidden).type, [0n]);
    return builder.cast(builder.max(hidden, zero), ufixed(10, 6, "RND", "SAT"));
  });
  const out = builder.within("dense_2", () => dense(builder, source, active, 10, 8, fixed(24, 14)));
  const { rounding = "RND", overflow = "WRAP", scoreOverflow = "SAT" } = variation;
  const y = builder.within("out", () => builder.cast(out, fixed(13, 5, rounding, overflow)));
  const score = builder.within("score", () => {
    const weights = builder.constant([8, 1], { signed: true, width: 6, integer: 2 }, draw(source, 8, 6));
    const accumulator = fixed(26, 16);
    const sum = builder.contract(out, weights, { bias: null, accumulator, order: ascending });
    return builder.cast(sum, fixed(10, 6, "RND", scoreOverflow));
  });
  const narrow = builder.within("narrow", () => {
    const two = builder.gather(out, [0, 1], [2]);
    return builder.cast(builder.cast(two, fixed(10, 5, "RND", "SAT")), fixed(13, 8));
  });
  return { y, score, narrow };
}

function prepare(builder: ProgramBuilder, x: ValueId, { offset = true, shift = true }: Variation): ValueId {
  const count = objects.count * objects.numbers;
  const offsets = Array.from({ length: count }, (_unused, element) => (offset ? [12n, 0n, 72n][element % 3]! : 0n));
  const moved = builder.cast(
    builder.sub(x, builder.constant([count], { signed: false, width: 8, integer: 8 }, offsets)),
    fixed(13, 10),
  );
  const shifts = Array.from({ length: count }, (_unused, element) => (shift ? [1n, 2n, 1n][element % 3]! : 4n));
  const factor = builder.constant([count], { signed: false, width: 3, integer: 1 }, shifts);
  return builder.cast(builder.scale(builder.mul(moved, factor), -3), fixed(10, 6, "RND_CONV", "SAT"));
}

function dense(
  builder: ProgramBuilder,
  source: Random,
  x: ValueId,
  from: number,
  to: number,
  out: FixedFormat,
): ValueId {
  const weights = builder.constant([from, to], { signed: true, width: 6, integer: 1 }, draw(source, from * to, 6));
  const bias = builder.constant([to], { signed: true, width: 6, integer: 3 }, draw(source, to, 6));
  return builder.contract(x, weights, { bias, accumulator: formatOf(out), order: ascending });
}

function draw(source: Random, count: number, width: number): bigint[] {
  return Array.from({ length: count }, () => BigInt.asIntN(width, source.bits(width)));
}

/** Events as a trigger has them: pt in half units and falling, eta and phi whole. */
export function drawEvents(source: Random, count: number): Record<string, bigint[]>[] {
  return Array.from({ length: count }, () => {
    const pts = Array.from({ length: objects.count }, () => source.integer(1, 400)).sort((a, b) => b - a);
    const raw = pts.flatMap((pt) => [4 * pt, 8 * source.integer(-60, 60), 8 * source.integer(0, 143)]);
    const energy = [4 * source.integer(0, 900), 4 * source.integer(0, 900)];
    return { objects: raw.map(BigInt), energy: energy.map(BigInt) };
  });
}
