import type { Bounds } from "./bounds.js";
import { breaksRule, type OpDefinition, type Ranges, type Tensor, type ValueId } from "./definition.js";

/** Widest address of a table, in bits. */
export const maximumAddressBits = 20;

/**
 * A table read, element by element. The address is the bit pattern of x: its raw integer modulo 2^width. The table is a
 * constant of one axis with exactly 2^width entries, so no address can miss it.
 */
export interface LookupOp {
  readonly kind: "lookup";
  readonly x: ValueId;
  /** A constant. */
  readonly table: ValueId;
}

/** See {@link LookupOp}. */
export const lookup: OpDefinition<LookupOp> = {
  summary: "a read of a constant table, addressed by the bits of the operand",
  operands: (op) => [op.x, op.table],
  withOperands: (op, rename) => ({ ...op, x: rename(op.x), table: rename(op.table) }),
  result(_op, [x, table], where) {
    if (x!.type.width > maximumAddressBits) {
      breaksRule(where, { what: `the address has ${x!.type.width} bits`, expected: `at most ${maximumAddressBits}` });
    }
    const entries = 2 ** x!.type.width;
    if (table!.shape.length !== 1 || table!.shape[0] !== entries) {
      breaksRule(where, {
        what: `the table has shape [${table!.shape}]`,
        expected: `[${entries}] for ${x!.type.width} address bits`,
      });
    }
    return { shape: x!.shape, type: table!.type };
  },
  evaluate: (_op, [x, table]) => x!.raw.map((raw) => entryAt(table!, raw, x!.type.width)),
  ranges(_op, [x, table]) {
    const known = new Map<string, Bounds>();
    const bounds = x!.low.map((low, element) => {
      const high = x!.high[element]!;
      const key = `${low} ${high}`;
      const reachable = known.get(key) ?? reachableEntries(table!, low, high, x!.type.width);
      known.set(key, reachable);
      return reachable;
    });
    return { low: bounds.map((bound) => bound.low), high: bounds.map((bound) => bound.high) };
  },
};

function entryAt(table: Tensor, raw: bigint, width: number): bigint {
  return table.raw[Number(BigInt.asUintN(width, raw))]!;
}

/** Least and largest entry among the addresses of raw integers from `low` to `high`. */
function reachableEntries(table: Ranges, low: bigint, high: bigint, width: number): Bounds {
  let least = table.low[Number(BigInt.asUintN(width, low))]!;
  let most = least;
  for (let raw = low; raw <= high; raw++) {
    const entry = table.low[Number(BigInt.asUintN(width, raw))]!;
    if (entry < least) least = entry;
    if (entry > most) most = entry;
  }
  return { low: least, high: most };
}
