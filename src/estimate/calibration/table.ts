import {
  type Comparison,
  leaveOneOut,
  medianError,
  medianOfRows,
  type Quantity,
  quantities,
  relativeError,
} from "./compare.js";
import { type Calibration, parseCalibration } from "./schema.js";
import { quantile } from "./solve.js";

const titles: { readonly [Q in Quantity]: string } = {
  cycles: "cycles",
  interval: "interval",
  lut: "LUT",
  ff: "FF",
  dsp: "DSP",
  bram18: "BRAM18",
};

/** Estimate and truth for every row, and the distribution of errors, as Markdown. */
export function comparisonMarkdown(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map((comparison) => {
    const { row } = comparison;
    const cells = quantities.map((quantity) => cellOf(comparison, quantity));
    return `| ${row.network} | ${row.variant} | ${row.tool.replace(/\.$/, "")} | ${row.kind === "hls" ? "HLS" : row.kind} | ${cells.join(" | ")} |`;
  });
  const header = ["network", "variant", "tool", "counted by", ...quantities.map((quantity) => titles[quantity])];
  return [
    `| ${header.join(" | ")} |`,
    `|${header.map((_title, index) => (index < 4 ? "---" : "---:")).join("|")}|`,
    ...rows,
  ].join("\n");
}

/** Truth and estimate: `40 → 34 (−15 %)`. */
function cellOf(comparison: Comparison, quantity: Quantity): string {
  const truth = comparison.row.truth[quantity];
  if (truth === null) return "";
  const estimate = Math.round(comparison.estimate[quantity]);
  const error = relativeError(comparison, quantity);
  if (error === undefined) return "0 → 0";
  const percent = Math.round(100 * error);
  return `${truth} → ${estimate} (${percent > 0 ? "+" : percent < 0 ? "−" : ""}${Math.abs(percent)} %)`;
}

/** How errors are distributed, as Markdown: sizes of relative errors. */
export function errorMarkdown(comparisons: readonly Comparison[]): string {
  const percent = (size: number): string => `${(100 * size).toFixed(1)} %`;
  const rows = quantities.map((quantity) => {
    const sizes = comparisons.flatMap((comparison) => relativeError(comparison, quantity) ?? []).map(Math.abs);
    const shares = [0.25, 0.75, 0.9, 1].map((share) => percent(quantile(sizes, share)));
    return `| ${titles[quantity]} | ${percent(medianError(comparisons, quantity))} | ${percent(medianOfRows(comparisons, quantity))} | ${shares.join(" | ")} | ${sizes.length} |`;
  });
  const header = [
    "",
    "median of networks",
    "median of rows",
    "a quarter below",
    "three quarters below",
    "nine tenths below",
    "largest",
    "rows",
  ];
  return [
    `| ${header.join(" | ")} |`,
    `|---|${header
      .slice(1)
      .map(() => "---:")
      .join("|")}|`,
    ...rows,
  ].join("\n");
}

/** Estimate and truth of a calibration file, each row by a fit that saw no row of its network. */
export function calibrationTable(text: string, where: string): { comparisons: readonly unknown[]; text: string } {
  const calibration: Calibration = parseCalibration(text, where);
  const comparisons = leaveOneOut(calibration);
  return {
    comparisons: comparisons.map(({ row, estimate }) => ({
      network: row.network,
      variant: row.variant,
      source: row.source,
      tool: row.tool,
      kind: row.kind,
      truth: row.truth,
      estimate,
    })),
    text: `${errorMarkdown(comparisons)}\n\n${comparisonMarkdown(comparisons)}`,
  };
}
