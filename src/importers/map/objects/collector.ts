import { fail } from "../../../errors/index.js";
import { highestRaw, lowestRaw, printFormat } from "../../../fixed/index.js";
import { type Collection, type HardwareField, hardwareFields } from "./description.js";

/** Most objects of one collection in one event: more is taken for a damaged table. */
const mostObjects = 65_536;

/** Raw integers of many events: 32-bit where the type fits, else 64-bit. */
export type ObjectArray = Int32Array | BigInt64Array;

/** Where a number stands, asked for only when it is wrong. */
export type Place = (field: number) => string;

/**
 * Gathers the objects of one collection, event by event: checks each hardware integer, puts the objects in order, and
 * fills the slots.
 */
export class Collector {
  readonly fields: readonly HardwareField[];
  private readonly bounds: readonly { readonly low: number; readonly high: number }[];
  /** Numbers of the event's objects, by field. */
  private readonly values: number[][];
  /** Slot of each object of the event where a grid gives it, else -1. */
  private readonly slotsTaken: number[] = [];
  /** Number of the event that filled a place of the grid last. */
  private readonly filledBy: Float64Array;
  private readonly key: number;
  private readonly kept: Int32Array;
  private objects = 0;
  private serial = 1;

  constructor(readonly collection: Collection) {
    this.fields = hardwareFields(collection);
    this.bounds = this.fields.map(({ format }) => ({
      low: Number(lowestRaw(format)),
      high: Number(highestRaw(format)),
    }));
    this.values = this.fields.map(() => []);
    this.key = this.fields.findIndex((field) => field.name === collection.orderBy);
    this.kept = new Int32Array(collection.slots);
    this.filledBy = new Float64Array(collection.grid === null ? 0 : collection.slots);
  }

  /** Arrays for the fields of so many events, filled with what stands for missing objects. */
  allocate(events: number): ObjectArray[] {
    const length = events * this.collection.slots;
    return this.fields.map(({ format, missing }) => {
      const narrow = lowestRaw(format) >= -(2n ** 31n) && highestRaw(format) < 2n ** 31n;
      if (narrow) return missing === 0 ? new Int32Array(length) : new Int32Array(length).fill(missing);
      return missing === 0 ? new BigInt64Array(length) : new BigInt64Array(length).fill(BigInt(missing));
    });
  }

  /** Takes one number of the object that is being read. @throws TrigforgeError TF-MAP-006 */
  put(field: number, value: number | bigint, place: Place): void {
    const number = Number(value);
    const { low, high } = this.bounds[field]!;
    if (!Number.isInteger(number) || number < low || number > high) this.refuse(field, value, place);
    this.values[field]![this.objects] = number;
  }

  /** Ends an object whose numbers have been put. @param slot where a grid places it @throws TrigforgeError TF-MAP-007 */
  endObject(where: () => string, slot = -1): void {
    if (this.objects >= mostObjects) {
      fail("TF-MAP-007", { where: where(), what: `an event has more than ${mostObjects} ${this.collection.name}` });
    }
    this.slotsTaken[this.objects] = slot;
    this.objects++;
  }

  /**
   * The slot of an object by its coordinates, to be taken by it in this event.
   *
   * @param coordinate gives them by axis of the grid
   * @returns null for an object outside that is to be left out
   * @throws TrigforgeError TF-MAP-006 for coordinates outside, TF-MAP-007 for a slot that is taken
   */
  takePlace(coordinate: (axis: number) => number | bigint, where: () => string): number | null {
    const { name, grid } = this.collection;
    const { axes, outside } = grid!;
    let slot = 0;
    for (let index = 0; index < axes.length; index++) {
      const { column, first, count } = axes[index]!;
      const found = coordinate(index);
      const step = Number(found) - first;
      const inside = step >= 0 && step < count;
      if (Number.isInteger(step) && !inside && outside === "drop") return null;
      if (!Number.isInteger(step) || !inside) {
        fail("TF-MAP-006", {
          where: where(),
          what: `${name}: ${column} is ${found}, ${inside ? "no whole number" : "outside the grid"}`,
          expected: `a whole number from ${first} to ${first + count - 1}`,
          ...(inside ? {} : { help: "grid.outside: drop leaves such objects out" }),
        });
      }
      slot = slot * count + step;
    }
    if (this.filledBy[slot] === this.serial) {
      const place = axes.map(({ column }, index) => `${column} ${coordinate(index)}`).join(", ");
      fail("TF-MAP-007", { where: where(), what: `there is already a ${name} at ${place} in this event` });
    }
    this.filledBy[slot] = this.serial;
    return slot;
  }

  /** Ends the event: writes its slots. @param event its number within the arrays */
  endEvent(arrays: readonly ObjectArray[], event: number): void {
    const { slots, grid } = this.collection;
    const base = event * slots;
    const used = grid === null ? this.chooseObjects() : this.objects;
    for (let field = 0; field < arrays.length; field++) {
      const array = arrays[field]!;
      const values = this.values[field]!;
      for (let index = 0; index < used; index++) {
        const slot = grid === null ? index : this.slotsTaken[index]!;
        const value = values[grid === null ? this.kept[index]! : index]!;
        if (array instanceof Int32Array) array[base + slot] = value;
        else array[base + slot] = BigInt(value);
      }
    }
    this.objects = 0;
    this.serial++;
  }

  /** The objects that get a slot, in order: those with the largest key, equal ones in the order of the table. */
  private chooseObjects(): number {
    const { kept, objects } = this;
    const { slots } = this.collection;
    const keys = this.values[this.key];
    let used = 0;
    for (let object = 0; object < objects; object++) {
      let at = used;
      if (keys !== undefined) while (at > 0 && keys[kept[at - 1]!]! < keys[object]!) at--;
      if (at >= slots) continue;
      if (used < slots) used++;
      kept.copyWithin(at + 1, at, used - 1);
      kept[at] = object;
    }
    return used;
  }

  private refuse(field: number, value: number | bigint, place: Place): never {
    const { name, format } = this.fields[field]!;
    const { low, high } = this.bounds[field]!;
    return fail("TF-MAP-006", {
      where: place(field),
      what: `${this.collection.name} ${name} is ${value}, no hardware integer of ${printFormat(format)}`,
      expected: `a whole number from ${low} to ${high}`,
    });
  }
}
