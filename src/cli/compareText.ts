import type { CompareReport } from "../captures/report.js";
import { traceHeader, traceRow } from "../captures/reportHtml.js";
import { differenceLines, facts, grouped, headline, placeText, proofText } from "../captures/reportText.js";
import { table } from "./output.js";

/** A report of a comparison as text. */
export function compareText(report: CompareReport): string {
  const lines = [headline(report), `  expected   ${report.expected}`, `  found      ${report.found}`];
  for (const { name, value } of facts(report)) lines.push(`  ${name.padEnd(9)}  ${value}`);
  for (const remark of report.remarks) lines.push(`  remark     ${remark}`);
  if (report.first !== null) {
    lines.push("", `first difference: ${placeText(report.first, report.unit)}`);
    lines.push(...differenceLines(report.first).map((line) => `  ${line}`));
  }
  if (report.histogram.length > 0)
    lines.push("", "found − expected, in units of the last place", ...histogramLines(report));
  if (report.bits.length > 0) {
    const bits = report.bits.slice(0, 12).map(({ port, bit, count }) => `${port} bit ${bit}: ${grouped(count)}`);
    lines.push("", `bits that differ most: ${bits.join(", ")}`);
  }
  const links = report.links.filter((link) => link.differing > 0);
  if (links.length > 0) {
    const names = links
      .slice(0, 8)
      .map(({ link, differing, compared }) => `${link} (${grouped(differing)} of ${grouped(compared)} words)`);
    lines.push(`links that differ: ${names.join(", ")}${links.length > 8 ? ` and ${links.length - 8} more` : ""}`);
  }
  if (report.verdict === "differ") lines.push("", ...diagnosisLines(report));
  for (const { event, scopes } of report.traces) {
    lines.push("", `event ${event} through the reference`, table(traceHeader, scopes.map(traceRow)));
  }
  return lines.join("\n");
}

function histogramLines({ histogram }: CompareReport): string[] {
  const most = [...histogram].sort((a, b) => b.count - a.count).slice(0, 16);
  const shown = histogram.filter((bin) => most.includes(bin));
  const largest = Math.max(...shown.map(({ count }) => count));
  const labels = shown.map(({ low, high }) => (low === high ? low : `${low} to ${high}`));
  const width = Math.max(...labels.map((label) => label.length));
  const left = histogram.length - shown.length;
  return [
    ...shown.map(({ count }, index) => {
      const bar = "█".repeat(Math.max(1, Math.round((30 * count) / largest)));
      return `  ${labels[index]!.padStart(width)}  ${bar} ${grouped(count)}`;
    }),
    ...(left > 0 ? [`  and ${left} rarer ones`] : []),
  ];
}

function diagnosisLines({ diagnoses, tried }: CompareReport): string[] {
  if (diagnoses.length === 0) {
    return tried === 0 ? [] : [`no known fault explains it (${grouped(tried)} tried)`];
  }
  const lines = [`what is wrong (${grouped(tried)} faults tried)`];
  diagnoses.forEach((diagnosis, index) => {
    lines.push(`  ${index + 1}. ${diagnosis.fault}: ${diagnosis.claim}`, `     ${proofText(diagnosis)}`);
  });
  return lines;
}
