import { type FixedFormat, type FixedType, formatOf, highestRaw, lowestRaw } from "../../fixed/index.js";
import { elementCount } from "../../ops/index.js";
import { fits } from "./lane.js";

/** How a port's raw integers are stored: Int32Array or BigInt64Array. */
export type Storage = "int32" | "int64";

/** A port of an emulator: a name, a shape, a format, and how events are stored. */
export interface Port {
  readonly name: string;
  readonly shape: readonly number[];
  /** The format; real numbers enter an input port by its modes. */
  readonly format: FixedFormat;
  readonly storage: Storage;
  /** Elements of one event. */
  readonly elements: number;
  /** Bytes of one event. */
  readonly eventBytes: number;
}

/** A port; its storage follows from the type: 32-bit integers where they hold every raw integer. */
export function portOf(name: string, shape: readonly number[], type: FixedType, format = formatOf(type)): Port {
  const storage: Storage = fits({ low: lowestRaw(type), high: highestRaw(type) }, 32) ? "int32" : "int64";
  const elements = elementCount(shape);
  return { name, shape, format, storage, elements, eventBytes: elements * (storage === "int32" ? 4 : 8) };
}
