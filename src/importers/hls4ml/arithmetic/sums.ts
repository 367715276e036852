import { type FixedFormat, formatOf, fractionOf, narrowestType } from "../../../fixed/index.js";
import type { ProgramBuilder } from "../../../ir/index.js";
import { ascending, elementCount, type ValueId } from "../../../ops/index.js";
import type { Atom } from "./atoms.js";
import { type Form, trailingZeros } from "./form.js";

/** Where the values of an atom are: a column of a value. */
interface Column {
  readonly value: ValueId;
  readonly column: number;
}

/** Atoms that are written, and sums of them. */
export class Sums {
  private readonly columns: Column[] = [];
  private readonly rows: readonly number[];

  /** @param x the inputs, shape [..., inputs] */
  constructor(
    private readonly builder: ProgramBuilder,
    x: ValueId,
    private readonly atoms: readonly Atom[],
  ) {
    this.rows = builder.tensor(x).shape.slice(0, -1);
    atoms.forEach(({ source }, atom) => {
      if (source.kind === "input") this.columns[atom] = { value: x, column: source.index };
    });
  }

  /** Notes that a value, shape [..., atoms], holds these atoms. */
  store(group: readonly number[], value: ValueId): void {
    group.forEach((atom, column) => {
      this.columns[atom] = { value, column };
    });
  }

  /** Writes forms: shape [..., forms], exactly. */
  write(forms: readonly Form[]): ValueId {
    const used = [...new Set(forms.flatMap(({ terms }) => [...terms.keys()]))].sort((a, b) => a - b);
    if (used.length === 0) return this.constants(forms);
    const single = forms.map((form) => this.atomOf(form));
    if (single.every((atom) => atom !== null)) return this.gathered(single);
    return this.contracted(forms, used);
  }

  /** The atom that a form is, alone and as it is; null for any other form. */
  private atomOf({ terms, constant, fraction }: Form): number | null {
    const [term, ...more] = terms;
    if (term === undefined || more.length > 0 || constant !== 0n || term[1] !== 1n) return null;
    return fractionOf(this.atoms[term[0]]!.type) === fraction ? term[0] : null;
  }

  /** Columns of atoms side by side: shape [..., atoms]. */
  private gathered(list: readonly number[]): ValueId {
    const parts: { value: ValueId; columns: number[] }[] = [];
    for (const atom of list) {
      const { value, column } = this.columns[atom]!;
      if (parts.at(-1)?.value === value) parts.at(-1)!.columns.push(column);
      else parts.push({ value, columns: [column] });
    }
    const values = parts.map(({ value, columns }) => this.select(value, columns));
    return values.length === 1 ? values[0]! : this.builder.concat(values, this.rows.length);
  }

  private select(value: ValueId, columns: readonly number[]): ValueId {
    const width = this.builder.tensor(value).shape.at(-1)!;
    if (columns.length === width && columns.every((column, index) => column === index)) return value;
    const indices = Array.from({ length: elementCount(this.rows) }, (_unused, row) =>
      columns.map((column) => row * width + column),
    );
    return this.builder.gather(value, indices.flat(), [...this.rows, columns.length]);
  }

  private constants(forms: readonly Form[]): ValueId {
    const fraction = Math.max(...forms.map((form) => form.fraction));
    const raw = forms.map(({ constant, fraction: own }) => constant << BigInt(fraction - own));
    const all = Array.from({ length: elementCount(this.rows) }, () => raw).flat();
    return this.builder.constant([...this.rows, forms.length], narrowest(raw, fraction), all);
  }

  /** Sums as a contraction of the atoms with constant weights, in an accumulator that holds every partial sum. */
  private contracted(forms: readonly Form[], used: readonly number[]): ValueId {
    const operand = this.gathered(used);
    const weightFraction = Math.max(...forms.map((form) => this.weightFraction(form)));
    const weights = used.flatMap((atom) => forms.map((form) => this.weight(form, atom, weightFraction)));
    const biasFraction = Math.max(
      ...forms.map((form) => (form.constant === 0n ? Number.NEGATIVE_INFINITY : form.fraction)),
    );
    const hasBias = Number.isFinite(biasFraction);
    const biases = forms.map(({ constant, fraction }) =>
      constant === 0n ? 0n : constant << BigInt(biasFraction - fraction),
    );
    const builder = this.builder;
    const accumulator = this.accumulator(forms, fractionOf(builder.tensor(operand).type) + weightFraction);
    const matrix = builder.constant([used.length, forms.length], narrowest(weights, weightFraction), weights);
    const bias = hasBias ? builder.constant([forms.length], narrowest(biases, biasFraction), biases) : null;
    return builder.contract(operand, matrix, { bias, accumulator, order: ascending });
  }

  /** Fraction bits that the weights of a form need: coefficients count raw integers, weights values. */
  private weightFraction({ terms, fraction }: Form): number {
    const needed = [...terms].map(
      ([atom, coefficient]) => fraction - fractionOf(this.atoms[atom]!.type) - trailingZeros(coefficient),
    );
    return needed.reduce((most, one) => Math.max(most, one), Number.MIN_SAFE_INTEGER);
  }

  private weight({ terms, fraction }: Form, atom: number, weightFraction: number): bigint {
    const coefficient = terms.get(atom) ?? 0n;
    const shift = fractionOf(this.atoms[atom]!.type) - fraction + weightFraction;
    return shift >= 0 ? coefficient << BigInt(shift) : coefficient >> BigInt(-shift);
  }

  /** A format with room for the sum of all magnitudes, with every fraction bit of products and constants. */
  private accumulator(forms: readonly Form[], productFraction: number): FixedFormat {
    const fraction = forms.reduce((most, form) => Math.max(most, form.fraction), productFraction);
    let largest = 0n;
    for (const { terms, constant, fraction: own } of forms) {
      let total = constant < 0n ? -constant : constant;
      for (const [atom, coefficient] of terms) {
        const { low, high } = this.atoms[atom]!.bounds;
        const extreme = -low > high ? -low : high;
        total += (coefficient < 0n ? -coefficient : coefficient) * extreme;
      }
      const aligned = total << BigInt(fraction - own);
      if (aligned > largest) largest = aligned;
    }
    // At least two integer bits: conversion to integers looks at them.
    const width = Math.max(largest.toString(2).length + 1, fraction + 2);
    return formatOf({ signed: true, width, integer: width - fraction });
  }
}

/** The narrowest type of a list of raw integers. */
function narrowest(raw: readonly bigint[], fraction: number) {
  const low = raw.reduce((least, one) => (one < least ? one : least), 0n);
  const high = raw.reduce((most, one) => (one > most ? one : most), 0n);
  return narrowestType(low, high, fraction);
}
