import { z } from "zod";
import { TrigforgeError } from "../../errors/index.js";
import { type FixedFormat, parseFormat } from "../../fixed/index.js";
import { parseYaml, validate } from "../../formats/index.js";
import type { MapDescription, MapInput, MapScore, MapStep } from "./description.js";

const format = z.string().transform((text, context): FixedFormat => {
  try {
    return parseFormat(text);
  } catch (error) {
    if (!(error instanceof TrigforgeError)) throw error;
    context.addIssue(`"${text}" is not a fixed-point type such as fixed<18,13> or ufixed<10,6,RND_CONV,SAT>`);
    return z.NEVER;
  }
});
const values = z.union([z.number(), z.array(z.number()).min(1)]);
const step = z.strictObject({ type: format, values, result: format });
const port = z.string().min(1);

const schema = z.strictObject({
  format: z.literal("trigforge-map"),
  version: z.literal(1),
  inputs: z
    .array(
      z.strictObject({
        port,
        type: format,
        offset: step.optional(),
        shift: step.extend({ type: format.optional() }).optional(),
        scale: step.optional(),
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
});

type Document = z.output<typeof schema>;
type InputEntry = Document["inputs"][number];
type ScoreEntry = Document["scores"][number];

/**
 * Reads a map file (docs/map.md).
 *
 * @param where the document's name, for errors
 * @throws TrigforgeError TF-FORMAT-013 for text that is not YAML, TF-FORMAT-015 for misspelt, missing or wrong fields
 */
export function parseMap(text: string, where: string): MapDescription {
  const raw = parseYaml(quoteTypes(text), where);
  const document = validate(schema, raw, where);
  const inputs = document.inputs.map((entry, index) =>
    readInput(entry, stepOrder(raw, index), `${where}: inputs[${index}]`),
  );
  const scores = document.scores.map((entry, index) => readScore(entry, `${where}: scores[${index}]`));
  return { inputs, scores, outputs: document.outputs === "keep" ? null : document.outputs, where };
}

/** Puts bare types in quotes: between the braces of YAML their comma would end the value. */
function quoteTypes(text: string): string {
  return text.replace(/(?<!["'\w])(?:a[pc]_)?u?(?:fixed|int)<[^<>"'\n]*>(?!["'])/g, '"$&"');
}

/** The steps of an input in the order in which the file writes them. */
function stepOrder(raw: unknown, index: number): string[] {
  const entry = (raw as { inputs: object[] }).inputs[index]!;
  return Object.keys(entry).filter((key) => ["offset", "shift", "scale"].includes(key));
}

function readInput(entry: InputEntry, order: readonly string[], where: string): MapInput {
  const steps = order.map((key): MapStep => {
    const kind = key as MapStep["kind"];
    const { type, ...parts } = entry[kind]!;
    const common = { ...parts, where: `${where}.${kind}` };
    return kind === "shift" ? { kind, format: type ?? null, ...common } : { kind, format: type!, ...common };
  });
  return { port: entry.port, format: entry.type, steps, where };
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
