import { fail } from "../../../errors/index.js";
import { type FixedFormat, quantizeReal, sameFormat, typeOf } from "../../../fixed/index.js";
import type { ProgramBuilder } from "../../../ir/index.js";
import type { ConstantTensor } from "../../../layers/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { KernelCall } from "../body.js";
import { type Carrier, resolveCarrier } from "../carriers.js";
import { LayerConfig } from "../config.js";
import type { Scope } from "../cpp/scope.js";
import { type Place, printPlace, type Token } from "../cpp/token.js";
import { resolveFormat, resolveNumber } from "../names.js";
import type { VendoredKernels } from "../vendoredKernels.js";
import { shaped, type WeightArray } from "../weights.js";

/** The arguments of one overload of a kernel, by role. */
export interface Signature {
  readonly templates: readonly string[];
  readonly operands: readonly string[];
}

/** How one kernel of nnet becomes ops. */
export interface Kernel {
  /**
   * Overloads; told apart by the numbers of their arguments. Operands named `result`, `result2`, … are written, the others
   * read.
   */
  readonly signatures: readonly Signature[];
  /** Definitions of nnet whose text the value depends on; the kernel itself comes first. `header.h:name` says where. */
  readonly uses: readonly string[];
  /** Whether it gives one step of a loop's result, which is joined behind the last. */
  readonly isJoined?: boolean;
  /** Writes the ops and returns the results, of any shape with the right number of elements. */
  write(call: CallContext): ValueId | readonly ValueId[];
}

/** Roles of the operands that an overload writes, in order. */
export function resultRoles({ operands }: Signature): string[] {
  return operands.filter((role) => role.startsWith("result"));
}

/** An array or stream of data at some point of the top function: flat, as C++ has it. */
export interface DataArray extends Carrier {
  readonly value: ValueId;
  readonly count: number;
}

/** What the arguments of a call may refer to. */
export interface CallEnvironment {
  readonly builder: ProgramBuilder;
  readonly scope: Scope;
  readonly vendored: VendoredKernels;
  /**
   * The array of data that a name stands for, as `call` reads it.
   *
   * @param count how many elements the call reads, where it says so: only this tells the length of a stream from outside
   */
  data(name: string, call: KernelCall, count?: number): DataArray;
  /** What the array that a call writes carries, and its extent, which a stream does not have. */
  target(name: string, place: Place): Carrier & { readonly count: number | null };
  weights(name: string, place: Place): WeightArray;
  /** How many calls mention an array. */
  mentions(name: string): number;
  /** The step of the loop over time steps that a call is in; 0 outside. */
  readonly step: number;
  /** Adds a note to the program's provenance, once. */
  remark(note: string): void;
}

/** One call of a kernel, its arguments by role. */
export class CallContext {
  readonly builder: ProgramBuilder;
  /** Format of the array that the call writes. */
  readonly result: FixedFormat;
  /** Number of elements of the array that the call writes; null for a stream. */
  readonly resultCount: number | null;
  /** Whether the call writes a stream. */
  readonly isStream: boolean;
  /** Number of elements of one nnet::array of the stream that the call writes; null where there is none. */
  readonly resultPack: number | null;

  constructor(
    readonly call: KernelCall,
    private readonly signature: Signature,
    private readonly environment: CallEnvironment,
  ) {
    this.builder = environment.builder;
    const target = environment.target(this.operandName("result"), call);
    this.result = target.format;
    this.resultCount = target.count;
    this.isStream = target.stream;
    this.resultPack = target.pack;
    this.checkCarrier("result", target);
  }

  get where(): string {
    return `${printPlace(this.call)}: ${this.call.name.join("::")}`;
  }

  /** The configuration struct of the call. */
  get config(): LayerConfig {
    const name = this.template("config").filter((token) => token.kind === "name");
    const config = LayerConfig.find(
      name.map((token) => token.text),
      this.environment.scope,
      this.call,
    );
    const declared = config.symbol("io_type", "io_parallel");
    if (declared === "io_stream" && !this.isStream) {
      fail("TF-HLS4ML-009", {
        where: this.where,
        what: `${config.name} has io_type io_stream and is called with arrays`,
      });
    }
    return config;
  }

  /** Which known behaviour a definition of nnet has in this project. */
  variant(name: string): string {
    return this.environment.vendored.variant(name, this.call);
  }

  /** A data operand; its length must be `count` where that is given. */
  data(role = "data", count?: number): DataArray {
    const array = this.environment.data(this.operandName(role), this.call, count);
    this.checkCarrier(role, array);
    if (count !== undefined && array.count !== count) {
      this.mismatch(`${this.operandName(role)} has ${array.count} elements`, `${count}, as the configuration says`);
    }
    return array;
  }

  /** A weight operand in a shape. */
  weights(role: string, shape: readonly number[]): ConstantTensor {
    return shaped(this.environment.weights(this.operandName(role), this.call), shape, this.call);
  }

  /** Format of a weight operand. */
  weightFormat(role: string): FixedFormat {
    return this.environment.weights(this.operandName(role), this.call).format;
  }

  /** How many calls mention the array of a role, this one counted. */
  mentions(role: string): number {
    return this.environment.mentions(this.operandName(role));
  }

  /** The step of the loop over time steps that the call is in; 0 outside. */
  get step(): number {
    return this.environment.step;
  }

  /** Adds a note to the program's provenance: what a reader of the program should know. */
  remark(note: string): void {
    this.environment.remark(`${this.where}: ${note}`);
  }

  /** A number among the operands, assigned to a format: one element. */
  scalar(role: string, format: FixedFormat): ConstantTensor {
    const value = resolveNumber(this.operand(role), this.environment.scope, this.call);
    return { shape: [1], type: typeOf(format), raw: [quantizeReal(value, format)] };
  }

  /** Whether this overload has a template argument of a role. */
  hasTemplate(role: string): boolean {
    return this.signature.templates.includes(role);
  }

  /** Whether this overload has an operand of a role. */
  hasOperand(role: string): boolean {
    return this.signature.operands.includes(role);
  }

  /** What the array or stream of a role other than `result` carries, for calls that write several. */
  carrier(role: string): Carrier {
    const target = this.environment.target(this.operandName(role), this.call);
    this.checkCarrier(role, target);
    return target;
  }

  /** What the type that a template argument names carries. */
  templateCarrier(role: string): Carrier {
    return resolveCarrier(this.template(role), this.environment.scope, this.call);
  }

  /** The format that a template argument names. */
  templateFormat(role: string): FixedFormat {
    return resolveFormat(this.template(role), this.environment.scope, this.call);
  }

  /** A whole number among the template arguments. */
  templateNumber(role: string): number {
    return resolveNumber(this.template(role), this.environment.scope, this.call);
  }

  /** Checks that the array that the call writes has `count` elements, which a stream does not say. */
  expectResult(count: number): void {
    if (this.resultCount !== null && this.resultCount !== count) {
      this.mismatch(`the result has ${this.resultCount} elements`, `${count}, as the configuration says`);
    }
  }

  /** The text of a header of the project, or null where it brings none. */
  headerText(header: string): string | null {
    return this.environment.vendored.text(header);
  }

  /** The tokens of a header of the project, or null where it brings none. */
  headerTokens(header: string): readonly Token[] | null {
    return this.environment.vendored.tokens(header);
  }

  /** @throws TrigforgeError TF-HLS4ML-011 */
  mismatch(what: string, expected: string): never {
    return fail("TF-HLS4ML-011", { where: this.where, what, expected });
  }

  /** @throws TrigforgeError TF-HLS4ML-013 */
  inexact(what: string, help?: string): never {
    return fail("TF-HLS4ML-013", { where: this.where, what, ...(help === undefined ? {} : { help }) });
  }

  /** @throws TrigforgeError TF-HLS4ML-015 */
  ungenerated(what: string): never {
    return fail("TF-HLS4ML-015", { where: this.where, what });
  }

  /** @throws TrigforgeError TF-HLS4ML-008 */
  unknown(what: string): never {
    return fail("TF-HLS4ML-008", { where: this.where, what });
  }

  private template(role: string) {
    return this.call.templates[this.signature.templates.indexOf(role)]!;
  }

  private operand(role: string) {
    return this.call.operands[this.signature.operands.indexOf(role)]!;
  }

  private operandName(role: string): string {
    return this.operand(role)
      .map((token) => token.text)
      .join("");
  }

  /** C++ passes an array only as what it is: the template argument of its role must be its type. */
  private checkCarrier(role: string, { format, pack }: Carrier): void {
    if (!this.hasTemplate(role)) return;
    const named = resolveCarrier(this.template(role), this.environment.scope, this.call);
    if (sameFormat(named.format, format) && named.pack === pack) return;
    this.mismatch(
      `${this.operandName(role)} is not of the type that the template argument says`,
      "the type of the array",
    );
  }
}

/**
 * Checks that a kernel of streams reads and writes one nnet::array a pixel: arrays of other sizes it takes apart wrongly.
 *
 * @throws TrigforgeError TF-HLS4ML-013
 */
export function expectPacks(call: CallContext, read: number, written: number): void {
  const { pack } = call.carrier("data");
  if (pack === read && call.resultPack === written) return;
  call.inexact(`arrays of ${pack} and ${call.resultPack} stream where a pixel has ${read} and ${written} elements`);
}
