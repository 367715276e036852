import { type FixedFormat, sameType } from "../../fixed/index.js";
import { type Program, programRanges, type Value } from "../../ir/index.js";
import {
  type ContractExtents,
  type ContractOp,
  contractExtents,
  elementCount,
  type Ranges,
  type ValueId,
} from "../../ops/index.js";
import { type Plan, type ScopePlan, scopePlan, type TableStorage } from "../plan.js";
import { type ConstantArray, constantArray, indexArray } from "./constants.js";
import { derivedNames, type Labels, labelProgram } from "./labels.js";
import { NamePool } from "./names.js";
import { anyOrder } from "./order.js";
import { nameTypes, type Typedef, type TypeNames } from "./typeNames.js";
import { assignableType, formatOfValue, printPlain } from "./types.js";
import { type Usage, usageOf } from "./usage.js";

/** An array: an argument of a function, or a variable in it. */
export interface ArrayVariable {
  readonly name: string;
  readonly type: string;
  readonly length: number;
}

/** What a call hands over: a value of the program, or a constant array by its name, from an offset in C++ on. */
export type Argument = { readonly value: ValueId } | { readonly constant: string; readonly offset?: string };

/** An operand as a kernel sees it. */
export interface Operand {
  readonly argument: Argument;
  /** C++ type of its elements. */
  readonly element: string;
  readonly length: number;
}

/** One member of a parameter structure. */
export type Parameter =
  | { readonly name: string; readonly type: string }
  | { readonly name: string; readonly number: number }
  | { readonly name: string; readonly flag: boolean };

/** A call of a kernel. */
export interface Call {
  /** The value that it computes. */
  readonly value: ValueId;
  readonly kernel: string;
  /** File of the kernel under `firmware/hls`, without its ending. */
  readonly header: string;
  /** Name of the parameter structure. */
  readonly structure: string;
  readonly parameters: readonly Parameter[];
  /** Operands; the result comes after them. */
  readonly arguments: readonly Argument[];
  /** Pragmas that belong beside the call. */
  readonly pragmas: readonly Pragma[];
}

/** Where a constant array is kept. */
export type Pragma =
  | { readonly kind: "table"; readonly constant: string; readonly storage: TableStorage }
  | { readonly kind: "reshape"; readonly constant: string; readonly factor: number };

/** Parts of values: those that a task works on while it holds one packet of a stream. */
export interface View {
  readonly values: ReadonlyMap<ValueId, Value>;
  /** Extents of contractions, which do not follow from the shapes of a part. */
  readonly extents: ReadonlyMap<ValueId, ContractExtents>;
  /** Constants of which every packet needs another part, stored one after the other. */
  readonly differing: ReadonlySet<ValueId>;
  /** C++ text for the number of the packet. */
  readonly packet: string;
  /** Values that are others under another shape. */
  readonly aliases: ReadonlyMap<ValueId, ValueId>;
}

/** Everything that calls are written with, and what they leave behind: types, constants and names. */
export class Design {
  readonly usage: Usage;
  readonly names = new NamePool();
  readonly labels: Labels;
  private readonly types: TypeNames;
  readonly constants = new Map<string, ConstantArray>();
  private readonly anyOrders = new Map<ValueId, boolean>();
  private readonly arrayNames = new Map<string, string>();
  private readonly structures = new Map<string, string>();
  private view: View | null = null;
  private spellings: Map<string, string> | undefined;
  private rangesOnce: Ranges[] | undefined;

  constructor(
    readonly program: Program,
    readonly plan: Plan,
    topName: string,
  ) {
    this.usage = usageOf(program);
    this.labels = labelProgram(program, this.usage, this.names, topName);
    this.types = nameTypes(program, this.usage, this.labels, (value) => this.format(value));
  }

  /** The types that have names. */
  get typedefs(): readonly Typedef[] {
    return this.types.typedefs;
  }

  /** A value as the calls that are being written see it: as it is, or as the view has it. */
  value(value: ValueId): Value {
    return this.view?.values.get(value) ?? this.program.values[value]!;
  }

  /** Writes calls that see part of some values: see {@link View}. */
  within<T>(view: View | null, write: () => T): T {
    const outer = this.view;
    this.view = view;
    try {
      return write();
    } finally {
      this.view = outer;
    }
  }

  /** The extents of a contraction, as the calls that are being written see it. */
  extents(value: ValueId, op: ContractOp): ContractExtents {
    return this.view?.extents.get(value) ?? contractExtents(op, this.value(op.x).shape, this.value(op.weights).shape);
  }

  scopePlan(value: ValueId): ScopePlan {
    return scopePlan(this.plan, this.value(value).scope);
  }

  /** Proven bounds of a value; computed for the whole program when first asked for. */
  ranges(value: ValueId): Ranges {
    this.rangesOnce ??= programRanges(this.program);
    return this.rangesOnce[value]!;
  }

  /** Whether the sums of a value give the same bits in every order; see {@link anyOrder}. */
  anyOrder(value: ValueId): boolean {
    const known = this.anyOrders.get(value);
    if (known !== undefined) return known;
    const found = anyOrder(this.program, value, (operand) => this.ranges(operand));
    this.anyOrders.set(value, found);
    return found;
  }

  /**
   * The C++ type of a value. An accumulator that cannot overflow in any order needs no logic for it: it is declared
   * wrapping, and holds the same values.
   */
  private format(value: ValueId): FixedFormat {
    const format = formatOfValue(this.program, value);
    return this.anyOrder(value) ? { ...format, overflow: "WRAP", saturationBits: 0 } : format;
  }

  /** Number of elements of a value. */
  length(value: ValueId): number {
    return elementCount(this.value(value).shape);
  }

  /** Name of the type of a value. */
  typeName(value: ValueId): string {
    return this.types.of(value);
  }

  /** What a type is, whatever its name. */
  spelled(type: string): string {
    this.spellings ??= new Map(this.typedefs.map((typedef) => [typedef.name, typedef.type]));
    return this.spellings.get(type) ?? type;
  }

  /** The type through which a value is assigned to a format: its own wherever that assignment is defined. */
  sourceType(value: ValueId, to: FixedFormat): string {
    const { type } = this.value(value);
    const source = assignableType(type, to);
    return sameType(source, type) ? this.typeName(value) : printPlain(source);
  }

  /** A value as an operand. A constant is stored as it is, row-major. */
  operand(value: ValueId): Operand {
    const actual = this.actual(value);
    if (this.value(actual).op.kind !== "constant") {
      return { argument: { value: actual }, element: this.typeName(actual), length: this.length(value) };
    }
    const operand = this.storedConstant(actual, this.constantName(actual));
    const { view } = this;
    if (!view?.differing.has(actual) || "value" in operand.argument) return operand;
    const length = this.length(actual);
    const offset = `${view.packet} * ${length}`;
    return { ...operand, argument: { ...operand.argument, offset }, length };
  }

  /** The value whose array holds a value: itself, or the one that it is under another shape. */
  actual(value: ValueId): ValueId {
    const alias = this.view?.aliases.get(value);
    return alias === undefined ? value : this.actual(alias);
  }

  /** The name of a call's parameter structure: that of an earlier call of the same layer with the same parameters. */
  structureOf({ value, kernel, parameters, structure }: Call): string {
    const key = JSON.stringify([this.program.values[value]!.scope, kernel, parameters]);
    const known = this.structures.get(key) ?? structure;
    this.structures.set(key, known);
    return known;
  }

  /** The array of a constant, or of the part of it that is seen. */
  private constantName(value: ValueId): string {
    const { op } = this.value(value);
    const label = this.labels.value(value);
    if (!this.view?.values.has(value) || op.kind !== "constant") return label;
    return this.arrayName(`${label}_part`, op.raw.join());
  }

  /** The name of an array that belongs to a value, the same for the same content. */
  private arrayName(base: string, content: string): string {
    const key = `${base}: ${content}`;
    const name = this.arrayNames.get(key) ?? this.names.take(base, derivedNames);
    this.arrayNames.set(key, name);
    return name;
  }

  /** A constant as an operand that is stored in another order, `rowLength` elements of which are used together. */
  reorderedConstant(value: ValueId, suffix: string, order: readonly number[], rowLength: number): Operand {
    const name = this.arrayName(`${this.labels.value(value)}_${suffix}`, `${rowLength}: ${order.join()}`);
    return this.storedConstant(value, name, order, rowLength);
  }

  /** The indices of a gather as an operand. */
  indices(value: ValueId, indices: readonly number[]): Operand {
    const name = this.arrayName(`${this.labels.value(value).replace(/_\d+$/, "")}_indices`, indices.join());
    const array = indexArray(name, indices);
    this.constants.set(name, array);
    return { argument: { constant: name }, element: array.rawType, length: indices.length };
  }

  private storedConstant(value: ValueId, name: string, order?: readonly number[], rowLength?: number): Operand {
    const { op, shape, type } = this.value(value);
    if (op.kind !== "constant") throw new Error(`value ${value} is not a constant`);
    const element = `${name}_constants::element`;
    if (!this.constants.has(name)) {
      const raw = order === undefined ? op.raw : order.map((index) => op.raw[index]!);
      const words = `shape [${shape.join(", ")}], ${order === undefined ? "row-major" : "in the order of use"}`;
      const row = rowLength ?? (shape.length > 1 ? shape[shape.length - 1]! : raw.length);
      this.constants.set(name, constantArray(name, this.typeName(value), type, raw, words, row));
    }
    return { argument: { constant: name }, element, length: op.raw.length };
  }
}
