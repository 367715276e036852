import { fail } from "../../errors/index.js";
import { type FixedFormat, quantizeReal, typeOf } from "../../fixed/index.js";
import type { ConstantTensor } from "../../layers/index.js";
import { splitAtCommas } from "./cpp/cursor.js";
import { maximumDepth, withinLimit } from "./cpp/limits.js";
import { readNumberList } from "./cpp/literal.js";
import type { Sources } from "./cpp/sources.js";
import { type Place, printPlace, type Token } from "./cpp/token.js";
import { resolveExtent, resolveFormat, resolveNumber, type Variable } from "./names.js";

/** An array of the project with its values, before it gets the shape that a layer gives it. */
export interface WeightArray {
  readonly name: string;
  readonly format: FixedFormat;
  /** Raw integers in `format`. */
  readonly raw: readonly bigint[];
}

/**
 * Reads arrays of weights. A value's text is read as a double and assigned to the array's type, as the C++ does, so digits
 * beyond the type are dropped by the modes of the type.
 */
export class Weights {
  private readonly known = new Map<Variable, WeightArray>();
  /** What a reader of the program should know: text files read or found to differ. */
  readonly notes: string[] = [];

  /** @param fromText names of arrays that the top function loads from text files without a guard */
  constructor(
    private readonly sources: Sources,
    private readonly fromText: ReadonlyMap<string, string>,
  ) {}

  /**
   * The values of an array: its initialiser, else the text file of its name.
   *
   * @throws TrigforgeError TF-HLS4ML-007
   */
  read(name: string, variable: Variable): WeightArray {
    const known = this.known.get(variable);
    if (known !== undefined) return known;
    const format = resolveFormat(variable.type, variable.scope, variable);
    const count = this.extent(name, variable);
    const array = { name, format, raw: this.values(name, variable, count, format) };
    this.known.set(variable, array);
    return array;
  }

  private extent(name: string, { extents, scope, initialiser, ...place }: Variable): number {
    if (extents.length === 0) return this.bad(place, `${name} is not an array`);
    if (extents.length === 1 && extents[0]!.length === 0)
      return initialiser === null ? 0 : listOf(initialiser, scope).length;
    return extents.reduce((product, extent) => product * resolveExtent(extent, scope, place), 1);
  }

  private values(name: string, variable: Variable, count: number, format: FixedFormat): bigint[] {
    const { initialiser, scope } = variable;
    const textName = this.fromText.get(name) ?? `${name}.txt`;
    const path = this.sources.nearest(textName, variable.file);
    if (initialiser === null || this.fromText.has(name)) {
      if (path === undefined) this.bad(variable, `${name} has no initialiser, and there is no ${textName}`);
      this.notes.push(`${name} is read from ${path}`);
      return this.checked(this.text(path, format), count, { file: path, line: 1 }, name);
    }
    const text = path === undefined ? null : this.text(path, format);
    const raw = this.checked(quantizeAll(listOf(initialiser, scope), format), count, variable, name);
    if (text !== null && !sameValues(raw, text)) {
      this.notes.push(`${path} differs from the initialiser of ${name} in ${variable.file}, which counts`);
    }
    return raw;
  }

  /** The values of a text file, or null when something in it is no number. */
  private text(path: string, format: FixedFormat): bigint[] | null {
    const items = this.sources.files[path]!.split(/[\s,]+/).filter((item) => item !== "");
    const values = items.map(Number);
    return values.every(Number.isFinite) ? quantizeAll(values, format) : null;
  }

  private checked(raw: bigint[] | null, count: number, place: Place, name: string): bigint[] {
    if (raw === null) return this.bad(place, `${name} holds something that is no number`);
    return raw.length === count ? raw : this.bad(place, `${name} has ${raw.length} values`, `${count}`);
  }

  private bad(place: Place, what: string, expected?: string): never {
    return fail("TF-HLS4ML-007", { where: printPlace(place), what, ...(expected === undefined ? {} : { expected }) });
  }
}

/** A weight array in the shape that a layer needs. @throws TrigforgeError TF-HLS4ML-007 when the count differs */
export function shaped(array: WeightArray, shape: readonly number[], place: Place): ConstantTensor {
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (array.raw.length !== count) {
    fail("TF-HLS4ML-007", {
      where: printPlace(place),
      what: `${array.name} has ${array.raw.length} values`,
      expected: `${count}, for shape [${shape}]`,
    });
  }
  return { shape, type: typeOf(array.format), raw: array.raw };
}

function quantizeAll(values: readonly number[], format: FixedFormat): bigint[] {
  return values.map((value) => quantizeReal(value, format));
}

function sameValues(a: readonly bigint[], b: readonly bigint[]): boolean {
  return a.length === b.length && a.every((raw, index) => raw === b[index]);
}

/** The values of an initialiser, nested braces flattened. */
export function listOf(initialiser: readonly Token[], scope: Variable["scope"], depth = 0): number[] {
  const first = initialiser[0]!;
  withinLimit(depth, maximumDepth, "braces are nested too deep", first);
  if (initialiser.length === 1 && first.kind === "numbers") return readNumberList(first.text, first);
  if (first.text !== "{" || initialiser.at(-1)!.text !== "}") return [resolveNumber(initialiser, scope, first)];
  const items = splitAtCommas(initialiser.slice(1, -1)).filter((item) => item.length > 0);
  return items.flatMap((item) => listOf(item, scope, depth + 1));
}
