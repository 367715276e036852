import { vectorOf } from "./castPlan.js";
import { ElementWriter, type EmitContext } from "./emitElementwise.js";
import type { ElementwiseNode } from "./graph.js";
import { uniform } from "./registers.js";
import { monotoneChain, watchNames } from "./watched.js";

/** The registers in which a watched node is counted over its whole stage, and the statements around them. */
export function watchTexts(context: EmitContext, nodes: readonly ElementwiseNode[]) {
  const { counters, places } = context;
  const watched = nodes.filter((node) => node.watched);
  const derived = (node: ElementwiseNode): boolean => {
    const chain = monotoneChain(node);
    return chain !== undefined && nodes.includes(chain.source);
  };
  return {
    first: watched.flatMap((node) => {
      const { lost, least, most, lane, countLane } = watchNames(places, node);
      const limit = (end: string): string => `${vectorOf(lane)}.splat(i${lane}.${end}_VALUE)`;
      const count = countLane === undefined ? [] : [`let ${lost} = ${vectorOf(countLane)}.splat(0);`];
      if (derived(node)) return count;
      return [...count, `let ${least} = ${limit("MAX")};`, `let ${most} = ${limit("MIN")};`];
    }),
    last: watched.flatMap((node) => {
      const { lost, least, most, lane, countLane } = watchNames(places, node);
      const slot = counters!.slot(node, lane, node.work.kind === "cast" && node.work.plan.saturates);
      return [
        ...(countLane === undefined ? [] : [`count${countLane}(${slot}, ${lost});`]),
        ...(derived(node) ? [...derivedExtreme(context, node, "least"), ...derivedExtreme(context, node, "most")] : []),
        `extremes${lane}(${slot}, ${least}, ${most});`,
      ];
    }),
  };
}

/** Statements that declare one extreme of a node by what its source's becomes. */
function derivedExtreme(context: EmitContext, node: ElementwiseNode, which: "least" | "most"): string[] {
  const { source, steps } = monotoneChain(node)!;
  const writer = new ElementWriter(context, "0", `_${which}${node.id}`);
  writer.given(source, uniform(source.lane, watchNames(context.places, source)[which]));
  const result = steps.map((step) => writer.value(step)).at(-1)!;
  return [...writer.inside, `const ${watchNames(context.places, node)[which]} = ${result.parts[0]};`];
}
