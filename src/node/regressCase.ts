import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { parseYaml, validate } from "../formats/index.js";
import type { Fidelity } from "../ir/index.js";
import type { ValueMeaning } from "./events.js";
import { readText } from "./files.js";
import type { ModelOptions } from "./model.js";

/** The file that makes a folder a case. */
export const caseFile = "case.yml";

/** Name of the folder with recorded outputs, beside the case's file. */
export const recordedFolder = "recorded";

/** One case of a suite; paths are resolved against the case's folder. */
export interface RegressCase {
  /** Path of the case's folder below the suite, with forward slashes; `.` for the suite's own folder. */
  readonly name: string;
  readonly folder: string;
  readonly description: string | undefined;
  readonly model: string;
  readonly options: ModelOptions;
  readonly events: string;
  readonly values: ValueMeaning | undefined;
  readonly limit: number | undefined;
  /** Expected outputs: one file with all ports in order, or a file a port. */
  readonly expected: string | Readonly<Record<string, string>> | undefined;
  readonly expectedValues: ValueMeaning;
  readonly capture: CaseCapture | undefined;
}

/** A hardware capture that the outputs of a case are held against. */
export interface CaseCapture {
  /** The pattern file. */
  readonly file: string;
  /** The capture description. */
  readonly description: string;
  /** The lag in frames, where it is held too. */
  readonly lag: number | undefined;
  /** What is not looked at, as `--mask` of `trigforge compare` has it. */
  readonly masks: readonly string[];
}

const path = z.string().min(1);
const meaning = z.enum(["raw", "real"]);

const schema = z
  .strictObject({
    format: z.literal("trigforge-case"),
    version: z.literal(1),
    description: z.string().optional(),
    model: path,
    options: z
      .strictObject({
        weights: path.optional(),
        configuration: path.optional(),
        fidelity: z.enum(["as-trained", "as-hls4ml"]).optional(),
        inputs: z.record(z.string(), z.string()).optional(),
        softmax: z.enum(["refuse", "drop"]).optional(),
        top: z.string().optional(),
      })
      .default({}),
    map: path.optional(),
    events: path,
    values: meaning.optional(),
    limit: z.number().int().positive().optional(),
    expected: z.union([path, z.record(z.string(), path)]).optional(),
    expected_values: meaning.optional(),
    capture: z
      .strictObject({
        file: path,
        description: path,
        lag: z.number().int().optional(),
        masks: z.array(z.string()).default([]),
      })
      .optional(),
  })
  .superRefine(({ expected, expected_values: values }, context) => {
    if (values !== undefined && expected === undefined) {
      context.addIssue({ code: "custom", path: ["expected_values"], message: "nothing is expected" });
    }
    if (typeof expected === "object" && Object.keys(expected).length === 0) {
      context.addIssue({ code: "custom", path: ["expected"], message: "no output is named" });
    }
  });

/**
 * Reads the file of a case (docs/regress.md).
 *
 * @param file path of its `case.yml`
 * @throws TrigforgeError TF-FILE-001, TF-FORMAT-013, TF-FORMAT-015
 */
export async function readCase(file: string, name: string): Promise<RegressCase> {
  const document = validate(schema, parseYaml(await readText(file), file), file);
  const folder = dirname(file);
  const beside = (one: string): string => (resolve(one) === one ? one : join(folder, one));
  const { expected, capture } = document;
  return {
    name,
    folder,
    description: document.description,
    model: beside(document.model),
    options: readOptions(document.options, document.map, beside),
    events: beside(document.events),
    values: document.values,
    limit: document.limit,
    expected:
      typeof expected === "object"
        ? Object.fromEntries(Object.entries(expected).map(([port, one]) => [port, beside(one)]))
        : expected && beside(expected),
    expectedValues: document.expected_values ?? "raw",
    capture: capture && {
      file: beside(capture.file),
      description: beside(capture.description),
      lag: capture.lag,
      masks: capture.masks,
    },
  };
}

function readOptions(
  { weights, configuration, fidelity, inputs, softmax, top }: z.output<typeof schema>["options"],
  map: string | undefined,
  beside: (path: string) => string,
): ModelOptions {
  return {
    ...(weights === undefined ? {} : { weights: beside(weights) }),
    ...(configuration === undefined ? {} : { configuration: beside(configuration) }),
    ...(fidelity === undefined ? {} : { fidelity: fidelity.replace("-", " ") as Fidelity }),
    ...(inputs === undefined ? {} : { inputs }),
    ...(softmax === undefined ? {} : { softmax }),
    ...(top === undefined ? {} : { top }),
    ...(map === undefined ? {} : { map: beside(map) }),
  };
}
