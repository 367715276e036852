import type { Estimate, ModuleReport, SynthesisReport } from "../estimate/index.js";
import { resourceTitles } from "./estimateText.js";
import { table } from "./output.js";

/** What a report and an estimate say of one thing. */
export interface Beside {
  readonly quantity: string;
  readonly reported: number | null;
  readonly estimated: number | null;
  /** Estimate over report, less one. */
  readonly difference: number | null;
}

/** A report, and an estimate beside it, of the whole and of the layers whose names meet. */
export interface ReportBeside {
  readonly report: SynthesisReport;
  readonly total: readonly Beside[];
  readonly scopes: readonly { readonly scope: string; readonly module: string; readonly rows: readonly Beside[] }[];
}

/** Lays an estimate beside a report. */
export function besideEstimate(report: SynthesisReport, estimate: Estimate | undefined): ReportBeside {
  const amounts = (
    module: ModuleReport,
    cycles: number | null,
    interval: number | null,
    area: Partial<Record<string, number>>,
  ): Beside[] => [
    beside("cycles", module.cycles, cycles),
    beside("interval", module.interval, interval),
    ...resourceTitles.map(([resource, title]) =>
      beside(title, module.resources[resource] ?? null, area[resource] ?? null),
    ),
  ];
  const area = Object.fromEntries(
    resourceTitles.map(([resource]) => [resource, estimate?.resources[resource].value]),
  ) as Partial<Record<string, number>>;
  const total = amounts(report, estimate?.cycles.value ?? null, estimate?.interval ?? null, area);
  const scopes = (estimate?.scopes ?? []).flatMap(({ scope, cycles, interval, resources }) => {
    const module = report.modules.find(({ name }) => namesMeet(name, scope));
    if (module === undefined) return [];
    return [{ scope, module: module.name, rows: amounts(module, cycles, interval, { ...resources }) }];
  });
  return { report, total: total.filter(known), scopes };
}

/** Whether a module of a report is that of a layer: its own name, or `compute_` and the layer's as Trigforge's firmware has it. */
function namesMeet(module: string, scope: string): boolean {
  return scope !== "" && (module === scope || module === `compute_${scope}` || module.startsWith(`compute_${scope}_`));
}

function beside(quantity: string, reported: number | null, estimated: number | null): Beside {
  const difference = reported === null || estimated === null || reported === 0 ? null : estimated / reported - 1;
  return { quantity, reported, estimated, difference };
}

const known = ({ reported }: Beside): boolean => reported !== null;

const kinds = { hls: "HLS estimate", synthesis: "logic synthesis", implementation: "place and route" } as const;

/** A report beside an estimate, as text. */
export function reportText({ report, total, scopes }: ReportBeside): string {
  const { kind, name, tool, part, clockPeriod, achievedPeriod, modules } = report;
  const clock =
    clockPeriod === null && achievedPeriod === null
      ? []
      : [
          `clock ${clockPeriod ?? "?"} ns asked for, ${achievedPeriod === null ? "?" : Number(achievedPeriod.toFixed(3))} ns reached`,
        ];
  const facts = [kinds[kind], tool, part, ...clock].filter((fact) => fact !== null && fact !== "");
  const row = ({ quantity, reported, estimated, difference }: Beside): (string | number)[] => [
    quantity,
    reported ?? "-",
    estimated ?? "-",
    difference === null ? "" : `${difference >= 0 ? "+" : ""}${(100 * difference).toFixed(0)} %`,
  ];
  const header = ["", "reported", "estimated", "difference"];
  const unmatched = modules.filter((module) => !scopes.some(({ module: matched }) => matched === module.name));
  return [
    `${name === "" ? "report" : name}: ${facts.join(", ")}`,
    table(header, total.map(row)),
    ...scopes.map(({ scope, module, rows }) => `${scope} (${module})\n${table(header, rows.filter(known).map(row))}`),
    ...(unmatched.length === 0
      ? []
      : [
          table(
            ["module", "cycles", "interval", ...resourceTitles.map(([, title]) => title)],
            unmatched.map(({ name: label, cycles, interval, resources }) => [
              label,
              cycles ?? "-",
              interval ?? "-",
              ...resourceTitles.map(([resource]) => resources[resource] ?? "-"),
            ]),
          ),
        ]),
  ].join("\n\n");
}
