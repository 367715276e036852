import type { ScopeCounts, ValueCounts } from "../../backends/wasm/index.js";

/** What several emulators of one program counted, together. */
export function mergeCounts(parts: readonly (readonly ScopeCounts[])[]): ScopeCounts[] {
  const [first = []] = parts;
  return first.map((scope, index) => {
    const same = parts.map((part) => part[index]!);
    return {
      scope: scope.scope,
      events: sum(same.map((counts) => counts.events)),
      overflows: sum(same.map((counts) => counts.overflows)),
      saturations: sum(same.map((counts) => counts.saturations)),
      minimum: least(same.map((counts) => counts.minimum)),
      maximum: most(same.map((counts) => counts.maximum)),
      values: scope.values.map((value, which) =>
        mergeValue(
          value,
          same.map((counts) => counts.values[which]!),
        ),
      ),
    };
  });
}

function mergeValue(value: ValueCounts, same: readonly ValueCounts[]): ValueCounts {
  return {
    ...value,
    overflows: sum(same.map((counts) => counts.overflows)),
    saturations: sum(same.map((counts) => counts.saturations)),
    low: least(same.map((counts) => counts.low)),
    high: most(same.map((counts) => counts.high)),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function least<T extends number | bigint>(values: readonly (T | null)[]): T | null {
  return values.reduce((low, value) => (low === null || (value !== null && value < low) ? value : low), null);
}

function most<T extends number | bigint>(values: readonly (T | null)[]): T | null {
  return values.reduce((high, value) => (high === null || (value !== null && value > high) ? value : high), null);
}
