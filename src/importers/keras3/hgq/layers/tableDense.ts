import { fail } from "../../../../errors/index.js";
import { type FixedFormat, fractionOf } from "../../../../fixed/index.js";
import { writeConstant } from "../../../../layers/index.js";
import { elementCount, type ValueId, zeroIndex } from "../../../../ops/index.js";
import { exactConstant } from "../../../keras/trained/exact.js";
import { sumExactly } from "../contract.js";
import { elementFormat } from "../elements.js";
import { type HgqLayer, type HgqLayerWriter, numberOf, quantizerOf, value } from "../network.js";
import { quantize } from "../quantize.js";
import { formatIndices, type HgqQuantizer } from "../quantizer.js";
import { tableOf } from "../tables.js";
import { quantizeFloat } from "../weights.js";
import { activate } from "./common.js";
import { activationName, type EdgeFunction, readEdges } from "./edges.js";

/** Most tables that one layer may have, and most entries in one. */
const [mostTables, widestAddress] = [2 ** 13, 12];

/** Elements that share an edge, an input format and an output format, and so a table. */
interface TableGroup {
  readonly input: number;
  readonly output: number;
  /** Null where the input has no bits: the table has one entry. */
  readonly format: FixedFormat | null;
  /** The index of the output's format. */
  readonly result: number;
  readonly elements: number[];
}

/**
 * QDenseT: each pair of an input and an output has a small network of its own, which becomes a table over the input as that
 * pair quantises it; the quantised entries are summed over the inputs.
 *
 * Source of the semantics: hgq/layers/table/dense.py.
 */
export const writeTableDense: HgqLayerWriter = (layer) => {
  const { config, writer, where } = layer;
  const { builder } = writer;
  const x = numberOf(layer.inputs[0]!);
  const shape = writer.shape(x);
  const [inputs, outputs] = [shape.at(-1)!, config.whole("n_out", 1, 2 ** 16)];
  const full = [...shape, outputs];
  const count = elementCount(full);
  if (count > 2 ** 20) fail("TF-KERAS3-003", { where, what: `${count} pairs of inputs and outputs`, expected: "2^20" });
  const iq = config.truth("enable_iq", false) ? quantizerOf(layer, { name: "iq" }) : null;
  const toq = quantizerOf(layer, { name: "toq" });
  if (iq === null || toq === null || iq.scaler !== 1 || iq.affine.join() !== "1,0") {
    return fail("TF-KERAS3-005", {
      where,
      what: "quantisers that are absent, scaled or affine",
      expected: "plain ones",
    });
  }
  const repeated = Array.from({ length: count }, (_unused, element) => Math.floor(element / outputs));
  const quantized = quantize(writer, value(builder.gather(x, repeated, full)), iq);
  const groups = tableGroups(iq, toq, full, { inputs, outputs });
  if (groups.length > mostTables) {
    fail("TF-KERAS3-007", { where, what: `${groups.length} tables`, expected: `at most ${mostTables}` });
  }
  const joined = writeTables(layer, quantized, groups, { toq, edges: readEdges(layer, inputs, outputs) });
  // From [..., inputs, outputs] to [..., outputs, inputs], over whose last axis the sum goes.
  const places = new Array<number>(count).fill(zeroIndex);
  for (const [position, element] of groups.flatMap(({ elements }) => elements).entries()) places[element] = position;
  const turned = Array.from({ length: count }, (_unused, index) => {
    const [i, rest] = [index % inputs, Math.floor(index / inputs)];
    const [o, row] = [rest % outputs, Math.floor(rest / outputs)];
    return places[(row * inputs + i) * outputs + o]!;
  });
  const sums = sumExactly(writer, builder.gather(joined, turned, [...shape.slice(0, -1), outputs, inputs]), where);
  return activate(layer, sums, activationName(config.get("activation")) ?? config.get("activation"));
};

function tableGroups(
  iq: HgqQuantizer,
  toq: HgqQuantizer,
  full: readonly number[],
  { inputs, outputs }: { inputs: number; outputs: number },
): TableGroup[] {
  const [into, out] = [formatIndices(iq, full), formatIndices(toq, full)];
  const groups = new Map<string, TableGroup>();
  for (const [element, index] of into.entries()) {
    const format = elementFormat(iq, index);
    const edge = element % (inputs * outputs);
    const [input, output] = [Math.floor(edge / outputs), edge % outputs];
    const key = `${edge} ${format?.signed} ${format?.width} ${format?.integer} ${out[element]}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { input, output, format, result: out[element]!, elements: [element] });
    else group.elements.push(element);
  }
  return [...groups.values()];
}

interface Tables {
  readonly toq: HgqQuantizer;
  readonly edges: EdgeFunction;
}

/** The entries that the groups' elements find, group after group. */
function writeTables(layer: HgqLayer, x: ValueId, groups: readonly TableGroup[], { toq, edges }: Tables): ValueId {
  const { writer, where } = layer;
  const { builder } = writer;
  let uncertain = 0;
  const entry = (group: TableGroup, real: number): number => {
    const { result, margin } = edges(group.input, group.output, real);
    const [low, made, high] = [-margin, 0, margin].map((off) => quantizeFloat(toq, group.result, result + off));
    if (low !== made || high !== made) uncertain++;
    return made!;
  };
  const parts = groups.map((group) => {
    const { format, elements } = group;
    if (format === null) {
      const same = new Array<number>(elements.length).fill(entry(group, 0));
      return writeConstant(builder, exactConstant(same, [elements.length], where));
    }
    if (format.width > widestAddress) {
      fail("TF-KERAS3-007", { where, what: `a table on ${format.width} bits`, expected: `at most ${widestAddress}` });
    }
    const codes = 2 ** format.width;
    const step = 2 ** -fractionOf(format);
    const entries = Array.from({ length: codes }, (_unused, code) =>
      entry(group, (format.signed && code >= codes / 2 ? code - codes : code) * step),
    );
    const address = builder.cast(builder.gather(x, elements, [elements.length]), format);
    const result = elementFormat(toq, group.result);
    const table = result === null ? exactConstant(entries, [codes], where) : tableOf(toq, result, entries, where);
    return builder.lookup(address, writeConstant(builder, table));
  });
  if (uncertain > 0) {
    writer.notes.add(
      `${where}: ${uncertain} entries of its tables lie so near a tie that the framework's float32 arithmetic decides; the nearest is taken here`,
    );
  }
  return parts.length === 1 ? parts[0]! : builder.concat(parts, 0);
}
