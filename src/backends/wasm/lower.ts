import type { ErrorNote } from "../../errors/index.js";
import { highestRaw, lowestRaw } from "../../fixed/index.js";
import { inputPorts, type Program } from "../../ir/index.js";
import { type Bounds, definitionOf, type Op, type OpOf, type ValueId } from "../../ops/index.js";
import type { Problem } from "../problem.js";
import { type Analysis, analyse, type KnownTensor } from "./analysis.js";
import type { Element, ElementwiseNode, Graph, GraphNode, InputNode, SumNode, View } from "./graph.js";
import { boundsOf, fits, type Lane, laneFor } from "./lane.js";
import { copied } from "./lowerElementwise.js";
import { lowerings } from "./lowerings.js";
import { packInputs } from "./packInputs.js";
import type { SumStrategy } from "./sumChoice.js";

/** A lowered graph, or everything that stands in its way. */
export interface Lowered {
  readonly graph: Graph;
  readonly analysis: Analysis;
  readonly problems: readonly Problem[];
}

/** What of a program is to be computed beside its outputs. */
export interface LoweringOptions {
  /** Values to keep for a trace. */
  readonly traced: ReadonlySet<ValueId>;
  /** Whether casts and accumulators are watched by counters. */
  readonly counters: boolean;
  readonly sums: SumStrategy;
}

/** Turns the needed values of a program into nodes and views, and lists what 64 bits cannot do exactly. */
export function lower(program: Program, options: LoweringOptions): Lowered {
  const analysis = analyse(program);
  const lowering = new Lowering(program, analysis, options);
  const needed = neededValues(program, options.traced);
  program.values.forEach((value, id) => {
    if (needed[id]) lowering.value(id, value.op);
  });
  const exposed = [...program.outputs.map((output) => output.value), ...options.traced];
  const views = new Map(exposed.map((id) => [id, lowering.exposed(id)] as const));
  packInputs(lowering.nodes, views.values());
  return { graph: { nodes: lowering.nodes, views }, analysis, problems: lowering.problems };
}

function neededValues(program: Program, traced: ReadonlySet<ValueId>): boolean[] {
  const needed = new Array<boolean>(program.values.length).fill(false);
  for (const { value } of program.outputs) needed[value] = true;
  for (const value of traced) needed[value] = true;
  for (const { value } of inputPorts(program)) needed[value] = true;
  for (let id = program.values.length - 1; id >= 0; id--) {
    const { op } = program.values[id]!;
    if (needed[id]) for (const operand of definitionOf(op).operands(op)) needed[operand] = true;
  }
  return needed;
}

/** A node without what {@link Lowering.add} fills in. */
type Draft<N extends GraphNode> = Omit<N, "id" | "scope" | "value" | "rows">;

/** The state of lowering one program: nodes so far, the view of each value, and problems found. */
export class Lowering {
  readonly nodes: GraphNode[] = [];
  readonly problems: Problem[] = [];
  private readonly views: (View | undefined)[] = [];
  private current: ValueId = 0;

  constructor(
    private readonly program: Program,
    private readonly analysis: Analysis,
    readonly options: LoweringOptions,
  ) {}

  /** Lowers one value; its operands are lowered already. */
  value(id: ValueId, op: Op): void {
    this.current = id;
    const tensor = this.tensor(id);
    const operands = definitionOf(op)
      .operands(op)
      .map((operand) => this.view(operand));
    const bounds = boundsOf(tensor);
    // A value that no event changes is computed here, once.
    const watched = this.options.counters && ["cast", "contract", "reduce"].includes(op.kind);
    const constant = operands.length > 0 && !watched && tensor.low.every((low, index) => low === tensor.high[index]);
    if (laneFor(bounds) === undefined && op.kind !== "constant") {
      this.refuse(`its raw integers range from ${bounds.low} to ${bounds.high}`);
    }
    this.views[id] = constant ? this.constantView(tensor.low) : this.dispatch(op, operands, tensor);
  }

  private dispatch<K extends Op["kind"]>(op: OpOf<K>, operands: readonly View[], tensor: KnownTensor): View {
    const lowering = lowerings[op.kind] as (
      lowering: Lowering,
      op: OpOf<K>,
      operands: readonly View[],
      tensor: KnownTensor,
    ) => View;
    return lowering(this, op, operands, tensor);
  }

  /** The view of a value lowered before. */
  view(id: ValueId): View {
    return this.views[id]!;
  }

  /** The view of a value that leaves the emulator: its rows are no wider than its type. */
  exposed(id: ValueId): View {
    this.current = id;
    const { type } = this.tensor(id);
    const view = this.view(id);
    const narrow = fits({ low: lowestRaw(type), high: highestRaw(type) }, 32);
    return (narrow ? view.lane === 64 : view.lane === 16) ? copied(this, view, 32) : view;
  }

  /** Type and bounds of a value. */
  tensor(id: ValueId): KnownTensor {
    return this.analysis.tensors[id]!;
  }

  /** What is known about the sum that is being lowered. */
  sumBounds() {
    return this.analysis.sums.get(this.current)!;
  }

  /** Notes that the value being lowered needs more than 64 bits, or something else that lanes cannot do exactly. */
  refuse(what: string): void {
    const { scope, op } = this.program.values[this.current]!;
    const where = `${this.program.name}: %${this.current} (${op.kind}${scope === "" ? "" : `, ${scope}`})`;
    const note: ErrorNote = { where, what, expected: "integers of at most 64 bits, signed" };
    this.problems.push({ code: "TF-WASM-001", note });
  }

  /** The lane of some bounds; a problem, and 64, where there is none. */
  lane(bounds: Bounds, what: string): Lane {
    const lane = laneFor(bounds);
    if (lane === undefined) this.refuse(`${what} ranges from ${bounds.low} to ${bounds.high}`);
    return lane ?? 64;
  }

  /** A view of integers that no event changes. */
  constantView(raw: readonly bigint[]): View {
    const bounds = boundsOf({ low: raw, high: raw });
    return { elements: raw, lane: laneFor(bounds) ?? 64, bounds };
  }

  /** A view of any elements. */
  elementsView(elements: readonly Element[], lane: Lane, bounds: Bounds): View {
    return { elements, lane, bounds };
  }

  addInput(draft: Draft<InputNode>, bounds: Bounds): View {
    return this.add<InputNode>(draft, bounds);
  }

  addElementwise(draft: Draft<ElementwiseNode>, bounds: Bounds): View {
    return this.add<ElementwiseNode>(draft, bounds);
  }

  addSum(draft: Draft<SumNode>, bounds: Bounds): View {
    return this.add<SumNode>(draft, bounds);
  }

  private add<N extends GraphNode>(draft: Draft<N>, bounds: Bounds): View {
    const { scope } = this.program.values[this.current]!;
    const node = { ...draft, id: this.nodes.length, scope, value: this.current, rows: [] } as unknown as N;
    for (let element = 0; element < node.count; element++) node.rows.push({ node, element });
    this.nodes.push(node);
    return { elements: node.rows, lane: node.lane, bounds };
  }
}
