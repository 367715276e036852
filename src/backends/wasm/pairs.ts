import type { Element, GraphNode, SumForm, SumNode } from "./graph.js";

// Sums by i32x4.dot_i16x8_s read pairs of elements interleaved in rows. A node that is only ever asked for pairs
// (0, 1), (2, 3), … writes such rows itself; every other pair is packed from plain rows before the sum, once.

/** Two elements that share a row of pairs. An absent second element may be anything: its weights are 0. */
export interface PairRequest {
  readonly even: Element;
  readonly odd: Element | undefined;
}

/** The pairs that a sum asks for, group after group. */
export function requestsOf(node: SumNode): PairRequest[] {
  const { x, terms, count, columns } = node;
  const requests: PairRequest[] = [];
  for (let group = 0; group < count / columns; group++) {
    for (let term = 0; term < terms; term += 2) {
      const even = x.elements[group * terms + term]!;
      const odd = term + 1 < terms ? x.elements[group * terms + term + 1]! : undefined;
      requests.push({ even, odd });
    }
  }
  return requests;
}

/** How many pairs each sum of a node has. */
export const pairsOf = (node: SumNode): number => Math.ceil(node.terms / 2);

const pairedForms: ReadonlySet<string> = new Set([
  "dot",
  "sparse",
  "unrolled",
  "truncatedDot",
] satisfies SumForm["kind"][]);

/** Whether a sum reads rows of pairs. */
export function readsPairs(node: GraphNode): boolean {
  return node.kind === "sum" && (pairedForms.has(node.form.kind) || node.fast !== null);
}

/** The nodes that write rows of pairs themselves: all requests of their elements are of the form (2i, 2i + 1). */
export function pairedNodes(nodes: readonly GraphNode[]): Set<GraphNode> {
  const asked = new Set<GraphNode>();
  const crossed = new Set<GraphNode>();
  for (const node of nodes) {
    if (node.kind !== "sum" || !readsPairs(node)) continue;
    for (const { even, odd } of requestsOf(node)) {
      const involved = [even, odd].flatMap((element) => (typeof element === "object" ? [element.node] : []));
      for (const producer of involved) asked.add(producer);
      if (!isAligned(even, odd)) for (const producer of involved) crossed.add(producer);
    }
  }
  return new Set([...asked].filter((node) => !crossed.has(node) && node.kind !== "sum" && node.lane === 16));
}

function isAligned(even: Element, odd: Element | undefined): boolean {
  if (typeof even === "bigint" || even.element % 2 !== 0) return false;
  return odd === undefined || (typeof odd !== "bigint" && odd.node === even.node && odd.element === even.element + 1);
}

/** A key that equal requests share. */
export function requestKey({ even, odd }: PairRequest): string {
  return `${elementKey(even)} ${odd === undefined ? "" : elementKey(odd)}`;
}

function elementKey(element: Element): string {
  return typeof element === "bigint" ? `${element}` : `${element.node.id}.${element.element}`;
}
