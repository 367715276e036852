import { vectorOf } from "./castPlan.js";
import { emitAdders } from "./emitAdders.js";
import type { EmitContext } from "./emitElementwise.js";
import { emitFast } from "./emitFast.js";
import { emitUnrolled } from "./emitUnrolled.js";
import { type FoldForm, FoldSteps } from "./foldSteps.js";
import { constantsOf, type SumForm, type SumNode } from "./graph.js";
import { pairsOf, requestsOf } from "./pairs.js";
import type { Places } from "./places.js";
import type { SumStage } from "./stages.js";
import { SumOperands } from "./sumOperands.js";
import { render } from "./templates.js";
import { pairedWeights, sparseWeights, tiledPositions, tilesOf, tileWidths } from "./weights.js";

/** Functions to define, and the statements that call them for one block. */
export interface StageText {
  readonly functions: readonly string[];
  readonly calls: readonly string[];
}

type DotForm = Extract<SumForm, { kind: "dot" | "sparse" | "truncatedDot" }>;

/** Tables of a sum, for its call. */
interface SumTables {
  readonly rows: number;
  readonly weights: number;
  /** Undefined for trees, which have no start. */
  readonly start: number | undefined;
  /** Rows, or rows of pairs, that each group reads. */
  readonly terms: number;
  /** Bytes of the weights of one batch. */
  readonly batchWeights: number;
}

/** Writes a sum of products. */
export function emitSum(context: EmitContext, stage: SumStage, comment: string): StageText {
  const { node } = stage;
  const { form } = node;
  switch (form.kind) {
    case "dot":
    case "truncatedDot":
    case "sparse":
      return emitDot(context, node, form);
    case "truncated16":
      return emitTruncated16(context, node, form.shift, comment);
    case "unrolled":
      return emitUnrolled(context, stage, comment);
    case "adders":
      return emitAdders(context, stage, form, comment);
    case "fold":
    case "tree":
      return emitFold(context, node, form, comment);
  }
}

function emitDot({ places }: EmitContext, node: SumNode, form: DotForm): StageText {
  return { functions: [], calls: [dotCall(places, node, form)] };
}

function emitTruncated16({ places }: EmitContext, node: SumNode, shift: number, comment: string): StageText {
  const { batch, terms, columns, x } = node;
  const weights = constantsOf(node.weights!)!;
  const tiles = tilesOf(columns, [8, 4, 2, 1]);
  const positions = tiledPositions({ batch, terms, columns }, tiles);
  const tables: SumTables = {
    rows: places.data.integers(x.elements.map((element) => places.elementAddress(element, x.lane))),
    weights: places.data.halves(Array.from(positions, (position) => weights[position]!)),
    start: places.data.halves(constantsOf(node.start!)!),
    terms,
    batchWeights: 0,
  };
  const name = `truncated${node.id}`;
  const text = render("products16", {
    name,
    comment,
    shift,
    tiles: [...new Set(tiles)].map((width) => ({
      width,
      step: 2 * width,
      columns: Array.from({ length: width }, (_unused, column) => ({ column, offset: 2 * column })),
    })),
  });
  return { functions: [text], calls: [callText(name, node, places.plain(node), tables)] };
}

function dotCall(places: Places, node: SumNode, form: DotForm): string {
  const pairs = pairsOf(node);
  const tiles = tilesOf(node.columns, tileWidths[form.kind === "truncatedDot" ? "truncated" : "plain"]);
  const tables: SumTables = {
    rows: places.data.integers(requestsOf(node).map((request) => places.pairAddress(request))),
    weights: places.data.integers(
      form.kind === "sparse"
        ? sparseWeights(constantsOf(node.weights!)!, node)
        : pairedWeights(constantsOf(node.weights!)!, node, tiles),
    ),
    start: places.data.words(constantsOf(node.start!)!),
    terms: pairs,
    batchWeights: pairs * node.columns * 4,
  };
  if (form.kind === "sparse") return callText("sparseProducts", node, places.plain(node), tables);
  if (form.kind === "dot") return callText("dotProducts", node, places.plain(node), tables);
  return callText("truncatedDotProducts", node, places.plain(node), tables, form.shift);
}

/** One call, or a loop of calls where the weights differ between batches. */
function callText(name: string, node: SumNode, result: string, tables: SumTables, ...last: number[]): string {
  const { batch, groupsPerBatch, columns } = node;
  const { rows, weights, start, terms, batchWeights } = tables;
  const unit = node.lane === 32 ? "rowBytes" : "wideRowBytes";
  const step = (bytes: number | string): string => (batch === 1 ? "" : ` + batch * ${bytes}`);
  const operands = [
    `${rows}${step(groupsPerBatch * terms * 4)}`,
    groupsPerBatch,
    terms,
    `${weights}${step(batchWeights)}`,
    ...(start === undefined ? [] : [start]),
    columns,
    `${result}${step(`(${groupsPerBatch * columns} * ${unit})`)}`,
    "bytes",
    ...last,
  ];
  const call = `${name}(${operands.join(", ")});`;
  return batch === 1 ? call : `for (let batch: usize = 0; batch < ${batch}; batch++) ${call}`;
}

function emitFold({ places, counters }: EmitContext, node: SumNode, form: FoldForm, comment: string): StageText {
  const { lane, terms, columns, count } = node;
  const operands = new SumOperands(node);
  const tree = form.kind === "tree";
  const tiles = tree
    ? [columns]
    : tilesOf(columns, tileWidths[node.fast?.form.kind === "truncatedDot" ? "truncated" : "plain"]);
  const saturates = (form.sum ?? form.term)?.saturates ?? false;
  const slot = node.watched ? counters!.slot(node, lane, saturates) : undefined;
  const name = `sum${node.id}`;
  const tables: SumTables = {
    rows: operands.rowTable(places),
    weights: operands.weightTable(places, tiles),
    start: tree ? undefined : operands.startTable(places),
    terms,
    batchWeights: terms * columns * operands.weightBytes,
  };
  const common = {
    comment,
    name,
    counter: slot === undefined ? null : { slot, lane, vector: vectorOf(lane) },
    rowUnit: lane === 32 ? "rowBytes" : "wideRowBytes",
    rowEnd: lane === 32 ? "bytes" : "2 * bytes",
    weightBytes: operands.weightBytes,
  };
  const steps = new FoldSteps(form, lane, slot !== undefined);
  const text = tree
    ? render("tree", {
        ...common,
        scratch: places.scratch(node),
        leaf: steps.leaf(operands.product(operands.term("x", 0), "weight", 0, 0)),
        branch: steps.branch(),
      })
    : render("fold", {
        ...common,
        startBytes: operands.startBytes,
        x0: operands.term("x", 0),
        x1: operands.term("x", 1),
        tiles: [...new Set(tiles)].map((width) => tileOf(operands, width, common.rowUnit, steps)),
      });
  const stepwise = [
    callText(name, node, places.plain(node), tables),
    ...(slot === undefined ? [] : [`watchRows${lane}(${slot}, ${places.plain(node)}, ${count}, bytes);`]),
  ];
  if (node.fast === null) return { functions: [text], calls: stepwise };
  const { rows, weights, start } = tables;
  const fast = emitFast(places, node, node.fast, { name, comment, rows, weights, start: start!, tiles, slot });
  const block = render("checkedBlock", { ...fast, name, stepwise });
  return { functions: [text, fast.text, block], calls: [`${name}Block(bytes);`] };
}

/** The block of sums that one pass over the terms keeps in registers: `width` columns by two vectors of events. */
function tileOf(operands: SumOperands, width: number, unit: string, steps: FoldSteps) {
  const sums = Array.from({ length: 2 * width }, (_unused, index) => {
    const [column, vector] = [index >> 1, index & 1];
    const row = column === 0 ? "" : column === 1 ? ` + ${unit}` : ` + ${column} * ${unit}`;
    const name = `${column}${vector}`;
    return {
      sum: `sum${name}`,
      first: operands.first("start", "rows", column, vector),
      lines: steps.step(name, operands.product(`x${vector}`, "weight", column, vector)),
      store: `v128.store(result + at${row}, sum${name}${vector === 0 ? "" : ", 16"});`,
    };
  });
  return { width, sums, weightStep: width * operands.weightBytes };
}
