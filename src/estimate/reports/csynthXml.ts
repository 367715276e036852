import type { Resources } from "../parts.js";
import {
  emptyReport,
  type ModuleReport,
  readAmount,
  refuseReport,
  resourceOf,
  type SynthesisReport,
} from "./report.js";
import { at, type Element, parseXml } from "./xml.js";

const wanted = new Set([
  "ReportVersion",
  "UserAssignments",
  "PerformanceEstimates",
  "AreaEstimates",
  "RTLDesignHierarchy",
  "ModuleInformation",
]);

/**
 * Reads a csynth report in XML, of Vivado HLS or Vitis HLS: `<top>_csynth.xml`, or `csynth.xml`, which has all modules.
 *
 * @throws TrigforgeError TF-ESTIMATE-003
 */
export function readCsynthXml(text: string, where: string): SynthesisReport {
  const root = parseXml(text, where, wanted);
  if (root.name !== "profile")
    return refuseReport(where, `the document is a <${root.name}>`, "<profile>, as in csynth.xml");
  const assignments = at(root, "UserAssignments");
  const performance = at(root, "PerformanceEstimates");
  if (performance === undefined || at(root, "AreaEstimates") === undefined) {
    return refuseReport(where, "the report has no estimates", "<PerformanceEstimates> and <AreaEstimates>");
  }
  return {
    ...emptyReport,
    kind: "hls",
    ...moduleOf(at(assignments, "TopModelName")?.text ?? "", root),
    tool: at(root, "ReportVersion", "Version")?.text ?? null,
    part: at(assignments, "Part")?.text ?? null,
    clockPeriod: number(at(assignments, "TargetClockPeriod")),
    clockUncertainty: number(at(assignments, "ClockUncertainty")),
    achievedPeriod: number(at(performance, "SummaryOfTimingAnalysis", "EstimatedClockPeriod")),
    available: resourcesOf(at(root, "AreaEstimates", "AvailableResources")),
    modules: (at(root, "ModuleInformation")?.children ?? [])
      .filter(({ name }) => name === "Module")
      .map((module) => moduleOf(at(module, "Name")?.text ?? "", module)),
  };
}

function moduleOf(name: string, element: Element): ModuleReport {
  const latency = at(element, "PerformanceEstimates", "SummaryOfOverallLatency");
  return {
    name,
    cycles: number(at(latency, "Worst-caseLatency")) ?? number(at(latency, "Best-caseLatency")),
    interval: number(at(latency, "Interval-max")) ?? number(at(latency, "PipelineInitiationInterval")),
    resources: resourcesOf(at(element, "AreaEstimates", "Resources")),
  };
}

function number(element: Element | undefined): number | null {
  return element === undefined ? null : readAmount(element.text);
}

function resourcesOf(element: Element | undefined): Partial<Resources> {
  const found: Partial<Record<keyof Resources, number>> = {};
  for (const { name, text } of element?.children ?? []) {
    const resource = resourceOf(name);
    const amount = readAmount(text);
    if (resource !== undefined && amount !== null) found[resource] = amount;
  }
  return found;
}
