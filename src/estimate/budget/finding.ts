/** How a limit fares: `at risk` when the middle of an estimate holds it and the upper end does not. */
export type Verdict = "held" | "at risk" | "exceeded";

/** One limit of a budget beside what was found. */
export interface Finding {
  /** What is limited: `latency`, `interval`, `LUT`, `times the C++`. */
  readonly quantity: string;
  readonly unit: string;
  readonly limit: number;
  readonly found: number;
  /** Upper end of the interval; `found` itself where nothing is uncertain. */
  readonly high: number;
  /** Whether the limit is a least value instead of a greatest. */
  readonly atLeast: boolean;
  readonly verdict: Verdict;
  /** The layer that takes most of it, or null. */
  readonly worst: string | null;
}

/** The findings of one entry of a budget. */
export interface BudgetCheck {
  readonly name: string;
  /** What the limits were held against: `estimate`, `report`, `benchmark`. */
  readonly against: string;
  readonly findings: readonly Finding[];
}

/** Whether every limit is held, or at least not exceeded. */
export function isHeld({ findings }: BudgetCheck): boolean {
  return findings.every(({ verdict }) => verdict !== "exceeded");
}

/** A limit from above. */
export function atMost(
  quantity: string,
  unit: string,
  limit: number,
  found: { readonly value: number; readonly high: number },
  sure: boolean,
  worst: string | null = null,
): Finding {
  const beyond = (amount: number): boolean => amount > limit * (1 + 1e-9);
  const exceeded = beyond(sure ? found.high : found.value);
  const verdict: Verdict = exceeded ? "exceeded" : beyond(found.high) ? "at risk" : "held";
  return {
    quantity,
    unit,
    limit,
    found: found.value,
    high: found.high,
    atLeast: false,
    verdict,
    worst: exceeded ? worst : null,
  };
}

/** A limit from below. */
export function atLeast(quantity: string, unit: string, limit: number, found: number): Finding {
  return {
    quantity,
    unit,
    limit,
    found,
    high: found,
    atLeast: true,
    verdict: found >= limit ? "held" : "exceeded",
    worst: null,
  };
}
