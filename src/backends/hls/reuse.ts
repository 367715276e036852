/** How the products of a contraction are shared over clock cycles. */
export interface Sharing {
  /** Products of each column that a step takes. */
  readonly positions: number;
  /** Steps that cover all columns once. */
  readonly groups: number;
  /** Columns of a step. */
  readonly group: number;
}

/**
 * How `reuseFactor` steps share the products of `inner` terms in `columns` columns, or undefined when the work does not
 * divide: the factor must divide `inner`, or be `inner` times a divisor of `columns`.
 */
export function sharing(reuseFactor: number, inner: number, columns: number): Sharing | undefined {
  if (inner % reuseFactor === 0) return { positions: inner / reuseFactor, groups: 1, group: columns };
  const groups = reuseFactor / inner;
  if (!Number.isInteger(groups) || columns % groups !== 0) return undefined;
  return { positions: 1, groups, group: columns / groups };
}

/** Multiplications of a step. */
export function multipliersOf({ positions, group }: Sharing): number {
  return positions * group;
}

/** All reuse factors that divide the work, ascending. */
export function validReuseFactors(inner: number, columns: number): number[] {
  const factors = new Set([...divisors(inner), ...divisors(columns).map((divisor) => divisor * inner)]);
  return [...factors].sort((a, b) => a - b);
}

/** The valid reuse factors nearest to a wish: the largest below and the smallest above, as far as there are. */
export function nearestReuseFactors(wish: number, inner: number, columns: number): number[] {
  const valid = validReuseFactors(inner, columns);
  const below = valid.filter((factor) => factor < wish).slice(-1);
  const above = valid.filter((factor) => factor > wish).slice(0, 1);
  return [...below, ...above];
}

function divisors(count: number): number[] {
  const found: number[] = [];
  for (let divisor = 1; divisor <= count; divisor++) if (count % divisor === 0) found.push(divisor);
  return found;
}

/** The positions of a weight matrix in the order in which shared multipliers use them: [step, position, column]. */
export function weightsByStep(
  shared: Sharing,
  extents: { readonly batch: number; readonly inner: number; readonly columns: number },
  order: readonly number[],
): number[] {
  const { positions, groups, group } = shared;
  const { batch, inner, columns } = extents;
  const indices: number[] = [];
  for (let matrix = 0; matrix < batch; matrix++) {
    for (let first = 0; first < inner; first += positions) {
      for (let block = 0; block < groups; block++) {
        for (let position = first; position < first + positions; position++) {
          for (let column = 0; column < group; column++) {
            indices.push((matrix * inner + order[position]!) * columns + block * group + column);
          }
        }
      }
    }
  }
  return indices;
}
