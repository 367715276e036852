import { anyOrder } from "../backends/hls/order.js";
import { usageOf } from "../backends/hls/usage.js";
import { fractionOf } from "../fixed/index.js";
import { type Program, programRanges } from "../ir/index.js";
import { type CastOp, definitionOf, elementCount, type Op, type Ranges, type ValueId } from "../ops/index.js";
import { ProductCounter, productsWork } from "./profileProducts.js";
import type { CastWork, Profile, Work } from "./work.js";

/** What a program asks of hardware: an item for each value that some output needs and that is no constant. */
export function profileProgram(program: Program): Profile {
  const positions = new Map<ValueId, number>();
  const items: Work[] = [];
  let ranges: Ranges[] | undefined;
  const rangesOf = (value: ValueId): Ranges => {
    ranges ??= programRanges(program);
    return ranges[value]!;
  };
  for (const value of usageOf(program).needed) {
    const { op } = program.values[value]!;
    if (op.kind === "constant") continue;
    const after = definitionOf(op)
      .operands(op)
      .flatMap((operand) => positions.get(operand) ?? []);
    positions.set(value, items.length);
    items.push(workOf(program, value, op, after, items, rangesOf));
  }
  const outputs = program.outputs.flatMap(({ value }) => positions.get(value) ?? []);
  return { items, outputs };
}

function workOf(
  program: Program,
  value: ValueId,
  op: Op,
  after: readonly number[],
  items: readonly Work[],
  rangesOf: (value: ValueId) => Ranges,
): Work {
  const { scope, shape, type } = program.values[value]!;
  const pixels = Math.max(elementCount(shape.slice(0, -1)), flatPixels(items, after, elementCount(shape)));
  const item = { scope, after, width: type.width, count: elementCount(shape), pixels };
  switch (op.kind) {
    case "input":
      return { ...item, kind: "port" };
    case "contract":
      return productsWork(program, value, op, after, rangesOf);
    case "reduce": {
      const fanIn = elementCount(program.values[op.x]!.shape) / item.count;
      const free =
        op.reduction.by !== "sum" || op.reduction.order.order === "tree" || anyOrder(program, value, rangesOf);
      return { ...item, kind: "reduce", by: op.reduction.by, fanIn, free };
    }
    case "add":
    case "sub":
      return { ...item, kind: "add" };
    case "max":
    case "min":
      return { ...item, kind: "choose" };
    case "compare":
      return {
        ...item,
        kind: "compare",
        width: Math.max(program.values[op.a]!.type.width, program.values[op.b]!.type.width),
      };
    case "select":
      return { ...item, kind: "select" };
    case "mul":
      return { ...item, kind: "multiply", ...multiplications(program, op, item.count) };
    case "cast":
      return castWork(program, op, item);
    case "lookup":
      return { ...item, kind: "table", entries: elementCount(program.values[op.table]!.shape), table: op.table };
    case "gather":
      return {
        ...item,
        kind: "wires",
        span: windowSpan(op.indices, item.count / pixels),
        source: elementCount(program.values[op.x]!.shape),
      };
    default:
      return { ...item, kind: "wires", span: 0, source: item.count };
  }
}

function castWork(
  program: Program,
  { x, to }: CastOp,
  item: Omit<CastWork, "kind" | "sourceWidth" | "rounds" | "saturates">,
): Work {
  const from = program.values[x]!.type;
  const rounds = fractionOf(from) > fractionOf(to) && to.rounding !== "TRN";
  const shorter = from.integer > to.integer || (from.signed && !to.signed);
  const saturates = to.overflow !== "WRAP" && (shorter || (rounds && from.integer >= to.integer));
  if (!rounds && !saturates) return { ...item, kind: "wires", span: 0, source: item.count };
  return { ...item, kind: "cast", sourceWidth: from.width, rounds, saturates };
}

function multiplications(program: Program, { a, b }: { readonly a: ValueId; readonly b: ValueId }, count: number) {
  const [first, second] = [program.values[a]!, program.values[b]!];
  const constant = [first, second].find(({ op }) => op.kind === "constant")?.op;
  const factor = first.op.kind === "constant" ? second : first;
  const counter = new ProductCounter(factor.type.width);
  if (constant?.kind === "constant") {
    for (const raw of constant.raw) counter.constant(raw, count / constant.raw.length);
  } else counter.variable(second.type.width, count);
  return { shiftAdds: counter.shiftAdds, multipliers: counter.multipliers };
}

/** Pixels of a value that some importers keep flat: those of an operand with as many elements. */
function flatPixels(items: readonly Work[], after: readonly number[], count: number): number {
  return Math.max(1, ...after.map((operand) => (items[operand]!.count === count ? items[operand]!.pixels : 1)));
}

/** Elements between the first and the last that a row of a gather reads, at most; 0 when each row reads one run. */
function windowSpan(indices: readonly number[], rowLength: number): number {
  let span = 0;
  for (let first = 0; first < indices.length; first += rowLength) {
    const row = indices.slice(first, first + rowLength).filter((index) => index >= 0);
    const extent =
      row.reduce((most, index) => Math.max(most, index), -1) -
      row.reduce((least, index) => Math.min(least, index), Number.POSITIVE_INFINITY) +
      1;
    if (extent > rowLength) span = Math.max(span, extent);
  }
  return span;
}
