import type { FixedFormat } from "../../fixed/index.js";
import type { ObjectInput, ObjectTable } from "./objects/description.js";

/** One step between a hardware word and the network: an operation with its constants, assigned to a format. */
export type MapStep =
  | (StepParts & { readonly kind: "offset" | "scale"; readonly format: FixedFormat })
  | (StepParts & { readonly kind: "shift"; readonly format: FixedFormat | null });

interface StepParts {
  /** One value for all elements, or one for each. */
  readonly values: number | readonly number[];
  readonly result: FixedFormat;
  /** Where the step stands, for messages: `map.yml: inputs[0].offset`. */
  readonly where: string;
}

/** What happens to one input of the network. */
export interface MapInput {
  readonly port: string;
  /** Format of the word that enters, or that the objects make. */
  readonly format: FixedFormat;
  /** Trigger objects that the word is made of; null: the word itself enters. */
  readonly objects: ObjectInput | null;
  /** In order. */
  readonly steps: readonly MapStep[];
  readonly where: string;
}

/** A number computed from the network's outputs, a port of its own. */
export type MapScore = { readonly name: string; readonly where: string } & (
  | {
      readonly kind: "sum of squares";
      readonly port: string;
      /** Each square is assigned to it. */
      readonly square: FixedFormat;
      /** Each square, and each partial sum, is assigned to it. */
      readonly accumulator: FixedFormat;
      readonly order: "tree" | "sequential";
    }
  | {
      readonly kind: "dot";
      readonly ports: readonly [string, string];
      /** Each product, and each partial sum in ascending order, is assigned to it. */
      readonly accumulator: FixedFormat;
      readonly result: FixedFormat | null;
    }
  | {
      readonly kind: "output";
      readonly port: string;
      readonly element: number;
      readonly result: FixedFormat | null;
    }
);

/** What surrounds a network in a trigger. */
export interface MapDescription {
  readonly inputs: readonly MapInput[];
  readonly scores: readonly MapScore[];
  /** Outputs of the network that stay ports; null for all. */
  readonly outputs: readonly string[] | null;
  /** How files of trigger objects lie; null: events are tables of the input ports. */
  readonly table: ObjectTable | null;
  /** The document's name, for messages. */
  readonly where: string;
}
