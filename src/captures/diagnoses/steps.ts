import { evaluate } from "../../backends/reference/index.js";
import type { Program } from "../../ir/index.js";
import { definitionOf, type Op, type ValueId } from "../../ops/index.js";
import type { Evidence } from "./evidence.js";
import { choices, type Hypothesis } from "./hypothesis.js";
import { promising, type Variant, variantHypothesis } from "./model.js";
import { withOps } from "./program.js";

// Steps between the input and the network that the hardware leaves out: an offset, a scale, a shift.

/** Every offset, factor and shift before the first sum, left out; and all of them together. */
export function* steps(evidence: Evidence): Generator<Hypothesis> {
  const { model } = evidence;
  if (model === null) return;
  const found = stepsOf(model.program);
  const sets = [...found.map((step) => [step]), ...(found.length > 1 ? [found] : [])];
  for (const set of sets) {
    const program = withOps(model.program, new Map(set.flatMap(({ replaced }) => [...replaced])));
    if (program === null) continue;
    const variant: Variant = (event) => evaluate(program, model.inputs(event));
    if (!promising(evidence, variant)) continue;
    const fault = set.length === 1 ? `missing input ${set[0]!.what}` : "missing input steps";
    const scope = set[0]!.scope === "" ? "" : ` (${set[0]!.scope})`;
    const claim =
      set.length === 1
        ? `the ${set[0]!.what} before the network${scope} is not applied`
        : "neither offset nor scale nor shift is applied before the network";
    yield variantHypothesis(evidence, { fault, claim, cost: 2 + choices(found.length) }, variant);
  }
}

interface Step {
  readonly what: "offset" | "scale" | "shift";
  readonly scope: string;
  readonly replaced: ReadonlyMap<ValueId, Op>;
}

/** Ops before the first sum of products or table that combine an input with constants. */
function stepsOf(program: Program): Step[] {
  const early = beforeNetwork(program);
  const constants = program.values.map(({ op }) => op.kind === "constant");
  return program.values.flatMap(({ op, scope }, id): Step[] => {
    if (!early.has(id)) return [];
    if (op.kind === "scale" && op.shift !== 0) {
      return [{ what: "shift", scope, replaced: new Map([[id, { ...op, shift: 0 }]]) }];
    }
    if ((op.kind === "sub" || op.kind === "add") && (constants[op.b] || (op.kind === "add" && constants[op.a]))) {
      const constant = constants[op.b] ? op.b : op.a;
      return [{ what: "offset", scope, replaced: filled(program, constant, 0n) }];
    }
    if (op.kind === "mul" && (constants[op.a] || constants[op.b])) {
      const constant = constants[op.b] ? op.b : op.a;
      return [{ what: powersOfTwo(program, constant) ? "shift" : "scale", scope, replaced: ones(program, constant) }];
    }
    return [];
  });
}

function beforeNetwork(program: Program): ReadonlySet<ValueId> {
  const early = new Set<ValueId>();
  const stops = new Set(["contract", "lookup", "reduce"]);
  program.values.forEach(({ op }, id) => {
    const operands = definitionOf(op)
      .operands(op)
      .filter((operand) => program.values[operand]!.op.kind !== "constant");
    const starts = op.kind === "input";
    if (starts || (!stops.has(op.kind) && operands.length > 0 && operands.every((operand) => early.has(operand))))
      early.add(id);
  });
  return early;
}

function filled(program: Program, id: ValueId, raw: bigint): ReadonlyMap<ValueId, Op> {
  const { op } = program.values[id]!;
  if (op.kind !== "constant") return new Map();
  return new Map([[id, { ...op, raw: op.raw.map(() => raw) }]]);
}

/** A constant that is one everywhere, in a type that holds one beside its fraction bits. */
function ones(program: Program, id: ValueId): ReadonlyMap<ValueId, Op> {
  const { op } = program.values[id]!;
  if (op.kind !== "constant") return new Map();
  const fraction = Math.max(0, op.type.width - op.type.integer);
  const type = { signed: op.type.signed, width: fraction + 2, integer: 2 };
  return new Map([[id, { ...op, type, raw: op.raw.map(() => 1n << BigInt(fraction)) }]]);
}

function powersOfTwo(program: Program, id: ValueId): boolean {
  const { op } = program.values[id]!;
  return op.kind === "constant" && op.raw.every((raw) => raw > 0n && (raw & (raw - 1n)) === 0n);
}
