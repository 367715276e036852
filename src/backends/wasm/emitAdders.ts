import { vectorOf } from "./castPlan.js";
import { type EmitContext, TailWriter } from "./emitElementwise.js";
import type { StageText } from "./emitSums.js";
import { watchTexts } from "./emitWatched.js";
import { constantsOf, type SumForm, type SumNode } from "./graph.js";
import type { Lane } from "./lane.js";
import type { Places } from "./places.js";
import { offsetText } from "./registers.js";
import type { ColumnTerm, Operand } from "./sharedPairs.js";
import type { SumStage } from "./stages.js";
import { render } from "./templates.js";

type AdderForm = Extract<SumForm, { kind: "adders" }>;

/** Columns between two boundaries. */
const columnsBetween = 2;

/**
 * A branch that is never taken: the loop over events counts even bytes. The engine schedules between branches; where there
 * are none it computes terms long before they are used, and moves them to the stack and back.
 */
const boundary = (column: number): string => `if (at == ${2 * column + 1}) unreachable();`;

/** Writes a sum as additions, one after another, and what follows each sum while it is in a register. */
export function emitAdders(context: EmitContext, stage: SumStage, form: AdderForm, comment: string): StageText {
  const { node } = stage;
  const { places } = context;
  const name = `sum${node.id}`;
  const single = node.groupsPerBatch === 1;
  const writer = new AdderWriter(node, form, places);
  const tail = new TailWriter(context, stage, single ? undefined : "first");
  const start = constantsOf(node.start!)!;
  form.graph.columns.forEach((terms, column) => {
    if (column > 0 && column % columnsBetween === 0) writer.inside.push(boundary(column));
    const sum = writer.column(terms, Number(BigInt.asIntN(node.lane, start[column]!)));
    writer.inside.push(...tail.column(column, sum));
  });
  writer.inside.push(...tail.finish());
  const text = render("adders", {
    name,
    comment,
    groups: node.groupsPerBatch,
    single,
    columns: node.columns,
    terms: node.terms,
    rows: single ? [] : node.x.elements.slice(0, node.terms).map((_element, term) => ({ term, offset: 4 * term })),
    before: tail.before,
    inside: writer.inside,
    watched: watchTexts(context, stage.tail),
    step: node.lane === 16 ? 32 : 16,
    offset: offsetText(node.lane),
  });
  const table = single ? "" : `${places.data.integers(rowAddresses(node, places))}, `;
  return { functions: [text], calls: [`${name}(${table}bytes);`] };
}

function rowAddresses(node: SumNode, places: Places): number[] {
  return node.x.elements.map((element) => places.elementAddress(element, node.x.lane));
}

/** Statements of the additions. */
class AdderWriter {
  readonly inside: string[] = [];
  private readonly known = new Map<string, string>();
  private readonly lane: Lane;
  private readonly vector: string;
  private sums = 0;

  constructor(
    private readonly node: SumNode,
    private readonly form: AdderForm,
    private readonly places: Places,
  ) {
    this.lane = node.lane;
    this.vector = vectorOf(node.lane);
  }

  /** The register of one column: its start plus its terms, highest position first, each position shifted once. */
  column(terms: readonly ColumnTerm[], start: number): string {
    const ordered = [...terms].sort((a, b) => b.position - a.position || Number(a.negative) - Number(b.negative));
    let sum: string | undefined;
    let negated = false;
    let position = ordered[0]?.position ?? 0;
    for (const { operand, position: next, negative } of ordered) {
      if (sum !== undefined && next < position) sum = this.declare(this.shifted(sum, position - next));
      position = next;
      const value = this.operand(operand);
      if (sum === undefined) {
        sum = value;
        negated = negative;
      } else {
        sum = this.declare(`${this.vector}.${negative === negated ? "add" : "sub"}(${sum}, ${value})`);
      }
    }
    const constant = `${this.vector}.splat(${this.lane === 16 ? "<i16>" : ""}${start})`;
    if (sum === undefined) return this.declare(constant);
    if (position > 0) sum = this.declare(this.shifted(sum, position));
    if (negated) return this.declare(`${this.vector}.sub(${constant}, ${sum})`);
    return start === 0 ? sum : this.declare(`${this.vector}.add(${sum}, ${constant})`);
  }

  private operand(operand: Operand): string {
    const { inputs, pairs } = this.form.graph;
    const known = this.known.get(`${operand}`);
    if (known !== undefined) return known;
    let text: string;
    if (operand < inputs) {
      text = this.load(operand);
    } else {
      const { first, second, shift, subtract } = pairs[operand - inputs]!;
      const [a, b] = [this.operand(first), this.shiftedOperand(second, shift)];
      text = this.declare(`${this.vector}.${subtract ? "sub" : "add"}(${a}, ${b})`);
    }
    this.known.set(`${operand}`, text);
    return text;
  }

  private shiftedOperand(operand: Operand, shift: number): string {
    const value = this.operand(operand);
    if (shift === 0) return value;
    const key = `${operand} ${shift}`;
    const known = this.known.get(key) ?? this.declare(this.shifted(value, shift));
    this.known.set(key, known);
    return known;
  }

  private shifted(value: string, shift: number): string {
    return shift === 1 ? `${this.vector}.add(${value}, ${value})` : `${this.vector}.shl(${value}, ${shift})`;
  }

  /** A term's row: at a fixed address, or at one of the group's. */
  private load(term: number): string {
    const { x, groupsPerBatch } = this.node;
    const part = (bytes: number): string => {
      const call = x.lane === this.lane || x.lane === 32 ? "v128.load" : "v128.load16x4_s";
      if (groupsPerBatch > 1) return `${call}(row${term} + ${offsetText(x.lane)}${bytes === 0 ? "" : `, ${bytes}`})`;
      const address = this.places.elementAddress(x.elements[term]!, x.lane);
      return `${call}(${x.lane === 16 ? "half" : "at"}, ${address + bytes})`;
    };
    if (this.lane === 16 && x.lane === 32) return this.declare(`i16x8.narrow_i32x4_s(${part(0)}, ${part(16)})`);
    return this.declare(part(0));
  }

  private declare(text: string): string {
    const name = `s${this.sums++}`;
    this.inside.push(`const ${name} = ${text};`);
    return name;
  }
}
