import {
  addType,
  type FixedFormat,
  type FixedType,
  mulType,
  printFormat,
  printType,
  unionType,
} from "../../fixed/index.js";
import { type Program, toName } from "../../ir/index.js";
import { type ContractOp, contractExtents, elementCount, type ValueId } from "../../ops/index.js";
import { type Plan, scopePlan } from "../plan.js";
import { planProblems } from "../planProblems.js";
import type { Problem } from "../problem.js";
import { Design } from "./design.js";
import { nearestReuseFactors, sharing } from "./reuse.js";
import { streamsTensors } from "./stream/layout.js";
import { assignableType, maximumWidth } from "./types.js";

/** Everything that keeps a program and a plan from becoming an HLS project, in the order of the program. */
export function checkProgram(program: Program, plan: Plan): Problem[] {
  const problems = [
    ...misspeltScopes(program, plan),
    ...planProblems(program, plan),
    ...streamedPipelines(program, plan),
  ];
  const empty = emptyTensors(program);
  if (empty.length > 0) return [...problems, ...empty];
  const design = new Design(program, plan, toName(program.name));
  for (const value of design.usage.needed) {
    problems.push(...typeProblems(value, design), ...reuseProblems(value, design));
  }
  return problems;
}

function misspeltScopes(program: Program, plan: Plan): Problem[] {
  const scopes = new Set(program.values.map(({ scope }) => scope));
  return Object.keys(plan.scopes)
    .filter((scope) => !scopes.has(scope))
    .map((scope) => ({
      code: "TF-HLS-003",
      note: {
        where: `plan: scopes.${scope.slice(0, 60)}`,
        what: "the program has no such scope",
        expected: `one of ${[...scopes]
          .filter((name) => name !== "")
          .slice(0, 20)
          .join(", ")}`,
      },
    }));
}

/** Scopes that ask for one pipeline in a project whose tensors are streamed: tasks run side by side. */
function streamedPipelines(program: Program, plan: Plan): Problem[] {
  if (!streamsTensors(program, plan)) return [];
  const scopes = new Set(program.values.map(({ scope }) => scope));
  return [...scopes]
    .filter((scope) => scopePlan(plan, scope).structure === "pipeline")
    .map((scope) => ({
      code: "TF-HLS-007",
      note: {
        where: `plan: ${scope === "" ? "defaults" : scope}`,
        what: "it asks for one pipeline, but tensors are streamed between tasks that run side by side",
        expected: "structure: dataflow or automatic, or io: parallel for every layer",
      },
    }));
}

function emptyTensors(program: Program): Problem[] {
  return program.values.flatMap(({ shape }, value) =>
    elementCount(shape) > 0
      ? []
      : [{ code: "TF-HLS-005" as const, note: { where: whereIs(program, value), what: `its shape is [${shape}]` } }],
  );
}

function typeProblems(value: ValueId, design: Design): Problem[] {
  const { program } = design;
  const where = whereIs(program, value);
  const tooWide = widestType(value, design);
  const problems: Problem[] = [];
  if (tooWide.width > maximumWidth) {
    const what = `it needs the type ${printType(tooWide)}, of ${tooWide.width} bits`;
    problems.push({ code: "TF-HLS-004", note: { where, what, expected: `at most ${maximumWidth} bits` } });
  }
  const format = declaredFormat(value, design);
  if (format?.overflow === "WRAP_SM" && !format.signed) {
    const what = `the tools have no unsigned type with WRAP_SM: ${printFormat(format)}`;
    problems.push({ code: "TF-HLS-004", note: { where, what, expected: "a signed type, or another overflow mode" } });
  }
  return problems;
}

/** The format that a value is assigned to, if it is assigned at all. */
function declaredFormat(value: ValueId, design: Design): FixedFormat | undefined {
  const { op } = design.value(value);
  if (op.kind === "input") return op.format;
  if (op.kind === "cast") return op.to;
  if (op.kind === "contract") return op.accumulator;
  return op.kind === "reduce" && op.reduction.by === "sum" ? op.reduction.accumulator : undefined;
}

/** The widest type that the kernels of a value go through. */
function widestType(value: ValueId, design: Design): FixedType {
  const { op, type } = design.value(value);
  const typeOf = (operand: ValueId): FixedType => design.value(operand).type;
  const passed: FixedType[] = [type];
  switch (op.kind) {
    case "cast":
      passed.push(assignableType(typeOf(op.x), op.to));
      break;
    case "add":
    case "sub":
      passed.push(addType(type, type));
      break;
    case "compare":
      passed.push(unionType(typeOf(op.a), typeOf(op.b)));
      break;
    case "contract": {
      const product = mulType(typeOf(op.x), typeOf(op.weights));
      passed.push(product, assignableType(product, op.accumulator), addType(type, type));
      if (op.bias !== null) passed.push(assignableType(typeOf(op.bias), op.accumulator));
      break;
    }
    case "reduce":
      passed.push(addType(type, type));
      if (op.reduction.by === "sum") passed.push(assignableType(typeOf(op.x), op.reduction.accumulator));
      break;
  }
  return passed.reduce((widest, next) => (next.width > widest.width ? next : widest));
}

function reuseProblems(value: ValueId, design: Design): Problem[] {
  const { op } = design.value(value);
  const { strategy, reuseFactor } = design.scopePlan(value);
  if (op.kind !== "contract" || strategy !== "resource" || reuseFactor === 1) return [];
  const where = whereIs(design.program, value);
  const { inner, columns } = extentsOf(op, design);
  if (op.order.order === "tree" && !design.anyOrder(value)) {
    const what = `its sums are trees that may overflow, so reuse factor ${reuseFactor} would change them`;
    return [{ code: "TF-HLS-002", note: { where, what, expected: "reuse factor 1, or the latency strategy" } }];
  }
  if (sharing(reuseFactor, inner, columns) !== undefined) return [];
  const nearest = nearestReuseFactors(reuseFactor, inner, columns).join(" or ");
  const what = `reuse factor ${reuseFactor} does not divide its ${inner} x ${columns} products`;
  return [{ code: "TF-HLS-002", note: { where, what, expected: `the nearest valid ones: ${nearest}` } }];
}

function extentsOf(op: ContractOp, design: Design) {
  return contractExtents(op, design.value(op.x).shape, design.value(op.weights).shape);
}

function whereIs(program: Program, value: ValueId): string {
  const { scope, op } = program.values[value]!;
  return `${program.name}: %${value} (${op.kind}${scope === "" ? "" : `, ${scope}`})`;
}
