import type { ValueId } from "../../ops/index.js";
import type { GraphNode } from "./graph.js";
import type { Lane } from "./lane.js";

/** Bytes of a counter's slot; see assembly/counters.ts. */
export const slotBytes = 48;

/** Where one cast or accumulator is counted. */
export interface CounterSlot {
  readonly value: ValueId;
  readonly scope: string;
  readonly address: number;
  /** Lanes of the extremes. */
  readonly lane: Exclude<Lane, 16>;
  /** Whether what is counted are saturations rather than overflows. */
  readonly saturates: boolean;
}

/** Hands out slots while code is generated. */
export class Counters {
  readonly slots: CounterSlot[] = [];
  private readonly known = new Map<GraphNode, CounterSlot>();

  /** @param base address of the first slot, a multiple of 16 */
  constructor(private readonly base: number) {}

  /** Address of a node's slot. Lanes of 16 bits are widened when they come there. */
  slot(node: GraphNode, lane: Lane, saturates: boolean): number {
    const known = this.known.get(node);
    if (known !== undefined) return known.address;
    const { value, scope } = node;
    const slot = {
      value,
      scope,
      address: this.base + this.slots.length * slotBytes,
      lane: lane === 64 ? lane : (32 as const),
      saturates,
    };
    this.slots.push(slot);
    this.known.set(node, slot);
    return slot.address;
  }
}
