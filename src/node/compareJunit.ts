import type { CompareReport } from "../captures/report.js";
import { differenceLines, facts, headline, lagText, placeText, proofText } from "../captures/reportText.js";
import { type JunitCase, junitXml } from "./junit.js";

/**
 * A report as JUnit XML: one test for the alignment, one for each port, one for valid words where none should be. The failure
 * of a port holds the first difference and what is wrong.
 */
export function compareJunit(report: CompareReport): string {
  const explained = report.diagnoses.map(
    (diagnosis) => `${diagnosis.fault}: ${diagnosis.claim}\n  ${proofText(diagnosis)}`,
  );
  const first = report.first === null ? [] : [placeText(report.first, report.unit), ...differenceLines(report.first)];
  const whole = [
    headline(report),
    ...facts(report).map(({ name, value }) => `${name}: ${value}`),
    "",
    ...first,
    "",
    ...explained,
  ].join("\n");
  const ports = [...new Set(report.fields.map(({ port }) => port))];
  const cases: JunitCase[] = ports.map((port) => {
    const fields = report.fields.filter((field) => field.port === port);
    const differing = fields.reduce((sum, field) => sum + field.differing, 0);
    const compared = fields.reduce((sum, field) => sum + field.compared, 0);
    const message = `${differing} of ${compared} values differ`;
    return { name: port, seconds: 0, ...(differing === 0 ? {} : { failure: { message, text: whole } }) };
  });
  const words = report.words.invalid + report.words.flags + report.words.stray;
  const flags = `${report.words.invalid} words not valid, ${report.words.flags} with other flags, ${report.words.stray} between packets`;
  const ownPackets = report.verdict === "differ" && report.events.equal === report.events.compared && words === 0;
  const failed = words > 0 || ownPackets;
  cases.unshift({
    name: "packets",
    seconds: 0,
    ...(failed ? { failure: { message: words > 0 ? flags : headline(report), text: whole } } : {}),
    output: [`lag: ${lagText(report.lag)}`, ...report.remarks].join("\n"),
  });
  return junitXml(`trigforge compare ${report.found}`, cases);
}
