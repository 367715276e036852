import { z } from "zod";
import { parseJson } from "../../formats/documents/json.js";
import type { Resources } from "../parts.js";
import { emptyReport, readAmount, refuseReport, resourceOf, type SynthesisReport } from "./report.js";

const amount = z.union([z.string().max(64), z.number()]);
const amounts = z.record(z.string(), z.unknown());

/** What hls4ml's `build` returns and its users save. */
const hls4mlSchema = z.looseObject({
  CSynthesisReport: amounts.optional(),
  VivadoSynthReport: amounts.optional(),
});

/** What `da4ml report` makes of a project: an object, or a list with one for each project. */
const da4mlSchema = z.looseObject({ LUT: z.number(), FF: z.number(), DSP: z.number().optional() });

/**
 * Reads the report JSON of hls4ml (one report for each tool that it holds) or of da4ml (one for each project).
 *
 * @throws TrigforgeError TF-ESTIMATE-003, TF-FORMAT-014
 */
export function readReportJson(text: string, where: string): SynthesisReport[] {
  const json = parseJson(text, where);
  const hls4ml = hls4mlSchema.safeParse(json);
  if (hls4ml.success && (hls4ml.data.CSynthesisReport ?? hls4ml.data.VivadoSynthReport) !== undefined) {
    const { CSynthesisReport, VivadoSynthReport } = hls4ml.data;
    return [
      ...(CSynthesisReport === undefined ? [] : [hls4mlReport(CSynthesisReport, "hls", 1)]),
      ...(VivadoSynthReport === undefined ? [] : [hls4mlReport(VivadoSynthReport, "synthesis", 2)]),
    ];
  }
  const list = Array.isArray(json) ? json : [json];
  if (list.length === 0) return refuseReport(where, "the list is empty", "a report of a project");
  return list.map((item, index) => {
    const project = da4mlSchema.safeParse(item);
    if (project.success) return da4mlReport(project.data);
    return refuseReport(
      list.length === 1 ? where : `${where}: item ${index}`,
      "this is no report that Trigforge knows",
      "CSynthesisReport or VivadoSynthReport, as hls4ml writes them, or LUT, FF and DSP, as da4ml does",
    );
  });
}

/** hls4ml takes block memory from csynth in halves, and from Vivado in whole blocks under the same name. */
function hls4mlReport(fields: Record<string, unknown>, kind: "hls" | "synthesis", halves: number): SynthesisReport {
  const number = (name: string): number | null => {
    const read = amount.safeParse(fields[name]);
    return read.success ? readAmount(String(read.data)) : null;
  };
  const gather = (prefix: string): Partial<Resources> => {
    const found: Partial<Record<keyof Resources, number>> = {};
    for (const name of Object.keys(fields)) {
      const resource = name.startsWith(prefix) ? resourceOf(name.slice(prefix.length)) : undefined;
      const value = number(name);
      if (resource !== undefined && value !== null) found[resource] = resource === "bram18" ? value * halves : value;
    }
    return found;
  };
  return {
    ...emptyReport,
    kind,
    clockPeriod: number("TargetClockPeriod"),
    achievedPeriod: number("EstimatedClockPeriod"),
    cycles: number("WorstLatency") ?? number("BestLatency"),
    interval: number("IntervalMax") ?? number("IntervalMin"),
    resources: gather(""),
    available: gather("Available"),
  };
}

function da4mlReport(fields: z.output<typeof da4mlSchema>): SynthesisReport {
  const number = (name: string): number | null => {
    const value = fields[name];
    return typeof value === "number" && Number.isFinite(value) ? value : null;
  };
  const optional: [keyof Resources, number | null][] = [
    ["dsp", number("DSP")],
    ["bram18", doubled(number("Block RAM Tile"))],
    ["uram", number("URAM")],
  ];
  return {
    ...emptyReport,
    kind: "implementation",
    part: typeof fields.part_name === "string" ? fields.part_name : null,
    clockPeriod: number("clock_period"),
    achievedPeriod: number("actual_period"),
    cycles: number("latency"),
    interval: 1,
    resources: {
      lut: fields.LUT,
      ff: fields.FF,
      ...Object.fromEntries(optional.filter(([, value]) => value !== null)),
    },
  };
}

const doubled = (value: number | null): number | null => (value === null ? null : 2 * value);
