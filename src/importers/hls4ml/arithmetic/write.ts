import { type FixedFormat, formatOf, printFormat, quantizeReal, typeOf } from "../../../fixed/index.js";
import type { ProgramBuilder } from "../../../ir/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { Atom } from "./atoms.js";
import type { ArithmeticFunction } from "./expression.js";
import type { Form } from "./form.js";
import { linearise } from "./linearise.js";
import { Sums } from "./sums.js";

/**
 * Writes a generated function for every row of x, its results assigned to a format. Sums of one level are one contraction
 * with constant weights, whatever order the function adds them in: they are exact.
 *
 * @param x shape [..., inputs], of the type of `input`
 * @returns shape [..., outputs]
 * @throws TrigforgeError TF-HLS4ML-015, TF-HLS4ML-014
 */
export function writeArithmetic(
  builder: ProgramBuilder,
  x: ValueId,
  text: ArithmeticFunction,
  { input, result }: { readonly input: FixedFormat; readonly result: FixedFormat },
): ValueId {
  const { atoms, outputs } = linearise(text, input);
  const sums = new Sums(builder, x, atoms);
  for (const group of groups(atoms)) sums.store(group, writeGroup(builder, sums, text, atoms, group));
  return builder.cast(sums.write(outputs), result);
}

/** Atoms other than inputs, in groups of one level and one op, in order of the levels. */
function groups(atoms: readonly Atom[]): readonly (readonly number[])[] {
  const found = new Map<string, number[]>();
  atoms.forEach((atom, index) => {
    const { source, level } = atom;
    if (source.kind === "input") return;
    const key = `${level} ${keyOf(source)}`;
    found.set(key, [...(found.get(key) ?? []), index]);
  });
  return [...found.values()].sort((a, b) => atoms[a[0]!]!.level - atoms[b[0]!]!.level);
}

function keyOf(source: Exclude<Atom["source"], { kind: "input" }>): string {
  switch (source.kind) {
    case "cast":
      return `cast ${printFormat(source.format)}`;
    case "choose":
      return `choose ${source.relation}`;
    case "entry":
      return `entry ${source.table} ${source.address.width},${source.address.integer},${source.address.signed}`;
    case "multiply":
      return "multiply";
  }
}

/** Writes the atoms of a group: shape [..., atoms], in one type that holds them all. */
function writeGroup(
  builder: ProgramBuilder,
  sums: Sums,
  text: ArithmeticFunction,
  atoms: readonly Atom[],
  group: readonly number[],
): ValueId {
  const sources = group.map((atom) => atoms[atom]!.source);
  const operand = (position: number): ValueId =>
    sums.write(
      sources.map((source) => (source.kind === "input" ? unreachable() : (source.operands[position] as Form))),
    );
  const first = sources[0]!;
  switch (first.kind) {
    case "cast":
      return builder.cast(operand(0), first.format);
    case "multiply":
      return builder.mul(operand(0), operand(1));
    case "choose":
      return builder.select(builder.compare(first.relation, operand(0), operand(1)), operand(2), operand(3));
    case "entry": {
      const { format, values } = text.tables.get(first.table)!;
      const entries = values.map((value) => quantizeReal(value, format));
      const table = builder.constant([entries.length], typeOf(format), entries);
      return builder.lookup(builder.cast(operand(0), formatOf(first.address)), table);
    }
    case "input":
      return unreachable();
  }
}

function unreachable(): never {
  throw new Error("inputs are not written");
}
