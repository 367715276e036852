// Sums of truncated products of 16-bit integers, modulo 2^32. Where each product loses `shift` low bits before it is
// added, Σ⌊p / 2^shift⌋ · 2^shift = Σp − Σ(p mod 2^shift): the full products by i32x4.dot_i16x8_s, their low bits by
// i16x8.mul. The low bits are added in unsigned 16-bit lanes for as many terms as surely fit, then taken off the sums.
import { rowBytes } from "./layout";

/**
 * A matrix product with truncated products, times 2^shift; see dotProducts in dot.ts for the operands.
 *
 * @param weights as for dotProducts, but in tiles of two outputs, then one
 * @param start one 32-bit word an output, times 2^shift
 * @param shift 1 to 15
 */
export function truncatedDotProducts(
  rows: usize,
  groups: i32,
  pairs: i32,
  weights: usize,
  start: usize,
  columns: i32,
  result: usize,
  bytes: usize,
  shift: i32,
): void {
  for (let group = 0; group < groups; group++) {
    let weight = weights;
    let column = 0;
    for (; column + 2 <= columns; column += 2) {
      truncated2(rows, pairs, weight, start + (<usize>column << 2), result, bytes, shift);
      weight += <usize>pairs << 3;
      result += 2 * rowBytes;
    }
    if (column < columns) {
      truncated1(rows, pairs, weight, start + (<usize>column << 2), result, bytes, shift);
      result += rowBytes;
    }
    rows += <usize>pairs << 2;
  }
}

function truncated2(
  rows: usize,
  pairs: i32,
  weights: usize,
  start: usize,
  result: usize,
  bytes: usize,
  shift: i32,
): void {
  const end = rows + (<usize>pairs << 2);
  const most = (1 << shift) - 1;
  const mask = i16x8.splat(<i16>most);
  const batch = <usize>(0xffff / most) << 2;
  for (let at: usize = 0; at < bytes; at += 32) {
    let sum00 = v128.load32_splat(start, 0);
    let sum01 = sum00;
    let sum10 = v128.load32_splat(start, 4);
    let sum11 = sum10;
    let weight = weights;
    let row = rows;
    while (row < end) {
      let low00 = i16x8.splat(0);
      let low01 = i16x8.splat(0);
      let low10 = i16x8.splat(0);
      let low11 = i16x8.splat(0);
      const stop = min(row + batch, end);
      for (; row < stop; row += 4) {
        const x = <usize>load<u32>(row) + at;
        const x0 = v128.load(x);
        const x1 = v128.load(x, 16);
        const w0 = v128.load32_splat(weight, 0);
        sum00 = i32x4.add(sum00, i32x4.dot_i16x8_s(x0, w0));
        low00 = i16x8.add(low00, v128.and(i16x8.mul(x0, w0), mask));
        sum01 = i32x4.add(sum01, i32x4.dot_i16x8_s(x1, w0));
        low01 = i16x8.add(low01, v128.and(i16x8.mul(x1, w0), mask));
        const w1 = v128.load32_splat(weight, 4);
        sum10 = i32x4.add(sum10, i32x4.dot_i16x8_s(x0, w1));
        low10 = i16x8.add(low10, v128.and(i16x8.mul(x0, w1), mask));
        sum11 = i32x4.add(sum11, i32x4.dot_i16x8_s(x1, w1));
        low11 = i16x8.add(low11, v128.and(i16x8.mul(x1, w1), mask));
        weight += 8;
      }
      sum00 = i32x4.sub(sum00, i32x4.extadd_pairwise_i16x8_u(low00));
      sum01 = i32x4.sub(sum01, i32x4.extadd_pairwise_i16x8_u(low01));
      sum10 = i32x4.sub(sum10, i32x4.extadd_pairwise_i16x8_u(low10));
      sum11 = i32x4.sub(sum11, i32x4.extadd_pairwise_i16x8_u(low11));
    }
    v128.store(result + at, sum00);
    v128.store(result + at, sum01, 16);
    v128.store(result + at + rowBytes, sum10);
    v128.store(result + at + rowBytes, sum11, 16);
  }
}

function truncated1(
  rows: usize,
  pairs: i32,
  weights: usize,
  start: usize,
  result: usize,
  bytes: usize,
  shift: i32,
): void {
  const end = rows + (<usize>pairs << 2);
  const most = (1 << shift) - 1;
  const mask = i16x8.splat(<i16>most);
  const batch = <usize>(0xffff / most) << 2;
  for (let at: usize = 0; at < bytes; at += 32) {
    let sum00 = v128.load32_splat(start, 0);
    let sum01 = sum00;
    let weight = weights;
    let row = rows;
    while (row < end) {
      let low00 = i16x8.splat(0);
      let low01 = i16x8.splat(0);
      const stop = min(row + batch, end);
      for (; row < stop; row += 4) {
        const x = <usize>load<u32>(row) + at;
        const x0 = v128.load(x);
        const x1 = v128.load(x, 16);
        const w0 = v128.load32_splat(weight, 0);
        sum00 = i32x4.add(sum00, i32x4.dot_i16x8_s(x0, w0));
        low00 = i16x8.add(low00, v128.and(i16x8.mul(x0, w0), mask));
        sum01 = i32x4.add(sum01, i32x4.dot_i16x8_s(x1, w0));
        low01 = i16x8.add(low01, v128.and(i16x8.mul(x1, w0), mask));
        weight += 4;
      }
      sum00 = i32x4.sub(sum00, i32x4.extadd_pairwise_i16x8_u(low00));
      sum01 = i32x4.sub(sum01, i32x4.extadd_pairwise_i16x8_u(low01));
    }
    v128.store(result + at, sum00);
    v128.store(result + at, sum01, 16);
  }
}
