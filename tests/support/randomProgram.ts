import {
  type FixedFormat,
  fixed,
  highestRaw,
  int,
  lowestRaw,
  overflows,
  roundings,
  typeOf,
  ufixed,
  uint,
} from "../../src/fixed/index.js";
import { inputPorts, type Program, ProgramBuilder } from "../../src/ir/index.js";
import { elementCount, type FoldOrder, type OpKind, type Relation, type ValueId } from "../../src/ops/index.js";
import type { Random } from "./random.js";

// Random programs over every kind of op, for "all evaluators agree". Every width stays within `maximumWidth`.

/** Options of {@link randomProgram}. */
export interface RandomProgramOptions {
  /** How many ops beside inputs; default 12. */
  ops?: number;
  /** Widest type that any value or exact intermediate may have; default 60. */
  maximumWidth?: number;
  /** Kinds to draw from; default all but input. */
  kinds?: readonly OpKind[];
  /** Longest axis; default 6. */
  longestAxis?: number;
}

const allKinds: readonly OpKind[] = [
  "constant",
  "cast",
  "cast",
  "cast",
  "scale",
  "add",
  "sub",
  "mul",
  "max",
  "min",
  "compare",
  "select",
  "lookup",
  "contract",
  "contract",
  "reduce",
  "gather",
  "concat",
];

/** A random format no wider than `maximumWidth`, over all families, roundings and overflow modes. */
export function randomFormat(random: Random, maximumWidth: number): FixedFormat {
  const width = random.integer(1, maximumWidth);
  if (random.uniform() < 0.1) return random.uniform() < 0.5 ? int(width) : uint(width);
  const signed = random.uniform() < 0.6;
  const integer = random.uniform() < 0.8 ? random.integer(0, width) : random.integer(-4, width + 4);
  const overflow = random.pick(signed ? overflows : overflows.filter((mode) => mode !== "WRAP_SM"));
  const mayKeepBits = (overflow === "WRAP" || overflow === "WRAP_SM") && random.uniform() < 0.3;
  const saturationBits = mayKeepBits ? random.integer(0, Math.min(3, width)) : 0;
  return (signed ? fixed : ufixed)(width, integer, random.pick(roundings), overflow, saturationBits);
}

/** A random raw integer of a type: uniform, or an extreme, or near zero. */
export function randomRaw(random: Random, type: { signed: boolean; width: number; integer: number }): bigint {
  const [low, high] = [lowestRaw(type), highestRaw(type)];
  const draw = random.uniform();
  if (draw < 0.1) return low;
  if (draw < 0.2) return high;
  if (draw < 0.3) return 0n;
  if (draw < 0.4)
    return BigInt.asIntN(3, random.bits(3)) < low ? low : clamp(BigInt.asIntN(3, random.bits(3)), low, high);
  return low + random.bits(type.width);
}

function clamp(raw: bigint, low: bigint, high: bigint): bigint {
  return raw < low ? low : raw > high ? high : raw;
}

/** A random program; equal generators give equal programs. */
export function randomProgram(random: Random, options: RandomProgramOptions = {}): Program {
  const { ops = 12, maximumWidth = 60, kinds = allKinds, longestAxis = 6 } = options;
  for (;;) {
    const builder = new ProgramBuilder("random", { source: "random", fidelity: "native", notes: [] });
    const writer = new RandomWriter(builder, random, maximumWidth, longestAxis);
    const inputs = random.integer(1, 2);
    for (let index = 0; index < inputs; index++) writer.input(`x${index}`);
    for (let index = 0; index < ops; index++) {
      builder.within(`layer_${Math.floor(index / 3)}`, () => writer.op(random.pick(kinds)));
    }
    writer.outputs();
    const program = builder.build();
    if (program.values.every((value) => value.type.width <= maximumWidth)) return program;
  }
}

/** Random raw integers for every input port: `events` events, extremes included. */
export function randomInputs(program: Program, random: Random, events: number): Record<string, bigint[]>[] {
  return Array.from({ length: events }, () =>
    Object.fromEntries(
      inputPorts(program).map(({ name, shape, type }) => [
        name,
        Array.from({ length: elementCount(shape) }, () => randomRaw(random, type)),
      ]),
    ),
  );
}

class RandomWriter {
  private readonly values: ValueId[] = [];

  constructor(
    private readonly builder: ProgramBuilder,
    private readonly random: Random,
    private readonly maximumWidth: number,
    private readonly longestAxis: number,
  ) {}

  input(name: string): void {
    const format = randomFormat(this.random, Math.min(24, this.maximumWidth));
    this.values.push(this.builder.input(name, this.shape(this.random.integer(0, 3)), format));
  }

  outputs(): void {
    const count = Math.min(4, this.values.length);
    this.values.slice(-count).forEach((value, index) => {
      this.builder.output(`y${index}`, value);
    });
  }

  op(kind: OpKind): void {
    const written = this.write(kind);
    if (written !== undefined) this.values.push(written);
  }

  private shape(axes: number): number[] {
    return Array.from({ length: axes }, () => this.random.integer(1, this.longestAxis));
  }

  private any(): ValueId {
    return this.random.pick(this.values);
  }

  private type(value: ValueId) {
    return this.builder.tensor(value).type;
  }

  /** A value of at most `width` bits: one that fits, or a cast of one. */
  private narrow(value: ValueId, width: number): ValueId {
    if (this.type(value).width <= width) return value;
    return this.builder.cast(value, randomFormat(this.random, width));
  }

  /** A value whose binary point is near that of `other`, so that aligning them keeps within the widest type. */
  private near(value: ValueId, other: ValueId): ValueId {
    const [a, b] = [this.type(value), this.type(other)];
    const fraction = Math.max(a.width - a.integer, b.width - b.integer);
    const integer = Math.max(a.integer, b.integer) + 1;
    if (fraction + integer + 1 <= this.maximumWidth) return value;
    return this.builder.cast(value, {
      ...randomFormat(this.random, 1),
      ...typeOf(b),
      family: "fixed",
      saturationBits: 0,
      overflow: "SAT",
    });
  }

  /** Two values that an elementwise op accepts. */
  private pair(width: number): [ValueId, ValueId] {
    const a = this.narrow(this.any(), width);
    const { shape } = this.builder.tensor(a);
    const draw = this.random.uniform();
    const other = this.narrow(this.any(), width);
    const count = elementCount(this.builder.tensor(other).shape);
    const fitted =
      draw < 0.3 && count > 0
        ? this.builder.gather(other, [this.random.integer(0, count - 1)], [])
        : this.builder.gather(
            other,
            Array.from({ length: elementCount(shape) }, (_unused, index) => index % count),
            shape,
          );
    return draw < 0.15 ? [fitted, a] : [a, fitted];
  }

  private aligned(): [ValueId, ValueId] {
    const [a, b] = this.pair(Math.floor(this.maximumWidth / 2));
    return [a, this.near(b, a)];
  }

  private constant(shape: readonly number[], width: number): ValueId {
    const type = randomFormat(this.random, width);
    return this.builder.constant(
      shape,
      type,
      Array.from({ length: elementCount(shape) }, () => randomRaw(this.random, type)),
    );
  }

  private order(inner: number, mayBeTree: boolean): FoldOrder {
    if (mayBeTree && this.random.uniform() < 0.4) return { order: "tree" };
    return { order: "sequential", stride: this.random.uniform() < 0.5 ? 1 : this.random.integer(1, inner + 1) };
  }

  private write(kind: OpKind): ValueId | undefined {
    const { builder, random, maximumWidth } = this;
    switch (kind) {
      case "input":
        return undefined;
      case "constant":
        return this.constant(this.shape(random.integer(0, 2)), Math.min(16, maximumWidth));
      case "cast":
        return builder.cast(this.any(), randomFormat(random, Math.min(24, maximumWidth)));
      case "scale":
        return builder.scale(this.any(), random.integer(-5, 5));
      case "add":
        return builder.add(...this.aligned());
      case "sub":
        return builder.sub(...this.aligned());
      case "max":
        return builder.max(...this.aligned());
      case "min":
        return builder.min(...this.aligned());
      case "mul":
        return builder.mul(...this.pair(Math.floor(maximumWidth / 2)));
      case "compare":
        return builder.compare(random.pick<Relation>(["<", "<=", ">", ">=", "==", "!="]), ...this.aligned());
      case "select": {
        const [a, b] = this.aligned();
        return builder.select(builder.compare(random.pick<Relation>(["<", ">="]), a, b), a, b);
      }
      case "lookup": {
        const x = this.narrow(this.any(), 8);
        return builder.lookup(x, this.constant([2 ** this.type(x).width], Math.min(18, maximumWidth)));
      }
      case "reduce": {
        const x = this.narrow(this.any(), Math.min(30, maximumWidth));
        const { shape } = builder.tensor(x);
        if (shape.length === 0) return undefined;
        const by = random.pick(["sum", "sum", "max", "min"] as const);
        if (by !== "sum") return builder.reduce(x, { by });
        const accumulator = randomFormat(random, Math.min(30, maximumWidth));
        return builder.reduce(x, { by, accumulator, order: this.order(shape[shape.length - 1]!, true) });
      }
      case "contract":
        return this.contract();
      case "gather": {
        const x = this.any();
        const shape = this.shape(random.integer(0, 3));
        const count = elementCount(builder.tensor(x).shape);
        return builder.gather(
          x,
          Array.from({ length: elementCount(shape) }, () => random.integer(-1, count - 1)),
          shape,
        );
      }
      case "concat": {
        const [a, b] = this.aligned();
        const shape = builder.tensor(a).shape;
        if (shape.length === 0 || elementCount(builder.tensor(b).shape) !== elementCount(shape)) return undefined;
        return builder.concat([a, builder.reshape(b, shape), a], random.integer(0, shape.length - 1));
      }
    }
  }

  private contract(): ValueId | undefined {
    const { builder, random, maximumWidth } = this;
    const half = Math.min(20, Math.floor(maximumWidth / 2));
    const x = this.narrow(this.any(), half);
    const { shape } = builder.tensor(x);
    if (shape.length === 0) return undefined;
    const batchAxes = random.uniform() < 0.7 ? 0 : random.integer(0, shape.length - 1);
    const inner = shape[shape.length - 1]!;
    const columns = random.integer(1, this.longestAxis);
    const weightShape = [...shape.slice(0, batchAxes), inner, columns];
    const variable = random.uniform() < 0.2;
    const source = variable ? this.narrow(this.any(), half) : x;
    const sourceCount = elementCount(builder.tensor(source).shape);
    const weights = variable
      ? builder.gather(
          source,
          Array.from({ length: elementCount(weightShape) }, (_unused, index) => index % sourceCount),
          weightShape,
        )
      : this.constant(weightShape, half);
    const order = this.order(inner, true);
    const bias = order.order === "tree" || random.uniform() < 0.3 ? null : this.constant([columns], half);
    const accumulator = randomFormat(random, Math.min(40, maximumWidth));
    return builder.contract(x, weights, { batchAxes, bias, order, accumulator });
  }
}
