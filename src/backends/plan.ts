// A plan says how a program becomes hardware: tool, part, clock, and for each scope how much is shared. It changes time
// and area, never a value.

/** How a layer's multiplications are laid out: `latency` all at once, `resource` step by step on shared multipliers. */
export type Strategy = "latency" | "resource";

/** Where tables are stored: in logic (`lut`) or in block memory (`bram`). */
export type TableStorage = "lut" | "bram";

/**
 * How layers are put together: one `pipeline` for all of them, or a `dataflow` of functions that run side by side, each on
 * another event. `automatic` is a pipeline unless some layer shares multipliers or streams.
 */
export type Structure = "automatic" | "pipeline" | "dataflow";

/** How a tensor enters a layer: all elements at once (`parallel`), or pixel by pixel through a FIFO (`stream`). */
export type IoType = "parallel" | "stream";

/** What carries out multiplications: DSP blocks or fabric, as the tool sees fit (`automatic`) or all alike. */
export type MultiplierMapping = "automatic" | "dsp" | "fabric";

/** The wishes for one scope. */
export interface ScopePlan {
  readonly strategy: Strategy;
  /** Clock cycles that share one multiplier; 1 shares nothing. */
  readonly reuseFactor: number;
  /** Clock cycles between events, at least the reuse factor; null follows the reuse factor. */
  readonly interval: number | null;
  readonly tableStorage: TableStorage;
  readonly structure: Structure;
  readonly io: IoType;
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
  /** Where all multipliers go. Vivado HLS cannot be told: it takes `automatic` only. */
  readonly multipliers: MultiplierMapping;
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
  multipliers: "automatic",
  defaults: {
    strategy: "latency",
    reuseFactor: 1,
    interval: null,
    tableStorage: "lut",
    structure: "automatic",
    io: "parallel",
  },
  scopes: {},
};

/** A plan as plain JSON, which {@link parsePlan} reads back. */
export function encodePlan(plan: Plan): string {
  return `${JSON.stringify({ format: "trigforge-plan", version: planVersion, ...plan }, null, 2)}\n`;
}

/** The wishes that hold for a scope. */
export function scopePlan(plan: Plan, scope: string): ScopePlan {
  return { ...plan.defaults, ...(Object.hasOwn(plan.scopes, scope) ? stated(plan.scopes[scope]!) : {}) };
}

/** Clock cycles between the events that a scope takes: what its plan says, else its reuse factor. */
export function intervalOfScope({ interval, reuseFactor }: ScopePlan): number {
  return interval ?? reuseFactor;
}

/** The fields that are there. */
export function stated<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
