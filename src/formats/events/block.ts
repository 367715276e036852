import { fail } from "../../errors/index.js";

/** How events are stored. `csv` is any text table, `dat` hls4ml's (spaces, no header). */
export type EventFormat = "npy" | "csv" | "dat";

/** Consecutive events of a file. */
export interface EventBlock {
  /** Number of the first event in the file, from 0. */
  firstEvent: number;
  events: number;
  /** Values an event. */
  columns: number;
  /**
   * `events * columns` values, event after event, each exactly as in the file. Integers of 64 bits come as a BigInt64Array
   * in those blocks where one of them lies beyond 2^53, and as a Float64Array, which is much faster, in all others.
   */
  values: Float64Array | BigInt64Array;
}

/** Limits of events files, against damaged or hostile ones. */
export const eventLimits = {
  columns: 2 ** 20,
  lineBytes: 2 ** 24,
  headerBytes: 2 ** 16,
  blockValues: 2 ** 27,
} as const;

/** Events in a block: as told, else so many that a block has about 2 MiB. @throws TrigforgeError TF-FORMAT-017 */
export function chooseBlockEvents(columns: number, blockEvents: number | undefined, where: string): number {
  if (columns > eventLimits.columns) {
    const what = `an event has ${columns} values`;
    fail("TF-FORMAT-017", { where, what, expected: `at most ${eventLimits.columns}` });
  }
  const chosen = Math.max(1, Math.floor(blockEvents ?? 2 ** 18 / columns));
  if (chosen * columns > eventLimits.blockValues) {
    const what = `blocks of ${chosen} events have ${chosen * columns} values`;
    fail("TF-FORMAT-017", { where, what, expected: `at most ${eventLimits.blockValues}` });
  }
  return chosen;
}

/** Refuses NaN by name. @throws TrigforgeError TF-FORMAT-008 with the first event and column that has it */
export function refuseNaNs(block: EventBlock, where: string): void {
  const { values, columns, firstEvent } = block;
  if (values instanceof BigInt64Array) return;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    // biome-ignore lint/suspicious/noSelfCompare: only NaN differs from itself, and this is twice as fast as isNaN
    if (value === value) continue;
    const place = `event ${firstEvent + Math.floor(index / columns)}, column ${index % columns}`;
    fail("TF-FORMAT-008", { where: `${where}: ${place}`, what: "the value is NaN", expected: "a number" });
  }
}
