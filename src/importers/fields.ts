import { type ErrorCode, fail } from "../errors/index.js";

/** A mapping of plain data: JSON or YAML. */
export type Mapping = Readonly<Record<string, unknown>>;

/** Whether plain data is a mapping. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** Reads the fields of one mapping; every complaint has one code and names the place and the field. */
export class Fields {
  constructor(
    readonly mapping: Mapping,
    readonly where: string,
    private readonly code: ErrorCode,
  ) {}

  /** The fields of plain data. @throws TrigforgeError when it is not a mapping */
  static of(value: unknown, where: string, code: ErrorCode): Fields {
    if (!isMapping(value)) return fail(code, { where, what: `${describe(value)} stands where a mapping belongs` });
    return new Fields(value, where, code);
  }

  /** Whether a field is given and not null. */
  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** A field's plain value; null counts as absent. */
  get(name: string): unknown {
    return Object.hasOwn(this.mapping, name) ? (this.mapping[name] ?? undefined) : undefined;
  }

  /** A nested mapping. */
  fields(name: string): Fields {
    const value = this.get(name);
    return isMapping(value)
      ? new Fields(value, `${this.where}.${name}`, this.code)
      : this.wrong(name, value, "a mapping");
  }

  list(name: string): readonly unknown[] {
    const value = this.get(name);
    return Array.isArray(value) ? value : this.wrong(name, value, "a list");
  }

  text(name: string, absent?: string): string {
    const value = this.get(name);
    if (value === undefined && absent !== undefined) return absent;
    return typeof value === "string" ? value : this.wrong(name, value, "a text");
  }

  /** A finite number; Python's booleans count as 0 and 1, as they do in Python. */
  number(name: string, absent?: number): number {
    const value = this.get(name);
    if (value === undefined && absent !== undefined) return absent;
    if (typeof value === "boolean") return value ? 1 : 0;
    return typeof value === "number" && Number.isFinite(value) ? value : this.wrong(name, value, "a number");
  }

  /** A whole number within bounds. */
  whole(name: string, low: number, high: number, absent?: number): number {
    const value = this.number(name, absent);
    if (Number.isInteger(value) && value >= low && value <= high) return value;
    return this.wrong(name, value, `a whole number from ${low} to ${high}`);
  }

  /** A truth value; numbers count as in Python. */
  truth(name: string, absent?: boolean): boolean {
    const value = this.get(name);
    if (value === undefined && absent !== undefined) return absent;
    if (typeof value === "number") return value !== 0;
    return typeof value === "boolean" ? value : this.wrong(name, value, "true or false");
  }

  /** Complains about a field. */
  wrong(name: string, value: unknown, expected: string): never {
    const what = value === undefined ? `"${name}" is missing` : `"${name}" is ${describe(value)}`;
    return fail(this.code, { where: this.where, what, expected });
  }
}

/** Plain data in a few words, for a message. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isMapping(value)) return "a mapping";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
