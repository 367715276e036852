import { plainValue } from "./json.js";
import type { Program } from "./program.js";

/** One difference between two programs. */
export interface ProgramDifference {
  /** What differs: `values[12].op.accumulator`, `outputs`. */
  readonly path: string;
  /** The scope that the value belongs to, or the empty string. */
  readonly scope: string;
  readonly left: string;
  readonly right: string;
}

/** The differences between two programs, value by value, in order; empty when the programs are equal. */
export function diffPrograms(left: Program, right: Program): ProgramDifference[] {
  const differences: ProgramDifference[] = [];
  const note = (path: string, scope: string, a: unknown, b: unknown): void => {
    if (JSON.stringify(a) !== JSON.stringify(b)) differences.push({ path, scope, left: brief(a), right: brief(b) });
  };
  note("name", "", left.name, right.name);
  note("provenance", "", left.provenance, right.provenance);
  for (let index = 0; index < Math.max(left.values.length, right.values.length); index++) {
    const [a, b] = [left.values[index], right.values[index]];
    const path = `values[${index}]`;
    if (a === undefined || b === undefined) {
      note(path, (a ?? b)!.scope, a && plainValue(a), b && plainValue(b));
      continue;
    }
    const [x, y] = [plainValue(a), plainValue(b)];
    note(`${path}.scope`, a.scope, x.scope, y.scope);
    note(`${path}.result`, a.scope, x.result, y.result);
    for (const field of new Set([...Object.keys(x.op), ...Object.keys(y.op)])) {
      noteField(`${path}.op.${field}`, a.scope, x.op[field], y.op[field], note);
    }
  }
  note("outputs", "", left.outputs, right.outputs);
  return differences;
}

/** Lists of equal length are compared element by element, and the first difference is told. */
function noteField(
  path: string,
  scope: string,
  a: unknown,
  b: unknown,
  note: (path: string, scope: string, a: unknown, b: unknown) => void,
): void {
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
    const index = a.findIndex((item, element) => item !== b[element]);
    if (index >= 0) note(`${path}[${index}]`, scope, a[index], b[index]);
  } else {
    note(path, scope, a, b);
  }
}

function brief(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
