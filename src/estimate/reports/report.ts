import { fail } from "../../errors/index.js";
import type { Resources } from "../parts.js";

/** How far a design went before the tool counted. */
export type ReportKind = "hls" | "synthesis" | "implementation";

/** What a report says of one module of a design. */
export interface ModuleReport {
  readonly name: string;
  /** Cycles from input to output, at most; null where the report has none. */
  readonly cycles: number | null;
  readonly interval: number | null;
  readonly resources: Partial<Resources>;
}

/** What a report of a tool says of a design. What it does not say is null, or missing from the resources. */
export interface SynthesisReport extends ModuleReport {
  readonly kind: ReportKind;
  /** The tool and its version, as the report has it. */
  readonly tool: string | null;
  readonly part: string | null;
  /** Period asked for and period reached, in ns. */
  readonly clockPeriod: number | null;
  readonly achievedPeriod: number | null;
  readonly clockUncertainty: number | null;
  readonly available: Partial<Resources>;
  readonly modules: readonly ModuleReport[];
}

/** A report that says nothing yet. */
export const emptyReport: Omit<SynthesisReport, "kind"> = {
  name: "",
  tool: null,
  part: null,
  clockPeriod: null,
  achievedPeriod: null,
  clockUncertainty: null,
  cycles: null,
  interval: null,
  resources: {},
  available: {},
  modules: [],
};

/** The resource that tools call by some name, or undefined. */
export function resourceOf(label: string): keyof Resources | undefined {
  const names: Record<string, keyof Resources> = {
    LUT: "lut",
    FF: "ff",
    DSP: "dsp",
    DSP48E: "dsp",
    DSP48: "dsp",
    BRAM_18K: "bram18",
    URAM: "uram",
  };
  return Object.hasOwn(names, label) ? names[label] : undefined;
}

/** A number as tools write it: `1,024`, `1450`, `8 (~0%)`, `-` and `undef` for none. */
export function readAmount(text: string): number | null {
  const match = /^\s*([\d,]+(?:\.\d+)?)/.exec(text);
  if (match === null) return null;
  const amount = Number(match[1]!.replaceAll(",", ""));
  return Number.isFinite(amount) ? amount : null;
}

/** Ends with TF-ESTIMATE-003. */
export function refuseReport(where: string, what: string, expected?: string): never {
  return fail("TF-ESTIMATE-003", { where, what, ...(expected === undefined ? {} : { expected }) });
}
