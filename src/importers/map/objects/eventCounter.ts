import { fail } from "../../../errors/index.js";
import type { LongTable } from "./description.js";

/** Most events without objects between two that have some: more is taken for a damaged number. */
const widestGap = 1_000_000;

/** Finds in the event numbers of a long table where events end. */
export class EventCounter {
  private last: number | bigint | undefined;

  constructor(private readonly table: LongTable) {}

  /** Whether there was a row. */
  get begun(): boolean {
    return this.last !== undefined;
  }

  /**
   * Takes the event number of the next row.
   *
   * @returns how many events end before that row, those without objects included
   * @throws TrigforgeError TF-MAP-006, TF-MAP-007
   */
  advance(event: number | bigint, where: () => string): number {
    const { last } = this;
    if (event === last) return 0;
    if (typeof event === "number" && !Number.isInteger(event)) {
      fail("TF-MAP-006", { where: where(), what: `the number of the event is ${event}, no whole number` });
    }
    const { numbering, firstEvent } = this.table;
    if (last !== undefined && event < last) {
      fail("TF-MAP-007", {
        where: where(),
        what: `event ${event} comes after event ${last}`,
        expected: "the objects of an event together, and numbers that rise",
        help: "sort the rows by the number of the event",
      });
    }
    this.last = event;
    if (numbering === "rising") return last === undefined ? 0 : 1;
    const ended = Number(event) - Number(last ?? firstEvent);
    if (ended < 0) {
      fail("TF-MAP-007", {
        where: where(),
        what: `the first event has the number ${event}`,
        expected: `${firstEvent} or more; see table.first_event`,
      });
    }
    if (ended > widestGap) {
      fail("TF-MAP-007", {
        where: where(),
        what: `event ${event} comes after ${last === undefined ? "the beginning" : `event ${last}`}`,
        expected: `at most ${widestGap} events without objects in between`,
        help: "numbering: rising, when numbers that are left out are no events",
      });
    }
    return ended;
  }
}
