import { parse } from "yaml";
import { z } from "zod";
import { fail } from "../errors/index.js";

// A plan says how a program becomes hardware: tool, part, clock, and for each scope how much is shared. It changes time
// and area, never a value.

/** How a layer's multiplications are laid out: `latency` all at once, `resource` step by step on shared multipliers. */
export type Strategy = "latency" | "resource";

/** Where tables are stored: in logic (`lut`) or in block memory (`bram`). */
export type TableStorage = "lut" | "bram";

/** The wishes for one scope. */
export interface ScopePlan {
  readonly strategy: Strategy;
  /** Clock cycles that share one multiplier; 1 shares nothing. */
  readonly reuseFactor: number;
  readonly tableStorage: TableStorage;
}

/** A plan, complete. */
export interface Plan {
  readonly tool: "vitis_hls" | "vivado_hls";
  /** The device, as the tool names it: `xcvu13p-flga2577-2-e`. */
  readonly part: string;
  /** Clock period in nanoseconds. */
  readonly clockPeriod: number;
  /** Share of the clock period that the tool keeps in reserve, in percent. */
  readonly clockUncertainty: number;
  /** What holds for every scope that `scopes` does not name. */
  readonly defaults: ScopePlan;
  /** Wishes that differ from the defaults, by scope. */
  readonly scopes: Readonly<Record<string, Partial<ScopePlan>>>;
}

/** Version of the plan format that this Trigforge reads and writes. */
export const planVersion = 1;

/** The plan of a program for which nothing was asked: fully parallel, at 200 MHz, on the part of the CMS trigger boards. */
export const defaultPlan: Plan = {
  tool: "vitis_hls",
  part: "xcvu13p-flga2577-2-e",
  clockPeriod: 5,
  clockUncertainty: 12.5,
  defaults: { strategy: "latency", reuseFactor: 1, tableStorage: "lut" },
  scopes: {},
};

const scopeShape = {
  strategy: z.enum(["latency", "resource"]).optional(),
  reuseFactor: z
    .number()
    .int()
    .min(1)
    .max(2 ** 20)
    .optional(),
  tableStorage: z.enum(["lut", "bram"]).optional(),
};

const planSchema = z.strictObject({
  format: z.literal("trigforge-plan"),
  version: z.literal(planVersion),
  tool: z.enum(["vitis_hls", "vivado_hls"]).optional(),
  part: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, "a part is letters, digits, dashes, dots and underscores")
    .optional(),
  clockPeriod: z.number().positive().max(1000).optional(),
  clockUncertainty: z.number().min(0).max(90).optional(),
  defaults: z.strictObject(scopeShape).optional(),
  scopes: z.record(z.string(), z.strictObject(scopeShape)).optional(),
});

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

/** A plan as plain JSON, which {@link parsePlan} reads back. */
export function encodePlan(plan: Plan): string {
  return `${JSON.stringify({ format: "trigforge-plan", version: planVersion, ...plan }, null, 2)}\n`;
}

/** The wishes that hold for a scope. */
export function scopePlan(plan: Plan, scope: string): ScopePlan {
  return { ...plan.defaults, ...(Object.hasOwn(plan.scopes, scope) ? stated(plan.scopes[scope]!) : {}) };
}

/** The fields that are there. */
function stated<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
