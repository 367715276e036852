import {
  integerText,
  overflowText,
  packsRounded,
  roundedText,
  shiftLeftText,
  splatText,
  vectorOf,
} from "./castPlan.js";
import type { Counters } from "./counters.js";
import { constantsOf, type ElementwiseNode, type GraphNode, type View, type Work } from "./graph.js";
import { fits, type Lane } from "./lane.js";
import type { Places } from "./places.js";
import { offsetText, partsOf, partText, type Register, RegisterWriter, uniform } from "./registers.js";
import type { ElementwiseStage, SumStage } from "./stages.js";
import { lostText, monotoneChain, watchNames } from "./watched.js";

/** Statements of one element's pass: before the loop over events, and inside it. */
export interface ElementText {
  readonly before: readonly string[];
  readonly inside: readonly string[];
}

/** What the writer of a stage needs to know. */
export interface EmitContext {
  readonly places: Places;
  /** Undefined without counters. */
  readonly counters: Counters | undefined;
}

/**
 * Writes what a stage does to one element.
 *
 * @param element the element's index in generated code: `element`, `(element + 1)` or a number
 * @param suffix appended to every name, so that two elements can share a loop
 * @returns the statements, and each paired node's register
 */
export function writeElement(
  context: EmitContext,
  stage: ElementwiseStage,
  element: string,
  suffix: string,
): ElementText & { registers: ReadonlyMap<ElementwiseNode, Register> } {
  const writer = new ElementWriter(context, element, suffix);
  for (const node of stage.nodes) writer.node(node);
  return { before: writer.before, inside: writer.inside, registers: writer.paired };
}

/** Stores eight events of two elements in 16-bit lanes, interleaved, as the `pair`-th row of pairs. */
export function pairStoreTexts(places: Places, node: GraphNode, pair: string, even: string, odd: string): string[] {
  const address = `${places.pairs(node)} + ${pair} * rowBytes + at`;
  return [
    `v128.store(${address}, interleaveLow(${even}, ${odd}));`,
    `v128.store(${address}, interleaveHigh(${even}, ${odd}), 16);`,
  ];
}

/** Writes what follows each column of a sum that is in a register. */
export class TailWriter {
  readonly before: string[] = [];
  private even: ReadonlyMap<ElementwiseNode, Register> | undefined;

  /** @param first text of a group's first element, where there are several groups */
  constructor(
    private readonly context: EmitContext,
    private readonly stage: SumStage,
    private readonly first: string | undefined,
  ) {}

  /** Statements behind a column's sum, whose vectors are `parts`. */
  column(column: number, ...parts: readonly string[]): string[] {
    const { node, tail } = this.stage;
    const { places } = this.context;
    const element = this.first === undefined ? `${column}` : `(${this.first} + ${column})`;
    const writer = new ElementWriter(this.context, element, `_${column}`);
    writer.given(node, { lane: node.lane, parts });
    if (places.isStored(node)) {
      const address = `${places.plain(node)} + ${element} * ${unitText(node.lane)} + ${offsetText(node.lane)}`;
      parts.forEach((sum, part) => {
        writer.inside.push(`v128.store(${address}, ${sum}${partText(part)});`);
      });
    }
    for (const next of tail) writer.node(next);
    this.before.push(...writer.before);
    return [...writer.inside, ...this.pairs(column, writer.paired)];
  }

  /** Statements behind the last column: an odd one is paired with zero. */
  finish(): string[] {
    const { columns } = this.stage.node;
    return columns % 2 === 1 ? this.stores(columns, this.even!, undefined) : [];
  }

  private pairs(column: number, registers: ReadonlyMap<ElementwiseNode, Register>): string[] {
    if (column % 2 === 1) return this.stores(column, this.even!, registers);
    this.even = registers;
    return [];
  }

  private stores(
    column: number,
    even: ReadonlyMap<ElementwiseNode, Register>,
    odd: ReadonlyMap<ElementwiseNode, Register> | undefined,
  ): string[] {
    return [...even].flatMap(([node, register]) => {
      const other = odd === undefined ? "i16x8.splat(0)" : odd.get(node)!.parts[0]!;
      const pair = this.first === undefined ? `${column >> 1}` : `((${this.first} >> 1) + ${column >> 1})`;
      return pairStoreTexts(this.context.places, node, pair, register.parts[0]!, other);
    });
  }
}

/** Bytes of a row of a lane in generated code. */
const unitText = (lane: Lane): string => (lane === 16 ? "halfRowBytes" : lane === 32 ? "rowBytes" : "wideRowBytes");

type BinaryWork = Extract<Work, { readonly shifts: readonly [number, number] }>;

const comparisons = { "<": "lt_s", "<=": "le_s", ">": "gt_s", ">=": "ge_s", "==": "eq", "!=": "ne" } as const;

/** Writes what nodes do to one element. */
export class ElementWriter extends RegisterWriter {
  readonly paired = new Map<ElementwiseNode, Register>();
  private readonly results = new Map<unknown, Register>();
  private readonly loaded = new Map<string, Register>();
  private counting = false;

  constructor(
    private readonly context: EmitContext,
    private readonly element: string,
    suffix: string,
  ) {
    super(suffix);
  }

  /** Takes a node's element from a register. */
  given(node: GraphNode, register: Register): void {
    this.results.set(node, register);
  }

  /** A node's element in a register; nothing is stored, counted or noted. */
  value(node: ElementwiseNode): Register {
    const result = this.toLane(this.compute(node), node.lane);
    this.results.set(node, result);
    return result;
  }

  node(node: ElementwiseNode): void {
    const { places } = this.context;
    this.counting = node.watched;
    const result = this.value(node);
    this.counting = false;
    if (node.watched) this.watch(node, result);
    if (places.isStored(node)) this.store(node, result);
    if (places.isPaired(node)) this.paired.set(node, result);
  }

  private store(node: ElementwiseNode, result: Register): void {
    const name = this.context.places.plain(node);
    const address = `${name} + ${this.element} * ${unitText(result.lane)} + ${offsetText(result.lane)}`;
    result.parts.forEach((vector, part) => {
      this.inside.push(`v128.store(${address}, ${vector}${partText(part)});`);
    });
  }

  /** One operand in a register of the given lane. */
  private operand(node: ElementwiseNode, which: number, lane: Lane): Register {
    const view = node.operands[which]!;
    const first = view.elements[0]!;
    const inside = typeof first === "bigint" ? undefined : this.results.get(first.node);
    if (inside !== undefined) return this.toLane(inside, lane);
    const constants = constantsOf(view);
    if (constants !== null) return this.constant(constants, lane);
    return this.toLane(this.load(view), lane);
  }

  private constant(integers: readonly bigint[], lane: Lane): Register {
    const raw = integers.map((integer) => BigInt.asIntN(lane, integer));
    if (raw.every((value) => value === raw[0])) return uniform(lane, splatText(raw[0]!, lane));
    const { data } = this.context.places;
    const table = data.lanes(raw, lane);
    const text = `v128.load${lane}_splat(${table} + ${this.element} * ${lane / 8})`;
    const known = this.loaded.get(text);
    if (known !== undefined) return known;
    const name = this.fresh("c");
    this.before.push(`const ${name} = ${text};`);
    const register = uniform(lane, name);
    this.loaded.set(text, register);
    return register;
  }

  private load(view: View): Register {
    const address = this.rowAddress(view);
    const known = this.loaded.get(address);
    if (known !== undefined) return known;
    const row = this.fresh("row");
    this.before.push(`const ${row} = ${address};`);
    const parts = Array.from({ length: partsOf(view.lane) }, (_unused, part) =>
      this.declare(`v128.load(${row} + ${offsetText(view.lane)}${partText(part)})`),
    );
    const register: Register = { lane: view.lane, parts };
    this.loaded.set(address, register);
    return register;
  }

  /** Where this element's row of a view lies: in step with the element, one row for all, or by a list of addresses. */
  private rowAddress(view: View): string {
    const { places } = this.context;
    const [first, second] = view.elements;
    if (typeof first === "object") {
      const step = typeof second === "object" ? second.element - first.element : 0;
      const even =
        step >= 0 &&
        view.elements.every(
          (element, index) =>
            typeof element === "object" &&
            element.node === first.node &&
            element.element === first.element + index * step,
        );
      if (even) {
        const name = places.plain(first.node);
        const unit = unitText(view.lane);
        const start = first.element === 0 ? name : `${name} + ${first.element} * ${unit}`;
        if (step === 0) return start;
        return `${start} + ${this.element} * ${step === 1 ? unit : `(${step} * ${unit})`}`;
      }
    }
    const list = view.elements.map((element) => places.elementAddress(element, view.lane));
    return `<usize>load<u32>(${places.data.integers(list)} + ${this.element} * 4)`;
  }

  private compute(node: ElementwiseNode): Register {
    const { work, workLane: lane } = node;
    switch (work.kind) {
      case "copy":
        return this.operand(node, 0, lane);
      case "shift":
        return this.apply(lane, [this.operand(node, 0, lane)], (x) => shiftLeftText(x, work.left, lane));
      case "cast":
        return this.cast(node, work.plan);
      case "lookup":
        return this.lookup(node, work);
      case "finish":
        return this.finish(node, work);
      case "mul":
        return this.multiply(node);
      default:
        return this.binary(node, work);
    }
  }

  private binary(node: ElementwiseNode, work: BinaryWork): Register {
    const lane = node.workLane;
    const vector = vectorOf(lane);
    const first = work.kind === "select" ? 1 : 0;
    const aligned = work.shifts.map((shift, which) => {
      const operand = this.operand(node, first + which, lane);
      return shift === 0 ? operand : this.apply(lane, [operand], (x) => shiftLeftText(x, shift, lane));
    });
    switch (work.kind) {
      case "max":
      case "min": {
        const text = lane === 64 ? `${work.kind}64` : `${vector}.${work.kind}_s`;
        return this.apply(lane, aligned, (a, b) => `${text}(${a}, ${b})`);
      }
      case "compare": {
        const mask = this.apply(lane, aligned, (a, b) => `${vector}.${comparisons[work.relation]}(${a}, ${b})`);
        return this.apply(lane, [mask], (x) => `${vector}.neg(${x})`);
      }
      case "select": {
        const condition = this.operand(node, 0, lane);
        return this.apply(
          lane,
          [condition, ...aligned],
          (c, a, b) => `v128.bitselect(${a}, ${b}, ${vector}.neg(${c}))`,
        );
      }
      default:
        return this.apply(lane, aligned, (a, b) => `${vector}.${work.kind}(${a}, ${b})`);
    }
  }

  private multiply(node: ElementwiseNode): Register {
    const lane = node.workLane;
    const half = lane === 64 ? 32 : 16;
    if (lane !== 16 && node.operands.every((operand) => fits(operand.bounds, half))) {
      const [a, b] = [this.operand(node, 0, half), this.operand(node, 1, half)];
      const call = `${vectorOf(lane)}.extmul`;
      const parts = a.parts.flatMap((part, index) => [
        this.declare(`${call}_low_${vectorOf(half)}_s(${part}, ${b.parts[index]!})`),
        this.declare(`${call}_high_${vectorOf(half)}_s(${part}, ${b.parts[index]!})`),
      ]);
      return { lane, parts };
    }
    const operands = [this.operand(node, 0, lane), this.operand(node, 1, lane)];
    return this.apply(lane, operands, (a, b) => `${vectorOf(lane)}.mul(${a}, ${b})`);
  }

  private cast(node: ElementwiseNode, plan: Extract<Work, { kind: "cast" }>["plan"]): Register {
    const lane = node.workLane;
    const x = this.operand(node, 0, lane);
    const whole = plan.shift === 0 ? x : this.apply(lane, [x], (vector) => roundedText(plan, vector, lane));
    const packs = packsRounded(plan, lane, node.lane);
    const rounded = packs ? this.toLane(whole, 16) : whole;
    const result =
      plan.overflow.kind === "none"
        ? rounded
        : this.apply(rounded.lane, packs ? [rounded] : [rounded, x], (vector, source) =>
            overflowText(plan, vector, source ?? vector, rounded.lane),
          );
    if (this.counting && plan.overflow.kind !== "none") this.count(node, rounded, result);
    return result;
  }

  private finish(node: ElementwiseNode, work: Extract<Work, { kind: "finish" }>): Register {
    const lane = node.workLane;
    const vector = vectorOf(lane);
    let x = this.operand(node, 0, lane);
    const { right, left, wrap } = work;
    if (wrap !== null && right > 0 && left === 0 && node.operands.length === 1) {
      // The wanted bits lie at [right, right + width): up to the top, and down again.
      const up = lane - right - wrap.width;
      if (up > 0) x = this.apply(lane, [x], (text) => shiftLeftText(text, up, lane));
      const shift = wrap.signed ? "shr_s" : "shr_u";
      x = this.apply(lane, [x], (text) => `${vector}.${shift}(${text}, ${lane - wrap.width})`);
    } else {
      if (right > 0) x = this.apply(lane, [x], (text) => `${vector}.shr_s(${text}, ${right})`);
      if (left > 0) x = this.apply(lane, [x], (text) => shiftLeftText(text, left, lane));
      if (node.operands.length > 1) {
        x = this.apply(lane, [x, this.operand(node, 1, lane)], (a, b) => `${vector}.add(${a}, ${b})`);
      }
      if (wrap !== null && wrap.width < lane) {
        const name = `wrap${wrap.signed ? "Signed" : "Unsigned"}${lane}`;
        x = this.apply(lane, [x], (text) => `${name}(${text}, ${wrap.width})`);
      }
    }
    return x;
  }

  private lookup(node: ElementwiseNode, work: Extract<Work, { kind: "lookup" }>): Register {
    const { data } = this.context.places;
    const { tableLane: lane } = work;
    const x = this.operand(node, 0, lane === 16 ? 16 : 32);
    const mask = integerText(BigInt(work.table.length - 1), 32);
    const table = data.lanes(work.table, lane);
    const calls = lane === 64 ? ["lookup64Low", "lookup64High"] : [`lookup${lane}`];
    const parts = x.parts.flatMap((part) => calls.map((call) => this.declare(`${call}(${part}, ${table}, ${mask})`)));
    return { lane, parts };
  }

  /** Counts the lanes that overflow in a register of the whole stage. */
  private count(node: ElementwiseNode, rounded: Register, result: Register): void {
    const { lost, countLane } = watchNames(this.context.places, node);
    const { lane } = rounded;
    result.parts.forEach((after, part) => {
      const before = rounded.parts[part]!;
      if (countLane === lane) this.inside.push(lostText(lost, before, after, lane));
      else
        this.inside.push(`${lost} = i32x4.sub(${lost}, i32x4.extadd_pairwise_i16x8_s(i16x8.ne(${before}, ${after})));`);
    });
  }

  /** Notes the extremes of a result in registers of the whole stage. */
  private watch(node: ElementwiseNode, result: Register): void {
    const chain = monotoneChain(node);
    if (chain !== undefined && this.results.has(chain.source)) return;
    const { least, most, lane } = watchNames(this.context.places, node);
    const call = (name: string): string => (lane === 64 ? `${name}64` : `${vectorOf(lane)}.${name}_s`);
    for (const part of result.parts) {
      this.inside.push(`${least} = ${call("min")}(${least}, ${part});`);
      this.inside.push(`${most} = ${call("max")}(${most}, ${part});`);
    }
  }
}
