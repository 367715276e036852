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

  /** Ends an event. @returns the block that this has filled, or undefined */
  endEvent(): ObjectBlock | undefined {
    for (let index = 0; index < this.collectors.length; index++) {
      this.collectors[index]!.endEvent(this.arrays[index]!, this.events);
    }
    this.events++;
    if (this.events < this.blockEvents) return undefined;
    const block = this.block();
    this.arrays = this.allocate();
    return block;
  }

  /** The last block, or undefined when it has no events. */
  finish(): ObjectBlock | undefined {
    return this.events > 0 ? this.block() : undefined;
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
