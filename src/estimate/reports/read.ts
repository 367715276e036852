import { isCsynthText, readCsynthText } from "./csynthText.js";
import { readCsynthXml } from "./csynthXml.js";
import { readReportJson } from "./json.js";
import { refuseReport, type SynthesisReport } from "./report.js";
import { isVivadoText, readVivado } from "./vivado.js";

/** Longest report that is read, in characters. */
export const longestReport = 256 * 1024 * 1024;

/**
 * Reads a synthesis report of any kind that Trigforge knows: csynth in XML or text, Vivado's utilisation and timing, the JSON
 * of hls4ml or da4ml. What kind it is, its first characters say.
 *
 * @param where the file's name, for errors
 * @throws TrigforgeError TF-ESTIMATE-003, TF-FORMAT-014
 */
export function readReports(text: string, where = "report"): SynthesisReport[] {
  if (text.length > longestReport)
    return refuseReport(where, `the report has ${text.length} characters`, `at most ${longestReport}`);
  const start = text.trimStart()[0];
  if (start === "<") return [readCsynthXml(text, where)];
  if (start === "{" || start === "[") return readReportJson(text, where);
  if (isCsynthText(text)) return [readCsynthText(text, where)];
  if (isVivadoText(text)) return [readVivado(text, where)];
  return refuseReport(
    where,
    "this is no report that Trigforge knows",
    "csynth (.xml or .rpt), Vivado's utilisation or timing, or the report JSON of hls4ml or da4ml",
  );
}

export type { ModuleReport, ReportKind, SynthesisReport } from "./report.js";
