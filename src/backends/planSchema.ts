import { parse } from "yaml";
import { z } from "zod";
import { fail } from "../errors/index.js";
import { defaultPlan, type Plan, planVersion, stated } from "./plan.js";

// What a plan file may say. docs/schemas/plan.schema.json is made from this.

const largestFactor = 2 ** 20;

const scopeShape = {
  strategy: z
    .enum(["latency", "resource"])
    .optional()
    .describe("all products at once, or step by step; default latency"),
  reuseFactor: z
    .number()
    .int()
    .min(1)
    .max(largestFactor)
    .optional()
    .describe("clock cycles that share one multiplier; default 1"),
  interval: z
    .number()
    .int()
    .min(1)
    .max(largestFactor)
    .nullable()
    .optional()
    .describe("clock cycles between events, at least the reuse factor; default the reuse factor"),
  tableStorage: z.enum(["lut", "bram"]).optional().describe("where tables are kept; default lut"),
  structure: z
    .enum(["automatic", "pipeline", "dataflow"])
    .optional()
    .describe("one pipeline for all layers, or functions side by side; default: a pipeline where that is possible"),
  io: z.enum(["parallel", "stream"]).optional().describe("all elements at once, or pixel by pixel; default parallel"),
};

const scope = z.strictObject(scopeShape).describe("wishes for layers");

const planSchema = z
  .strictObject({
    format: z.literal("trigforge-plan"),
    version: z.literal(planVersion),
    tool: z.enum(["vitis_hls", "vivado_hls"]).optional().describe("the tool that synthesises; default vitis_hls"),
    part: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, "a part is letters, digits, dashes, dots and underscores")
      .optional()
      .describe("the device as the tool names it; default xcvu13p-flga2577-2-e"),
    clockPeriod: z.number().positive().max(1000).optional().describe("clock period in ns; default 5"),
    clockUncertainty: z
      .number()
      .min(0)
      .max(90)
      .optional()
      .describe("share of the period that the tool keeps in reserve, in percent; default 12.5"),
    multipliers: z
      .enum(["automatic", "dsp", "fabric"])
      .optional()
      .describe("where multipliers go (vitis_hls only); default: as the tool sees fit"),
    defaults: scope.optional().describe("what holds for every layer that `scopes` does not name"),
    scopes: z.record(z.string(), scope).optional().describe("wishes that differ from the defaults, by layer"),
  })
  .describe("How a program becomes hardware: it changes time and area, never a value");

/**
 * Reads a plan from YAML or JSON.
 *
 * @param text what a plan file holds
 * @param where the file's name, for errors
 * @throws TrigforgeError TF-HLS-001
 */
export function parsePlan(text: string, where = "plan"): Plan {
  let json: unknown;
  try {
    json = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    return fail("TF-HLS-001", { where, what: `this is not YAML: ${(error as Error).message.split("\n")[0]}` });
  }
  return completePlan(json, where);
}

/**
 * Completes a plan: what it leaves out is that of {@link defaultPlan}.
 *
 * @param json an object with `format: "trigforge-plan"` and `version: 1`
 * @param where the file's name, for errors
 * @throws TrigforgeError TF-HLS-001
 */
export function completePlan(json: unknown, where = "plan"): Plan {
  const read = planSchema.safeParse(json);
  if (!read.success) {
    const issue = read.error.issues[0]!;
    return fail("TF-HLS-001", { where, what: `${issue.path.join(".") || "the plan"}: ${issue.message}` });
  }
  const { format: _format, version: _version, defaults, ...rest } = read.data;
  return { ...defaultPlan, ...stated(rest), defaults: { ...defaultPlan.defaults, ...stated(defaults ?? {}) } };
}

/** The JSON schema of plans, for editors. */
export function planJsonSchema(): unknown {
  return { ...z.toJSONSchema(planSchema, { io: "input" }), title: "Trigforge plan" };
}
