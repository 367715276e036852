import { describe, expect, test } from "vitest";
import { affineGather, affineIndices } from "../../../src/backends/hls/affine.js";
import { windowsOf } from "../../../src/backends/hls/stream/windows.js";
import { elementCount } from "../../../src/ops/index.js";
import { random } from "../../support/random.js";

const range = (count: number): number[] => Array.from({ length: count }, (_unused, index) => index);

/** Positions of windows [rows, columns, channels] over an image, row-major. */
function windowIndices(
  image: readonly [number, number, number],
  size: readonly [number, number],
  stride: readonly [number, number],
  dilation: readonly [number, number],
  before: readonly [number, number],
  count: readonly [number, number],
): number[] {
  return range(count[0]).flatMap((row) =>
    range(count[1]).flatMap((column) =>
      range(size[0]).flatMap((r) =>
        range(size[1]).flatMap((c) => {
          const y = row * stride[0] + r * dilation[0] - before[0];
          const x = column * stride[1] + c * dilation[1] - before[1];
          const inside = y >= 0 && y < image[0] && x >= 0 && x < image[1];
          return range(image[2]).map((channel) => (inside ? (y * image[1] + x) * image[2] + channel : -1));
        }),
      ),
    ),
  );
}

describe("gathers as loops", () => {
  test("windows with padding, strides and dilation", () => {
    const indices = windowIndices([5, 6, 2], [3, 2], [2, 1], [1, 2], [1, 1], [2, 5]);
    const found = affineGather(indices, [2, 5, 12], [5, 6, 2])!;
    expect(found).toEqual({
      loops: [2, 5, 3, 2, 2],
      axes: [
        { extent: 5, offset: -1, steps: [2, 0, 1, 0, 0] },
        { extent: 6, offset: -1, steps: [0, 1, 0, 2, 0] },
        { extent: 2, offset: 0, steps: [0, 0, 0, 0, 1] },
      ],
    });
    expect(affineIndices(found)).toEqual(indices);
  });

  test("windows none of which lies in a small image", () => {
    const indices = windowIndices([2, 2, 3], [3, 3], [1, 1], [1, 1], [1, 1], [2, 2]);
    expect(affineGather(indices, [2, 2, 27], [2, 2, 3])?.loops).toEqual([2, 2, 3, 3, 3]);
    const dilated = windowIndices([3, 3, 2], [3, 2], [1, 1], [2, 2], [2, 1], [3, 3]);
    expect(affineGather(dilated, [3, 3, 12], [3, 3, 2])?.axes[0]).toEqual({
      extent: 3,
      offset: -2,
      steps: [1, 0, 2, 0, 0],
    });
  });

  test("transposes, slices backwards, broadcasts, padding", () => {
    const cases: [number[], number[], number[]][] = [
      [
        [0, 3, 1, 4, 2, 5],
        [3, 2],
        [2, 3],
      ],
      [[5, 3, 1], [3], [6]],
      [[2, 2, 2, 2], [4], [3]],
      [
        [-1, 0, 1, -1, -1, 2, 3, -1],
        [2, 4],
        [2, 2],
      ],
      [[4], [1], [6]],
      [[0, 0, 0], [3], []],
    ];
    for (const [indices, shape, operand] of cases) {
      const found = affineGather(indices, shape, operand);
      expect(found, `${indices}`).not.toBeNull();
      expect(affineIndices(found!)).toEqual(indices);
    }
  });

  test("what no loops give, and zeros alone, are none", () => {
    expect(affineGather([0, 1, 3], [3], [4])).toBeNull();
    expect(affineGather([-1, -1], [2], [4])).toBeNull();
    expect(affineGather([0, -1, 2], [3], [4])).toBeNull();
    expect(affineGather([0, 1, 2, 3, 4, 6], [2, 3], [7])).toBeNull();
  });

  test("random gathers are loops that give the same indices, or none", () => {
    const seed = 71;
    const source = random(seed, null);
    let loops = 0;
    for (let round = 0; round < 400; round++) {
      const operand = range(source.integer(0, 3)).map(() => source.integer(1, 5));
      const shape = range(source.integer(0, 3)).map(() => source.integer(1, 4));
      const count = elementCount(operand);
      const step = source.integer(0, 3);
      const indices = range(elementCount(shape)).map((index) =>
        source.uniform() < 0.02 ? source.integer(-1, count - 1) : (index * step) % count,
      );
      const found = affineGather(indices, shape, operand);
      if (found === null) continue;
      loops++;
      expect(affineIndices(found), `seed ${seed}, round ${round}`).toEqual(indices);
    }
    console.info(`${loops} of 400 random gathers are loops, seed ${seed}`);
    expect(loops).toBeGreaterThan(100);
  });
});

describe("gathers as windows over an image", () => {
  const gather = (indices: readonly number[], shape: readonly number[]) =>
    ({ kind: "gather", x: 0, indices, shape }) as const;

  test("of a convolution: where the first window ends, and how far they are apart", () => {
    const indices = windowIndices([7, 8, 3], [3, 2], [2, 3], [1, 2], [1, 0], [3, 2]);
    const windows = windowsOf(gather(indices, [3, 2, 18]), [7, 8, 3])!;
    expect(windows.rows).toEqual({
      extent: 7,
      before: 1,
      grid: 8,
      size: 3,
      dilation: 1,
      first: 2,
      stride: 2,
      count: 3,
    });
    expect(windows.columns).toEqual({
      extent: 8,
      before: 0,
      grid: 8,
      size: 2,
      dilation: 2,
      first: 2,
      stride: 3,
      count: 2,
    });
    expect(windows.form).toEqual({ packets: 6, outer: 1, inner: 18 });
    expect(windows.indices).toEqual(range(18));
  });

  test("of a pooling: channel by channel", () => {
    const rows = windowIndices([4, 4, 2], [2, 2], [2, 2], [1, 1], [0, 0], [2, 2]);
    const byChannel = range(4).flatMap((pixel) =>
      range(2).flatMap((channel) => range(4).map((element) => rows[(pixel * 4 + element) * 2 + channel]!)),
    );
    const windows = windowsOf(gather(byChannel, [2, 2, 2, 4]), [4, 4, 2])!;
    expect(windows.form).toEqual({ packets: 4, outer: 1, inner: 8 });
    expect(windows.indices).toEqual([0, 2, 4, 6, 1, 3, 5, 7]);
  });

  test("not of the image itself, nor of a transpose", () => {
    expect(windowsOf(gather(range(24), [3, 4, 2]), [3, 4, 2])).toBeNull();
    const turned = range(12).map((index) => (index % 3) * 4 + Math.floor(index / 3));
    expect(windowsOf(gather(turned, [4, 3, 1]), [3, 4, 1])?.form.packets).not.toBe(12);
  });
});
