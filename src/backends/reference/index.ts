import { fail } from "../../errors/index.js";
import { highestRaw, lowestRaw } from "../../fixed/index.js";
import { inputPorts, type Program } from "../../ir/index.js";
import { definitionOf, elementCount, type Tensor } from "../../ops/index.js";

/** One event's raw integers, row-major, by port name. */
export type EventValues = Readonly<Record<string, readonly bigint[]>>;

/**
 * Evaluates a program on one event by the definition of each op: BigInt, obvious and slow. Every backend must equal it.
 *
 * @param inputs raw integers of every input port, each within its type
 * @returns raw integers of every output port
 * @throws TrigforgeError TF-PROGRAM-004 when the inputs do not fit the ports
 */
export function evaluate(program: Program, inputs: EventValues): Record<string, bigint[]> {
  const tensors = trace(program, inputs);
  return Object.fromEntries(program.outputs.map(({ name, value }) => [name, [...tensors[value]!.raw]]));
}

/** The tensor of every value of a program on one event, in the order of `program.values`; see {@link evaluate}. */
export function trace(program: Program, inputs: EventValues): Tensor[] {
  checkInputs(program, inputs);
  const tensors: Tensor[] = [];
  for (const { op, shape, type } of program.values) {
    const definition = definitionOf(op);
    const operands = definition.operands(op).map((operand) => tensors[operand]!);
    const raw = op.kind === "input" ? inputs[op.name]! : definition.evaluate(op, operands, { shape, type });
    tensors.push({ shape, type, raw });
  }
  return tensors;
}

function checkInputs(program: Program, inputs: EventValues): void {
  for (const { name, shape, type } of inputPorts(program)) {
    const where = `${program.name}: input ${name}`;
    const raw = inputs[name];
    const expected = elementCount(shape);
    if (raw?.length !== expected) {
      fail("TF-PROGRAM-004", { where, what: `${raw?.length ?? "no"} elements were given`, expected: `${expected}` });
    }
    const [low, high] = [lowestRaw(type), highestRaw(type)];
    const outside = raw.findIndex((value) => value < low || value > high);
    if (outside >= 0) {
      fail("TF-PROGRAM-004", { where, what: `element ${outside} is ${raw[outside]}`, expected: `${low} to ${high}` });
    }
  }
}
