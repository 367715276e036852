import { trace } from "../../backends/reference/index.js";
import {
  type FixedFormat,
  type Overflow,
  overflows,
  printFormat,
  type Rounding,
  roundings,
} from "../../fixed/index.js";
import type { Program } from "../../ir/index.js";
import type { Op, Tensor, ValueId } from "../../ops/index.js";
import type { Evidence, ModelEvidence } from "./evidence.js";
import { choices, type Hypothesis } from "./hypothesis.js";
import { promising, type Variant, variantHypothesis } from "./model.js";
import { dependents, reevaluate, withOps } from "./program.js";

// Casts and accumulators that round or overflow in another way than the model says.

/** A place in a program where bits are lost, and the format that says how. */
interface Assignment {
  readonly value: ValueId;
  readonly what: string;
  readonly format: FixedFormat;
  readonly with: (format: FixedFormat) => Op;
  readonly output: boolean;
}

/** Every assignment with every other rounding or overflow mode; outputs also with both changed. */
export function* casts(evidence: Evidence): Generator<Hypothesis> {
  const { model } = evidence;
  if (model === null) return;
  const traces = cachedTraces(model);
  const all = assignments(model.program);
  for (const assignment of all) {
    for (const { format, cost } of otherModes(assignment)) {
      const program = withOps(model.program, new Map([[assignment.value, assignment.with(format)]]));
      if (program === null) continue;
      const stale = dependents(program, assignment.value);
      const variant: Variant = (event) => reevaluate(program, traces(event), stale);
      if (!promising(evidence, variant)) continue;
      const naming = {
        ...describe(assignment, format),
        cost: cost + (assignment.output ? 1 : 1 + choices(all.length)),
      };
      yield variantHypothesis(evidence, naming, variant);
    }
  }
}

function cachedTraces(model: ModelEvidence): (event: number) => Tensor[] {
  const known = new Map<number, Tensor[]>();
  return (event) => {
    const tensors = known.get(event) ?? trace(model.program, model.inputs(event));
    if (known.size < 64) known.set(event, tensors);
    return tensors;
  };
}

function assignments(program: Program): Assignment[] {
  const outputs = nearOutputs(program);
  return program.values.flatMap(({ op, scope }, value): Assignment[] => {
    const common = { value, output: outputs.has(value) };
    const at = scope === "" ? "" : ` of ${scope}`;
    if (op.kind === "cast") {
      return [{ ...common, what: `the cast${at}`, format: op.to, with: (to) => ({ ...op, to }) }];
    }
    if (op.kind === "contract") {
      const accumulator = `the accumulator${at}`;
      return [
        { ...common, what: accumulator, format: op.accumulator, with: (format) => ({ ...op, accumulator: format }) },
      ];
    }
    if (op.kind === "reduce" && op.reduction.by === "sum") {
      const { reduction } = op;
      const change = (accumulator: FixedFormat): Op => ({ ...op, reduction: { ...reduction, accumulator } });
      return [{ ...common, what: `the accumulator${at}`, format: reduction.accumulator, with: change }];
    }
    return [];
  });
}

/** The assignments that outputs come from, behind ops that only move elements. */
function nearOutputs(program: Program): ReadonlySet<ValueId> {
  const near = new Set<ValueId>();
  const visit = (id: ValueId): void => {
    const { op } = program.values[id]!;
    if (op.kind === "gather" || op.kind === "scale") visit(op.x);
    else if (op.kind === "concat") op.inputs.forEach(visit);
    else near.add(id);
  };
  for (const { value } of program.outputs) visit(value);
  return near;
}

function otherModes({ format, output }: Assignment): { format: FixedFormat; cost: number }[] {
  if (format.family === "int") return [];
  const simple = overflows.filter((mode) => mode !== "WRAP_SM" || format.signed);
  const usual = (overflow: Overflow, rounding: Rounding): number =>
    (overflow === "SAT" || overflow === "WRAP" ? 1 : 3) +
    (rounding === "RND" || rounding === "TRN" || rounding === "RND_CONV" ? 1 : 3);
  const modes: { format: FixedFormat; cost: number }[] = [];
  for (const overflow of simple) {
    for (const rounding of roundings) {
      const changes = Number(overflow !== format.overflow) + Number(rounding !== format.rounding);
      if (changes === 0 || (changes === 2 && !output)) continue;
      modes.push({
        format: { ...format, overflow, rounding, saturationBits: 0 },
        cost: usual(overflow, rounding) + 4 * (changes - 1),
      });
    }
  }
  return modes.sort((a, b) => a.cost - b.cost);
}

function describe(assignment: Assignment, to: FixedFormat): Pick<Hypothesis, "fault" | "claim"> {
  const from = assignment.format;
  const claim = `${assignment.what} computes ${printFormat(to)} where the model has ${printFormat(from)}`;
  if (to.rounding !== from.rounding && to.overflow !== from.overflow)
    return { fault: "rounding and overflow mode", claim };
  if (to.rounding !== from.rounding) return { fault: `${to.rounding} instead of ${from.rounding}`, claim };
  const name = (overflow: Overflow): string =>
    overflow === "WRAP" ? "wrap" : overflow === "SAT" ? "saturation" : overflow;
  return { fault: `${name(to.overflow)} instead of ${name(from.overflow)}`, claim };
}
