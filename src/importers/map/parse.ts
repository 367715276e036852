import { z } from "zod";
import { fail } from "../../errors/index.js";
import { parseYaml, quoteTypes, validate } from "../../formats/index.js";
import type { MapDescription, MapInput, MapScore } from "./description.js";
import { readObjects, readTable } from "./objects/parse.js";
import { arrangeSchema, objectsSchema, tableSchema } from "./objects/schema.js";
import { format, port, readSteps, steps } from "./schemaParts.js";

const schema = z.strictObject({
  format: z.literal("trigforge-map"),
  version: z.literal(1),
  inputs: z
    .array(
      z.strictObject({
        port,
        type: format,
        objects: objectsSchema.optional(),
        arrange: arrangeSchema.optional(),
        ...steps,
      }),
    )
    .default([]),
  scores: z
    .array(
      z.union([
        z.strictObject({
          name: port,
          sum_of_squares: port,
          square: format,
          accumulator: format,
          order: z.enum(["tree", "sequential"]).default("tree"),
        }),
        z.strictObject({ name: port, dot: z.tuple([port, port]), accumulator: format, result: format.optional() }),
        z.strictObject({
          name: port,
          output: z.strictObject({ port, element: z.number().int().nonnegative().default(0) }),
          result: format.optional(),
        }),
      ]),
    )
    .default([]),
  outputs: z.union([z.literal("keep"), z.array(port)]).default("keep"),
  table: tableSchema.optional(),
});

type Document = z.output<typeof schema>;
type InputEntry = Document["inputs"][number];
type ScoreEntry = Document["scores"][number];

/**
 * Reads a map file (docs/map.md).
 *
 * @param where the document's name, for errors
 * @throws TrigforgeError TF-FORMAT-013 for text that is not YAML, TF-FORMAT-015 for misspelt, missing or wrong fields,
 *   TF-MAP-003 and TF-MAP-004 for objects that have no exact meaning
 */
export function parseMap(text: string, where: string): MapDescription {
  const raw = parseYaml(quoteTypes(text), where);
  const document = validate(schema, raw, where);
  const inputs = document.inputs.map((entry, index) =>
    readInput(entry, (raw as { inputs: object[] }).inputs[index], `${where}: inputs[${index}]`),
  );
  const scores = document.scores.map((entry, index) => readScore(entry, `${where}: scores[${index}]`));
  const table = document.table === undefined ? null : readTable(document.table);
  if (table !== null && inputs.every((input) => input.objects === null)) {
    fail("TF-MAP-003", { where: `${where}: table`, what: "no input has objects, so no table of objects can be read" });
  }
  return { inputs, scores, outputs: document.outputs === "keep" ? null : document.outputs, table, where };
}

function readInput(entry: InputEntry, raw: unknown, where: string): MapInput {
  const { port, type, objects: entries, arrange } = entry;
  if (entries === undefined && arrange !== undefined) {
    fail("TF-MAP-003", { where: `${where}.arrange`, what: "the input has no objects to arrange" });
  }
  const read = (list: typeof entries & object) =>
    readObjects(list, (raw as { objects: unknown }).objects, arrange ?? "by_object", `${where}.objects`);
  const objects = entries === undefined ? null : read(entries);
  return { port, format: type, objects, steps: readSteps(entry, raw, where), where };
}

function readScore(entry: ScoreEntry, where: string): MapScore {
  const { name } = entry;
  if ("sum_of_squares" in entry) {
    const { sum_of_squares: port, square, accumulator, order } = entry;
    return { name, where, kind: "sum of squares", port, square, accumulator, order };
  }
  const result = entry.result ?? null;
  if ("dot" in entry) {
    return { name, where, kind: "dot", ports: entry.dot, accumulator: entry.accumulator, result };
  }
  return { name, where, kind: "output", ...entry.output, result };
}
