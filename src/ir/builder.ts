import type { FixedFormat, FixedType } from "../fixed/index.js";
import {
  definitionOf,
  elementCount,
  type FoldOrder,
  type Op,
  type Reduction,
  type Relation,
  type TensorType,
  type ValueId,
} from "../ops/index.js";
import type { Output, Program, Provenance, Value } from "./program.js";
import { validate } from "./validate.js";

/** What a contraction needs beside its operands. */
export interface ContractOptions {
  bias?: ValueId | null;
  batchAxes?: number;
  accumulator: FixedFormat;
  order: FoldOrder;
}

/** Writes a program op by op. Every method checks the op's type rule at once and returns the id of the new value. */
export class ProgramBuilder {
  private readonly values: Value[] = [];
  private readonly outputs: Output[] = [];
  private scope = "";

  constructor(
    private readonly name: string,
    private readonly provenance: Provenance,
  ) {}

  /** Writes the ops of `write` under a scope: the name of the layer they belong to. */
  within<T>(scope: string, write: () => T): T {
    const outer = this.scope;
    this.scope = scope;
    try {
      return write();
    } finally {
      this.scope = outer;
    }
  }

  /** Shape and type of a value written before. */
  tensor(value: ValueId): TensorType {
    const { shape, type } = this.values[value]!;
    return { shape, type };
  }

  /** The op that computes a value. */
  opOf(value: ValueId): Op {
    return this.values[value]!.op;
  }

  /** Appends any op. @throws TrigforgeError TF-PROGRAM-001 when it breaks its type rule */
  push(op: Op): ValueId {
    const definition = definitionOf(op);
    const operands = definition.operands(op).map((operand) => this.tensor(operand));
    const { shape, type } = definition.result(op, operands, `${this.scope || this.name}: ${op.kind}`);
    this.values.push({ scope: this.scope, op, shape, type });
    return this.values.length - 1;
  }

  input(name: string, shape: readonly number[], format: FixedFormat): ValueId {
    return this.push({ kind: "input", name, shape, format });
  }

  constant(shape: readonly number[], type: FixedType, raw: readonly bigint[]): ValueId {
    const { signed, width, integer } = type;
    return this.push({ kind: "constant", shape, type: { signed, width, integer }, raw });
  }

  cast(x: ValueId, to: FixedFormat): ValueId {
    return this.push({ kind: "cast", x, to });
  }

  scale(x: ValueId, shift: number): ValueId {
    return this.push({ kind: "scale", x, shift });
  }

  add(a: ValueId, b: ValueId): ValueId {
    return this.push({ kind: "add", a, b });
  }

  sub(a: ValueId, b: ValueId): ValueId {
    return this.push({ kind: "sub", a, b });
  }

  mul(a: ValueId, b: ValueId): ValueId {
    return this.push({ kind: "mul", a, b });
  }

  max(a: ValueId, b: ValueId): ValueId {
    return this.push({ kind: "max", a, b });
  }

  min(a: ValueId, b: ValueId): ValueId {
    return this.push({ kind: "min", a, b });
  }

  compare(relation: Relation, a: ValueId, b: ValueId): ValueId {
    return this.push({ kind: "compare", relation, a, b });
  }

  select(condition: ValueId, a: ValueId, b: ValueId): ValueId {
    return this.push({ kind: "select", condition, a, b });
  }

  lookup(x: ValueId, table: ValueId): ValueId {
    return this.push({ kind: "lookup", x, table });
  }

  contract(x: ValueId, weights: ValueId, options: ContractOptions): ValueId {
    const { accumulator, order, bias = null, batchAxes = 0 } = options;
    return this.push({ kind: "contract", x, weights, bias, batchAxes, accumulator, order });
  }

  reduce(x: ValueId, reduction: Reduction): ValueId {
    return this.push({ kind: "reduce", x, reduction });
  }

  gather(x: ValueId, indices: readonly number[], shape: readonly number[]): ValueId {
    return this.push({ kind: "gather", x, indices, shape });
  }

  concat(inputs: readonly ValueId[], axis: number): ValueId {
    return this.push({ kind: "concat", inputs, axis });
  }

  /** The same elements under another shape; no op when the shape is already this one. */
  reshape(x: ValueId, shape: readonly number[]): ValueId {
    const from = this.tensor(x).shape;
    if (from.length === shape.length && from.every((extent, axis) => extent === shape[axis])) return x;
    return this.gather(
      x,
      Array.from({ length: elementCount(from) }, (_unused, index) => index),
      shape,
    );
  }

  /** Declares an output port. */
  output(name: string, value: ValueId): void {
    this.outputs.push({ name, value });
  }

  /** The finished program, validated. @throws TrigforgeError TF-PROGRAM-001 */
  build(): Program {
    const program = {
      name: this.name,
      provenance: this.provenance,
      values: [...this.values],
      outputs: [...this.outputs],
    };
    validate(program);
    return program;
  }
}
