import { type Amount, type Estimate, parts, type Resources, regionOf } from "../estimate/index.js";
import { count, table } from "./output.js";

/** Names of resources in tables, in their order. */
export const resourceTitles: readonly (readonly [keyof Resources, string])[] = [
  ["lut", "LUT"],
  ["ff", "FF"],
  ["dsp", "DSP"],
  ["bram18", "BRAM18"],
  ["uram", "URAM"],
];

/** A share as a percentage: `12.3 %`, `< 0.1 %`. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return "none there";
  if (share === 0) return "0 %";
  return share < 0.001 ? "< 0.1 %" : `${(100 * share).toFixed(1)} %`;
}

/** An estimate as text. */
export function estimateText(estimate: Estimate): string {
  const { plan, part, scopes, notes } = estimate;
  const rows = resourceTitles.map(([resource, title]) => {
    const { value, low, high } = estimate.resources[resource];
    return [
      title,
      count(value),
      count(low),
      count(high),
      percent(estimate.shareOfPart[resource]),
      percent(estimate.shareOfRegion[resource]),
    ];
  });
  const layers = scopes
    .filter(({ cycles, resources }) => cycles > 0 || resources.lut > 0)
    .map(({ scope, cycles, interval, resources }) => [
      scope === "" ? "(ports)" : scope,
      cycles,
      interval,
      ...resourceTitles.slice(0, 4).map(([resource]) => resources[resource]),
    ]);
  return [
    `${estimate.program} on ${plan.part}, ${plan.clockPeriod} ns (${Number((1000 / plan.clockPeriod).toFixed(1))} MHz), ${plan.tool}`,
    [
      latencyText(estimate),
      intervalText(estimate),
      `area      as ${estimate.countedAs === "hls" ? "HLS estimates it" : "logic synthesis counts it"}; from and to: four designs out of five lie between`,
    ].join("\n"),
    table(
      ["resource", "estimate", "from", "to", "of the part", part.regions > 1 ? "of one SLR" : "of the only SLR"],
      rows,
    ),
    table(["layer", "cycles", "interval", "LUT", "FF", "DSP", "BRAM18"], layers),
    ...(notes.length === 0 ? [] : [notes.map((note) => `note: ${note}`).join("\n")]),
  ].join("\n\n");
}

function latencyText({ cycles, latency }: Estimate): string {
  const frames = latency.frames === null ? "" : ` = ${latency.frames} frames`;
  return `latency   ${rangeText(cycles)} cycles = ${Number(latency.nanoseconds.toFixed(2))} ns = ${latency.crossings.toFixed(2)} bunch crossings${frames}`;
}

function intervalText({ interval, pace }: Estimate): string {
  const comes = `events come every ${pace.cyclesPerEvent} cycle${pace.cyclesPerEvent === 1 ? "" : "s"}`;
  const verdict = pace.keepsUp ? "it keeps up" : "IT CANNOT KEEP UP";
  const aligned = pace.aligned
    ? ""
    : ` (the clock is ${pace.clocksPerCrossing.toFixed(2)} times 40 MHz: events need a buffer)`;
  return `interval  ${interval} cycle${interval === 1 ? "" : "s"}; ${comes}: ${verdict}${aligned}`;
}

function rangeText({ value, low, high }: Amount): string {
  return low === high ? `${value}` : `${value} (${low} to ${high})`;
}

/** The part table as text. */
export function partsText(): string {
  const rows = parts.map((part) => {
    const region = regionOf(part);
    return [
      part.device,
      ...resourceTitles.map(([resource]) => part.total[resource]),
      part.regions,
      region.lut,
      region.dsp,
      part.use,
      part.source,
    ];
  });
  return table(
    ["part", ...resourceTitles.map(([, title]) => title), "SLRs", "LUT/SLR", "DSP/SLR", "used in", "source"],
    rows,
  );
}
