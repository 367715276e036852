import { fail } from "../../../errors/index.js";
import type { ProtobufMessage } from "../../../formats/index.js";
import { type OnnxTensor, readTensor, wholeNumber } from "./tensor.js";

/** Fields of AttributeProto, numbered as in onnx.proto. */
const field = {
  name: 1,
  f: 2,
  i: 3,
  s: 4,
  t: 5,
  g: 6,
  floats: 7,
  ints: 8,
  strings: 9,
  graphs: 11,
  reference: 21,
} as const;

/**
 * The attributes of a node. Getters take what holds when one is absent; an attribute of another kind is an error.
 *
 * @throws TrigforgeError TF-ONNX-001 for two of one name, TF-ONNX-004 from a getter for another kind of value
 */
export class Attributes {
  private readonly entries = new Map<string, ProtobufMessage>();
  private readonly asked = new Set<string>();

  constructor(
    messages: readonly ProtobufMessage[],
    private readonly where: string,
  ) {
    for (const message of messages) {
      const name = message.text(field.name);
      if (this.entries.has(name))
        fail("TF-ONNX-001", { where, what: `two attributes are named "${name.slice(0, 60)}"` });
      if (message.has(field.reference))
        fail("TF-ONNX-001", { where, what: `"${name}" refers to a function's attribute` });
      this.entries.set(name, message);
    }
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** A float, in float32 as the file has it. */
  float(name: string, absent: number): number {
    const entry = this.entry(name, field.f);
    return entry === undefined ? absent : (entry.floats(field.f).at(-1) ?? 0);
  }

  integer(name: string, absent: number): number {
    const entry = this.entry(name, field.i);
    return entry === undefined ? absent : wholeNumber(entry.integer(field.i), this.where);
  }

  text(name: string, absent: string): string {
    return this.entry(name, field.s)?.text(field.s) ?? absent;
  }

  integers(name: string): number[] | undefined {
    return this.entry(name, field.ints)
      ?.integers(field.ints)
      .map((value) => wholeNumber(value, this.where));
  }

  floats(name: string): number[] | undefined {
    return this.entry(name, field.floats)?.floats(field.floats);
  }

  texts(name: string): string[] | undefined {
    return this.entry(name, field.strings)?.texts(field.strings);
  }

  tensor(name: string): OnnxTensor | undefined {
    const message = this.entry(name, field.t)?.message(field.t, name);
    return message === undefined ? undefined : readTensor(message, `${this.where}: ${name}`);
  }

  /** Attributes that no getter has asked for: their meaning would be lost. */
  unread(): string[] {
    return [...this.entries.keys()].filter((name) => !this.asked.has(name));
  }

  /** Marks attributes that change nothing at inference. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.asked.add(name);
  }

  private entry(name: string, kind: number): ProtobufMessage | undefined {
    this.asked.add(name);
    const entry = this.entries.get(name);
    if (entry === undefined) return undefined;
    const kinds = [field.f, field.i, field.s, field.t, field.g, field.floats, field.ints, field.strings, field.graphs];
    const others = kinds.filter((other) => other !== kind && entry.has(other));
    // An empty list and a zero leave no field of their own behind.
    if (others.length > 0) {
      fail("TF-ONNX-004", { where: this.where, what: `the attribute "${name}" has another kind of value` });
    }
    return entry;
  }
}
