import type { Program, Value } from "../../../ir/index.js";
import { definitionOf, elementCount, type GatherOp, type ValueId } from "../../../ops/index.js";
import { type Windows, windowsOf } from "./windows.js";

/** The most index comparisons that the search for an image may cost. */
const effort = 4_000_000;

/**
 * A program in which windows over a flat tensor are windows over an image. Ports are often flat, and windows can only come from
 * a line buffer when rows, columns and channels are known. The image is found from the windows themselves: of all shapes
 * over which they are windows, the one with most of them, and of these the one with fewest pixels to take.
 *
 * @param streams whether values of a scope are streamed
 */
export function unflatten(program: Program, streams: (scope: string) => boolean): Program {
  const values: Value[] = [];
  const renamed: ValueId[] = [];
  const rename = (value: ValueId): ValueId => renamed[value]!;
  for (const value of program.values) {
    const op = definitionOf(value.op).withOperands(value.op, rename);
    if (op.kind === "gather" && streams(value.scope)) {
      const x = values[op.x]!;
      const shape = x.op.kind === "constant" || x.shape.length !== 1 ? null : imageOf(op, x.shape[0]!);
      if (shape !== null) {
        const indices = Array.from({ length: elementCount(shape) }, (_unused, index) => index);
        values.push({ scope: value.scope, op: { kind: "gather", x: op.x, indices, shape }, shape, type: x.type });
        renamed.push(values.length);
        values.push({ ...value, op: { ...op, x: values.length - 1 } });
        continue;
      }
    }
    renamed.push(values.length);
    values.push({ ...value, op });
  }
  const outputs = program.outputs.map((output) => ({ ...output, value: rename(output.value) }));
  return { ...program, values, outputs };
}

/** The image over which a gather of a flat tensor takes windows, or null. A reshape shows its image itself. */
function imageOf(op: GatherOp, length: number): readonly number[] | null {
  if (op.indices.every((index, element) => index === element)) return null;
  const shapes = divisors(length).flatMap((row) =>
    divisors(row).map((channels) => [length / row, row / channels, channels] as const),
  );
  if (shapes.length * op.indices.length > effort) return null;
  let best: readonly number[] | null = null;
  let most = 1;
  let fewest = Number.POSITIVE_INFINITY;
  for (const shape of shapes) {
    const windows = windowsOf(op, shape);
    if (windows === null || windows.form.packets < most || !hasNeighbours(windows)) continue;
    const turns = turnsOf(windows);
    if (windows.form.packets === most && turns >= fewest) continue;
    best = shape;
    most = windows.form.packets;
    fewest = turns;
  }
  return best;
}

/** Whether windows have more than one pixel: others are slices, which need no image. */
function hasNeighbours({ rows, columns }: Windows): boolean {
  return rows.size * columns.size > 1;
}

function turnsOf({ rows, columns }: Windows): number {
  return rows.grid * columns.grid;
}

function divisors(count: number): number[] {
  return Array.from({ length: count }, (_unused, index) => index + 1).filter((divisor) => count % divisor === 0);
}
