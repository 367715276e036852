import { fail } from "../../../errors/index.js";
import { type FixedFormat, printFormat, sameFormat } from "../../../fixed/index.js";
import { nearestHelp } from "../../../formats/index.js";
import { toName } from "../../../ir/index.js";
import { quoted } from "../file/model.js";
import type { GraphNode } from "../graph/graph.js";
import { single } from "./field.js";
import { readQuantizeLinear } from "./linear.js";
import { readersOf, type TrainedNetwork } from "./network.js";
import { readQuant } from "./quantisers.js";
import { exponentOf } from "./rational.js";
import { quantiserFormat } from "./roundTo.js";
import { plainOrder, type Scaled, unscaled } from "./scaled.js";
import { storedShape } from "./writer.js";

/** Refuses types for ports that do not exist. @throws TrigforgeError TF-ONNX-008 */
export function checkInputNames({ graph, inputs }: TrainedNetwork): void {
  const ports = graph.inputs.map(({ name }) => name);
  const unknown = Object.keys(inputs).find((name) => !ports.some((port) => port === name || toName(port) === name));
  if (unknown === undefined) return;
  fail("TF-ONNX-008", {
    where: `${graph.where}: inputs`,
    what: `there is no input ${quoted(unknown)}`,
    ...nearestHelp(unknown, ports),
  });
}

/** Writes an input port, of the type given for it or of the quantiser that reads it. */
export function writeInput(network: TrainedNetwork, name: string, shape: readonly number[]): Scaled {
  const format = network.inputs[name] ?? network.inputs[toName(name)] ?? impliedFormat(network, name, shape);
  const order = plainOrder(shape.length);
  return unscaled(network.writer.builder.input(toName(name), storedShape(shape, order), format), shape);
}

/** The format of the quantisers that read an input, where they are all the same conversion. */
function impliedFormat(network: TrainedNetwork, name: string, shape: readonly number[]): FixedFormat {
  const { graph } = network;
  // Readers look at their operand's shape before it is written.
  const placeholder = { ...network, tensors: new Map([[name, { ...unscaled(0, shape) }]]) };
  const formats = readersOf(graph, name).map((reader) => formatOfReader(placeholder, reader));
  const first = formats[0];
  if (
    first !== null &&
    first !== undefined &&
    formats.every((format) => format !== null && sameFormat(format, first))
  ) {
    return first;
  }
  const readers = readersOf(graph, name).map((node) => `${node.name || node.outputs[0]} (${node.operator})`);
  const known = formats.flatMap((format) => (format === null ? [] : [printFormat(format)]));
  return fail("TF-ONNX-007", {
    where: `${graph.where}: input ${quoted(name)}`,
    what: `it is read by ${readers.slice(0, 4).join(", ")}${known.length > 1 ? ` as ${known.slice(0, 4).join(" and ")}` : ""}, which do not fix one type`,
    expected: `a type in the option inputs, such as ${toName(name)}=fixed<16,6>`,
  });
}

function formatOfReader(network: TrainedNetwork, node: GraphNode): FixedFormat | null {
  const isQuant = node.operator === "Quant" || node.operator === "IntQuant";
  if (!isQuant && node.operator !== "QuantizeLinear") return null;
  const quantiser = isQuant ? readQuant(network, node) : readQuantizeLinear(network, node);
  const [scale, zeroPoint] = [single(quantiser.scale), single(quantiser.zero)];
  const exponent = scale === null ? null : exponentOf(scale);
  if (exponent === null || zeroPoint === null || zeroPoint.over !== 0n || quantiser.bipolar) return null;
  const format = quantiserFormat(quantiser);
  return format === null ? null : { ...format, integer: format.integer + exponent };
}
