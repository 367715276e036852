import { type ErrorNote, fail, TrigforgeError } from "../../errors/index.js";
import type { FixedFormat } from "../../fixed/index.js";
import { type ProgramBuilder, toName } from "../../ir/index.js";
import { elementCount, type ValueId } from "../../ops/index.js";
import { type ArrayDeclaration, type Body, type KernelCall, readBody, readParameters } from "./body.js";
import { LayerConfig } from "./config.js";
import type { FunctionEntity } from "./cpp/scope.js";
import type { Sources } from "./cpp/sources.js";
import { type Place, printPlace, type Token } from "./cpp/token.js";
import { CallContext, type CallEnvironment, type DataArray, type Kernel, kernels } from "./kernels/index.js";
import { resolveExtent, resolveFormat } from "./names.js";
import type { VendoredKernels } from "./vendoredKernels.js";
import { type WeightArray, Weights } from "./weights.js";

/** An array of data: what the C++ declares, and the value that it holds once a call has written it. */
interface Slot extends Place {
  readonly name: string;
  readonly format: FixedFormat;
  readonly count: number;
  value: ValueId | null;
}

/** The calls of a top function as ops, one scope a call. */
export class Network implements CallEnvironment {
  private readonly slots = new Map<string, Slot>();
  private readonly parameters: readonly Slot[];
  private readonly weightArrays: Weights;
  private readonly body: Body;
  readonly scope;

  constructor(
    readonly builder: ProgramBuilder,
    top: Place & FunctionEntity,
    private readonly sources: Sources,
    readonly vendored: VendoredKernels,
  ) {
    this.scope = top.scope;
    this.body = readBody(top.body, top);
    this.weightArrays = new Weights(sources, this.body.loads);
    this.parameters = readParameters(top.parameters, top).map((parameter) => this.declare(parameter));
    for (const array of this.body.arrays) this.declare(array);
    for (const alias of this.body.aliases) {
      const target = this.slots.get(alias.target);
      if (target === undefined) this.unknownArray(alias.target, alias);
      this.slots.set(alias.name, target);
    }
  }

  /** What a reader of the program should know. */
  get notes(): readonly string[] {
    return this.weightArrays.notes;
  }

  /** Writes inputs, calls and outputs. @throws TrigforgeError for the first thing that has no exact translation */
  write(): void {
    const calls = this.body.calls.map((call) => ({ call, ...this.kernelOf(call) }));
    const written = new Set(
      calls.map(({ call, signature }) => this.slotOf(call, signature.operands.indexOf("result"))),
    );
    const mentioned = this.mentioned();
    for (const slot of this.parameters) {
      if (!written.has(slot) && !mentioned.has(slot)) {
        const what = `no call reads or writes the parameter ${slot.name}`;
        fail("TF-HLS4ML-012", { where: printPlace(slot), what });
      }
      if (!written.has(slot)) slot.value = this.builder.input(toName(slot.name), [slot.count], slot.format);
    }
    const outputs = this.parameters.filter((slot) => written.has(slot));
    for (const { call, kernel, signature } of calls) {
      const slot = this.slotOf(call, signature.operands.indexOf("result"));
      const context = new CallContext(call, signature, this);
      for (const name of kernel.uses) context.variant(name);
      this.builder.within(this.labelOf(call), () => this.writeCall(kernel, context, slot));
    }
    if (outputs.length === 0) {
      const where = printPlace(this.parameters[0] ?? this.body.calls[0] ?? { file: "the top function", line: 1 });
      fail("TF-HLS4ML-012", { where, what: "no call writes a parameter of the top function" });
    }
    for (const slot of outputs) this.builder.output(toName(slot.name), slot.value!);
  }

  data(name: string, place: Place): DataArray {
    const slot = this.slots.get(name) ?? this.unknownArray(name, place);
    if (slot.value !== null) return { value: slot.value, format: slot.format, count: slot.count };
    return fail("TF-HLS4ML-012", { where: printPlace(place), what: `${name} is read before a call has written it` });
  }

  target(name: string, place: Place): { readonly format: FixedFormat; readonly count: number } {
    return this.slots.get(name) ?? this.unknownArray(name, place);
  }

  weights(name: string, place: Place): WeightArray {
    if (this.slots.has(name)) {
      fail("TF-HLS4ML-007", {
        where: printPlace(place),
        what: `the weights ${name} enter through a port, so the project does not say what they are`,
        help: "convert the model with its weights inside (a larger BramFactor)",
      });
    }
    const variable = this.scope.find([name]);
    if (variable?.kind === "variable") return this.weightArrays.read(name, variable);
    return fail("TF-HLS4ML-007", {
      where: printPlace(place),
      what: `the weights ${name} are not defined`,
      expected: `an array ${name} in the headers that ${place.file} includes`,
    });
  }

  private writeCall(kernel: Kernel, context: CallContext, slot: Slot): void {
    if (slot.value !== null) {
      fail("TF-HLS4ML-012", { where: context.where, what: `${slot.name} is written a second time` });
    }
    const value = located(context.where, () => kernel.write(context));
    const count = elementCount(this.builder.tensor(value).shape);
    if (count !== slot.count) context.mismatch(`${slot.name} has ${slot.count} elements`, `${count}`);
    slot.value = this.builder.reshape(value, [count]);
  }

  private kernelOf(call: KernelCall): { kernel: Kernel; signature: Kernel["signatures"][number] } {
    const [space, name] = call.name;
    const where = printPlace(call);
    const spelled = call.name.join("::");
    if (call.name.length !== 2 || space !== "nnet" || !Object.hasOwn(kernels, name!)) {
      return fail("TF-HLS4ML-008", {
        where,
        what: `the kernel ${spelled} is not known`,
        help: "docs/importers-hls4ml.md lists the kernels that are",
      });
    }
    const kernel = kernels[name!]!;
    const signature = kernel.signatures.find(
      ({ templates, operands }) =>
        templates.length === call.templates.length && operands.length === call.operands.length,
    );
    if (signature !== undefined) return { kernel, signature };
    const found = `${call.templates.length} template arguments and ${call.operands.length} arguments`;
    return fail("TF-HLS4ML-008", { where, what: `no overload of ${spelled} that is known takes ${found}` });
  }

  /** Every array that some call mentions. */
  private mentioned(): Set<Slot> {
    const names = this.body.calls.flatMap((call) => call.operands.map(spell));
    return new Set(names.flatMap((name) => this.slots.get(name) ?? []));
  }

  private slotOf(call: KernelCall, operand: number): Slot {
    const name = spell(call.operands[operand]!);
    return this.slots.get(name) ?? this.unknownArray(name, call);
  }

  private declare({ name, type, extents, file, line }: ArrayDeclaration): Slot {
    const place = { file, line };
    const format = resolveFormat(type, this.scope, place);
    if (extents.length === 0) fail("TF-HLS4ML-012", { where: printPlace(place), what: `${name} is not an array` });
    const count = extents.reduce((product, extent) => product * resolveExtent(extent, this.scope, place), 1);
    if (this.slots.has(name)) {
      fail("TF-HLS4ML-005", { where: printPlace(place), what: `${name} is declared a second time` });
    }
    const slot = { ...place, name, format, count, value: null };
    this.slots.set(name, slot);
    return slot;
  }

  /** The layer's name: the comment behind the call or on its configuration, else the array that it writes. */
  private labelOf(call: KernelCall): string {
    const comments = this.sources.read(call.file).comments;
    const config = call.templates.at(-1)!.filter((token) => token.kind === "name");
    const struct = LayerConfig.find(
      config.map((token) => token.text),
      this.scope,
      call,
    ).definedAt;
    const above = this.sources.read(struct.file).comments.get(struct.line - 1);
    const label = [comments.get(call.lastLine), above].find((text) => /^[\w./:-]+$/.test(text ?? ""));
    return label ?? toName(call.name.join("_"));
  }

  private unknownArray(name: string, place: Place): never {
    return fail("TF-HLS4ML-005", {
      where: printPlace(place),
      what: `${name} is neither a parameter nor an array of the top function`,
    });
  }
}

function spell(tokens: readonly Token[]): string {
  return tokens.map((token) => token.text).join("");
}

/** Runs `write`, and puts the place of the call in front of what the layers report. */
function located<T>(where: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof TrigforgeError) || !/^TF-(?:LAYERS|PROGRAM)/.test(error.code)) throw error;
    const note: ErrorNote = { ...error.note, where: `${where}: ${error.note.where}` };
    throw new TrigforgeError(error.code, note);
  }
}
