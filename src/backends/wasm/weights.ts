/** Extents of a weight tensor [batch, terms, columns], terms in the order in which they are added. */
export interface WeightShape {
  readonly batch: number;
  readonly terms: number;
  readonly columns: number;
}

/** Widths of tiles whose sums, of one vector each or with the low bits of products beside them, fit the registers. */
export const tileWidths = { plain: [4, 2, 1], truncated: [2, 1] } as const;

/** The widths of the tiles that cover some columns, widest first, each width as often as it fits. */
export function tilesOf(columns: number, widths: readonly number[]): number[] {
  const tiles: number[] = [];
  let left = columns;
  for (const width of widths) {
    for (; left >= width; left -= width) tiles.push(width);
  }
  return tiles;
}

/** Positions of weights in the order in which kernels read them: batch, then tile, then term, then column of the tile. */
export function tiledPositions({ batch, terms, columns }: WeightShape, tiles: readonly number[]): Int32Array {
  const positions = new Int32Array(batch * terms * columns);
  let next = 0;
  for (let group = 0; group < batch; group++) {
    let first = 0;
    for (const width of tiles) {
      for (let term = 0; term < terms; term++) {
        const row = (group * terms + term) * columns + first;
        for (let column = 0; column < width; column++) positions[next++] = row + column;
      }
      first += width;
    }
  }
  return positions;
}

/** Constant weights of 16 bits for `sparseProducts`: for each column how many pairs have a weight, then those pairs. */
export function sparseWeights(raw: readonly bigint[], { terms, columns }: WeightShape): Int32Array {
  const words: number[] = [];
  for (let column = 0; column < columns; column++) {
    const count = words.push(0) - 1;
    for (let term = 0; term < terms; term += 2) {
      const even = Number(raw[term * columns + column]!);
      const odd = term + 1 < terms ? Number(raw[(term + 1) * columns + column]!) : 0;
      if (even === 0 && odd === 0) continue;
      words.push(2 * term, (even & 0xffff) | (odd << 16));
      words[count]!++;
    }
  }
  return Int32Array.from(words);
}

/** How many pairs of terms have a weight that is not zero, in all columns together. */
export function pairsWithWeight(raw: readonly bigint[], { terms, columns }: WeightShape): number {
  let count = 0;
  for (let term = 0; term < terms; term += 2) {
    for (let column = 0; column < columns; column++) {
      const odd = term + 1 < terms && raw[(term + 1) * columns + column] !== 0n;
      if (raw[term * columns + column] !== 0n || odd) count++;
    }
  }
  return count;
}

/** Constant weights of 16 bits as words of two, tile by tile: the even term's in the low half, the odd term's in the high. */
export function pairedWeights(raw: readonly bigint[], shape: WeightShape, tiles: readonly number[]): Int32Array {
  const pairs = Math.ceil(shape.terms / 2);
  const numbers = Int32Array.from(raw, Number);
  const positions = tiledPositions({ ...shape, terms: pairs }, tiles);
  return positions.map((position) => {
    const column = position % shape.columns;
    const row = Math.floor(position / shape.columns);
    const [group, pair] = [Math.floor(row / pairs), row % pairs];
    const even = (group * shape.terms + 2 * pair) * shape.columns + column;
    const odd = 2 * pair + 1 < shape.terms ? numbers[even + shape.columns]! : 0;
    return (numbers[even]! & 0xffff) | (odd << 16);
  });
}
