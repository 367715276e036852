import { vectorOf } from "./castPlan.js";
import { constantsOf, type SumNode, type View } from "./graph.js";
import { fits, type Lane } from "./lane.js";
import type { Places } from "./places.js";
import { tiledPositions } from "./weights.js";

/** How a term-by-term kernel reads its operands, and what their tables hold. */
export class SumOperands {
  readonly lane: Lane;
  private readonly x: View;
  private readonly weights: View | null;
  private readonly start: View | null;
  private readonly variableWeights: boolean;
  private readonly variableStart: boolean;
  /** Whether 64-bit products are made of 32-bit factors. */
  private readonly extending: boolean;

  constructor(private readonly node: SumNode) {
    const { lane, x, weights, start } = node;
    this.lane = lane;
    this.x = x;
    this.weights = weights;
    this.start = start;
    this.variableWeights = weights !== null && constantsOf(weights) === null;
    this.variableStart = start !== null && constantsOf(start) === null;
    this.extending =
      lane === 64 &&
      weights !== null &&
      x.lane <= 32 &&
      (this.variableWeights ? weights.lane <= 32 : fits(weights.bounds, 32));
  }

  /** Bytes of one weight in its table. */
  get weightBytes(): number {
    if (this.weights === null) return 0;
    return this.variableWeights || this.lane === 32 || this.extending ? 4 : 8;
  }

  /** Bytes of one start in its table. */
  get startBytes(): number {
    if (this.start === null) return 0;
    return this.variableStart ? 4 : this.lane / 8;
  }

  /** The `vector`-th vector of a row's events at `at`. */
  private row(address: string, lane: Lane, vector: number, factor: boolean): string {
    const offset = (bytes: number): string => (vector === 0 ? "" : `, ${bytes}`);
    if (lane === this.lane) return `v128.load(${address} + at${offset(16)})`;
    if (this.lane === 32) return `v128.load16x4_s(${address} + (at >> 1)${offset(8)})`;
    if (lane === 16) {
      const pair = `i32x4.extend_low_i16x8_s(v128.load32_zero(${address} + (at >> 2)${offset(4)}))`;
      return factor && this.extending ? pair : `i64x2.extend_low_i32x4_s(${pair})`;
    }
    return `v128.${factor && this.extending ? "load64_zero" : "load32x2_s"}(${address} + (at >> 1)${offset(8)})`;
  }

  /** Terms of the row at address `row`. */
  term(row: string, vector: number): string {
    return this.row(row, this.x.lane, vector, true);
  }

  /** x times the weight of one column of a tile, whose weights begin at address `weight`. */
  product(x: string, weight: string, column: number, vector: number): string {
    if (this.weights === null) return x;
    const offset = column === 0 ? "" : `, ${column * this.weightBytes}`;
    const factor = this.variableWeights
      ? this.row(`<usize>load<u32>(${weight}${offset})`, this.weights.lane, vector, true)
      : `v128.load${this.weightBytes * 8}_splat(${weight}${offset})`;
    return this.extending ? `i64x2.extmul_low_i32x4_s(${x}, ${factor})` : `${vectorOf(this.lane)}.mul(${x}, ${factor})`;
  }

  /** What a sum begins with: `start` is the address of a tile's starts, `rows` the address of the first term's row. */
  first(start: string, rows: string, column: number, vector: number): string {
    if (this.start === null) return this.row(`<usize>load<u32>(${rows})`, this.x.lane, vector, false);
    const offset = column === 0 ? "" : `, ${column * this.startBytes}`;
    if (!this.variableStart) return `v128.load${this.lane}_splat(${start}${offset})`;
    return this.row(`<usize>load<u32>(${start}${offset})`, this.start.lane, vector, false);
  }

  /** Address of the addresses of all rows of terms, group after group. */
  rowTable(places: Places): number {
    return places.data.integers(this.x.elements.map((element) => places.elementAddress(element, this.x.lane)));
  }

  /** Address of the weights, or of their rows' addresses, as tiles read them; 0 without weights. */
  weightTable(places: Places, tiles: readonly number[]): number {
    if (this.weights === null) return 0;
    const { batch, terms, columns } = this.node;
    const positions = tiledPositions({ batch, terms, columns }, tiles);
    const constants = constantsOf(this.weights);
    if (constants === null) {
      const { elements, lane } = this.weights;
      return places.data.integers(positions.map((position) => places.elementAddress(elements[position]!, lane)));
    }
    if (this.weightBytes === 4) return places.data.integers(positions.map((position) => Number(constants[position]!)));
    return places.data.longs(Array.from(positions, (position) => constants[position]!));
  }

  /** Address of the starts, or of their rows' addresses; 0 where a sum begins with its first term. */
  startTable(places: Places): number {
    if (this.start === null) return 0;
    const constants = constantsOf(this.start);
    if (constants !== null) return this.lane === 32 ? places.data.words(constants) : places.data.longs(constants);
    const { elements, lane } = this.start;
    return places.data.integers(elements.map((element) => places.elementAddress(element, lane)));
  }
}
