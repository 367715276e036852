import { packsRounded, vectorOf } from "./castPlan.js";
import { constantsOf, type ElementwiseNode, type View } from "./graph.js";
import type { Lane } from "./lane.js";
import type { Places } from "./places.js";
import { isWhole } from "./stages.js";

// What counters watch in a stage, and what follows from what.

/** A watched node from whose extremes another's follow, and what lies between, the other included. */
export interface MonotoneChain {
  readonly source: ElementwiseNode;
  readonly steps: readonly ElementwiseNode[];
}

/**
 * What a watched cast's extremes follow from: conversions that do not wrap, and maxima and minima with one constant, map the
 * least value to the least and the largest to the largest.
 */
export function monotoneChain(node: ElementwiseNode): MonotoneChain | undefined {
  const steps: ElementwiseNode[] = [];
  for (let step = node; ; ) {
    const operand = monotoneOperand(step);
    const first = operand?.elements[0];
    if (operand === undefined || !isWhole(operand) || typeof first !== "object") return undefined;
    if (first.node.kind !== "elementwise") return undefined;
    steps.unshift(step);
    if (first.node.watched) return { source: first.node, steps };
    step = first.node;
  }
}

function monotoneOperand({ work, operands }: ElementwiseNode): View | undefined {
  if (work.kind === "copy") return operands[0];
  if (work.kind === "cast") return ["none", "clamp"].includes(work.plan.overflow.kind) ? operands[0] : undefined;
  if (work.kind !== "max" && work.kind !== "min") return undefined;
  const constants = operands.map(constantsOf);
  const which = constants.findIndex((list) => list?.every((raw) => raw === list[0]));
  return which >= 0 && constants[1 - which] === null ? operands[1 - which] : undefined;
}

/**
 * Names and lanes of the registers that watch a node. Counts have the lanes of the comparison, or 32 bits where 16 might not
 * hold what a block counts; undefined where nothing can be counted.
 */
export function watchNames(places: Places, { id, count, lane, work, workLane }: ElementwiseNode) {
  const counts = work.kind === "cast" && work.plan.overflow.kind !== "none";
  const short = (count * places.rowBytes) / 32 < 1 << 16;
  const compared = counts && packsRounded(work.plan, workLane, lane) ? 16 : workLane;
  const countLane: Lane | undefined = !counts ? undefined : compared === 16 && !short ? 32 : compared;
  return { lost: `lost${id}`, least: `least${id}`, most: `most${id}`, lane, countLane };
}

/** Counts the lanes that changed: a comparison gives −1 for each. */
export function lostText(lost: string, before: string, after: string, lane: Lane): string {
  return `${lost} = ${vectorOf(lane)}.sub(${lost}, ${vectorOf(lane)}.ne(${before}, ${after}));`;
}
