import type { Collector, ObjectArray } from "./collector.js";
import { portName } from "./description.js";
import type { ObjectBlock } from "./prepare.js";

/** Fills blocks with the events that collectors have gathered. */
export class BlockWriter {
  private arrays: ObjectArray[][];
  private firstEvent = 0;
  private events = 0;

  constructor(
    private readonly collectors: readonly Collector[],
    private readonly blockEvents: number,
  ) {
    this.arrays = this.allocate();
  }

  /** Ends an event. Yields the block, when that fills it. */
  *endEvent(): Generator<ObjectBlock> {
    this.collectors.forEach((collector, index) => {
      collector.endEvent(this.arrays[index]!, this.events);
    });
    this.events++;
    if (this.events === this.blockEvents) {
      yield this.block();
      this.arrays = this.allocate();
    }
  }

  /** Yields the last block, when it has events. */
  *finish(): Generator<ObjectBlock> {
    if (this.events > 0) yield this.block();
  }

  private block(): ObjectBlock {
    const { events, firstEvent } = this;
    const inputs: Record<string, ObjectArray> = {};
    this.collectors.forEach(({ collection, fields }, index) => {
      fields.forEach((field, position) => {
        const array = this.arrays[index]![position]!;
        const length = events * collection.slots;
        inputs[portName(collection, field)] = length === array.length ? array : array.slice(0, length);
      });
    });
    this.firstEvent += events;
    this.events = 0;
    return { firstEvent, events, inputs };
  }

  private allocate(): ObjectArray[][] {
    return this.collectors.map((collector) => collector.allocate(this.blockEvents));
  }
}
