import { assetPaths, assetText } from "../../assets/index.js";
import { hashProgram, inputPorts, type Program } from "../../ir/index.js";
import { encodePlan, type Plan } from "../plan.js";
import type { ConstantArray } from "./constants.js";
import type { Design, Parameter } from "./design.js";
import type { GeneratedFunction } from "./functions.js";
import type { Layout } from "./layout.js";
import { toComment } from "./names.js";
import { render } from "./render.js";
import { arrayData, streamData, streamDeclaration } from "./stream/files.js";
import { declaration, indented, pragmaText, stepData } from "./text.js";

/** Everything that the files of a project are written from. */
export interface Project {
  readonly program: Program;
  readonly plan: Plan;
  readonly design: Design;
  readonly layout: Layout;
  /** Namespace of the firmware, or null for none. */
  readonly namespace: string | null;
}

/** All files of a project by path, without the test data. */
export function projectFiles(project: Project): Record<string, string> {
  const { design, plan, layout } = project;
  const top = design.labels.top;
  const common = commonData(project);
  const constants = [...design.constants.values()];
  const files: Record<string, string> = {
    [`firmware/${top}.h`]: render("top.h", { ...common, comments: portComments(project) }),
    [`firmware/${top}.cpp`]:
      layout.streams === null
        ? render("top.cpp", { ...common, ...functionData(layout, plan) })
        : render("streams.cpp", { ...common, ...streamData(layout.streams, plan) }),
    "firmware/types.h": render("types.h", {
      ...common,
      groups: typedefGroups(design),
      packets: layout.streams?.packets ?? [],
    }),
    "firmware/parameters.h": render("parameters.h", {
      ...common,
      kernels: kernelHeaders(layout),
      constants: constants.map(({ name }) => name),
      groups: structureGroups(design, layout),
    }),
    [`${top}_test.cpp`]: render("test.cpp", common),
    [`${top}_run.cpp`]: render("run.cpp", common),
    "build_hls.tcl": render("build_hls.tcl", common),
    Makefile: render("Makefile", common),
    "README.md": render("README.md", { ...common, hash: hashProgram(project.program) }),
    "plan.json": encodePlan(plan),
  };
  if (layout.streams !== null) {
    files[`${top}_arrays.h`] = render("arrays.h", { ...common, ...arrayData(layout, layout.streams) });
  }
  for (const constant of constants) files[`firmware/weights/${constant.name}.h`] = constantFile(constant, common);
  for (const name of withDependencies(kernelHeaders(layout))) {
    files[`firmware/trigforge/${name}.h`] = assetText(`firmware/hls/${name}.h`);
  }
  for (const path of assetPaths("firmware/hls/testbench/")) files[path.slice("firmware/hls/".length)] = assetText(path);
  for (const path of assetPaths("firmware/sim/")) files[path.slice("firmware/".length)] = assetText(path);
  return files;
}

type CommonData = ReturnType<typeof commonData>;

/** What every template may speak of. */
function commonData({ program, plan, design, layout, namespace }: Project) {
  const top = design.labels.top;
  const vitis = plan.tool === "vitis_hls";
  const inputNames = inputPorts(program).map(({ name }) => name);
  const inputs = layout.inputs.map((array, index) => ({ ...array, port: inputNames[index]! }));
  const outputs = layout.outputs.map((array, index) => ({ ...array, port: program.outputs[index]!.name }));
  const ports = [...inputs, ...outputs];
  const callArguments = (prefix: string): string => ports.map(({ name }) => `${prefix}${name}`).join(", ");
  const qualifiedTop = namespace === null ? top : `${namespace}::${top}`;
  const streamed = layout.streams !== null;
  const callee = streamed ? `${top}_on_arrays` : top;
  return {
    streamed,
    callee,
    name: top,
    top,
    namespace,
    qualifiedTop,
    guard: (namespace === null ? top : `${namespace}_${top}`).toUpperCase(),
    arguments:
      layout.streams === null
        ? declaration(layout.inputs, layout.outputs)
        : streamDeclaration([...layout.streams.inputs, ...layout.streams.outputs], ({ name }) => name),
    inputs,
    outputs,
    ports,
    portArguments: callArguments("ports."),
    runCall: `${namespace === null ? "" : `${namespace}::`}${callee}(${callArguments("")})`,
    vitis,
    toolName: vitis ? "Vitis HLS" : "Vivado HLS",
    command: vitis ? "vitis_hls -f build_hls.tcl" : "vivado_hls -f build_hls.tcl",
    standard: vitis ? "c++14" : "c++0x",
    part: plan.part,
    clockPeriod: plan.clockPeriod,
    clockUncertainty: plan.clockUncertainty,
    multipliers: plan.multipliers === "automatic" ? null : plan.multipliers,
  };
}

function portComments({ program, design }: Project): string[] {
  const line = (name: string, shape: readonly number[]): string => toComment(`${name}: shape [${shape.join(", ")}]`);
  return [
    ...inputPorts(program).map(({ value, shape }) => line(design.labels.value(value), shape)),
    ...program.outputs.map(({ name, value }) => line(design.labels.output(name), design.value(value).shape)),
  ];
}

function functionData(layout: Layout, plan: Plan) {
  const body = (written: GeneratedFunction) => ({
    ...written,
    declaration: declaration(written.inputs, written.outputs),
    pragmas: written.pragmas.map((pragma) => pragmaText(pragma, plan)),
    steps: stepData(written.steps),
    blocks: written.blocks.map(({ scope, statements }) => ({
      scope: toComment(scope),
      statements: indented(statements, "    "),
    })),
  });
  return {
    ports: [...layout.inputs, ...layout.outputs].map(({ name }) => name).join(","),
    pipeline: layout.pipeline === null ? null : body(layout.pipeline),
    processes: layout.processes.map((process) => ({
      ...body(process),
      comment: toComment(process.scope),
      blocks: process.blocks.map(({ statements }) => ({ scope: "", statements: indented(statements, "    ") })),
      arguments: process.arguments,
    })),
    channels: layout.channels,
  };
}

/** Consecutive items of one scope, together. */
function grouped<T>(items: readonly { readonly scope: string; readonly item: T }[]): { scope: string; items: T[] }[] {
  const groups: { scope: string; items: T[] }[] = [];
  for (const { scope, item } of items) {
    const last = groups[groups.length - 1];
    if (last?.scope === scope) last.items.push(item);
    else groups.push({ scope, items: [item] });
  }
  return groups.map((group) => ({ ...group, scope: toComment(group.scope) }));
}

function typedefGroups(design: Design) {
  const items = design.typedefs.map(({ scope, name, type }) => ({ scope, item: { name, type } }));
  return grouped(items).map(({ scope, items: typedefs }) => ({ scope, typedefs }));
}

function structureGroups(design: Design, layout: Layout) {
  const once = new Map([...layout.calls, ...layout.copies].reverse().map((call) => [call.structure, call]));
  const structures = [...once.values()].reverse().map(({ value, structure, parameters }) => ({
    scope: design.value(value).scope,
    item: { name: structure, members: parameters.map(memberText) },
  }));
  return grouped(structures).map(({ scope, items }) => ({ scope, structures: items }));
}

function memberText(parameter: Parameter): string {
  if ("type" in parameter) return `typedef ${parameter.type} ${parameter.name};`;
  if ("flag" in parameter) return `static const bool ${parameter.name} = ${parameter.flag};`;
  return `static const unsigned ${parameter.name} = ${parameter.number};`;
}

function kernelHeaders(layout: Layout): string[] {
  const headers = layout.calls.map(({ header }) => header);
  if (layout.streams !== null) headers.push("stream");
  if (layout.copies.length > 0) headers.push("gather");
  return [...new Set(["number", ...headers])].sort();
}

/** Kernels with the kernels that they include. */
function withDependencies(names: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const [, included] of assetText(`firmware/hls/${name}.h`).matchAll(/^#include "(\w+)\.h"$/gm)) {
      if (!/^(ap|hls)_/.test(included!)) visit(included!);
    }
  };
  names.forEach(visit);
  return [...found].sort();
}

function constantFile(constant: ConstantArray, common: CommonData): string {
  const guardOfName = constant.name.toUpperCase();
  return render("constant.h", { ...common, ...constant, guardOfName, comments: constant.comments.map(toComment) });
}
