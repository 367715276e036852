import { fail } from "../../errors/index.js";
import { nearestHelp } from "../../formats/index.js";
import { inputPorts, type Program, ProgramBuilder } from "../../ir/index.js";
import { definitionOf, type InputOp, type ValueId } from "../../ops/index.js";
import type { MapDescription, MapInput } from "./description.js";
import { writeObjects } from "./objects/write.js";
import { writeScore } from "./scores.js";
import { writeStep } from "./steps.js";

export type { MapDescription, MapInput, MapScore, MapStep } from "./description.js";
export { objectLabels } from "./objects/codes.js";
export type { ObjectArray } from "./objects/collector.js";
export type {
  Collection,
  ConstantField,
  HardwareField,
  LongTable,
  ObjectField,
  ObjectInput,
  ObjectTable,
  WideTable,
} from "./objects/description.js";
export type { ObjectBlock, ObjectRows } from "./objects/prepare.js";
export { objectPorts, prepareObjects } from "./objects/prepare.js";
export { parseMap } from "./parse.js";

/**
 * Puts what a map describes around a network: the steps of each input between a new port of the same name and the network,
 * which sees their result assigned to its own input format; the scores behind it, each a port of shape [1]. Where an input
 * is made of trigger objects, a port for each of their fields takes its place (`EG_pt`, hardware integers).
 *
 * @returns a program of the same name; inputs that the map does not name stay as they are
 * @throws TrigforgeError TF-MAP-001 for a port that the network does not have, TF-MAP-002, TF-MAP-003,
 * TF-MAP-004
 */
export function applyMap(program: Program, map: MapDescription): Program {
  const inputs = inputsByPort(program, map);
  const { provenance } = program;
  const notes = [...provenance.notes, "inputs and scores follow a trigforge-map"];
  const builder = new ProgramBuilder(program.name, { ...provenance, notes });
  const renamed: ValueId[] = [];
  for (const { op, scope } of program.values) {
    const own = definitionOf(op).withOperands(op, (operand) => renamed[operand]!);
    const mapped = own.kind === "input" ? inputs.get(own.name) : undefined;
    if (own.kind === "input" && mapped !== undefined) {
      const word = builder.within(scope, () => writeWord(builder, own, mapped));
      const write = () =>
        builder.cast(
          mapped.steps.reduce((x, step) => writeStep(builder, x, step), word),
          own.format,
        );
      renamed.push(builder.within(`${own.name}_map`, write));
    } else {
      renamed.push(builder.within(scope, () => builder.push(own)));
    }
  }
  writeOutputs(builder, program, map, renamed);
  return builder.build();
}

/** The word that the steps begin with: a port of the network's name, or what objects make. */
function writeWord(builder: ProgramBuilder, { name, shape }: InputOp, { format, objects, where }: MapInput): ValueId {
  if (objects === null) return builder.input(name, shape, format);
  return writeObjects(builder, objects, format, shape, `${where}.objects`);
}

function inputsByPort(program: Program, map: MapDescription): Map<string, MapInput> {
  const names = inputPorts(program).map((port) => port.name);
  const found = new Map<string, MapInput>();
  for (const input of map.inputs) {
    checkPort(input.port, names, `${input.where}.port`, "input");
    if (found.has(input.port)) {
      fail("TF-MAP-003", { where: `${input.where}.port`, what: `the input ${input.port} is described twice` });
    }
    found.set(input.port, input);
  }
  return found;
}

function writeOutputs(
  builder: ProgramBuilder,
  program: Program,
  { outputs, scores, where }: MapDescription,
  renamed: readonly ValueId[],
): void {
  const names = program.outputs.map((output) => output.name);
  outputs?.forEach((name, index) => {
    checkPort(name, names, `${where}: outputs[${index}]`, "output");
  });
  const kept = program.outputs.filter(({ name }) => outputs === null || outputs.includes(name));
  for (const { name, value } of kept) builder.output(name, renamed[value]!);
  const taken = new Set(kept.map((output) => output.name));
  for (const score of scores) {
    if (taken.has(score.name)) {
      fail("TF-MAP-003", { where: `${score.where}.name`, what: `there is another output named ${score.name}` });
    }
    taken.add(score.name);
    const output = (port: string): ValueId => {
      checkPort(port, names, score.where, "output");
      return renamed[program.outputs.find(({ name }) => name === port)!.value]!;
    };
    builder.output(
      score.name,
      builder.within(score.name, () => writeScore(builder, score, output)),
    );
  }
  if (taken.size === 0) fail("TF-MAP-003", { where: `${where}: outputs`, what: "no output and no score is left" });
}

function checkPort(name: string, names: readonly string[], where: string, kind: "input" | "output"): void {
  if (names.includes(name)) return;
  fail("TF-MAP-001", { where, what: `the network has no ${kind} named ${name}`, ...nearestHelp(name, names) });
}
