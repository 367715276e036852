import type { Graph, GraphNode, SumNode, View } from "./graph.js";
import { readsPairs, requestKey, requestsOf } from "./pairs.js";
import { isWhole, type PackStage, type Stages } from "./stages.js";

// Where rows lie. Offsets count bytes for one event; a block of B events takes B times as much. A row's place is given to
// others once its last reader is done.

/** What occupies rows: a node's plain rows, its rows of pairs, a pack stage's rows, or the scratch rows of a tree. */
export type RowsKey = `${"plain" | "pairs" | "scratch"} ${number}` | `pack ${number}`;

/** Offsets of all rows in bytes an event. */
export interface RowPlan {
  readonly offsets: ReadonlyMap<RowsKey, number>;
  /** Bytes an event that all rows together need. */
  readonly bytesPerEvent: number;
}

interface Span {
  readonly key: RowsKey;
  readonly bytes: number;
  readonly first: number;
  last: number;
}

/** Plans the rows of a graph whose stages are known. */
export function planRows(graph: Graph, stages: Stages): RowPlan {
  const spans = new Map<RowsKey, Span>();
  const end = stages.stages.length;
  const use = (key: RowsKey, bytes: number, first: number, at: number): void => {
    const span = spans.get(key);
    if (span === undefined) spans.set(key, { key, bytes, first, last: Math.max(first, at) });
    else span.last = Math.max(span.last, at);
  };
  const plain = (node: GraphNode, at: number): void => {
    use(plainKey(node), (node.count * node.lane) / 8, stages.stageOf.get(node)!, at);
  };
  const readView = (view: View, at: number): void => {
    let previous: GraphNode | undefined;
    for (const element of view.elements) {
      if (typeof element === "bigint" || element.node === previous) continue;
      previous = element.node;
      plain(previous, at);
    }
  };
  const readPairs = (node: SumNode, at: number): void => {
    for (const request of requestsOf(node)) {
      const place = stages.places.get(requestKey(request))!;
      if ("pack" in place) use(packKey(stages, place.pack), 0, at, at);
      else use(pairsKey(place.node), Math.ceil(place.node.count / 2) * 4, stages.stageOf.get(place.node)!, at);
    }
  };
  stages.stages.forEach((stage, at) => {
    if (stage.kind === "pack") {
      use(packKey(stages, stage), stage.requests.length * 4, at, at);
      for (const { even, odd } of stage.requests) {
        for (const element of [even, odd ?? even]) if (typeof element === "object") plain(element.node, at);
      }
    } else if (stage.kind === "elementwise") {
      for (const view of stage.nodes.flatMap((node) => node.operands)) {
        if (!isInside(view, at, stages)) readView(view, at);
      }
    } else {
      if (stage.tail.length === 0) plain(stage.node, at);
      for (const view of stage.tail.flatMap((node) => node.operands)) {
        if (!isInside(view, at, stages)) readView(view, at);
      }
      if (stage.node.weights !== null) readView(stage.node.weights, at);
      if (stage.node.start !== null) readView(stage.node.start, at);
      if (stage.node.form.kind === "tree") {
        use(`scratch ${stage.node.id}`, (stage.node.terms * stage.node.lane) / 8, at, at);
      }
      if (readsPairs(stage.node)) readPairs(stage.node, at);
      if (!readsPairs(stage.node) || stage.node.fast !== null) readView(stage.node.x, at);
    }
  });
  for (const view of graph.views.values()) readView(view, end);
  return place([...spans.values()]);
}

export const plainKey = (node: GraphNode): RowsKey => `plain ${node.id}`;
export const pairsKey = (node: GraphNode): RowsKey => `pairs ${node.id}`;
export const packKey = (stages: Stages, stage: PackStage): RowsKey => `pack ${stages.stages.indexOf(stage)}`;

/** Whether a stage computes a view itself, in registers. */
export function isInside(view: View, stage: number, { stageOf }: Stages): boolean {
  const first = view.elements[0];
  return typeof first === "object" && stageOf.get(first.node) === stage && isWhole(view);
}

/** First fit, in order of appearance. */
function place(spans: Span[]): RowPlan {
  spans.sort((a, b) => a.first - b.first);
  const offsets = new Map<RowsKey, number>();
  let living: { offset: number; bytes: number; last: number }[] = [];
  let bytesPerEvent = 0;
  for (const { key, bytes, first, last } of spans) {
    living = living.filter((other) => other.last >= first);
    let offset = 0;
    for (const other of living) {
      if (offset + bytes <= other.offset) break;
      offset = Math.max(offset, other.offset + other.bytes);
    }
    living.push({ offset, bytes, last });
    living.sort((a, b) => a.offset - b.offset);
    offsets.set(key, offset);
    bytesPerEvent = Math.max(bytesPerEvent, offset + bytes);
  }
  return { offsets, bytesPerEvent };
}
