import { z } from "zod";
import { formatText } from "../../formats/index.js";
import type { MapStep } from "./description.js";

/** A fixed-point type, as text. */
export const format = formatText;

/** Name of a port. */
export const port = z.string().min(1);

const values = z.union([z.number(), z.array(z.number()).min(1)]);
const step = z.strictObject({ type: format, values, result: format });

/** The steps that a port or a field may have. */
export const steps = {
  offset: step.optional(),
  shift: step.extend({ type: format.optional() }).optional(),
  scale: step.optional(),
};

/** Entries of a file that have steps. */
export type StepsEntry = { readonly [K in keyof typeof steps]?: z.output<(typeof steps)[K]> };

/**
 * The steps of an entry, in the order in which the file writes them.
 *
 * @param raw the entry before it was validated, which has the order
 */
export function readSteps(entry: StepsEntry, raw: unknown, where: string): MapStep[] {
  const order = Object.keys(raw as object).filter((key) => key in steps);
  return order.map((key): MapStep => {
    const kind = key as MapStep["kind"];
    const { type, ...parts } = entry[kind]!;
    const common = { ...parts, where: `${where}.${kind}` };
    return kind === "shift" ? { kind, format: type ?? null, ...common } : { kind, format: type!, ...common };
  });
}
