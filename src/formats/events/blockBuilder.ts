import { fail } from "../../errors/index.js";
import type { EventBlock } from "./block.js";

/** Collects values into blocks of events; integers beyond 2^53 turn their block into 64-bit integers. */
export class BlockBuilder {
  private firstEvent = 0;
  private values = new Float64Array(0);
  private filled = 0;
  private complete: EventBlock[] = [];
  /** Integers of the current block that `values` cannot hold, by index. */
  private integers = new Map<number, { integer: bigint; line: number }>();

  constructor(
    private readonly columns: number,
    private readonly blockEvents: number,
    private readonly where: string,
  ) {}

  /** Makes room for an event. Blocks grow as they fill, so that small files take little. */
  beginEvent(): void {
    if (this.filled + this.columns <= this.values.length) return;
    const events = Math.min(
      this.blockEvents,
      Math.max(Math.ceil(4096 / this.columns), (2 * this.filled) / this.columns),
    );
    const grown = new Float64Array(events * this.columns);
    grown.set(this.values);
    this.values = grown;
  }

  /** Adds a value of the event that has been begun. */
  push(value: number): void {
    this.values[this.filled++] = value;
  }

  /** Adds an integer that a floating-point number cannot hold. */
  pushInteger(integer: bigint, line: number): void {
    if (BigInt.asIntN(64, integer) !== integer) this.refuse(integer, line, "is beyond 64 bits");
    this.integers.set(this.filled, { integer, line });
    this.values[this.filled++] = 0;
  }

  /** Ends an event, all of whose values have been added. */
  endEvent(): void {
    if (this.filled === this.blockEvents * this.columns) this.finish();
  }

  /** Completes the block that is being filled, if it has events. @throws TrigforgeError TF-FORMAT-009 */
  finish(): void {
    const events = this.filled / this.columns;
    if (events === 0) return;
    const used = this.filled === this.values.length ? this.values : this.values.slice(0, this.filled);
    const values = this.integers.size === 0 ? used : this.asIntegers(used);
    this.complete.push({ firstEvent: this.firstEvent, events, columns: this.columns, values });
    this.firstEvent += events;
    this.values = new Float64Array(0);
    this.filled = 0;
    this.integers.clear();
  }

  /** The blocks completed since the last call. */
  take(): EventBlock[] {
    const { complete } = this;
    this.complete = [];
    return complete;
  }

  private asIntegers(values: Float64Array): BigInt64Array {
    const first = this.integers.values().next().value!;
    const converted = new BigInt64Array(values.length);
    for (let index = 0; index < values.length; index++) {
      const value = values[index]!;
      if (!Number.isInteger(value) || value < -(2 ** 63) || value >= 2 ** 63) {
        this.refuse(first.integer, first.line, `is beyond 2^53, but the value ${value} near it is no 64-bit integer`);
      }
      converted[index] = this.integers.get(index)?.integer ?? BigInt(value);
    }
    return converted;
  }

  private refuse(integer: bigint, line: number, why: string): never {
    fail("TF-FORMAT-009", { where: `${this.where}:${line}`, what: `the integer ${integer} ${why}` });
  }
}
