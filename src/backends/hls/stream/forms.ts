import { elementCount } from "../../../ops/index.js";

/**
 * How the elements of a tensor lie in the packets of a stream: element (o, p, i) of [outer, packets, inner] is in packet p.
 * A pixel is a packet of its channels: outer 1.
 */
export interface Form {
  readonly packets: number;
  readonly outer: number;
  readonly inner: number;
}

/** The form in which ports and collected tensors are streamed: a packet for each position, of the elements of the last axis. */
export function standardForm(shape: readonly number[]): Form {
  const inner = shape[shape.length - 1] ?? 1;
  return { packets: elementCount(shape.slice(0, -1)), outer: 1, inner };
}

/** Elements of a packet. */
export function packetLength({ outer, inner }: Form): number {
  return outer * inner;
}

export function sameForm(a: Form, b: Form): boolean {
  return a.packets === b.packets && a.outer === b.outer && a.inner === b.inner;
}

/** The element at (o, p, i). */
export function elementAt({ packets, inner }: Form, o: number, p: number, i: number): number {
  return (o * packets + p) * inner + i;
}

/** The packet of an element, and its place there. */
export function placeOf({ packets, inner }: Form, element: number): { packet: number; place: number } {
  const packet = Math.floor(element / inner) % packets;
  const outer = Math.floor(element / (inner * packets));
  return { packet, place: outer * inner + (element % inner) };
}
