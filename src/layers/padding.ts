import { fail } from "../errors/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { elementCount, type ValueId } from "../ops/index.js";
import { layWindows, maximumWindowElements } from "./windows.js";

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
  const padded = shape.slice(0, -1).map((extent, axis) => extent + (edges[axis]?.[0] ?? 0) + (edges[axis]?.[1] ?? 0));
  if (elementCount(padded) * shape[shape.length - 1]! > maximumWindowElements) {
    fail("TF-LAYERS-005", { where: "zero padding", what: `a tensor of spatial shape [${padded}]` });
  }
  const windows = layWindows(shape, { size: shape.slice(0, -1).map(() => 1), padding: edges }, "zero padding");
  const { channels } = windows;
  const indices = windows.positions.flatMap(([position]) =>
    Array.from({ length: channels }, (_unused, channel) =>
      position! < 0 ? position! : position! * channels + channel,
    ),
  );
  return builder.gather(x, indices, [...windows.spatial, channels]);
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
 * Elements of x under new spatial extents: element i along an axis is x's element `source(axis, i)`.
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
        Array.from({ length: extent }, (_unused, index) => position * shape[axis]! + source(axis, index)),
      ),
    [0],
  );
  const indices = pixels.flatMap((pixel) =>
    Array.from({ length: channels }, (_unused, channel) => pixel * channels + channel),
  );
  return builder.gather(x, indices, [...extents, channels]);
}
