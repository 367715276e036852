import { fail } from "../../errors/index.js";
import { fixed, ufixed, uint } from "../../fixed/index.js";
import { isMapping } from "../fields.js";
import type { Configuration } from "./configuration.js";
import { accumulates, type GraphNode, isActivation, type NodeDescription, type SourceWeight } from "./nodes.js";
import { auto, type Precision, parsePrecision, precisionOf, printPrecision, samePrecision } from "./precision.js";
import { encodeWeights, type WeightQuantizer } from "./weightQuantizer.js";

export {
  type GraphNode,
  isActivation,
  isNormalization,
  type NodeClass,
  type NodeDescription,
  type Weight,
} from "./nodes.js";

const tableType = precisionOf(fixed(18, 8));
const layerNormalizationTable = precisionOf(ufixed(8, 5, "RND_CONV", "SAT"));
const recurrent: readonly string[] = ["LSTM", "GRU", "Bidirectional"];
const softmaxType = precisionOf(fixed(18, 8, "RND", "SAT"));
/** hls4ml's graph: nodes in order of computation, changed by passes. */
export class Graph {
  nodes: GraphNode[] = [];
  outputs: string[] = [];
  readonly notes: string[] = [];
  /** Names and classes of all nodes ever made, those that passes removed included. */
  readonly made = new Set<string>();
  private count = 0;

  constructor(readonly configuration: Configuration) {}

  /** A graph without nodes, of the same configuration. */
  empty(): Graph {
    return new Graph(this.configuration);
  }

  /** Makes a node, unconnected, with its types from the configuration. */
  make(description: NodeDescription): GraphNode {
    const { configuration } = this;
    const attributes = configuration.attributes(description);
    const types = new Map<string, Precision>();
    const { className } = description;
    if (accumulates(className)) {
      types.set("accum", configuration.precision(description, "accum"));
    }
    for (const [key, value] of attributes) {
      if (key.endsWith("_t") && typeof value === "string") {
        types.set(key.slice(0, -2), parsePrecision(value, `${configuration.where}: ${description.name}.${key}`));
      }
    }
    if (className === "PReLU" || className === "ParametrizedActivation") {
      types.set("param", configuration.precision(description, "param"));
    }
    if (className !== "BatchNormalizationQuantizedTanh") {
      types.set("result", description.result ?? configuration.precision(description, "result"));
    }
    this.made.add(description.name).add(className);
    this.count += 1;
    const node: GraphNode = {
      activation: "",
      parameter: 0,
      weightQuantizer: null,
      scaleQuantizer: null,
      biasQuantizer: null,
      scaleTakenOut: false,
      channels: -1,
      details: null,
      ...description,
      index: this.count,
      types,
      weights: new Map(),
      sources: new Map(),
      attributes,
    };
    if (isActivation(node) || recurrent.includes(className)) this.addTableType(node, "table", tableType);
    if (className === "LayerNormalization") this.addTableType(node, "table", layerNormalizationTable);
    if (className === "Softmax") {
      for (const name of ["exp_table", "inv_table", "inv_inp"]) this.addTableType(node, name, softmaxType);
    }
    return node;
  }

  /** hls4ml reads a table's type from the attribute exp_table_t, never from Precision. */
  private addTableType(node: GraphNode, name: string, byDefault: Precision): void {
    const used = node.types.get(name) ?? byDefault;
    node.types.set(name, used);
    const unread = this.configuration.unreadPrecision(node, name);
    if (unread !== undefined && unread.kind !== "auto" && !samePrecision(unread, used)) {
      this.notes.push(
        `hls4ml ignores Precision.${name} of ${node.name}: it computes with ${printPrecision(used)} (${name}_t would count)`,
      );
    }
  }

  /**
   * Gives a node weights: quantised when there is a quantiser, in the type of the quantiser, else of the configuration.
   *
   * @param precision takes the place of the configuration's
   */
  addWeights(
    node: GraphNode,
    name: string,
    data: SourceWeight,
    quantizer: WeightQuantizer | null = null,
    precision?: Precision,
  ): void {
    const type = quantizer?.type ?? precision ?? this.configuration.precision(node, name);
    const stored = quantizer === null ? [...data.values] : encodeWeights(quantizer, data, `${node.where}: ${name}`);
    node.types.set(name, type);
    node.weights.set(name, {
      shape: data.shape,
      data: stored,
      unquantized: data.values,
      double: quantizer === null && data.double,
      unquantizedDouble: data.double,
      quantizer,
      exponents: type.kind === "exponent" && quantizer !== null,
    });
  }

  /** Gives a node hls4ml's bias for a layer that has none: zeros of one bit. */
  addZeroBias(node: GraphNode, count: number): void {
    const zeros = { shape: [count], values: new Array<number>(count).fill(0), double: true };
    this.addWeights(node, "bias", zeros, null, precisionOf(uint(1)));
  }

  node(name: string): GraphNode {
    const node = this.nodes.find((candidate) => candidate.name === name);
    return node ?? fail("TF-KERAS-009", { where: name, what: "hls4ml's passes leave a value without a source" });
  }

  /** The node whose value a node reads first; undefined for an input. */
  source(node: GraphNode): GraphNode | undefined {
    return node.inputs[0] === undefined ? undefined : this.node(node.inputs[0]);
  }

  /** The nodes that read a node's value. */
  consumers(node: GraphNode): GraphNode[] {
    return this.nodes.filter((candidate) => candidate.inputs.includes(node.name));
  }

  /** The type of the value that a node gives. */
  resultOf(name: string): Precision {
    return this.node(name).types.get("result") ?? auto;
  }

  /**
   * Inserts a node after the one that it reads, before one consumer: `before`, or the first in the graph that reads the
   * value as its first input (hls4ml leaves any other consumer connected to the old value).
   */
  insert(node: GraphNode, before?: GraphNode): void {
    const previous = node.inputs[0]!;
    const next = before ?? this.nodes.find((candidate) => candidate.inputs[0] === previous);
    if (next !== undefined) next.inputs[0] = node.name;
    else this.outputs = this.outputs.map((name) => (name === previous ? node.name : name));
    this.nodes.splice(this.nodes.findIndex((candidate) => candidate.name === previous) + 1, 0, node);
  }

  /** Removes a node of one input: its readers read its source. */
  remove(node: GraphNode): void {
    const source = node.inputs[0]!;
    if (this.outputs.includes(node.name) && this.outputs.includes(source)) {
      fail("TF-KERAS-009", {
        where: node.where,
        what: "hls4ml fails on two outputs that become the same value",
        help: "drop one of the outputs",
      });
    }
    this.outputs = this.outputs.map((name) => (name === node.name ? source : name));
    this.nodes = this.nodes.filter((candidate) => candidate !== node);
    for (const reader of this.nodes) {
      reader.inputs = reader.inputs.map((name) => (name === node.name ? source : name));
    }
  }

  /** Gives a node another shape: the same elements under other axes. */
  reshapeNode(node: GraphNode, shape: readonly number[]): void {
    this.nodes = this.nodes.map((candidate) => (candidate === node ? { ...node, shape } : candidate));
  }

  /** Puts two nodes in a row in the place of one. */
  split(old: GraphNode, first: GraphNode, second: GraphNode): void {
    this.replace(old, second);
    this.nodes.splice(this.nodes.indexOf(second), 0, first);
  }

  /** Puts a node in the place of another. */
  replace(old: GraphNode, node: GraphNode): void {
    this.outputs = this.outputs.map((name) => (name === old.name ? node.name : name));
    this.nodes = this.nodes.map((candidate) => (candidate === old ? node : candidate));
    for (const reader of this.nodes) {
      reader.inputs = reader.inputs.map((name) => (name === old.name ? node.name : name));
    }
  }
}

/** A whole-number attribute of a node; hls4ml also takes a text. */
export function wholeAttribute(node: GraphNode, key: string, absent: number): number {
  const value = node.attributes.get(key);
  if (value === undefined || value === null) return absent;
  const number = typeof value === "string" ? Number(value) : value;
  if (typeof number === "number" && Number.isInteger(number) && number > 0 && number <= 2 ** 24) return number;
  return fail("TF-KERAS-008", {
    where: `${node.name}.${key}`,
    what: `it is ${isMapping(value) ? "a mapping" : JSON.stringify(value)}`,
    expected: "a whole number from 1",
  });
}
