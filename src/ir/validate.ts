import { fail } from "../errors/index.js";
import { printType, sameType } from "../fixed/index.js";
import { definitionOf, sameShape, type TensorType } from "../ops/index.js";
import { inputPorts, type Program, type Value } from "./program.js";

/** Names of ports and programs: they end up in file names, JSON keys and C++ identifiers. */
const namePattern = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/**
 * Checks that a program is well formed: every operand comes before its use, every op keeps its type rule and carries the
 * type that the rule gives, tables are constants, port names are unique identifiers and there is at least one output.
 * Run after every importer and every pass.
 *
 * @throws TrigforgeError TF-PROGRAM-001
 */
export function validate(program: Program): void {
  checkName(program.name, `program "${program.name}"`);
  program.values.forEach((value, index) => {
    checkValue(program, value, index);
  });
  const inputs = inputPorts(program).map((port) => port.name);
  const outputs = program.outputs.map((output) => output.name);
  checkNames(inputs, `${program.name}: inputs`);
  checkNames(outputs, `${program.name}: outputs`);
  if (outputs.length === 0) fail("TF-PROGRAM-001", { where: program.name, what: "the program has no output" });
  for (const { name, value } of program.outputs) {
    if (program.values[value] === undefined) {
      fail("TF-PROGRAM-001", { where: `${program.name}: output ${name}`, what: `there is no value %${value}` });
    }
  }
}

function checkValue(program: Program, value: Value, index: number): void {
  const where = `${program.name}: %${index} (${value.op.kind}${value.scope === "" ? "" : `, ${value.scope}`})`;
  const definition = definitionOf(value.op);
  const operands = definition.operands(value.op).map((operand) => {
    if (!Number.isInteger(operand) || operand < 0 || operand >= index) {
      return fail("TF-PROGRAM-001", { where, what: `operand %${operand} does not come before it` });
    }
    return program.values[operand]!;
  });
  if (value.op.kind === "lookup" && program.values[value.op.table]!.op.kind !== "constant") {
    fail("TF-PROGRAM-001", { where, what: "the table is not a constant" });
  }
  const result = definition.result(value.op, operands, where);
  if (!sameType(result.type, value.type) || !sameShape(result.shape, value.shape)) {
    fail("TF-PROGRAM-001", { where, what: `the result is declared ${describe(value)}`, expected: describe(result) });
  }
}

function describe({ type, shape }: TensorType): string {
  return `${printType(type)}[${shape}]`;
}

function checkNames(names: string[], where: string): void {
  names.forEach((name, index) => {
    checkName(name, where);
    if (names.indexOf(name) !== index) fail("TF-PROGRAM-001", { where, what: `two ports are named ${name}` });
  });
}

function checkName(name: string, where: string): void {
  if (!namePattern.test(name)) {
    fail("TF-PROGRAM-001", {
      where,
      what: `"${name.slice(0, 60)}" is not a name`,
      expected: "a letter or underscore, then letters, digits and underscores",
    });
  }
}

/** Turns any text into a name: other characters become underscores, and a leading digit gets one in front. */
export function toName(text: string): string {
  const name = text.replace(/[^A-Za-z0-9_]/g, "_").slice(0, 120);
  return /^[A-Za-z_]/.test(name) ? name : `_${name}`;
}
