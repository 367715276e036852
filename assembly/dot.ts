// Sums of products of 16-bit integers in 32-bit lanes, modulo 2^32: i32x4.dot_i16x8_s does eight multiply-adds at once.
// Blocks of four, two or one outputs by eight events keep all sums in registers; loops this small run at the speed of
// the machine's multipliers, whatever the size of the layer.
import { rowBytes } from "./layout";

/**
 * A matrix product: for each of `groups` groups of rows, `columns` sums.
 *
 * @param rows addresses of `pairs` rows of pairs for each group
 * @param groups how many groups share the weights
 * @param pairs how many pairs of terms each sum has
 * @param weights pairs of 16-bit weights: for each tile of four outputs (then two, then one) all its pairs in order, and
 *   for each pair one 32-bit word an output
 * @param start one 32-bit word an output to begin with
 * @param columns how many outputs a group has
 * @param result address of the first row of sums; one row an output, group after group
 * @param bytes bytes of each row to process, a multiple of 32
 */
export function dotProducts(
  rows: usize,
  groups: i32,
  pairs: i32,
  weights: usize,
  start: usize,
  columns: i32,
  result: usize,
  bytes: usize,
): void {
  for (let group = 0; group < groups; group++) {
    let weight = weights;
    let column = 0;
    for (; column + 4 <= columns; column += 4) {
      dot4(rows, pairs, weight, start + (<usize>column << 2), result, bytes);
      weight += <usize>pairs << 4;
      result += 4 * rowBytes;
    }
    if (column + 2 <= columns) {
      dot2(rows, pairs, weight, start + (<usize>column << 2), result, bytes);
      weight += <usize>pairs << 3;
      result += 2 * rowBytes;
      column += 2;
    }
    if (column < columns) {
      dot1(rows, pairs, weight, start + (<usize>column << 2), result, bytes);
      result += rowBytes;
    }
    rows += <usize>pairs << 2;
  }
}

function dot4(rows: usize, pairs: i32, weights: usize, start: usize, result: usize, bytes: usize): void {
  const end = rows + (<usize>pairs << 2);
  for (let at: usize = 0; at < bytes; at += 32) {
    let sum00 = v128.load32_splat(start, 0);
    let sum01 = sum00;
    let sum10 = v128.load32_splat(start, 4);
    let sum11 = sum10;
    let sum20 = v128.load32_splat(start, 8);
    let sum21 = sum20;
    let sum30 = v128.load32_splat(start, 12);
    let sum31 = sum30;
    let weight = weights;
    for (let row = rows; row < end; row += 4) {
      const x = <usize>load<u32>(row) + at;
      const x0 = v128.load(x);
      const x1 = v128.load(x, 16);
      const w0 = v128.load32_splat(weight, 0);
      sum00 = i32x4.add(sum00, i32x4.dot_i16x8_s(x0, w0));
      sum01 = i32x4.add(sum01, i32x4.dot_i16x8_s(x1, w0));
      const w1 = v128.load32_splat(weight, 4);
      sum10 = i32x4.add(sum10, i32x4.dot_i16x8_s(x0, w1));
      sum11 = i32x4.add(sum11, i32x4.dot_i16x8_s(x1, w1));
      const w2 = v128.load32_splat(weight, 8);
      sum20 = i32x4.add(sum20, i32x4.dot_i16x8_s(x0, w2));
      sum21 = i32x4.add(sum21, i32x4.dot_i16x8_s(x1, w2));
      const w3 = v128.load32_splat(weight, 12);
      sum30 = i32x4.add(sum30, i32x4.dot_i16x8_s(x0, w3));
      sum31 = i32x4.add(sum31, i32x4.dot_i16x8_s(x1, w3));
      weight += 16;
    }
    v128.store(result + at, sum00);
    v128.store(result + at, sum01, 16);
    v128.store(result + at + rowBytes, sum10);
    v128.store(result + at + rowBytes, sum11, 16);
    v128.store(result + at + 2 * rowBytes, sum20);
    v128.store(result + at + 2 * rowBytes, sum21, 16);
    v128.store(result + at + 3 * rowBytes, sum30);
    v128.store(result + at + 3 * rowBytes, sum31, 16);
  }
}

function dot2(rows: usize, pairs: i32, weights: usize, start: usize, result: usize, bytes: usize): void {
  const end = rows + (<usize>pairs << 2);
  for (let at: usize = 0; at < bytes; at += 32) {
    let sum00 = v128.load32_splat(start, 0);
    let sum01 = sum00;
    let sum10 = v128.load32_splat(start, 4);
    let sum11 = sum10;
    let weight = weights;
    for (let row = rows; row < end; row += 4) {
      const x = <usize>load<u32>(row) + at;
      const x0 = v128.load(x);
      const x1 = v128.load(x, 16);
      const w0 = v128.load32_splat(weight, 0);
      sum00 = i32x4.add(sum00, i32x4.dot_i16x8_s(x0, w0));
      sum01 = i32x4.add(sum01, i32x4.dot_i16x8_s(x1, w0));
      const w1 = v128.load32_splat(weight, 4);
      sum10 = i32x4.add(sum10, i32x4.dot_i16x8_s(x0, w1));
      sum11 = i32x4.add(sum11, i32x4.dot_i16x8_s(x1, w1));
      weight += 8;
    }
    v128.store(result + at, sum00);
    v128.store(result + at, sum01, 16);
    v128.store(result + at + rowBytes, sum10);
    v128.store(result + at + rowBytes, sum11, 16);
  }
}

function dot1(rows: usize, pairs: i32, weights: usize, start: usize, result: usize, bytes: usize): void {
  const end = rows + (<usize>pairs << 2);
  for (let at: usize = 0; at < bytes; at += 32) {
    let sum00 = v128.load32_splat(start, 0);
    let sum01 = sum00;
    let weight = weights;
    for (let row = rows; row < end; row += 4) {
      const x = <usize>load<u32>(row) + at;
      const x0 = v128.load(x);
      const x1 = v128.load(x, 16);
      const w0 = v128.load32_splat(weight, 0);
      sum00 = i32x4.add(sum00, i32x4.dot_i16x8_s(x0, w0));
      sum01 = i32x4.add(sum01, i32x4.dot_i16x8_s(x1, w0));
      weight += 4;
    }
    v128.store(result + at, sum00);
    v128.store(result + at, sum01, 16);
  }
}
