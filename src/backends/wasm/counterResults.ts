import { parseFormat, toReal } from "../../fixed/index.js";
import { slotBytes } from "./counters.js";
import type { Manifest } from "./manifest.js";

/** What was counted at one cast or accumulator since the start or the last reset. */
export interface ValueCounts {
  /** Index of the value in the program. */
  readonly value: number;
  readonly op: string;
  readonly format: string;
  /** Assignments whose value left the format and wrapped. For an accumulator each term and each partial sum counts. */
  readonly overflows: number;
  /** Assignments whose value left the format and was clamped. */
  readonly saturations: number;
  /** Least and largest raw integer after the assignment; null before any event. */
  readonly low: bigint | null;
  readonly high: bigint | null;
}

/** What was counted in one scope. */
export interface ScopeCounts {
  readonly scope: string;
  readonly events: number;
  readonly overflows: number;
  readonly saturations: number;
  /** Least and largest real value of its casts and accumulators; null before any event. */
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly values: readonly ValueCounts[];
}

/** Slots of counters in an emulator's memory. */
export class CounterMemory {
  /** Slots lie side by side. */
  private readonly first: number;
  private readonly saved: Uint8Array;

  constructor(
    private readonly manifest: Manifest,
    private readonly memory: WebAssembly.Memory,
  ) {
    this.first = manifest.counters.reduce((least, { address }) => Math.min(least, address), Number.POSITIVE_INFINITY);
    const end = manifest.counters.reduce((most, { address }) => Math.max(most, address + slotBytes), this.first);
    this.saved = new Uint8Array(manifest.counters.length === 0 ? 0 : end - this.first);
  }

  /** Keeps everything counted so far for {@link restore}. */
  save(): void {
    this.saved.set(this.slots());
  }

  /** Forgets what was counted since {@link save}. */
  restore(): void {
    this.slots().set(this.saved);
  }

  private slots(): Uint8Array {
    return new Uint8Array(this.memory.buffer, this.first, this.saved.length);
  }

  /** Sets all counters to zero and all extremes to nothing. */
  reset(): void {
    for (const { address, lane } of this.manifest.counters) {
      const view = new DataView(this.memory.buffer, address, slotBytes);
      view.setBigInt64(0, 0n, true);
      for (const [least, most] of extremeOffsets(lane)) {
        if (lane === 32) {
          view.setInt32(least, 2 ** 31 - 1, true);
          view.setInt32(most, -(2 ** 31), true);
        } else {
          view.setBigInt64(least, 2n ** 63n - 1n, true);
          view.setBigInt64(most, -(2n ** 63n), true);
        }
      }
    }
  }

  /** The counts themselves, in the order of the manifest. */
  counts(): bigint[] {
    return this.manifest.counters.map(({ address }) => new DataView(this.memory.buffer).getBigInt64(address, true));
  }

  /** Takes counts back. */
  subtract(amounts: readonly bigint[]): void {
    const view = new DataView(this.memory.buffer);
    this.manifest.counters.forEach(({ address }, index) => {
      view.setBigInt64(address, view.getBigInt64(address, true) - amounts[index]!, true);
    });
  }

  /** Everything counted over `events` events, by scope, in the order of the program. */
  results(events: number): ScopeCounts[] {
    const scopes = new Map<string, ValueCounts[]>();
    for (const counter of [...this.manifest.counters].sort((a, b) => a.value - b.value)) {
      const list = scopes.get(counter.scope) ?? [];
      list.push(this.read(counter, events));
      scopes.set(counter.scope, list);
    }
    return [...scopes].map(([scope, values]) => summary(scope, events, values));
  }

  private read(counter: Manifest["counters"][number], events: number): ValueCounts {
    const { value, op, format, address, lane, counts } = counter;
    const view = new DataView(this.memory.buffer, address, slotBytes);
    const count = Number(view.getBigInt64(0, true));
    const at = (offset: number): bigint =>
      lane === 32 ? BigInt(view.getInt32(offset, true)) : view.getBigInt64(offset, true);
    const lows = extremeOffsets(lane).map(([least]) => at(least));
    const highs = extremeOffsets(lane).map(([, most]) => at(most));
    return {
      value,
      op,
      format,
      overflows: counts === "overflows" ? count : 0,
      saturations: counts === "saturations" ? count : 0,
      low: events === 0 ? null : lows.reduce((a, b) => (b < a ? b : a)),
      high: events === 0 ? null : highs.reduce((a, b) => (b > a ? b : a)),
    };
  }
}

/** Offsets in a slot of each lane's least and largest value. */
function extremeOffsets(lane: 32 | 64): [number, number][] {
  return Array.from({ length: 128 / lane }, (_unused, index) => {
    const offset = 16 + (index * lane) / 8;
    return [offset, offset + 16];
  });
}

function summary(scope: string, events: number, values: readonly ValueCounts[]): ScopeCounts {
  const reals = values.flatMap(({ low, high, format }) =>
    low === null || high === null ? [] : [low, high].map((raw) => toReal(raw, parseFormat(format))),
  );
  return {
    scope,
    events,
    overflows: values.reduce((sum, counts) => sum + counts.overflows, 0),
    saturations: values.reduce((sum, counts) => sum + counts.saturations, 0),
    minimum: reals.length === 0 ? null : Math.min(...reals),
    maximum: reals.length === 0 ? null : Math.max(...reals),
    values,
  };
}
