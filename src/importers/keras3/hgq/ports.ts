import { fail } from "../../../errors/index.js";
import {
  type FixedFormat,
  fixed,
  fractionOf,
  printFormat,
  type Rounding,
  sameFormat,
  ufixed,
} from "../../../fixed/index.js";
import type { Program } from "../../../ir/index.js";
import { definitionOf, type ValueId } from "../../../ops/index.js";

/** A stand-in for the type of a port while it is not known; every number that a quantiser may see fits. */
export const probeFormat: FixedFormat = fixed(48, 24);

/**
 * The formats that ports need, found from a program whose ports have the probe format: where every reader of a port is a
 * quantiser, its type is theirs.
 *
 * @param program not simplified
 * @param open names of the ports that were not given a format
 * @returns formats by port, with a note where there is something to say of them
 * @throws TrigforgeError TF-KERAS3-008 when a port is read by something else
 */
export function impliedFormats(
  program: Program,
  open: readonly string[],
  where: string,
): Map<string, { format: FixedFormat; note: string }> {
  const result = new Map<string, { format: FixedFormat; note: string }>();
  for (const [id, { op }] of program.values.entries()) {
    if (op.kind !== "input" || !open.includes(op.name)) continue;
    const formats = quantizersOf(program, id);
    if (formats === null || formats.length === 0) {
      fail("TF-KERAS3-008", {
        where,
        what: `the type of the input "${op.name}" is not known: not every reader of it is a quantiser`,
        expected: `inputs: {"${op.name}": "fixed<16,6>"} with the type in which the trigger delivers it`,
      });
    }
    result.set(op.name, portFormat(op.name, formats));
  }
  return result;
}

/** The formats that a value is cast to, past gathers and moves of the point; null when it is an output, or read otherwise. */
function quantizersOf(program: Program, id: ValueId): FixedFormat[] | null {
  const pending = [{ from: id, shift: 0 }];
  const formats: FixedFormat[] = [];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const { from, shift } = at;
    if (program.outputs.some(({ value }) => value === from)) return null;
    for (const [reader, { op }] of program.values.entries()) {
      if (reader <= from || !definitionOf(op).operands(op).includes(from)) continue;
      if (op.kind === "gather") pending.push({ from: reader, shift });
      else if (op.kind === "scale") pending.push({ from: reader, shift: shift + op.shift });
      else if (op.kind !== "cast") return null;
      else {
        const seen = { ...op.to, integer: op.to.integer - shift };
        if (!formats.some((format) => sameFormat(format, seen))) formats.push(seen);
      }
    }
  }
  return formats;
}

function portFormat(name: string, formats: readonly FixedFormat[]): { format: FixedFormat; note: string } {
  const [first] = formats as [FixedFormat];
  if (formats.length === 1) {
    return { format: first, note: `${name}: the port takes what the quantiser after it gives, ${printFormat(first)}` };
  }
  const signed = formats.some((format) => format.signed);
  const whole = Math.max(...formats.map((format) => format.integer - (format.signed ? 1 : 0)));
  const roundings = new Set(formats.map(({ rounding }) => rounding));
  const [rounding] = [...roundings] as [Rounding];
  const plain = roundings.size === 1 && (rounding === "RND" || rounding === "TRN");
  // Half up looks at one bit behind the last: truncation there keeps it.
  const extra = rounding === "TRN" && plain ? 0 : 1;
  const fraction = Math.max(...formats.map(fractionOf)) + extra;
  const overflow = formats.every((format) => format.overflow === "WRAP") ? "WRAP" : "SAT";
  const integer = whole + (signed ? 1 : 0);
  const format = (signed ? fixed : ufixed)(integer + fraction, integer, "TRN", overflow);
  const exactness = plain
    ? "real numbers give the same bits as in the framework"
    : "real numbers between its steps may round otherwise than in the framework";
  const note = `${name}: quantisers of ${formats.length} formats read the port, which is ${printFormat(format)}; ${exactness}`;
  return { format, note };
}
