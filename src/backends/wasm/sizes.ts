import { outputPorts, type Program } from "../../ir/index.js";
import type { ValueId } from "../../ops/index.js";
import { slotBytes } from "./counters.js";
import type { Graph } from "./graph.js";
import type { RowPlan } from "./memory.js";
import { type Port, portOf } from "./port.js";

/** Where everything lies in an emulator's memory: rows, ports, counters, then constants. */
export interface MemoryLayout {
  /** Events of a block, a multiple of 8. */
  readonly blockEvents: number;
  /** Events that the ports hold, a multiple of the block. */
  readonly chunkEvents: number;
  readonly rowsAt: number;
  readonly inputs: readonly PlacedPort[];
  readonly outputs: readonly PlacedPort[];
  /** One port for each traced value. */
  readonly traces: readonly (PlacedPort & { readonly value: ValueId })[];
  readonly countersAt: number;
  readonly dataAt: number;
}

/** A port and the address of its first event. */
export interface PlacedPort extends Port {
  readonly address: number;
}

/** The first kilobyte stays empty: address 0 is nothing. */
const rowsAt = 1024;
/** Rows that fit the first-level cache beside weights. */
const cacheBytes = 24 * 1024;
/** Bytes of all ports together, so that they stay in the second-level cache. */
const portBytes = 192 * 1024;

/** Lays out memory for a program whose rows are planned. */
export function layOut(
  program: Program,
  graph: Graph,
  plan: RowPlan,
  traced: readonly ValueId[],
  requestedBlock: number | undefined,
): MemoryLayout {
  const blockEvents = requestedBlock ?? blockFor(plan.bytesPerEvent);
  const inputs = program.values.flatMap(({ op, shape, type }) =>
    op.kind === "input" ? [portOf(op.name, shape, type, op.format)] : [],
  );
  const outputs = outputPorts(program).map(({ name, shape, type }) => portOf(name, shape, type));
  const traces = traced.map((value) => {
    const { shape, type } = program.values[value]!;
    return { ...portOf(`%${value}`, shape, type), value };
  });
  const bytesPerEvent = [...inputs, ...outputs, ...traces].reduce((sum, port) => sum + port.eventBytes, 0);
  const blocks = Math.min(64, Math.max(1, Math.floor(portBytes / Math.max(1, bytesPerEvent) / blockEvents)));
  const chunkEvents = blocks * blockEvents;
  let next = aligned(rowsAt + plan.bytesPerEvent * blockEvents);
  const placePort = <P extends Port>(port: P): P & PlacedPort => {
    const address = next;
    // Vectors are read past the last element of an event, never past the slack.
    next = aligned(next + port.eventBytes * chunkEvents + 64);
    return { ...port, address };
  };
  const placed = { inputs: inputs.map(placePort), outputs: outputs.map(placePort), traces: traces.map(placePort) };
  const watched = graph.nodes.filter((node) => node.kind !== "input" && node.watched).length;
  return { blockEvents, chunkEvents, rowsAt, ...placed, countersAt: next, dataAt: aligned(next + watched * slotBytes) };
}

function blockFor(bytesPerEvent: number): number {
  const events = Math.floor(cacheBytes / Math.max(1, bytesPerEvent) / 8) * 8;
  return Math.min(256, Math.max(32, events));
}

const aligned = (address: number): number => Math.ceil(address / 64) * 64;
