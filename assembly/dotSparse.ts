// Sums of products of 16-bit integers where most weights are zero: only the pairs of terms with a weight are read.
import { rowBytes } from "./layout";

/**
 * A sparse matrix product; see dotProducts in dot.ts for the operands that are alike.
 *
 * @param entries for each output the number of its entries, then for each entry four times the index of its pair of terms,
 *   and the pair of weights
 */
export function sparseProducts(
  rows: usize,
  groups: i32,
  pairs: i32,
  entries: usize,
  start: usize,
  columns: i32,
  result: usize,
  bytes: usize,
): void {
  for (let group = 0; group < groups; group++) {
    let entry = entries;
    for (let column = 0; column < columns; column++) {
      const first = entry + 4;
      const end = first + (<usize>load<u32>(entry) << 3);
      const begin = v128.load32_splat(start + (<usize>column << 2));
      for (let at: usize = 0; at < bytes; at += 32) {
        let sum0 = begin;
        let sum1 = begin;
        for (entry = first; entry < end; entry += 8) {
          const x = <usize>load<u32>(rows + <usize>load<u32>(entry)) + at;
          const w = v128.load32_splat(entry, 4);
          sum0 = i32x4.add(sum0, i32x4.dot_i16x8_s(v128.load(x), w));
          sum1 = i32x4.add(sum1, i32x4.dot_i16x8_s(v128.load(x, 16), w));
        }
        v128.store(result + at, sum0);
        v128.store(result + at, sum1, 16);
      }
      entry = end;
      result += rowBytes;
    }
    rows += <usize>pairs << 2;
  }
}
