import type { SearchResult, Trial } from "./search.js";

const width = 640;
const height = 400;
const margin = { left: 70, right: 20, top: 30, bottom: 50 };

/** Latency against area of the plans that a search tried, as SVG: the plan as it is, the front, and the cheapest change. */
export function searchSvg(title: string, result: SearchResult, latencyLimit: number | undefined): string {
  const trials = [result.before, ...result.front, ...(result.cheapest === null ? [] : [result.cheapest])];
  const largest = (values: readonly number[]): number => Math.max(...values) * 1.1 || 1;
  const right = largest([...trials.map(({ nanoseconds }) => nanoseconds), latencyLimit ?? 0]);
  const top = largest(trials.map(({ share }) => 100 * share));
  const x = (nanoseconds: number): string =>
    (margin.left + ((width - margin.left - margin.right) * nanoseconds) / right).toFixed(1);
  const y = (share: number): string =>
    (height - margin.bottom - ((height - margin.top - margin.bottom) * 100 * share) / top).toFixed(1);
  const dot = (trial: Trial, colour: string, radius: number): string =>
    `<circle cx="${x(trial.nanoseconds)}" cy="${y(trial.share)}" r="${radius}" fill="${colour}"><title>${escapeText(
      `${labelOf(trial)}: ${trial.nanoseconds.toFixed(1)} ns, ${(100 * trial.share).toFixed(2)} %`,
    )}</title></circle>`;
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    `<text x="${margin.left}" y="18" font-size="14">${escapeText(title)}</text>`,
    ...ticks.map(
      (part) =>
        `<text x="${x(part * right)}" y="${height - margin.bottom + 18}" text-anchor="middle">${(part * right).toPrecision(3)}</text>`,
    ),
    ...ticks.map(
      (part) =>
        `<text x="${margin.left - 8}" y="${y((part * top) / 100)}" text-anchor="end">${(part * top).toPrecision(2)}</text>`,
    ),
    `<path d="M${margin.left},${margin.top}V${height - margin.bottom}H${width - margin.right}" fill="none" stroke="black"/>`,
    `<text x="${width / 2}" y="${height - 10}" text-anchor="middle">latency in ns</text>`,
    `<text x="16" y="${height / 2}" text-anchor="middle" transform="rotate(-90 16 ${height / 2})">largest share of a resource of the part, %</text>`,
    ...(latencyLimit === undefined
      ? []
      : [`<path d="M${x(latencyLimit)},${margin.top}V${height - margin.bottom}" stroke="#c00" stroke-dasharray="4"/>`]),
    `<polyline points="${result.front.map((trial) => `${x(trial.nanoseconds)},${y(trial.share)}`).join(" ")}" fill="none" stroke="#69c"/>`,
    ...result.front.map((trial) => dot(trial, "#69c", 4)),
    dot(result.before, "#000", 5),
    ...(result.cheapest === null ? [] : [dot(result.cheapest, "#090", 6)]),
    "</svg>",
    "",
  ].join("\n");
}

/** What a trial changed. */
export function labelOf({ steps }: Trial): string {
  return steps.length === 0 ? "the plan as it is" : steps.join("; ");
}

/** Text for an element or an attribute of XML. */
export function escapeText(text: string): string {
  const named: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (character) => named[character]!);
}
