import type { GraphNode, InputNode, View } from "./graph.js";

/**
 * Gives inputs 16-bit rows, clamped, where everything that reads them clamps them so itself: casts that pack first. Their
 * events are then packed on the way in, and half as much is moved.
 *
 * @param exposed views of what leaves the emulator
 */
export function packInputs(nodes: readonly GraphNode[], exposed: Iterable<View>): void {
  const readers = new Map<GraphNode, { readonly reader: GraphNode | undefined; readonly view: View }[]>();
  const note = (reader: GraphNode | undefined, view: View | null): void => {
    const inputs = new Set(
      view?.elements.flatMap((element) =>
        typeof element === "object" && element.node.kind === "input" ? [element.node] : [],
      ),
    );
    for (const input of inputs) readers.set(input, [...(readers.get(input) ?? []), { reader, view: view! }]);
  };
  for (const node of nodes) {
    if (node.kind === "elementwise") for (const view of node.operands) note(node, view);
    if (node.kind === "sum") for (const view of [node.x, node.weights, node.start]) note(node, view);
  }
  for (const view of exposed) note(undefined, view);
  for (const node of nodes) {
    if (node.kind !== "input" || node.lane !== 32) continue;
    const uses = readers.get(node) ?? [];
    const packed = uses.every(({ reader, view }) => packs(reader) && isOnly(view, node));
    if (!packed || uses.length === 0) continue;
    node.lane = 16;
    for (const { view } of uses) view.lane = 16;
  }
}

function packs(reader: GraphNode | undefined): boolean {
  return reader?.kind === "elementwise" && reader.work.kind === "cast" && reader.workLane === 16;
}

/** Whether a view has rows of one input alone. */
function isOnly(view: View, node: InputNode): boolean {
  return view.elements.every((element) => typeof element === "object" && element.node === node);
}
