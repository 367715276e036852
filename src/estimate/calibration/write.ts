import type { Coefficients, Spread } from "../fitted.js";
import type { Comparison } from "./compare.js";
import type { Fabric } from "./fabric.js";
import type { Calibration } from "./schema.js";
import { comparisonMarkdown, errorMarkdown } from "./table.js";

/** The text of `src/estimate/coefficients.ts`. */
export function coefficientsSource(coefficients: Coefficients): string {
  const rounded = JSON.stringify(coefficients, (_key, value) =>
    typeof value === "number" ? Number(value.toPrecision(4)) : value,
  );
  return `import type { Coefficients } from "./fitted.js";

// Written by \`npm run calibrate\` from bench/calibration/results.json. docs/estimate.md shows how well it does.

// biome-ignore format: generated
export const coefficients: Coefficients = ${rounded};
`;
}

/** A page with its tables between \`<!-- name -->\` and \`<!-- /name -->\` made anew. */
export function calibrationTables(
  page: string,
  calibration: Calibration,
  coefficients: Coefficients,
  comparisons: readonly Comparison[],
  fabric: Fabric,
): string {
  const tables: Readonly<Record<string, string>> = {
    errors: errorMarkdown(comparisons),
    rows: comparisonMarkdown(comparisons),
    coefficients: coefficientsMarkdown(coefficients),
    fabric: fabricMarkdown(fabric, coefficients),
    pairs: pairsMarkdown(calibration),
    sources: sourcesMarkdown(calibration),
    excluded: calibration.excluded.map(({ source, reason }) => `- ${source}: ${reason}.`).join("\n"),
  };
  return Object.entries(tables).reduce(
    (text, [name, table]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`),
        (_all, head, tail) => `${head}${table}\n${tail}`,
      ),
    page,
  );
}

function coefficientsMarkdown({ lut, ff, delays, spread, synthesis }: Coefficients): string {
  const list = (entries: object): string =>
    Object.entries(entries)
      .map(([name, value]) => `${name} ${(value as number).toPrecision(3)}`)
      .join(", ");
  const spreads = (entries: Readonly<Record<string, Spread>>): string =>
    Object.entries(entries)
      .map(([name, { factor, low, high }]) => `${name} ${factor.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`)
      .join(", ");
  return [
    "| | |",
    "|---|---|",
    `| LUTs a unit of | ${list(lut)} |`,
    `| registers a unit of | ${list(ff)} |`,
    `| delays times | ${list(delays)} |`,
    `| truth over estimate: the middle, and what four rows out of five lie between | ${spreads(spread)} |`,
    `| logic synthesis over HLS estimate, likewise | ${spreads(synthesis)} |`,
  ].join("\n");
}

/** Operators by Yosys, beside what the model takes for them as logic synthesis. */
function fabricMarkdown({ operators }: Fabric, { lut, synthesis, tableLuts }: Coefficients): string {
  const rows = operators.map(({ feature, name, amount, luts }) => {
    const unit = feature === "tables" ? tableLuts : lut[feature as keyof typeof lut] * synthesis.lut.factor;
    return `| ${name} | ${feature} | ${luts} | ${(amount * unit).toFixed(0)} |`;
  });
  return ["| operator | feature | LUTs by Yosys | by the model |", "|---|---|---:|---:|", ...rows].join("\n");
}

function pairsMarkdown({ pairs }: Calibration): string {
  const ratio = (a: number, b: number): string => (b === 0 ? "" : (a / b).toFixed(2));
  const rows = pairs.map(
    ({ source, tool, hls, synthesis }) =>
      `| ${source} | ${tool} | ${hls.lut} | ${synthesis.lut} | ${ratio(synthesis.lut, hls.lut)} | ${ratio(synthesis.ff, hls.ff)} | ${ratio(synthesis.dsp, hls.dsp)} |`,
  );
  return [
    "| design | tool | LUT by HLS | LUT by synthesis | ratio | FF ratio | DSP ratio |",
    "|---|---|---:|---:|---:|---:|---:|",
    ...rows,
  ].join("\n");
}

function sourcesMarkdown({ networks, rows }: Calibration): string {
  return networks
    .map(({ name }) => {
      const sources = [
        ...new Set(rows.filter(({ network }) => network === name).map(({ source }) => source.split(":")[0]!)),
      ];
      return `- ${name}: ${sources.join(", ")}`;
    })
    .join("\n");
}
