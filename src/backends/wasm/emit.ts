import { highestRaw, lowestRaw } from "../../fixed/index.js";
import type { Program } from "../../ir/index.js";
import { integerText } from "./castPlan.js";
import { type CounterSlot, Counters } from "./counters.js";
import { type EmitContext, pairStoreTexts, writeElement } from "./emitElementwise.js";
import { emitSum, type StageText } from "./emitSums.js";
import { watchTexts } from "./emitWatched.js";
import type { Graph, GraphNode, InputNode, View } from "./graph.js";
import { fits } from "./lane.js";
import type { RowPlan } from "./memory.js";
import { Places } from "./places.js";
import { runtimeText, usedNames } from "./runtime.js";
import type { MemoryLayout, PlacedPort } from "./sizes.js";
import type { ElementwiseStage, PackStage, Stage, Stages } from "./stages.js";
import { render } from "./templates.js";

/** AssemblyScript files by path, and the constant data that goes with them. */
export interface Emitted {
  readonly sources: Readonly<Record<string, string>>;
  readonly data: { readonly address: number; readonly bytes: Uint8Array };
  readonly counters: readonly CounterSlot[];
  /** Bytes of memory that the module needs. */
  readonly memoryBytes: number;
}

/** Path of the generated entry file. */
export const entryPath = "emulator.ts";

/** Functions of assembly/ that every emulator exports (templates/wasm/module.hbs). */
const passedOn = ["encodeDoubles", "encodeFloats"];

/** Everything that {@link emit} writes from. */
export interface EmitRequest {
  readonly program: Program;
  readonly graph: Graph;
  readonly stages: Stages;
  readonly rows: RowPlan;
  readonly layout: MemoryLayout;
  readonly counters: boolean;
}

/** Writes a program's emulator as AssemblyScript. */
export function emit(request: EmitRequest): Emitted {
  const { program, graph, stages, rows, layout } = request;
  const places = new Places(rows, stages, layout);
  const counters = request.counters ? new Counters(layout.countersAt) : undefined;
  const context: EmitContext = { places, counters };
  const texts = stages.stages.map((stage, index) => emitStage(context, program, stage, index));
  const inputs = graph.nodes.flatMap((node) => (node.kind === "input" ? inputCalls(places, node, layout) : []));
  const outputs = [
    ...layout.outputs.map((port, index) => outputCall(places, port, graph.views.get(program.outputs[index]!.value)!)),
    ...layout.traces.map((port) => outputCall(places, port, graph.views.get(port.value)!)),
  ];
  const holes = {
    program: program.name,
    blockEvents: layout.blockEvents,
    rows: places.constants(),
    functions: texts.flatMap((text) => text.functions),
    calls: texts.flatMap((text) => text.calls),
    inputs,
    outputs,
    ahead: layout.inputs.flatMap((port, index) => {
      const node = graph.nodes.find((candidate) => candidate.kind === "input" && candidate.port === port.name)!;
      return isCheckedOnTheWay(places, node) ? [] : checkText(port, index);
    }),
  };
  const { functions, calls, ahead } = holes;
  const used = usedNames([functions, calls, inputs, outputs, ahead].flat().join("\n"));
  const entry = render("module", { ...holes, imports: used.join(", ") });
  const sizes = { rowBytes: places.rowBytes, halfRowBytes: places.rowBytes / 2, wideRowBytes: 2 * places.rowBytes };
  return {
    sources: {
      [entryPath]: entry,
      "assembly/index.ts": runtimeText([...used, ...passedOn]),
      "assembly/layout.ts": render("layout", sizes),
    },
    data: { address: places.data.base, bytes: places.data.bytes() },
    counters: counters?.slots ?? [],
    memoryBytes: places.data.end,
  };
}

function emitStage(context: EmitContext, program: Program, stage: Stage, index: number): StageText {
  switch (stage.kind) {
    case "elementwise":
      return emitElementwise(context, program, stage, index);
    case "pack":
      return emitPack(context, stage);
    case "sum":
      return emitSum(context, stage, commentOf(program, [stage.node, ...stage.tail]));
  }
}

function commentOf(program: Program, nodes: readonly { scope: string; value: number }[]): string {
  const scopes = [...new Set(nodes.map((node) => node.scope))].filter((scope) => scope !== "");
  const ops = nodes.map(({ value }) => `%${value} ${program.values[value]!.op.kind}`);
  return `${scopes.length === 0 ? program.name : scopes.join(", ")}: ${[...new Set(ops)].join(", ")}`;
}

function emitElementwise(context: EmitContext, program: Program, stage: ElementwiseStage, index: number): StageText {
  const name = `stage${index}`;
  const paired = stage.nodes.some((node) => context.places.isPaired(node));
  const { count } = stage;
  const loops = paired
    ? [...(count > 1 ? [pairedLoop(context, stage)] : []), ...(count % 2 === 1 ? [lastLoop(context, stage)] : [])]
    : [{ first: 0, end: count, step: 1, ...writeElement(context, stage, "element", "") }];
  const watched = watchTexts(context, stage.nodes);
  const text = render("elementwise", { name, comment: commentOf(program, stage.nodes), loops, watched });
  return { functions: [text], calls: [`${name}(bytes);`] };
}

/** Two elements a pass, so that pairs are interleaved in registers. */
function pairedLoop(context: EmitContext, stage: ElementwiseStage) {
  const even = writeElement(context, stage, "element", "e");
  const odd = writeElement(context, stage, "(element + 1)", "o");
  const stores = [...even.registers].flatMap(([node, register]) =>
    pairStores(context, node, register.parts[0]!, odd.registers.get(node)!.parts[0]!),
  );
  return {
    first: 0,
    end: stage.count - (stage.count % 2),
    step: 2,
    before: [...even.before, ...odd.before],
    inside: [...even.inside, ...odd.inside, ...stores],
  };
}

/** The last element of an odd number: paired with zero. */
function lastLoop(context: EmitContext, stage: ElementwiseStage) {
  const last = writeElement(context, stage, "element", "");
  const stores = [...last.registers].flatMap(([node, register]) =>
    pairStores(context, node, register.parts[0]!, "i16x8.splat(0)"),
  );
  return {
    first: stage.count - 1,
    end: stage.count,
    step: 1,
    before: last.before,
    inside: [...last.inside, ...stores],
  };
}

/** Eight events of two elements in 16-bit lanes, interleaved. */
function pairStores({ places }: EmitContext, node: ElementwiseStage["nodes"][number], even: string, odd: string) {
  return pairStoreTexts(places, node, "(element >> 1)", even, odd);
}

function emitPack({ places }: EmitContext, stage: PackStage): StageText {
  const { lane } = stage;
  const addresses = stage.requests.flatMap(({ even, odd }) => [
    places.elementAddress(even, lane),
    places.elementAddress(odd ?? even, lane),
  ]);
  const table = places.data.integers(addresses);
  const call = `packPairs${lane}(${table}, ${stage.requests.length}, ${places.pack(stage)}, bytes);`;
  return { functions: [], calls: [call] };
}

function inputCalls(places: Places, node: InputNode, layout: MemoryLayout): string[] {
  const { address, eventBytes } = layout.inputs.find((port) => port.name === node.port)!;
  const source = `${address} + <usize>first * ${eventBytes}`;
  const calls: string[] = [];
  if (places.isStored(node)) {
    const convert = `eventsToRows${node.lane}(${source}, ${node.count}, ${places.plain(node)}, bytes`;
    calls.push(node.lane === 64 ? `${convert});` : checkedText(convert, node, layout));
  }
  if (places.isPaired(node)) calls.push(`eventsToPairs(${source}, ${node.count}, ${places.pairs(node)}, bytes);`);
  return calls;
}

/** Whether the loop that makes an input's rows looks at its range too. */
const isCheckedOnTheWay = (places: Places, node: GraphNode): boolean => places.isStored(node) && node.lane !== 64;

/** Events whose range is looked at on the way into rows; a port that is not read this way is looked at before. */
function checkedText(convert: string, node: InputNode, layout: MemoryLayout): string {
  const index = layout.inputs.findIndex((port) => port.name === node.port);
  const { format } = layout.inputs[index]!;
  return `if (${convert}, ${integerText(lowestRaw(format), 32)}, ${integerText(highestRaw(format), 32)})) return ${index};`;
}

function outputCall(places: Places, port: PlacedPort, view: View): string {
  const narrow = view.lane === 16 ? "rowsToEvents16" : "rowsToEvents32";
  const name = port.storage === "int32" ? narrow : view.lane === 32 ? "rowsToWideEvents" : "rowsToEvents64";
  const table = places.data.integers(view.elements.map((element) => places.elementAddress(element, view.lane)));
  return `${name}(${table}, ${port.elements}, ${port.address} + <usize>first * ${port.eventBytes}, bytes);`;
}

function checkText(port: PlacedPort, index: number): string[] {
  const low = lowestRaw(port.format);
  const high = highestRaw(port.format);
  const lane = port.storage === "int32" ? 32 : 64;
  const whole = !fits({ low: low - 1n, high: low }, lane) && !fits({ low: high, high: high + 1n }, lane);
  if (whole || port.elements === 0) return [];
  const bounds = `${integerText(low, lane)}, ${integerText(high, lane)}`;
  return [`if (outside${lane}(${port.address}, events * ${port.elements}, ${bounds})) return ${index};`];
}
