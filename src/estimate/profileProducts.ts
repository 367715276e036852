import { anyOrder } from "../backends/hls/order.js";
import { fractionOf } from "../fixed/index.js";
import type { Program } from "../ir/index.js";
import { type ContractOp, contractExtents, elementCount, type Ranges, type ValueId } from "../ops/index.js";
import { factorWidth, signedDigits } from "./constants.js";
import type { Multipliers, ProductsWork } from "./work.js";

/** Counts products of factors of one width, by what they cost. */
export class ProductCounter {
  terms = 0;
  shiftAdds = 0;
  private readonly multiplications = new Map<string, number>();

  constructor(private readonly width: number) {}

  /** A product by a constant, made `copies` times, each from another factor. */
  constant(raw: bigint, copies: number): void {
    const digits = signedDigits(raw);
    if (digits === 2) this.shiftAdds += copies;
    if (digits > 2) this.variable(factorWidth(raw), copies);
  }

  /** Products by something that is not known before. */
  variable(otherWidth: number, copies: number): void {
    const key = `${this.width},${otherWidth}`;
    this.multiplications.set(key, (this.multiplications.get(key) ?? 0) + copies);
  }

  get multipliers(): Multipliers[] {
    return [...this.multiplications]
      .map(([key, count]) => [...(key.split(",").map(Number) as [number, number]), count] as const)
      .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  }
}

/** What a contraction asks of hardware. */
export function productsWork(
  program: Program,
  value: ValueId,
  op: ContractOp,
  after: readonly number[],
  rangesOf: (value: ValueId) => Ranges,
): ProductsWork {
  const { scope, shape } = program.values[value]!;
  const [x, weights] = [program.values[op.x]!, program.values[op.weights]!];
  const extents = contractExtents(op, x.shape, weights.shape);
  const counter = new ProductCounter(x.type.width);
  const raw = weights.op.kind === "constant" ? weights.op.raw : undefined;
  const start = op.bias === null ? 0 : 1;
  const { terms, longest, widest } =
    raw === undefined ? countVariable(counter, extents, weights.type.width) : countConstants(counter, extents, raw);
  const dropped = Math.max(0, fractionOf(x.type) + fractionOf(weights.type) - fractionOf(op.accumulator));
  return {
    kind: "products",
    scope,
    after,
    width: op.accumulator.width,
    count: elementCount(shape),
    pixels: elementCount(shape.slice(0, -1)),
    rows: extents.batch * extents.rows,
    inner: extents.inner,
    columns: extents.columns,
    terms,
    fanIn: longest + start,
    termWidth: Math.max(1, Math.min(op.accumulator.width, x.type.width + widest - dropped)),
    inputWidth: x.type.width,
    shiftAdds: counter.shiftAdds,
    multipliers: counter.multipliers,
    constant: raw !== undefined,
    weightBits: raw === undefined ? 0 : raw.length * weights.type.width,
    free: op.order.order === "tree" || anyOrder(program, value, rangesOf),
  };
}

type Extents = ReturnType<typeof contractExtents>;
type Counts = { terms: number; longest: number; widest: number };

/** Products by weights: equal weights of one input make one product. */
function countConstants(
  counter: ProductCounter,
  { batch, rows, inner, columns }: Extents,
  raw: readonly bigint[],
): Counts {
  let [terms, longest, widest] = [0, 0, 1];
  for (let matrix = 0; matrix < batch; matrix++) {
    const perColumn = new Array<number>(columns).fill(0);
    for (let k = 0; k < inner; k++) {
      const first = (matrix * inner + k) * columns;
      const different = new Set<bigint>();
      for (let column = 0; column < columns; column++) {
        const weight = raw[first + column]!;
        if (weight === 0n) continue;
        perColumn[column]!++;
        different.add(weight);
      }
      for (const weight of different) {
        counter.constant(weight, rows);
        widest = Math.max(widest, weight.toString(2).length);
      }
    }
    terms += rows * perColumn.reduce((sum, count) => sum + count, 0);
    longest = Math.max(longest, ...perColumn);
  }
  return { terms, longest, widest };
}

function countVariable(counter: ProductCounter, { batch, rows, inner, columns }: Extents, width: number): Counts {
  const terms = batch * rows * inner * columns;
  counter.variable(width, terms);
  return { terms, longest: inner, widest: width };
}
