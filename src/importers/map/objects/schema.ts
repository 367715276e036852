import { z } from "zod";
import { format, steps } from "../schemaParts.js";

type Context = z.core.$RefinementCtx;

const identifier = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/);
const column = z.string().min(1);
const slots = z.number().int().min(1).max(65_536);

/** One field: either `constant`, or `raw` and `lsb`. */
const field = z
  .strictObject({
    raw: format.optional(),
    lsb: z.number().positive().optional(),
    constant: z.number().optional(),
    column: column.optional(),
    missing: z.number().int().optional(),
    ...steps,
  })
  .superRefine((entry, context) => {
    if (entry.constant === undefined) {
      if (entry.raw === undefined) complain(context, ["raw"], "the type of the hardware integer is missing: uint<12>");
      if (entry.lsb === undefined) complain(context, ["lsb"], "the value of the integer 1 is missing: 0.5");
      return;
    }
    const other = Object.entries(entry).find(([key, value]) => key !== "constant" && value !== undefined);
    if (other !== undefined) complain(context, [other[0]], "a constant comes from no table and needs nothing else");
  });

const grid = z.strictObject({
  axes: z
    .array(z.strictObject({ column: identifier, first: z.number().int().default(0), count: slots }))
    .min(1)
    .max(8),
  outside: z.enum(["refuse", "drop"]).default("refuse"),
});

const collection = z
  .strictObject({
    name: identifier,
    slots: slots.optional(),
    grid: grid.optional(),
    order_by: z.string().optional(),
    fields: z.record(identifier, field),
    code: z.number().int().optional(),
    candidates: slots.optional(),
    count: column.optional(),
    columns: column.optional(),
  })
  .superRefine((entry, context) => {
    const { slots: told, grid: axes, order_by: key, candidates, count } = entry;
    if ((told === undefined) === (axes === undefined)) {
      complain(context, ["slots"], "a collection has either slots or a grid");
    }
    if (axes !== undefined) {
      const other = Object.entries({ order_by: key, candidates, count }).find(([, value]) => value !== undefined);
      if (other !== undefined) complain(context, [other[0]], "objects of a grid are placed by their coordinates");
      if (axes.axes.reduce((product, axis) => product * axis.count, 1) > 65_536) {
        complain(context, ["grid", "axes"], "the grid has more than 65536 places");
      }
    }
    const names = Object.keys(entry.fields);
    if (names.length === 0) complain(context, ["fields"], "the objects have no field");
    if (key !== undefined && entry.fields[key]?.raw === undefined) {
      complain(context, ["order_by"], `"${key}" is no field with a hardware integer (fields: ${names.join(", ")})`);
    }
  });

/** The collections of an input. */
export const objectsSchema = z.array(collection).min(1);

/** How the fields of objects lie in a port. */
export const arrangeSchema = z.enum(["by_object", "by_field"]);

const longOnly = ["event", "numbering", "first_event", "collection", "ignore"] as const;

/** How a file of objects lies. */
export const tableSchema = z
  .strictObject({
    layout: z.enum(["long", "wide"]),
    event: column.optional(),
    numbering: z.enum(["consecutive", "rising"]).optional(),
    first_event: z.number().int().optional(),
    collection: column.optional(),
    ignore: z.array(z.union([z.string(), z.number().int()])).optional(),
    columns: z.array(column).min(1).optional(),
  })
  .superRefine((entry, context) => {
    const odd = longOnly.find((key) => entry.layout === "wide" && entry[key] !== undefined);
    if (odd !== undefined) complain(context, [odd], "only a long table, with a row an object, has this");
    if (entry.layout === "long" && entry.event === undefined) {
      complain(context, ["event"], "a long table needs the column that has the number of the event");
    }
    if (entry.numbering === "rising" && entry.first_event !== undefined) {
      complain(context, ["first_event"], "where numbers only rise, the first one has no meaning");
    }
    if (entry.ignore !== undefined && entry.collection === undefined) {
      complain(context, ["ignore"], "without a column `collection` there is nothing to tell what to leave out");
    }
  });

/** A validated collection. */
export type CollectionEntry = z.output<typeof objectsSchema>[number];

/** A validated table. */
export type TableEntry = z.output<typeof tableSchema>;

function complain(context: Context, path: string[], message: string): void {
  context.addIssue({ code: "custom", path, message });
}
