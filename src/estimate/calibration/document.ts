import { encodePlan, type Plan } from "../../backends/plan.js";
import { fail } from "../../errors/index.js";
import { canonicalJson } from "../../ir/canonicalJson.js";
import type { Program } from "../../ir/index.js";
import { profileProgram } from "../profile.js";
import type { SynthesisReport } from "../reports/report.js";
import { type CalibrationDocument, parseCalibrationDocument } from "./schema.js";

/** What a row is made of. */
export interface NewRow {
  readonly report: SynthesisReport;
  readonly program: Program;
  readonly plan: Plan;
  /** Where the report comes from. */
  readonly source: string;
  /** Whether the firmware is hls4ml's. */
  readonly loops: boolean;
  /** Name of the network; rows of one network are left out together. */
  readonly network: string;
}

/** A calibration document as text: one line a row, so that changes can be read. */
export function encodeCalibration(document: CalibrationDocument): string {
  const lines = Object.entries(document).map(([key, value]) =>
    Array.isArray(value)
      ? `${JSON.stringify(key)}:[\n${value.map((item) => JSON.stringify(item)).join(",\n")}\n]`
      : `${JSON.stringify(key)}:${JSON.stringify(value)}`,
  );
  return `{\n${lines.join(",\n")}\n}\n`;
}

/**
 * Adds what a report says of a program to a calibration file.
 *
 * @throws TrigforgeError TF-ESTIMATE-003 when the report counts no LUTs or registers, TF-ESTIMATE-004
 */
export function addCalibrationRow(
  text: string,
  where: string,
  { report, program, plan, source, loops, network }: NewRow,
): string {
  const document = parseCalibrationDocument(text, where);
  const { lut, ff, dsp = 0, bram18 } = report.resources;
  if (lut === undefined || ff === undefined) {
    return fail("TF-ESTIMATE-003", { where: source, what: "the report counts no LUTs or no registers" });
  }
  const { format: _format, version: _version, ...stated } = JSON.parse(encodePlan(plan)) as Record<string, unknown>;
  const known = document.networks.find(({ name }) => name === network);
  const profile = profileProgram(program) as unknown as CalibrationDocument["networks"][number]["profile"];
  if (known !== undefined && canonicalJson(known.profile) !== canonicalJson(profile)) {
    const what = `the network ${network} of this file asks for something else than this program`;
    return fail("TF-ESTIMATE-004", { where, what, expected: "another name" });
  }
  return encodeCalibration({
    ...document,
    networks: known
      ? document.networks
      : [...document.networks, { name: network, description: program.provenance.source, profile }],
    rows: [
      ...document.rows,
      {
        network,
        variant: `${plan.part}, ${plan.clockPeriod} ns`,
        source,
        tool: report.tool ?? "unknown",
        kind: report.kind,
        loops,
        plan: {
          ...stated,
          ...(report.part === null ? {} : { part: report.part }),
          ...(report.clockPeriod === null ? {} : { clockPeriod: report.clockPeriod }),
        },
        truth: { cycles: report.cycles, interval: report.interval, lut, ff, dsp, bram18: bram18 ?? null },
      },
    ],
  });
}
