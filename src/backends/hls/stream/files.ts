import type { Plan } from "../../plan.js";
import type { Layout } from "../layout.js";
import { toComment } from "../names.js";
import { indented, inLines, pragmaText, stepData } from "../text.js";
import type { StreamLayout } from "./layout.js";
import type { Stream } from "./plumbing.js";
import type { WrittenTask } from "./writer.js";

/** Streams as the arguments of a function. */
export function streamDeclaration(streams: readonly Stream[], nameOf: (stream: Stream) => string): string {
  return inLines(streams.map((stream) => `hls::stream<${stream.packet}> &${nameOf(stream)}`));
}

/** What the template of the top function speaks of. */
export function streamData(layout: StreamLayout, plan: Plan) {
  const ports = [...layout.inputs, ...layout.outputs];
  const names = new Set(ports.map(({ argument }) => argument));
  const nameInTop = (stream: Stream): string => (names.has(stream.argument) ? stream.name : stream.argument);
  return {
    ports: ports.map(({ name }) => name).join(","),
    streamPorts: ports,
    channels: layout.channels,
    tasks: layout.tasks.map((task) => {
      const streams = [...task.inputs, ...task.outputs];
      return {
        ...task,
        comment: toComment(task.comment),
        whole: task.turns === null && task.interval !== null,
        pragmas: task.pragmas.map((pragma) => pragmaText(pragma, plan)),
        declaration: streamDeclaration(streams, ({ argument }) => argument),
        arguments: streams.map(nameInTop).join(", "),
        steps: stepData(task.steps),
        before: indented(task.before, "    "),
        body: indented(task.body, bodyIndent(task)),
      };
    }),
  };
}

/** What the template of the testbench's arrays speaks of. */
export function arrayData(layout: Layout, { inputs, outputs }: StreamLayout) {
  const arrays = [
    ...layout.inputs.map(({ name, type, length }) => `const ${type} ${name}[${length}]`),
    ...layout.outputs.map(({ name, type, length }) => `${type} ${name}[${length}]`),
  ];
  const inside = (stream: Stream) => ({
    name: stream.argument,
    packet: stream.packet,
    array: stream.name,
    packets: stream.form.packets,
  });
  const streams = [...inputs, ...outputs];
  return {
    arrayArguments: inLines(arrays),
    streams: streams.map(inside),
    streamInputs: inputs.map(inside),
    streamOutputs: outputs.map(inside),
    streamNames: streams.map(({ argument }) => argument).join(", "),
  };
}

function bodyIndent({ turns }: WrittenTask): string {
  return turns === null ? "    " : "        ";
}
