import type { GatherOp } from "../../../ops/index.js";
import { type AffineAxis, affineGather } from "../affine.js";
import { elementAt, type Form, packetLength } from "./forms.js";

/** How windows move along one axis of an image, whose rows or columns arrive one after the other. */
export interface WindowAxis {
  /** Extent of the image. */
  readonly extent: number;
  /** Zeros before the image, then the image, then as many zeros as the last window needs. */
  readonly before: number;
  readonly grid: number;
  /** Elements of a window, and the distance between them. */
  readonly size: number;
  readonly dilation: number;
  /** Where on the grid the first window ends, the distance to the next, and how many there are. */
  readonly first: number;
  readonly stride: number;
  readonly count: number;
}

/** A gather as windows over an image that arrives pixel by pixel: convolutions, poolings, padding, cropping, sub-sampling. */
export interface Windows {
  readonly rows: WindowAxis;
  readonly columns: WindowAxis;
  readonly channels: number;
  /** A packet for each window. */
  readonly form: Form;
  /** Elements of a packet from the window [rows, columns, channels]; −1 is zero. */
  readonly indices: readonly number[];
}

/** Loops of a gather over windows: which of them move the window. */
interface Roles {
  readonly row: number | null;
  readonly column: number | null;
}

/**
 * The windows that a gather reads of an image, or null when it has another form.
 *
 * @param imageShape [columns, channels] or [rows, columns, channels]
 */
export function windowsOf(op: GatherOp, imageShape: readonly number[]): Windows | null {
  if (imageShape.length < 2 || imageShape.length > 3) return null;
  const affine = affineGather(op.indices, op.shape, imageShape);
  if (affine === null) return null;
  const { loops } = affine;
  const none = { extent: 1, offset: 0, steps: loops.map(() => 0) };
  const [rowAxis, columnAxis, channelAxis] = [none, ...affine.axes].slice(-3) as [AffineAxis, AffineAxis, AffineAxis];
  const single = loops.every((_extent, loop) => affine.axes.filter(({ steps }) => steps[loop] !== 0).length <= 1);
  if (!single) return null;
  const candidates: Roles[] = loops.flatMap((_extent, loop) => [
    { row: loop, column: loop + 1 < loops.length ? loop + 1 : null },
    { row: loop, column: null },
    { row: null, column: loop },
  ]);
  const extentOf = (loop: number | null): number => (loop === null ? 1 : loops[loop]!);
  const packetsOf = ({ row, column }: Roles): number => extentOf(row) * extentOf(column);
  const moves = ({ steps }: AffineAxis, loop: number): boolean => steps[loop] !== 0;
  const fitting = candidates
    .filter(({ row, column }) => {
      const first = Math.min(row ?? loops.length, column ?? loops.length);
      const channelsBefore = loops
        .slice(0, first)
        .every((_extent, loop) => !moves(rowAxis, loop) && !moves(columnAxis, loop));
      const forward = (row === null || rowAxis.steps[row]! > 0) && (column === null || columnAxis.steps[column]! > 0);
      return channelsBefore && forward;
    })
    .sort((a, b) => packetsOf(b) - packetsOf(a));
  for (const roles of fitting) {
    const isTap = (loop: number): boolean => loop !== roles.row && loop !== roles.column;
    const rows = windowAxis(rowAxis, loops, roles.row, isTap);
    const columns = windowAxis(columnAxis, loops, roles.column, isTap);
    if (rows === null || columns === null || packetsOf(roles) === 1) continue;
    if (isImage(rows) && isImage(columns)) return null;
    const before = Math.min(roles.row ?? loops.length, roles.column ?? loops.length);
    const outer = loops.slice(0, before).reduce((product, extent) => product * extent, 1);
    const packets = packetsOf(roles);
    const form = { packets, outer, inner: op.indices.length / (packets * outer) };
    const channels = channelAxis.extent;
    return { rows, columns, channels, form, indices: placesOf(op, form, rows, columns, channels) };
  }
  return null;
}

/** Whether the windows are the pixels of the image, one by one. */
function isImage({ extent, size, count, first }: WindowAxis): boolean {
  return size === 1 && count === extent && first === 0;
}

/** How windows move along an axis; null when they do not as a line buffer needs it. */
function windowAxis(
  { extent, offset, steps }: AffineAxis,
  loops: readonly number[],
  moving: number | null,
  isTap: (loop: number) => boolean,
): WindowAxis | null {
  const taps = loops.flatMap((_extent, loop) => (isTap(loop) && steps[loop] !== 0 ? [loop] : []));
  if (taps.length > 1 || taps.some((loop) => steps[loop]! < 0)) return null;
  const tap = taps[0];
  const [size, dilation] = tap === undefined ? [1, 1] : [loops[tap]!, steps[tap]!];
  const [count, stride] = moving === null ? [1, 1] : [loops[moving]!, steps[moving]!];
  const before = Math.max(0, -offset);
  const first = offset + before + (size - 1) * dilation;
  const grid = Math.max(before + extent, first + (count - 1) * stride + 1);
  return { extent, before, grid, size, dilation, first, stride, count };
}

/** Where the elements of a packet lie in its window: the same for every packet. */
function placesOf(op: GatherOp, form: Form, rows: WindowAxis, columns: WindowAxis, channels: number): number[] {
  const places = new Array<number>(packetLength(form)).fill(-1);
  for (let packet = 0; packet < form.packets; packet++) {
    const top = rows.first - (rows.size - 1) * rows.dilation + Math.floor(packet / columns.count) * rows.stride;
    const left = columns.first - (columns.size - 1) * columns.dilation + (packet % columns.count) * columns.stride;
    for (let place = 0; place < places.length; place++) {
      const index = op.indices[elementAt(form, Math.floor(place / form.inner), packet, place % form.inner)]!;
      if (index < 0 || places[place]! >= 0) continue;
      const pixel = Math.floor(index / channels);
      const row = (Math.floor(pixel / columns.extent) + rows.before - top) / rows.dilation;
      const column = ((pixel % columns.extent) + columns.before - left) / columns.dilation;
      places[place] = (row * columns.size + column) * channels + (index % channels);
    }
  }
  return places;
}
