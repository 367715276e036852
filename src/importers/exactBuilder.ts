import type { FixedType } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { definitionOf, type Ranges, type TensorType, type ValueId } from "../ops/index.js";

/** Widest number that a program as trained may hold: what the backends compute with. */
export const widest = 64;

/** Whole numbers up to this size are float32 numbers, so a framework's sums of them are exact in any order. */
export const floatLimit = 1n << 24n;

/** A builder with the proven range of every value that was written: what front ends "as trained" build on. */
export class ExactBuilder {
  /** What a reader of the program should know. */
  readonly notes = new Set<string>();
  private readonly known: (TensorType & Ranges)[] = [];

  constructor(readonly builder: ProgramBuilder) {}

  /** Proven bounds of a value. */
  ranges(value: ValueId): TensorType & Ranges {
    for (let next = this.known.length; next <= value; next++) {
      const op = this.builder.opOf(next);
      const tensor = this.builder.tensor(next);
      const definition = definitionOf(op);
      const operands = definition.operands(op).map((operand) => this.known[operand]!);
      this.known.push({ ...tensor, ...definition.ranges(op, operands, tensor) });
    }
    return this.known[value]!;
  }

  /** The least and the largest raw integer that a value can take. */
  bounds(value: ValueId): { low: bigint; high: bigint } {
    const { low, high } = this.ranges(value);
    return {
      low: low.reduce((least, raw) => (raw < least ? raw : least)),
      high: high.reduce((most, raw) => (raw > most ? raw : most)),
    };
  }

  type(value: ValueId): FixedType {
    return this.builder.tensor(value).type;
  }
}
