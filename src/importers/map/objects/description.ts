import type { FixedFormat } from "../../../fixed/index.js";
import type { MapStep } from "../description.js";

/** What a port of the network is made of: lists of trigger objects with integer fields. */
export interface ObjectInput {
  readonly collections: readonly Collection[];
  /** Whether the fields of one object are neighbours in the port, or the values of one field. */
  readonly arrange: "by_object" | "by_field";
}

/** A list of objects of one kind, cut off or filled up to a fixed number of slots. */
export interface Collection {
  readonly name: string;
  readonly slots: number;
  /** Field by which objects are put in order, the largest first; null keeps the order of the table. */
  readonly orderBy: string | null;
  /** Place of each object by coordinates, instead of an order. */
  readonly grid: Grid | null;
  /** Fields in the order in which the network has them. */
  readonly fields: readonly ObjectField[];
  /** Number that stands for this collection in a long table. */
  readonly code: number | null;
  /** Objects for which a wide table has columns. */
  readonly candidates: number;
  /** Column of a wide table that says how many of its objects are there; null: all. */
  readonly count: string | null;
  /** Names of a wide table's columns, with placeholders. */
  readonly template: string;
  readonly where: string;
}

/** Coordinates that place objects, the slowest first: slot = ((c0 − first0) · count1 + c1 − first1) · count2 + … */
export interface Grid {
  readonly axes: readonly GridAxis[];
  /** What becomes of an object outside. */
  readonly outside: "refuse" | "drop";
}

/** A coordinate: the column that has it, its least value, and how many values it takes. */
export interface GridAxis {
  readonly column: string;
  readonly first: number;
  readonly count: number;
}

/** A number of each object: a hardware integer with its scale, or a constant. */
export type ObjectField = HardwareField | ConstantField;

/** A hardware integer, worth `raw · lsb`. */
export interface HardwareField {
  readonly kind: "hardware";
  readonly name: string;
  /** Type of the integer: no fraction bits, at most 53 bits. */
  readonly format: FixedFormat;
  /** Value of the integer 1, a power of two. */
  readonly lsb: number;
  /** Name of the column, or the part of its name that `{field}` stands for. */
  readonly column: string;
  /** The integer that a slot without an object holds. */
  readonly missing: number;
  /** What happens to the value before it enters the port, in order. */
  readonly steps: readonly MapStep[];
  readonly where: string;
}

/** A number that is the same in every slot and comes from no table. */
export interface ConstantField {
  readonly kind: "constant";
  readonly name: string;
  readonly value: number;
  readonly where: string;
}

/** How a file of objects lies: a row an object, or a row an event. */
export type ObjectTable = LongTable | WideTable;

/** A row an object, events one after another. */
export interface LongTable {
  readonly layout: "long";
  /** Column with the number of the event. */
  readonly event: string;
  /** Whether a number that is left out is an event without objects. */
  readonly numbering: "consecutive" | "rising";
  /** Number of the first event; of no meaning when numbers only rise. */
  readonly firstEvent: number;
  /** Column that says to which collection an object belongs; null when there is one collection. */
  readonly collection: string | null;
  /** Collections, by name or number, whose objects are left out. */
  readonly ignore: readonly (string | number)[];
  /** Names of the columns of a file that has none. */
  readonly columns: readonly string[] | null;
}

/** A row an event. */
export interface WideTable {
  readonly layout: "wide";
  /** Names of the columns of a file that has none; null: they lie in the order of the description. */
  readonly columns: readonly string[] | null;
}

/** The fields of a collection that come from a table. */
export function hardwareFields(collection: Collection): HardwareField[] {
  return collection.fields.filter((field) => field.kind === "hardware");
}

/** Name of the input port that a field of a collection becomes. */
export function portName(collection: Collection, field: ObjectField): string {
  return `${collection.name}_${field.name}`;
}
