import { elementCount } from "../../ops/index.js";

/** Where the elements of a gather lie along one axis of the operand: at offset + Σ steps[loop] · counter[loop]. */
export interface AffineAxis {
  readonly extent: number;
  readonly offset: number;
  /** One step for each loop. */
  readonly steps: readonly number[];
}

/**
 * A gather as a nest of loops over its result. An element is the operand's at the position that the axes give, and 0 where
 * that lies outside some axis. Windows, padding, cropping, transposes, slices and broadcasts have this form.
 */
export interface AffineGather {
  /** Extents of the loops, outermost first, each above 1. */
  readonly loops: readonly number[];
  readonly axes: readonly AffineAxis[];
}

/** Positions in the operand, one for each axis; null where the gather reads zero. */
type Position = readonly number[] | null;

/**
 * The loops of a gather, or null when it has no such form.
 *
 * @param indices row-major positions in the operand; −1 reads zero
 */
export function affineGather(
  indices: readonly number[],
  shape: readonly number[],
  operandShape: readonly number[],
): AffineGather | null {
  const strides = operandShape.map((_extent, axis) => elementCount(operandShape.slice(axis + 1)));
  const at = (index: number): Position =>
    index < 0 ? null : operandShape.map((extent, axis) => Math.floor(index / strides[axis]!) % extent);
  const axes = shape.filter((extent) => extent > 1);
  return (
    solve(indices, at, axes, operandShape) ??
    solveSplit(indices, at, axes, operandShape) ??
    solveWindows(indices, at, axes, operandShape)
  );
}

/** Tries again with the last axis as a window of up to two axes, channels last or alone: no line may lie in the operand. */
function solveWindows(
  indices: readonly number[],
  at: (index: number) => Position,
  axes: readonly number[],
  operandShape: readonly number[],
): AffineGather | null {
  const last = axes[axes.length - 1];
  if (last === undefined || operandShape.length < 2) return null;
  const channels = operandShape[operandShape.length - 1]!;
  for (const inner of last % channels === 0 && channels > 1 ? [channels, 1] : [1]) {
    for (let rows = 1; rows <= last / inner; rows++) {
      if ((last / inner) % rows !== 0) continue;
      const split = [rows, last / inner / rows, inner].filter((extent) => extent > 1);
      const found = solve(indices, at, [...axes.slice(0, -1), ...split], operandShape);
      if (found !== null) return found;
    }
  }
  return null;
}

/** Tries again with each axis of the result as several loops, as the elements along it suggest. */
function solveSplit(
  indices: readonly number[],
  at: (index: number) => Position,
  axes: readonly number[],
  operandShape: readonly number[],
): AffineGather | null {
  const loops: number[] = [];
  for (const [axis, extent] of axes.entries()) {
    const line = completeLine(indices, elementCount(axes.slice(axis + 1)), extent);
    const split = line && loopsOf(line.map((index) => at(index)!));
    if (!split) return null;
    loops.push(...split);
  }
  return loops.length === axes.length ? null : solve(indices, at, loops, operandShape);
}

/** The elements along one axis, at the first place where none of them is zero. */
function completeLine(indices: readonly number[], stride: number, extent: number): number[] | null {
  for (let first = 0; first < indices.length; first++) {
    if (Math.floor(first / stride) % extent !== 0) continue;
    let complete = true;
    for (let count = 0; count < extent && complete; count++) complete = indices[first + count * stride]! >= 0;
    if (complete) return Array.from({ length: extent }, (_unused, count) => indices[first + count * stride]!);
  }
  return null;
}

/** The extents of nested loops that walk a line of positions with constant steps, outermost first. */
function loopsOf(line: readonly (readonly number[])[]): number[] | null {
  if (line.length === 1) return [];
  const step = difference(line[1]!, line[0]!);
  let run = 2;
  while (run < line.length && sameNumbers(difference(line[run]!, line[run - 1]!), step)) run++;
  if (line.length % run !== 0) return null;
  const outer = loopsOf(line.filter((_position, index) => index % run === 0));
  return outer && [...outer, run];
}

/** Finds the steps of given loops from neighbours, and makes sure that they give every index. */
function solve(
  indices: readonly number[],
  at: (index: number) => Position,
  loops: readonly number[],
  operandShape: readonly number[],
): AffineGather | null {
  const strides = loops.map((_extent, loop) => elementCount(loops.slice(loop + 1)));
  const steps: (readonly number[])[] = [];
  for (const [loop, extent] of loops.entries()) {
    const stride = strides[loop]!;
    const first = indices.findIndex(
      (index, element) =>
        index >= 0 && Math.floor(element / stride) % extent < extent - 1 && indices[element + stride]! >= 0,
    );
    if (first < 0) return null;
    steps.push(difference(at(indices[first + stride]!)!, at(indices[first]!)!));
  }
  const known = indices.findIndex((index) => index >= 0);
  if (known < 0) return null;
  const start = at(indices[known]!)!;
  const axes = operandShape.map((extent, axis) => {
    const along = steps.map((step) => step[axis]!);
    const walked = along.reduce(
      (sum, step, loop) => sum + step * (Math.floor(known / strides[loop]!) % loops[loop]!),
      0,
    );
    return { extent, offset: start[axis]! - walked, steps: along };
  });
  const found = { loops, axes };
  return affineIndices(found).every((index, element) => index === indices[element]) ? found : null;
}

/** The indices of a gather that has this form. */
export function affineIndices({ loops, axes }: AffineGather): number[] {
  const indices: number[] = [];
  const walk = (loop: number, positions: readonly number[]): void => {
    if (loop === loops.length) {
      const inside = axes.every(({ extent }, axis) => positions[axis]! >= 0 && positions[axis]! < extent);
      indices.push(inside ? axes.reduce((index, { extent }, axis) => index * extent + positions[axis]!, 0) : -1);
      return;
    }
    for (let count = 0; count < loops[loop]!; count++) {
      walk(
        loop + 1,
        positions.map((position, axis) => position + count * axes[axis]!.steps[loop]!),
      );
    }
  };
  walk(
    0,
    axes.map(({ offset }) => offset),
  );
  return indices;
}

function difference(a: readonly number[], b: readonly number[]): number[] {
  return a.map((item, index) => item - b[index]!);
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.every((item, index) => item === b[index]);
}
