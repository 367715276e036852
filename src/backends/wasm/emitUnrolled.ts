import { type EmitContext, TailWriter } from "./emitElementwise.js";
import type { StageText } from "./emitSums.js";
import { watchTexts } from "./emitWatched.js";
import { constantsOf, type SumNode } from "./graph.js";
import { pairsOf, requestsOf } from "./pairs.js";
import type { Places } from "./places.js";
import type { SumStage } from "./stages.js";
import { render } from "./templates.js";
import { pairedWeights, tilesOf } from "./weights.js";

/** Vectors that a chunk may load beside the sums: the engine has 15 registers for vectors. */
const chunkRegisters = 7;

/**
 * Writes a sum as dot products, one after another, of the pairs that have a weight, and what follows each sum while it is in
 * registers. Each function has the sums of up to four outputs by eight events in registers. Weights are read as whole vectors:
 * as constants or splats they take the engine another instruction or two.
 */
export function emitUnrolled(context: EmitContext, stage: SumStage, comment: string): StageText {
  const { node } = stage;
  const { data } = context.places;
  const { columns, count } = node;
  const grouped = node.groupsPerBatch > 1;
  const start = constantsOf(node.start!)!;
  const tiles = tilesOf(columns, [4, 3, 2, 1]);
  const words = pairedWeights(constantsOf(node.weights!)!, node, tiles);
  const rows = new PairRows(node, context.places);
  const functions: string[] = [];
  const calls: string[] = [];
  let first = 0;
  for (const width of tiles) {
    const name = `sum${node.id}_${first}`;
    const tile = new TileWriter(rows, words.subarray(pairsOf(node) * first), width);
    const tail = new TailWriter(context, stage, grouped ? "first" : undefined);
    const inside = tile.sums.flatMap((parts, column) => tail.column(first + column, ...parts));
    const end = first + width === columns ? tail.finish() : [];
    functions.push(
      render("unrolled", {
        name,
        comment,
        grouped,
        moving: rows.moving,
        elements: count,
        columns,
        step: rows.step,
        before: tail.before,
        start: tile.sums.flatMap((parts, column) => {
          const raw = Number(BigInt.asIntN(32, start[first + column]!));
          return parts.map((sum) => `let ${sum} = i32x4.splat(${raw});`);
        }),
        chunks: tile.chunks(),
        inside: [...inside, ...end],
        watched: watchTexts(context, stage.tail),
      }),
    );
    const table = grouped ? `${rows.table()}, ` : "";
    calls.push(`${name}(${table}${data.integers(tile.weights)}, bytes);`);
    first += width;
  }
  return { functions, calls };
}

/** How generated code finds the rows of pairs of each group. */
class PairRows {
  /** Whether the rows of each group lie like those of the first, so that one address stands for all. */
  readonly moving: boolean;
  /** Bytes of a group's addresses in the table. */
  readonly step: number;
  /** How many pairs each sum has. */
  readonly count: number;
  private readonly grouped: boolean;
  private readonly addresses: readonly number[];
  private readonly least: number;

  constructor(
    node: SumNode,
    private readonly places: Places,
  ) {
    const pairs = pairsOf(node);
    this.count = pairs;
    this.addresses = requestsOf(node).map((request) => places.pairAddress(request));
    this.least = Math.min(...this.addresses.slice(0, pairs));
    this.grouped = node.groupsPerBatch > 1;
    this.moving =
      this.grouped &&
      this.addresses.every((address, index) => {
        const [group, pair] = [Math.floor(index / pairs), index % pairs];
        return address - this.addresses[group * pairs]! === this.addresses[pair]! - this.addresses[0]!;
      });
    this.step = this.moving ? 4 : 4 * pairs;
  }

  /** Address of the table of addresses, group after group. */
  table(): number {
    if (!this.moving) return this.places.data.integers(this.addresses);
    const shift = this.least - this.addresses[0]!;
    const groups = this.addresses.length / this.count;
    return this.places.data.integers(
      Array.from({ length: groups }, (_unused, group) => this.addresses[group * this.count]! + shift),
    );
  }

  /** Statements that load the two vectors of a pair as `x0` and `x1`, under names of their own. */
  load(pair: number): string[] {
    const address = this.addresses[pair]!;
    const text = (base: string, offset: number): string[] =>
      [0, 1].map((part) => `const x${pair}_${part} = v128.load(${base}, ${offset + 16 * part});`);
    if (!this.grouped) return text("at", address);
    if (this.moving) return text("x + at", address - this.least);
    return [`const row${pair} = <usize>load<u32>(rows, ${4 * pair}) + at;`, ...text(`row${pair}`, 0)];
  }
}

interface Chunk {
  readonly always: boolean;
  /** A value that the loop over events never takes. */
  readonly never: number;
  readonly lines: readonly string[];
}

/** Statements of one tile of outputs. */
class TileWriter {
  /** The registers of each output's sum: two vectors of four events. */
  readonly sums: readonly (readonly [string, string])[];
  /** The weights as the statements read them: each as a whole vector. */
  readonly weights: Int32Array;
  private readonly used: readonly { readonly pair: number; readonly columns: readonly number[] }[];

  /** @param words the tile's pairs of weights, pair after pair */
  constructor(
    private readonly rows: PairRows,
    words: Int32Array,
    width: number,
  ) {
    const columns = Array.from({ length: width }, (_unused, column) => column);
    this.sums = columns.map((column) => [`sum${column}0`, `sum${column}1`] as const);
    const pairs = Array.from({ length: rows.count }, (_unused, pair) => pair);
    const weight = (pair: number, column: number): number => words[pair * width + column]!;
    this.used = pairs
      .map((pair) => ({ pair, columns: columns.filter((column) => weight(pair, column) !== 0) }))
      .filter((entry) => entry.columns.length > 0);
    const read = this.used.flatMap((entry) => entry.columns.map((column) => weight(entry.pair, column)));
    this.weights = Int32Array.from(read.flatMap((word) => [word, word, word, word]));
  }

  /**
   * The dot products in chunks that fit the registers. Each chunk but the first stands under a condition that always holds:
   * the engine would otherwise move all loads of the function to its beginning, and every vector to the stack and back.
   */
  chunks(): Chunk[] {
    const chunks: Chunk[] = [];
    let lines: string[] = [];
    let registers = 0;
    let weight = 0;
    const close = (): void => {
      if (lines.length > 0) chunks.push({ always: chunks.length === 0, never: 2 * chunks.length + 1, lines });
      lines = [];
      registers = 0;
    };
    for (const { pair, columns } of this.used) {
      if (registers + 2 + columns.length > chunkRegisters) close();
      registers += 2 + columns.length;
      lines.push(...this.rows.load(pair));
      for (const column of columns) {
        const name = `w${pair}_${column}`;
        lines.push(`const ${name} = v128.load(weights, ${16 * weight++});`);
        this.sums[column]!.forEach((sum, part) => {
          lines.push(`${sum} = i32x4.add(${sum}, i32x4.dot_i16x8_s(x${pair}_${part}, ${name}));`);
        });
      }
    }
    close();
    return chunks;
  }
}
