import type { Resources } from "../parts.js";
import { cellsOf, type Line, labelled, linesOf } from "./lines.js";
import { emptyReport, readAmount, refuseReport, type SynthesisReport } from "./report.js";

/** Whether a text is a report of Vivado, or the report of an export from HLS. */
export function isVivadoText(text: string): boolean {
  const head = text.slice(0, 4000);
  return /^\|? ?Tool Version\s*:/m.test(head) || /^\| Tool Version/m.test(head) || /^Implementation tool:/m.test(head);
}

/**
 * Reads a report of Vivado: utilisation (`report_utilization`), timing (`report_timing` or `report_timing_summary`), or what an
 * export from HLS leaves (`<top>_export.rpt`).
 *
 * @throws TrigforgeError TF-ESTIMATE-003
 */
export function readVivado(text: string, where: string): SynthesisReport {
  const lines = linesOf(text);
  if (/^Implementation tool:/m.test(text)) return readExport(lines, where);
  const command = labelled(lines, /^\|\s*Command\s*:\s*(.*?)\s*\|?$/) ?? "";
  const state = labelled(lines, /^\|\s*Design State\s*:\s*(.*?)\s*\|?$/) ?? "";
  const common = {
    ...emptyReport,
    kind: /rout|plac/i.test(state) ? ("implementation" as const) : ("synthesis" as const),
    name: labelled(lines, /^\|\s*Design\s*:\s*(\S+)/) ?? "",
    tool: labelled(lines, /^\|\s*Tool Version\s*:\s*(\S+ ?\S*)/),
    part: labelled(lines, /^\|\s*Device\s*:\s*(\S+)/),
  };
  if (/timing/.test(command) || lines.some(({ text: line }) => /Design Timing Summary|^Slack \(/.test(line))) {
    return { ...common, ...readTiming(lines, where) };
  }
  return { ...common, ...readUtilisation(lines, where) };
}

const sites: readonly [RegExp, keyof Resources, number][] = [
  [/^(CLB|Slice) LUTs\*?$/, "lut", 1],
  [/^(CLB|Slice) Registers$/, "ff", 1],
  [/^DSPs$/, "dsp", 1],
  [/^Block RAM Tile$/, "bram18", 2],
  [/^URAM$/, "uram", 1],
];

function readUtilisation(lines: readonly Line[], where: string): Partial<SynthesisReport> {
  const resources: Partial<Record<keyof Resources, number>> = {};
  const available: Partial<Record<keyof Resources, number>> = {};
  for (const line of lines) {
    const cells = cellsOf(line);
    const site = cells === undefined ? undefined : sites.find(([name]) => name.test(cells[0]!));
    if (cells === undefined || site === undefined || resources[site[1]] !== undefined) continue;
    const used = readAmount(cells[1] ?? "");
    if (used === null)
      return refuseReport(`${where}:${line.number}`, `${cells[0]} has no number`, "| … | used | fixed | … |");
    resources[site[1]] = used * site[2];
    const all = readAmount(cells[cells.length - 2] ?? "");
    if (all !== null) available[site[1]] = all * site[2];
  }
  if (resources.lut === undefined || resources.ff === undefined) {
    return refuseReport(where, "the report has no table of LUTs and registers", "| CLB LUTs | used | … |");
  }
  return { resources, available };
}

function readTiming(lines: readonly Line[], where: string): Partial<SynthesisReport> {
  const path = labelled(lines, /^Slack \((?:MET|VIOLATED)\)\s*:\s*(-?[\d.]+)ns/);
  const requirement = labelled(lines, /^\s*Requirement:\s*([\d.]+)ns/);
  const summary = lines.findIndex(({ text }) => /WNS\(ns\)/.test(text));
  const clocks = lines.findIndex(({ text }) => /^Clock\s+Waveform\(ns\)\s+Period\(ns\)/.test(text));
  const slack = path ?? lines[summary + 2]?.text.trim().split(/\s+/)[0] ?? null;
  if ((path === null && summary < 0) || slack === null || !Number.isFinite(Number(slack))) {
    return refuseReport(where, "the report has no slack", "Slack (MET) : …ns, or a table with WNS(ns)");
  }
  const period =
    requirement ??
    lines[clocks + 2]?.text
      .trim()
      .split(/\s{2,}/)
      .find((cell) => /^\d+\.\d+$/.test(cell)) ??
    null;
  const clockPeriod = period === null ? null : Number(period);
  return { clockPeriod, achievedPeriod: clockPeriod === null ? null : clockPeriod - Number(slack) };
}

function readExport(lines: readonly Line[], where: string): SynthesisReport {
  const value = (label: string): number | null => {
    const found = lines.find(({ text }) => text.startsWith(`${label}:`));
    return found === undefined ? null : readAmount(found.text.slice(label.length + 1));
  };
  const counted = { lut: value("LUT"), ff: value("FF"), dsp: value("DSP"), uram: value("URAM"), bram18: value("BRAM") };
  if (counted.lut === null || counted.ff === null)
    return refuseReport(where, "the report counts nothing", "LUT: and FF:");
  const routed = value("CP achieved post-implementation");
  return {
    ...emptyReport,
    kind: routed === null ? "synthesis" : "implementation",
    tool: labelled(lines, /^Implementation tool:\s*(.*)$/),
    part: labelled(lines, /^Device target:\s*(\S+)/),
    clockPeriod: value("CP required"),
    achievedPeriod: routed ?? value("CP achieved post-synthesis"),
    resources: Object.fromEntries(
      Object.entries(counted).filter(([, amount]) => amount !== null),
    ) as Partial<Resources>,
  };
}
