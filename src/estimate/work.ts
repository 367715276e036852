// What a program asks of hardware, before a plan says how: counts and widths, no weights. A calibration row keeps this.

/** Widths of the two factors of a multiplication, and how many multiplications have them. */
export type Multipliers = readonly [width: number, otherWidth: number, count: number];

interface Item {
  /** The layer that it belongs to. */
  readonly scope: string;
  /** Items whose results it needs, by their positions in the list. */
  readonly after: readonly number[];
  /** Width and number of the values that it makes. */
  readonly width: number;
  readonly count: number;
  /** Pixels: a stream brings one at a time. `count` divided by it is what a pixel has. */
  readonly pixels: number;
}

/** Values that enter through a port. */
export interface PortWork extends Item {
  readonly kind: "port";
}

/**
 * Sums of products. Products by constants 0 cost nothing, by a power of two wires, by two signed digits one adder; equal
 * products of one factor are made once. `count` is the number of sums.
 */
export interface ProductsWork extends Item {
  readonly kind: "products";
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** Products that are not zero. */
  readonly terms: number;
  /** Terms of the longest sum, its start included. */
  readonly fanIn: number;
  /** Width of a term as it enters its sum. */
  readonly termWidth: number;
  /** Width of an element of the operand that is not weights. */
  readonly inputWidth: number;
  /** Different products by two signed digits, and the width of such a product. */
  readonly shiftAdds: number;
  readonly multipliers: readonly Multipliers[];
  /** Weights known before any event. */
  readonly constant: boolean;
  /** Bits of weights to store when multipliers are shared step by step. */
  readonly weightBits: number;
  /** Whether the sums may take their terms in any order, hence as trees. */
  readonly free: boolean;
}

/** Sums, maxima or minima along an axis. `count` is their number. */
export interface ReduceWork extends Item {
  readonly kind: "reduce";
  readonly by: "sum" | "max" | "min";
  readonly fanIn: number;
  readonly free: boolean;
}

/** Elementwise operations: `count` of them, on operands of `width` bits at most. */
export interface ElementwiseWork extends Item {
  readonly kind: "add" | "compare" | "select" | "choose";
}

/** Elementwise products. */
export interface MultiplyWork extends Item {
  readonly kind: "multiply";
  readonly shiftAdds: number;
  readonly multipliers: readonly Multipliers[];
}

/** Conversions that take logic: rounding, or saturation; truncation and wrapping are wires. */
export interface CastWork extends Item {
  readonly kind: "cast";
  readonly sourceWidth: number;
  readonly rounds: boolean;
  readonly saturates: boolean;
}

/** Reads of a table of `entries` words. */
export interface TableWork extends Item {
  readonly kind: "table";
  readonly entries: number;
  /** Position in the program of the table, so that scopes that share one are not charged twice. */
  readonly table: number;
}

/** Values that cost wires alone; in a stream, a window costs the elements of `span` that wait in line buffers. */
export interface WiresWork extends Item {
  readonly kind: "wires";
  readonly span: number;
  /** Elements of the operand. */
  readonly source: number;
}

export type Work =
  | PortWork
  | ProductsWork
  | ReduceWork
  | ElementwiseWork
  | MultiplyWork
  | CastWork
  | TableWork
  | WiresWork;

/** All of a program's work, in order of computation; `outputs` are positions of the items that leave through ports. */
export interface Profile {
  readonly items: readonly Work[];
  readonly outputs: readonly number[];
}
