import type { ElementwiseNode, Graph, GraphNode, SumNode, View } from "./graph.js";
import type { Lane } from "./lane.js";
import { type PairRequest, pairedNodes, readsPairs, requestKey, requestsOf } from "./pairs.js";

// A stage is one generated function: it makes one pass over a block of events. Elementwise nodes of equal length that
// feed one another share a stage, so that what passes between them stays in registers.

/** A fused loop over elements. */
export interface ElementwiseStage {
  readonly kind: "elementwise";
  readonly count: number;
  readonly nodes: ElementwiseNode[];
}

/** Packs rows into rows of pairs. */
export interface PackStage {
  readonly kind: "pack";
  /** Lanes of the rows that are packed: 16 or 32. */
  readonly lane: Lane;
  readonly requests: readonly PairRequest[];
}

/** A sum of products. */
export interface SumStage {
  readonly kind: "sum";
  readonly node: SumNode;
  /** Elementwise nodes that take each sum from its register. */
  readonly tail: ElementwiseNode[];
}

export type Stage = ElementwiseStage | PackStage | SumStage;

/** Where a requested pair lies: in a node's own rows of pairs, or in those of a pack stage. */
export type PairPlace =
  | { readonly node: GraphNode; readonly pair: number }
  | { readonly pack: PackStage; readonly pair: number };

/** The stages of a graph in order, and who computes what. */
export interface Stages {
  readonly stages: readonly Stage[];
  readonly stageOf: ReadonlyMap<GraphNode, number>;
  /** Nodes that write rows of pairs. */
  readonly paired: ReadonlySet<GraphNode>;
  /** Where each requested pair lies, by {@link requestKey}. */
  readonly places: ReadonlyMap<string, PairPlace>;
}

/** Fused nodes beyond which registers run out. */
const longestStage = 16;

/** Groups the nodes of a graph into stages. */
export function planStages({ nodes }: Graph): Stages {
  const paired = pairedNodes(nodes);
  const stages: Stage[] = [];
  const stageOf = new Map<GraphNode, number>();
  const places = new Map<string, PairPlace>();
  for (const node of nodes) {
    if (node.kind === "input") {
      stageOf.set(node, -1);
    } else if (node.kind === "elementwise") {
      stageOf.set(node, placeElementwise(node, stages, stageOf));
    } else {
      if (readsPairs(node)) placePairs(node, paired, places, stages);
      stageOf.set(node, stages.push({ kind: "sum", node, tail: [] }) - 1);
    }
  }
  return { stages, stageOf, paired, places };
}

function placeElementwise(node: ElementwiseNode, stages: Stage[], stageOf: ReadonlyMap<GraphNode, number>): number {
  const latest = node.operands.reduce((last, view) => Math.max(last, latestStage(view, stageOf)), -1);
  const stage = stages[latest];
  if (stage?.kind === "elementwise" && stage.count === node.count && stage.nodes.length < longestStage) {
    const inside = (view: View): boolean => latestStage(view, stageOf) === latest;
    if (node.operands.every((view) => !inside(view) || isWhole(view))) {
      stage.nodes.push(node);
      return latest;
    }
  }
  if (stage?.kind === "sum" && takesTail(stage) && stage.node.count === node.count) {
    const inside = (view: View): boolean => latestStage(view, stageOf) === latest;
    if (node.operands.every((view) => !inside(view) || isWhole(view))) {
      stage.tail.push(node);
      return latest;
    }
  }
  return stages.push({ kind: "elementwise", count: node.count, nodes: [node] }) - 1;
}

function latestStage(view: View, stageOf: ReadonlyMap<GraphNode, number>): number {
  let latest = -1;
  let previous: GraphNode | undefined;
  for (const element of view.elements) {
    if (typeof element === "bigint" || element.node === previous) continue;
    previous = element.node;
    latest = Math.max(latest, stageOf.get(previous)!);
  }
  return latest;
}

/** Sums that are written out leave eight events in registers: one vector of 16-bit lanes, or both of 32-bit lanes. */
function takesTail({ node, tail }: SumStage): boolean {
  // Pairs of columns must be pairs of elements in every group.
  const even = node.groupsPerBatch === 1 || node.columns % 2 === 0;
  const eight = node.form.kind === "unrolled" || (node.form.kind === "adders" && node.lane === 16);
  return eight && even && tail.length < longestStage;
}

/** Whether a view is all elements of one node in order: what a fused loop can hand on in a register. */
export function isWhole({ elements }: View): boolean {
  const first = elements[0];
  if (first === undefined || typeof first === "bigint" || first.node.count !== elements.length) return false;
  return elements.every(
    (element, index) => typeof element === "object" && element.node === first.node && element.element === index,
  );
}

/** Finds each pair that a sum asks for, and packs those that lie nowhere yet. */
function placePairs(
  node: SumNode,
  paired: ReadonlySet<GraphNode>,
  places: Map<string, PairPlace>,
  stages: Stage[],
): void {
  const requests: PairRequest[] = [];
  const pack: PackStage = { kind: "pack", lane: node.x.lane, requests };
  for (const request of requestsOf(node)) {
    const key = requestKey(request);
    if (places.has(key)) continue;
    const { even } = request;
    if (typeof even === "object" && paired.has(even.node)) {
      places.set(key, { node: even.node, pair: even.element / 2 });
    } else {
      places.set(key, { pack, pair: requests.push(request) - 1 });
    }
  }
  if (requests.length > 0) stages.push(pack);
}
