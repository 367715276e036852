import { fail } from "../errors/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { elementCount, type ValueId, zeroIndex } from "../ops/index.js";
import { maximumWindowElements } from "./windows.js";

/** Elements before and after each spatial axis: [before, after] an axis. */
export interface EdgeParameters {
  readonly edges: readonly (readonly [before: number, after: number])[];
}

/**
 * Zeros around the spatial axes of x.
 *
 * @param x shape [...spatial, channels]
 * @returns shape [...spatial + edges, channels], of x's type
 * @throws TrigforgeError TF-LAYERS-005 when the edges do not fit the shape
 * Source of the semantics: hls4ml nnet_padding.h, zeropad1d_cl and zeropad2d_cl (which also assign to a result format: cast).
 */
export function zeroPadding(builder: ProgramBuilder, x: ValueId, { edges }: EdgeParameters): ValueId {
  const { shape } = builder.tensor(x);
  const spatial = shape.slice(0, -1);
  const padded = spatial.map((extent, axis) => extent + (edges[axis]?.[0] ?? 0) + (edges[axis]?.[1] ?? 0));
  const whole = edges.flat().every((edge) => Number.isInteger(edge) && edge >= 0);
  const count = elementCount(padded) * shape[shape.length - 1]!;
  if (edges.length !== spatial.length || !whole || !(count <= maximumWindowElements)) {
    fail("TF-LAYERS-005", {
      where: "zero padding",
      what: `edges ${edges.map((edge) => `[${edge}]`).join(" and ")} of shape [${shape}]`,
      expected: `two whole numbers an axis, and at most ${maximumWindowElements} elements`,
    });
  }
  return pick(builder, x, padded, (axis, index) => {
    const inside = index - edges[axis]![0];
    return inside >= 0 && inside < spatial[axis]! ? inside : zeroIndex;
  });
}

/**
 * x without the edges of its spatial axes.
 *
 * @param x shape [...spatial, channels]
 * @returns shape [...spatial − edges, channels], of x's type
 * @throws TrigforgeError TF-LAYERS-005 when the edges leave nothing
 * Source of the semantics: hls4ml nnet_cropping.h, cropping1d_cl and cropping2d_cl.
 */
export function cropping(builder: ProgramBuilder, x: ValueId, { edges }: EdgeParameters): ValueId {
  const { shape } = builder.tensor(x);
  const spatial = shape.slice(0, -1);
  const left = spatial.map(
    (extent, axis) => extent - (edges[axis]?.[0] ?? Number.NaN) - (edges[axis]?.[1] ?? Number.NaN),
  );
  if (
    edges.length !== spatial.length ||
    !left.every((extent) => extent >= 1) ||
    edges.flat().some((edge) => edge < 0)
  ) {
    fail("TF-LAYERS-005", {
      where: "cropping",
      what: `edges [${edges.map((edge) => `[${edge}]`)}] of shape [${shape}]`,
      expected: "edges that leave at least one element an axis",
    });
  }
  return pick(builder, x, left, (axis, index) => edges[axis]![0] + index);
}

/**
 * Elements of x under new spatial extents: element i along an axis is x's element `source(axis, i)`, or 0 where that is −1.
 *
 * @param x shape [...spatial, channels]
 */
export function pick(
  builder: ProgramBuilder,
  x: ValueId,
  extents: readonly number[],
  source: (axis: number, index: number) => number,
): ValueId {
  const { shape } = builder.tensor(x);
  const channels = shape[shape.length - 1]!;
  const pixels = extents.reduce<number[]>(
    (positions, extent, axis) =>
      positions.flatMap((position) =>
        Array.from({ length: extent }, (_unused, index) => {
          const at = source(axis, index);
          return position === zeroIndex || at === zeroIndex ? zeroIndex : position * shape[axis]! + at;
        }),
      ),
    [0],
  );
  const indices = pixels.flatMap((pixel) =>
    Array.from({ length: channels }, (_unused, channel) =>
      pixel === zeroIndex ? zeroIndex : pixel * channels + channel,
    ),
  );
  return builder.gather(x, indices, [...extents, channels]);
}
