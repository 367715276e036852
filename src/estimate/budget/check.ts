import { crossingPeriod, exactPeriod } from "../crossings.js";
import type { Amount, Estimate } from "../estimate.js";
import { findPart, type Resources, regionOf, resourceNames } from "../parts.js";
import type { SynthesisReport } from "../reports/report.js";
import { atLeast, atMost, type Finding } from "./finding.js";
import type { EmulatorBudget, FirmwareBudget } from "./schema.js";

/** Names of resources in findings. */
const titles: { readonly [R in keyof Resources]: string } = {
  lut: "LUT",
  ff: "FF",
  dsp: "DSP",
  bram18: "BRAM18",
  uram: "URAM",
};

/** Holds an estimate against a budget. */
export function checkEstimate(estimate: Estimate, budget: FirmwareBudget): Finding[] {
  const { plan, cycles, interval, pace, scopes, part } = estimate;
  const period = exactPeriod(plan.clockPeriod);
  const slowest = mostOf(scopes.map(({ scope, cycles: amount }) => [scope, amount]));
  const densest = mostOf(scopes.map(({ scope, interval: amount }) => [scope, amount]));
  const time = { value: cycles.value * period, high: cycles.high * period };
  const counted = (resource: keyof Resources): Amount => estimate.resources[resource];
  return [
    ...timeFindings(budget, time, slowest),
    ...intervalFindings(budget, interval, pace.cyclesPerEvent, densest),
    ...areaFindings(budget, part.device, counted, (resource) =>
      mostOf(scopes.map(({ scope, resources }) => [scope, resources[resource]])),
    ),
  ];
}

/**
 * Holds a report of synthesis against a budget. What the report does not say is left out; the period is the one asked for.
 *
 * @param clockPeriod the period in ns, for reports that have none
 */
export function checkReport(
  report: SynthesisReport,
  budget: FirmwareBudget,
  partName: string,
  clockPeriod: number,
): Finding[] {
  const { cycles, interval, modules, resources } = report;
  const period = exactPeriod(report.clockPeriod ?? clockPeriod);
  const perEvent = Math.floor((crossingPeriod / period) * budget.tmux + 1e-9);
  const most = (amount: (module: (typeof modules)[number]) => number | null | undefined): string | null =>
    mostOf(modules.map((module) => [module.name, amount(module) ?? 0]));
  const counted = (resource: keyof Resources): Amount | undefined => {
    const value = resources[resource];
    return value === undefined ? undefined : { value, low: value, high: value };
  };
  return [
    ...(cycles === null
      ? []
      : timeFindings(
          budget,
          same(cycles * period),
          most((module) => module.cycles),
        )),
    ...(interval === null
      ? []
      : intervalFindings(
          budget,
          interval,
          perEvent,
          most((module) => module.interval),
        )),
    ...areaFindings(budget, partName, counted, (resource) => most((module) => module.resources[resource])),
  ];
}

/** A line of a benchmark record, as far as budgets look at it. */
export interface BenchmarkLine {
  readonly name: string;
  readonly emulatorNanoseconds: number;
  readonly firmwareNanoseconds?: number | undefined;
  readonly timesFirmware?: number | undefined;
  readonly latency?: { readonly medianMicroseconds: number } | undefined;
}

/** Holds a line of a benchmark against a budget; what the benchmark did not measure is left out. */
export function checkEmulator(line: BenchmarkLine, budget: EmulatorBudget): Finding[] {
  const { timesFirmware, eventsPerSecond, nanoseconds, microseconds, latencyTimesFirmware } = budget;
  const single = line.latency?.medianMicroseconds;
  const firmware = line.firmwareNanoseconds;
  return [
    ...(timesFirmware === undefined || line.timesFirmware === undefined
      ? []
      : [atLeast("times the C++", "", timesFirmware, line.timesFirmware)]),
    ...(eventsPerSecond === undefined
      ? []
      : [atLeast("throughput", "events/s", eventsPerSecond, 1e9 / line.emulatorNanoseconds)]),
    ...(nanoseconds === undefined
      ? []
      : [atMost("time per event", "ns", nanoseconds, same(line.emulatorNanoseconds), false)]),
    ...(microseconds === undefined || single === undefined
      ? []
      : [atMost("latency of an event", "µs", microseconds, same(single), false)]),
    ...(latencyTimesFirmware === undefined || single === undefined || firmware === undefined
      ? []
      : [atLeast("times the C++ for one event", "", latencyTimesFirmware, firmware / (1000 * single))]),
  ];
}

function timeFindings(budget: FirmwareBudget, time: { value: number; high: number }, worst: string | null): Finding[] {
  const { latency, crossings, sure } = budget;
  const inCrossings = { value: time.value / crossingPeriod, high: time.high / crossingPeriod };
  return [
    ...(latency === undefined ? [] : [atMost("latency", "ns", latency, time, sure, worst)]),
    ...(crossings === undefined ? [] : [atMost("latency", "BX", crossings, inCrossings, sure, worst)]),
  ];
}

function intervalFindings(budget: FirmwareBudget, interval: number, perEvent: number, worst: string | null): Finding[] {
  return [
    ...(budget.interval === undefined
      ? []
      : [atMost("interval", "cycles", budget.interval, same(interval), false, worst)]),
    atMost(
      budget.tmux === 1 ? "an event every crossing" : `an event every ${budget.tmux} crossings`,
      "cycles",
      perEvent,
      same(interval),
      false,
      worst,
    ),
  ];
}

function areaFindings(
  budget: FirmwareBudget,
  partName: string,
  counted: (resource: keyof Resources) => Amount | undefined,
  worst: (resource: keyof Resources) => string | null,
): Finding[] {
  const part = findPart(partName);
  const all = budget.of === "part" ? part.total : regionOf(part);
  return resourceNames.flatMap((resource) => {
    const amount = counted(resource);
    const share = budget.area?.[resource];
    const count = budget.resources?.[resource];
    if (amount === undefined) return [];
    const scaled = { value: (100 * amount.value) / all[resource], high: (100 * amount.high) / all[resource] };
    const unit = budget.of === "part" || part.regions === 1 ? "% of the part" : "% of an SLR";
    return [
      ...(share === undefined
        ? []
        : [
            atMost(
              titles[resource],
              unit,
              100 * share,
              all[resource] === 0 ? same(amount.value) : scaled,
              budget.sure,
              worst(resource),
            ),
          ]),
      ...(count === undefined ? [] : [atMost(titles[resource], "", count, amount, budget.sure, worst(resource))]),
    ];
  });
}

const same = (value: number): { value: number; high: number } => ({ value, high: value });

function mostOf(amounts: readonly (readonly [string, number])[]): string | null {
  const [first] = [...amounts].filter(([name]) => name !== "").sort((a, b) => b[1] - a[1]);
  return first === undefined ? null : first[0];
}
