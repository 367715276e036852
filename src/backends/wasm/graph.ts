import type { FixedFormat } from "../../fixed/index.js";
import type { Bounds, Relation, ValueId } from "../../ops/index.js";
import type { CastPlan } from "./castPlan.js";
import type { Lane } from "./lane.js";
import type { AdderGraph } from "./sharedPairs.js";

// What a program becomes before it is written as AssemblyScript: nodes that compute rows, and views that name rows.
// Constants are never computed, and renamings (gather, concat, scale) are only views.

/** One element of a computed node: a row of lanes, one event a lane. */
export interface Row {
  readonly node: GraphNode;
  readonly element: number;
}

/** One element of a view: a row, or an integer that no event changes. */
export type Element = Row | bigint;

/** The elements of a tensor, row-major, wherever they are computed. All rows of a view have lanes of one width. */
export interface View {
  readonly elements: readonly Element[];
  lane: Lane;
  /** Bounds of all elements together. */
  readonly bounds: Bounds;
}

interface NodeBase {
  readonly id: number;
  readonly scope: string;
  /** The program's value that the node belongs to. */
  readonly value: ValueId;
  /** How many elements. */
  readonly count: number;
  /** Lanes of the rows. Settled once the whole graph is known: see packInputs.ts. */
  lane: Lane;
  /** Filled once: the rows of this node, shared by all views. */
  readonly rows: Row[];
}

/** An input port's rows. */
export interface InputNode extends NodeBase {
  readonly kind: "input";
  readonly port: string;
  readonly format: FixedFormat;
}

/** What an elementwise node does to one element of each operand. Shifts to the left align binary points first. */
export type Work =
  | { readonly kind: "copy" }
  | { readonly kind: "shift"; readonly left: number }
  | { readonly kind: "cast"; readonly plan: CastPlan }
  | {
      readonly kind: "add" | "sub" | "mul" | "max" | "min";
      readonly shifts: readonly [number, number];
    }
  | { readonly kind: "compare"; readonly relation: Relation; readonly shifts: readonly [number, number] }
  /** Operands: condition, a, b. */
  | { readonly kind: "select"; readonly shifts: readonly [number, number] }
  | { readonly kind: "lookup"; readonly table: readonly bigint[]; readonly tableLane: Lane }
  /** Completes a modular sum: ((sum >> right) << left) + start, then wrapped. Operands: sum, and start if there is one. */
  | { readonly kind: "finish"; readonly right: number; readonly left: number; readonly wrap: Wrap | null };

/** The low `width` bits, signed or not. */
export interface Wrap {
  readonly width: number;
  readonly signed: boolean;
}

/** One operation on corresponding elements of its operands; an operand of one element meets them all. */
export interface ElementwiseNode extends NodeBase {
  readonly kind: "elementwise";
  readonly work: Work;
  readonly operands: readonly View[];
  /** Lanes to compute in; the result may need fewer. */
  readonly workLane: Lane;
  /** Whether counters watch the result. */
  readonly watched: boolean;
}

/** How a sum of products is computed. */
export type SumForm =
  /** i32x4.dot_i16x8_s over pairs, modulo 2^32. */
  | { readonly kind: "dot" }
  /** The same, only pairs with a weight that is not zero. */
  | { readonly kind: "sparse" }
  /** The same pairs, one after another in code that is written out, modulo 2^32. */
  | { readonly kind: "unrolled" }
  /** Additions one after another, modulo the lane: 16 or 32 bits. */
  | { readonly kind: "adders"; readonly graph: AdderGraph }
  /** Full products less their low bits, over pairs, modulo 2^32: Σ⌊p / 2^shift⌋ · 2^shift. */
  | { readonly kind: "truncatedDot"; readonly shift: number }
  /** Each product, of 16 bits, shifted right and added in 16-bit lanes, modulo 2^16. */
  | { readonly kind: "truncated16"; readonly shift: number }
  /** Term by term: each product is brought into the accumulator, then each partial sum; null does nothing. */
  | {
      readonly kind: "fold";
      readonly term: CastPlan | null;
      readonly step: "add" | "max" | "min";
      readonly sum: CastPlan | null;
    }
  /** The same, in a balanced tree. */
  | { readonly kind: "tree"; readonly term: CastPlan | null; readonly sum: CastPlan | null };

/**
 * groups · columns sums. Group g adds, over k, x[g, k] · weights[batch of g, k, column] to start[column]; without weights
 * there is one column and the terms are x[g, k] themselves. Terms are in the order in which they are added.
 */
export interface SumNode extends NodeBase {
  readonly kind: "sum";
  readonly form: SumForm;
  readonly batch: number;
  /** Groups that share the weights: the node has batch · groupsPerBatch groups. */
  readonly groupsPerBatch: number;
  readonly terms: number;
  readonly columns: number;
  readonly x: View;
  /** [batch, terms, columns], or null for plain sums. */
  readonly weights: View | null;
  /** One element a column; null starts with the first term, which only a maximum or minimum may. */
  readonly start: View | null;
  readonly watched: boolean;
  /** What may be computed instead where no assignment overflows. */
  readonly fast: FastSum | null;
}

/** A sum in the form of pairs, and what tells where it may have it: see fastSum.ts. All integers are before the shifts. */
export interface FastSum {
  readonly form: Extract<SumForm, { readonly kind: "dot" | "truncatedDot" }>;
  /** Shifts that bring the finished sums into the accumulator's place. */
  readonly right: number;
  readonly left: number;
  /** Each column's start. */
  readonly start: readonly bigint[];
  /** Least and largest sum that stay inside the accumulator. */
  readonly low: bigint;
  readonly high: bigint;
  /** The largest size of a weight. */
  readonly largest: number;
  /** Whether low bits of products have to be taken off after every stretch. */
  readonly flushes: boolean;
  /** Longest first. */
  readonly stretches: readonly Stretch[];
}

/** Pairs between two looks at a sum, and the largest sums of sizes of positive, negative and all weights among them. */
export interface Stretch {
  readonly pairs: number;
  readonly positive: number;
  readonly negative: number;
  readonly both: number;
}

/** Anything that computes rows. */
export type GraphNode = InputNode | ElementwiseNode | SumNode;

/** The whole graph, nodes in order of computation. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  /** View of each value that an output or a trace needs, by value. */
  readonly views: ReadonlyMap<ValueId, View>;
}

/** The constant elements of a view, or null when some element is a row. */
export function constantsOf(view: View): readonly bigint[] | null {
  return view.elements.every((element) => typeof element === "bigint") ? (view.elements as readonly bigint[]) : null;
}
