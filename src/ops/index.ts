import { type AddOp, add } from "./add.js";
import { type CastOp, cast } from "./cast.js";
import { type CompareOp, compare } from "./compare.js";
import { type ConcatOp, concat } from "./concat.js";
import { type ConstantOp, constant } from "./constant.js";
import { type ContractOp, contract } from "./contract.js";
import type { OpDefinition } from "./definition.js";
import { type GatherOp, gather } from "./gather.js";
import { type InputOp, input } from "./input.js";
import { type LookupOp, lookup } from "./lookup.js";
import { type MaxOp, max } from "./max.js";
import { type MinOp, min } from "./min.js";
import { type MulOp, mul } from "./mul.js";
import { type ReduceOp, reduce } from "./reduce.js";
import { type ScaleOp, scale } from "./scale.js";
import { type SelectOp, select } from "./select.js";
import { type SubOp, sub } from "./sub.js";

/** Any op of a program. */
export type Op =
  | InputOp
  | ConstantOp
  | CastOp
  | ScaleOp
  | AddOp
  | SubOp
  | MulOp
  | MaxOp
  | MinOp
  | CompareOp
  | SelectOp
  | LookupOp
  | ContractOp
  | ReduceOp
  | GatherOp
  | ConcatOp;

/** The name of a kind of op. */
export type OpKind = Op["kind"];

/** The op of one kind. */
export type OpOf<K extends OpKind> = Extract<Op, { kind: K }>;

/** The definition of every kind of op: the first page of docs/ops.md. */
export const opTable: { readonly [K in OpKind]: OpDefinition<OpOf<K>> } = {
  input,
  constant,
  cast,
  scale,
  add,
  sub,
  mul,
  max,
  min,
  compare,
  select,
  lookup,
  contract,
  reduce,
  gather,
  concat,
};

/** The definition of an op, whatever its kind. */
export function definitionOf(op: Op): OpDefinition<Op> {
  return opTable[op.kind] as unknown as OpDefinition<Op>;
}

export * from "./bounds.js";
export type { Relation } from "./compare.js";
export { type ContractExtents, contractBounds, contractExtents } from "./contract.js";
export {
  elementCount,
  type OpDefinition,
  type Ranges,
  sameShape,
  type Tensor,
  type TensorType,
  type ValueId,
} from "./definition.js";
export {
  ascending,
  balancedTree,
  type FoldBounds,
  type FoldOrder,
  fold,
  foldBounds,
  foldIndices,
  startOf,
  treeSplit,
} from "./fold.js";
export { zeroIndex } from "./gather.js";
export { maximumAddressBits } from "./lookup.js";
export { type Reduction, reduceBounds } from "./reduce.js";
export type {
  AddOp,
  CastOp,
  CompareOp,
  ConcatOp,
  ConstantOp,
  ContractOp,
  GatherOp,
  InputOp,
  LookupOp,
  MaxOp,
  MinOp,
  MulOp,
  ReduceOp,
  ScaleOp,
  SelectOp,
  SubOp,
};
