import { type ErrorNote, fail, TrigforgeError } from "../../errors/index.js";
import { type ProgramBuilder, toName } from "../../ir/index.js";
import { elementCount, type ValueId } from "../../ops/index.js";
import { isGenerated } from "./arithmetic/names.js";
import { type ArrayDeclaration, type Body, type KernelCall, readBody, readParameters, type TimeLoop } from "./body.js";
import { type Carrier, resolveCarrier } from "./carriers.js";
import { LayerConfig } from "./config.js";
import { withinLimit } from "./cpp/limits.js";
import type { FunctionEntity } from "./cpp/scope.js";
import type { Sources } from "./cpp/sources.js";
import { type Place, printPlace, type Token } from "./cpp/token.js";
import {
  CallContext,
  type CallEnvironment,
  type DataArray,
  generatedFunction,
  type Kernel,
  kernels,
  resultRoles,
  type Signature,
  streamKernels,
} from "./kernels/index.js";
import { resolveExtent } from "./names.js";
import type { VendoredKernels } from "./vendoredKernels.js";
import { type WeightArray, Weights } from "./weights.js";

/** An array or stream of data: what the C++ declares, and the value that it holds once a call has written it. */
interface Slot extends Place, Carrier {
  readonly name: string;
  /** Null for a stream that no call has written or read. */
  count: number | null;
  value: ValueId | null;
  /** The call that emptied a stream. */
  reader: KernelCall | null;
}

/** Most calls that one loop over time steps may make. */
const maximumSteps = 16_384;

/** A call with the kernel and the overload that it means. */
interface ResolvedCall {
  readonly call: KernelCall;
  readonly kernel: Kernel;
  readonly signature: Signature;
}

/** The calls of a top function as ops, one scope a call. */
export class Network implements CallEnvironment {
  private readonly slots = new Map<string, Slot>();
  /** Streams from outside. */
  private readonly inputs = new Set<Slot>();
  private readonly parameters: readonly Slot[];
  private readonly weightArrays: Weights;
  private readonly body: Body;
  private readonly remarks = new Set<string>();
  /** The step of the loop that is being written. */
  step = 0;
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
    return [...this.weightArrays.notes, ...this.remarks];
  }

  remark(note: string): void {
    this.remarks.add(note);
  }

  /** Writes inputs, calls and outputs. @throws TrigforgeError for the first thing that has no exact translation */
  write(): void {
    const calls = this.body.calls.map((call) => ({ call, ...this.kernelOf(call) }));
    const written = new Set(calls.flatMap(({ call, signature }) => this.resultsOf(call, signature)));
    const mentioned = this.mentioned();
    for (const slot of this.parameters) {
      if (!written.has(slot) && !mentioned.has(slot)) {
        const what = `no call reads or writes the parameter ${slot.name}`;
        fail("TF-HLS4ML-012", { where: printPlace(slot), what });
      }
      if (written.has(slot)) continue;
      if (slot.count === null) this.inputs.add(slot);
      else slot.value = this.builder.input(toName(slot.name), [slot.count], slot.format);
    }
    const outputs = this.parameters.filter((slot) => written.has(slot));
    for (let index = 0; index < calls.length; ) {
      const { loop } = calls[index]!.call;
      const last = calls.findIndex(({ call }, at) => at > index && call.loop !== loop);
      const end = loop === undefined || last < 0 ? (loop === undefined ? index + 1 : calls.length) : last;
      if (loop === undefined) this.writeResolved(calls[index]!);
      else this.writeLoop(loop, calls.slice(index, end));
      index = end;
    }
    if (outputs.length === 0) {
      const where = printPlace(this.parameters[0] ?? this.body.calls[0] ?? { file: "the top function", line: 1 });
      fail("TF-HLS4ML-012", { where, what: "no call writes a parameter of the top function" });
    }
    for (const slot of outputs) this.builder.output(toName(slot.name), slot.value!);
  }

  /** Writes the calls of a loop step by step; what a call gives for every step is joined behind the last. */
  private writeLoop(loop: TimeLoop, calls: readonly ResolvedCall[]): void {
    const steps = resolveExtent(loop.extent, this.scope, loop);
    withinLimit(steps * calls.length, maximumSteps, "a loop has too many steps", loop);
    const joined = calls.filter(({ kernel }) => kernel.isJoined === true);
    const results = joined.map(({ call, signature }) => this.resultsOf(call, signature)[0]!);
    const parts: ValueId[][] = joined.map(() => []);
    for (this.step = 0; this.step < steps; this.step++) {
      for (const { call, signature } of calls) {
        for (const slot of this.resultsOf(call, signature)) slot.value = null;
      }
      for (const one of calls) {
        const at = joined.indexOf(one);
        if (at >= 0) parts[at]!.push(this.valueOf(one));
        else this.writeResolved(one);
      }
    }
    results.forEach((slot, at) => {
      slot.value = this.builder.concat(parts[at]!, 0);
      const count = elementCount(this.builder.tensor(slot.value).shape);
      if (count === slot.count) return;
      const what = `${slot.name} has ${slot.count} elements`;
      fail("TF-HLS4ML-011", { where: printPlace(loop), what, expected: `${count}, from ${steps} steps` });
    });
  }

  private writeResolved({ call, kernel, signature }: ResolvedCall): void {
    const context = new CallContext(call, signature, this);
    for (const name of kernel.uses) context.variant(name);
    const slots = this.resultsOf(call, signature);
    this.builder.within(this.labelOf(call, signature), () => this.writeCall(kernel, context, slots));
  }

  private valueOf({ call, kernel, signature }: ResolvedCall): ValueId {
    const context = new CallContext(call, signature, this);
    for (const name of kernel.uses) context.variant(name);
    return located(context.where, () => kernel.write(context)) as ValueId;
  }

  mentions(name: string): number {
    const slot = this.slots.get(name);
    return this.body.calls.filter(({ operands }) => operands.some((one) => this.slots.get(spell(one)) === slot)).length;
  }

  data(name: string, call: KernelCall, count?: number): DataArray {
    const slot = this.slots.get(name) ?? this.unknownArray(name, call);
    if (slot.value === null && this.inputs.has(slot) && count !== undefined) this.openStream(slot, call, count);
    if (slot.value === null) {
      fail("TF-HLS4ML-012", { where: printPlace(call), what: `${name} is read before a call has written it` });
    }
    if (slot.stream && slot.reader !== null && slot.reader !== call) {
      fail("TF-HLS4ML-012", { where: printPlace(call), what: `the stream ${name} is empty: another call has read it` });
    }
    slot.reader = call;
    const { format, pack, stream } = slot;
    return { value: slot.value, format, pack, stream, count: slot.count! };
  }

  target(name: string, place: Place): Carrier & { readonly count: number | null } {
    return this.slots.get(name) ?? this.unknownArray(name, place);
  }

  /** A stream from outside is as long as the call that reads it says. */
  private openStream(slot: Slot, call: KernelCall, count: number): void {
    if (!(count >= 1 && count <= 2 ** 20) || count % (slot.pack ?? 1) !== 0) {
      const what = `a call reads ${count} elements of ${slot.name}`;
      fail("TF-HLS4ML-011", {
        where: printPlace(call),
        what,
        expected: `1 to 1048576, in arrays of ${slot.pack ?? 1}`,
      });
    }
    slot.count = count;
    slot.value = this.builder.within("", () => this.builder.input(toName(slot.name), [count], slot.format));
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

  private writeCall(kernel: Kernel, context: CallContext, slots: readonly Slot[]): void {
    const again = slots.find(({ value }) => value !== null);
    if (again !== undefined) {
      fail("TF-HLS4ML-012", { where: context.where, what: `${again.name} is written a second time` });
    }
    const values = [located(context.where, () => kernel.write(context))].flat();
    slots.forEach((slot, index) => {
      const count = elementCount(this.builder.tensor(values[index]!).shape);
      slot.count ??= count;
      if (count !== slot.count) context.mismatch(`${slot.name} has ${slot.count} elements`, `${count}`);
      if (count % (slot.pack ?? 1) !== 0) context.mismatch(`${slot.name} carries arrays of ${slot.pack}`, `${count}`);
      slot.value = this.builder.reshape(values[index]!, [count]);
    });
  }

  private resultsOf(call: KernelCall, signature: Signature): Slot[] {
    return resultRoles(signature).map((role) => this.slotOf(call, signature.operands.indexOf(role)));
  }

  private kernelOf(call: KernelCall): { kernel: Kernel; signature: Kernel["signatures"][number] } {
    const [space, name] = call.name;
    const where = printPlace(call);
    const spelled = call.name.join("::");
    const table = this.streams(call) ? streamKernels : kernels;
    const isKernel = call.name.length === 2 && space === "nnet" && Object.hasOwn(table, name!);
    if (!isKernel && !isGenerated(call.name.at(-1)!)) {
      return fail("TF-HLS4ML-008", {
        where,
        what: `the kernel ${spelled} is not known${table === streamKernels ? " for streams" : ""}`,
        help: "docs/importers-hls4ml.md lists the kernels that are",
      });
    }
    const kernel = isKernel ? table[name!]! : generatedFunction;
    const signature = kernel.signatures.find(
      ({ templates, operands }) =>
        templates.length === call.templates.length && operands.length === call.operands.length,
    );
    if (signature !== undefined) return { kernel, signature };
    const found = `${call.templates.length} template arguments and ${call.operands.length} arguments`;
    return fail("TF-HLS4ML-008", { where, what: `no overload of ${spelled} that is known takes ${found}` });
  }

  /** Whether a call has a stream among its operands. */
  private streams(call: KernelCall): boolean {
    return call.operands.some((operand) => this.slots.get(spell(operand))?.stream === true);
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
    const carrier = resolveCarrier(type, this.scope, place);
    if ((extents.length === 0) !== carrier.stream) {
      const what = carrier.stream ? `${name} is an array of streams` : `${name} is not an array`;
      fail("TF-HLS4ML-012", { where: printPlace(place), what });
    }
    const elements = extents.reduce((product, extent) => product * resolveExtent(extent, this.scope, place), 1);
    const count = carrier.stream ? null : elements * (carrier.pack ?? 1);
    if (elements > 2 ** 24) {
      fail("TF-HLS4ML-011", {
        where: printPlace(place),
        what: `${name} has ${elements} elements`,
        expected: "up to 2^24",
      });
    }
    if (this.slots.has(name)) {
      fail("TF-HLS4ML-005", { where: printPlace(place), what: `${name} is declared a second time` });
    }
    const slot: Slot = { ...place, ...carrier, name, count, value: null, reader: null };
    this.slots.set(name, slot);
    return slot;
  }

  /** The layer's name: the comment behind the call or on its configuration, else the array that it writes. */
  private labelOf(call: KernelCall, { templates }: Signature): string {
    const comments = this.sources.read(call.file).comments;
    const index = templates.indexOf("config");
    const own = comments.get(call.lastLine) ?? "";
    if (index < 0) return /^[\w./:-]+$/.test(own) ? own : toName(call.name.join("_"));
    const config = call.templates[index]!.filter((token) => token.kind === "name");
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
