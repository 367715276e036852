import type { Resources } from "../parts.js";
import { cellsOf, type Line, labelled, linesOf } from "./lines.js";
import {
  emptyReport,
  type ModuleReport,
  readAmount,
  refuseReport,
  resourceOf,
  type SynthesisReport,
} from "./report.js";

/** Whether a text is a csynth report. */
export function isCsynthText(text: string): boolean {
  return /^== (Vivado HLS Report for|Vitis HLS Report for|Synthesis Summary Report of) '/m.test(text.slice(0, 2000));
}

/**
 * Reads a csynth report in text: that of one function (`<top>_csynth.rpt`), or the summary of a whole design (`csynth.rpt`).
 *
 * @throws TrigforgeError TF-ESTIMATE-003
 */
export function readCsynthText(text: string, where: string): SynthesisReport {
  const lines = linesOf(text);
  const name = labelled(lines.slice(0, 20), /^== .*Report (?:for|of) '([^']*)'/);
  if (name === null) return refuseReport(`${where}:1`, "this is no csynth report", "== Vitis HLS Report for '…'");
  const common = {
    ...emptyReport,
    kind: "hls" as const,
    name,
    tool: labelled(lines, /^\s*\* Version:\s+(\S+)/),
    part: labelled(lines, /^\s*\* Target device:\s+(\S+)/),
  };
  return lines.some(({ text: line }) => line.includes("Synthesis Summary Report of"))
    ? { ...common, ...readSummary(lines, name, where) }
    : { ...common, ...readFunction(lines, where) };
}

/** The report of one function: a table of timing, one of latency, one of utilisation. */
function readFunction(lines: readonly Line[], where: string): Partial<SynthesisReport> {
  const clock = rowAfter(lines, /^\s*\|\s*Clock\s*\|/);
  const latency = rowAfter(lines, /^\s*\|\s*min\s*\|\s*max\s*\|/);
  const header = lines.findIndex((line) => /^\|\s*Name\s*\|\s*BRAM_18K/.test(line.text));
  if (latency === undefined)
    return refuseReport(where, "the report has no table of latency", "| min | max | min | max |");
  if (header < 0)
    return refuseReport(where, "the report has no table of utilisation", "| Name | BRAM_18K | DSP | FF | LUT |");
  const names = (cellsOf(lines[header]!) ?? []).slice(1);
  const row = (label: string): Partial<Resources> => {
    const found = lines.slice(header).find((line) => cellsOf(line)?.[0] === label);
    return found === undefined ? {} : amounts(names, cellsOf(found)!.slice(1));
  };
  const resources = row("Total");
  if (Object.keys(resources).length === 0) {
    return refuseReport(`${where}:${lines[header]!.number}`, "the table of utilisation has no totals", "| Total |");
  }
  // min and max of cycles, min and max of time, then min and max of the interval.
  return {
    clockPeriod: readAmount(clock?.[1] ?? ""),
    achievedPeriod: readAmount(clock?.[2] ?? ""),
    clockUncertainty: readAmount(clock?.[3] ?? ""),
    cycles: readAmount(latency[1] ?? "") ?? readAmount(latency[0] ?? ""),
    interval: readAmount(latency[latency.length - 2] ?? ""),
    resources,
    available: row("Available"),
  };
}

/** The summary of a design: one table with a row a module, indented by depth. */
function readSummary(lines: readonly Line[], name: string, where: string): Partial<SynthesisReport> {
  const header = lines.findIndex((line) => /^\s*\|\s*& Loops\s*\|/.test(line.text));
  if (header < 0) return refuseReport(where, "the summary has no table of modules", "| Modules & Loops |");
  const above = cellsOf(lines[header - 1]!) ?? [];
  const titles = (cellsOf(lines[header]!) ?? []).map((cell, index) => `${above[index] ?? ""} ${cell}`.trim());
  const column = (title: RegExp): number => titles.findIndex((candidate) => title.test(candidate));
  const [cycles, interval] = [column(/^Latency \(cycles\)$/), column(/^Interval$/)];
  const resources: (keyof Resources | undefined)[] = titles.map((title) =>
    title === "BRAM" ? "bram18" : resourceOf(title),
  );
  const modules: ModuleReport[] = [];
  for (const line of lines.slice(header + 1)) {
    const cells = cellsOf(line);
    if (cells === undefined) {
      if (modules.length > 0) break;
      continue;
    }
    const label = /^[+*]\s*(\S+)/.exec(cells[0]!.trim());
    if (label === null) continue;
    const counted: Partial<Record<keyof Resources, number>> = {};
    resources.forEach((resource, index) => {
      if (resource !== undefined) counted[resource] = readAmount(cells[index] ?? "") ?? 0;
    });
    modules.push({
      name: label[1]!.replace(/\*$/, ""),
      cycles: readAmount(cells[cycles] ?? ""),
      interval: readAmount(cells[interval] ?? ""),
      resources: counted,
    });
  }
  const [top, ...others] = modules;
  if (top === undefined)
    return refuseReport(`${where}:${lines[header]!.number}`, "the table of modules is empty", `+ ${name}`);
  return { ...top, name, modules: others };
}

function rowAfter(lines: readonly Line[], header: RegExp): string[] | undefined {
  const start = lines.findIndex(({ text }) => header.test(text));
  return start < 0
    ? undefined
    : lines.slice(start + 1, start + 4).flatMap((line) => (cellsOf(line) === undefined ? [] : [cellsOf(line)!]))[0];
}

function amounts(names: readonly string[], cells: readonly string[]): Partial<Resources> {
  const found: Partial<Record<keyof Resources, number>> = {};
  names.forEach((name, index) => {
    const resource = resourceOf(name);
    if (resource !== undefined) found[resource] = readAmount(cells[index] ?? "") ?? 0;
  });
  return found;
}
