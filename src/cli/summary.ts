import { printType } from "../fixed/index.js";
import { inputPorts, outputPorts, type Program } from "../ir/index.js";
import { contractExtents, elementCount } from "../ops/index.js";
import { count } from "./output.js";

/** What a visitor wants to know about a program at first sight. */
export interface Summary {
  name: string;
  source: string;
  fidelity: string;
  notes: readonly string[];
  inputs: { name: string; shape: readonly number[]; type: string }[];
  outputs: { name: string; shape: readonly number[]; type: string }[];
  scopes: string[];
  values: number;
  /** Multiply-adds an event, and how many of them have a constant weight other than zero. */
  multiplyAdds: number;
  nonZeroMultiplyAdds: number;
}

/** Summarises a program. */
export function summary(program: Program): Summary {
  const port = ({ name, shape, type }: ReturnType<typeof inputPorts>[number]) => ({
    name,
    shape,
    type: printType(type),
  });
  return {
    name: program.name,
    source: program.provenance.source,
    fidelity: program.provenance.fidelity,
    notes: program.provenance.notes,
    inputs: inputPorts(program).map(port),
    outputs: outputPorts(program).map(port),
    scopes: [...new Set(program.values.map((value) => value.scope).filter((scope) => scope !== ""))],
    values: program.values.length,
    ...multiplyAdds(program),
  };
}

function multiplyAdds(program: Program): { multiplyAdds: number; nonZeroMultiplyAdds: number } {
  let all = 0;
  let nonZero = 0;
  for (const { op } of program.values) {
    if (op.kind !== "contract") continue;
    const weights = program.values[op.weights]!;
    const { rows } = contractExtents(op, program.values[op.x]!.shape, weights.shape);
    all += rows * elementCount(weights.shape);
    nonZero +=
      rows *
      (weights.op.kind === "constant"
        ? weights.op.raw.filter((raw) => raw !== 0n).length
        : elementCount(weights.shape));
  }
  return { multiplyAdds: all, nonZeroMultiplyAdds: nonZero };
}

/** A summary as text. */
export function summaryText(program: Program): string {
  const facts = summary(program);
  const ports = (list: Summary["inputs"]): string =>
    list.map(({ name, shape, type }) => `${name} ${type}[${shape.join(",")}]`).join(", ");
  return [
    `${facts.name}: ${facts.source}, ${facts.fidelity}`,
    `  inputs   ${ports(facts.inputs)}`,
    `  outputs  ${ports(facts.outputs)}`,
    `  layers   ${facts.scopes.join(", ")}`,
    `  size     ${count(facts.values)} values, ${count(facts.multiplyAdds)} multiply-adds (${count(facts.nonZeroMultiplyAdds)} with a weight other than 0)`,
    ...facts.notes.map((note) => `  note     ${note}`),
  ].join("\n");
}
