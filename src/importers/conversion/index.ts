import { fail } from "../../errors/index.js";
import { nearestHelp } from "../../formats/index.js";
import { type Program, ProgramBuilder, toName } from "../../ir/index.js";
import { simplify } from "../../passes/index.js";
import { emitGraph } from "./emit.js";
import type { Graph } from "./graph.js";
import { runFlows } from "./passes/index.js";

/** Names in a front end's file, so that entries of the configuration can be told from mistakes. */
export interface SourceNames {
  /** Layers of the file, by its own names, those that hls4ml skips included. */
  readonly layers: readonly string[];
  /** Classes of the file's layers, by its own names. */
  readonly classes: readonly string[];
}

/**
 * Runs hls4ml's passes on a graph that a front end has written, and writes the program that its C simulation computes.
 *
 * @param name the program's name
 * @param source the front end: `keras`, `onnx`
 * @throws TrigforgeError TF-KERAS-008 for an entry of the configuration that names nothing, TF-KERAS-009 for what is not
 *   reproduced
 */
export function convertGraph(graph: Graph, name: string, source: string, names: SourceNames): Program {
  checkSizes(graph);
  runFlows(graph);
  checkHeaders(graph);
  checkNames(graph, names);
  const notes = [...new Set([...graph.notes, ...graph.configuration.ignoredKeys()])];
  const builder = new ProgramBuilder(toName(name), { source, fidelity: "as hls4ml", notes });
  emitGraph(graph, builder);
  return simplify(builder.build());
}

/** hls4ml ignores an entry for a layer that does not exist. */
function checkNames(graph: Graph, { layers, classes: given }: SourceNames): void {
  const { configuration, made: known } = graph;
  const lower = new Set([...known].map((name) => name.toLowerCase()));
  const skipped = new Set(layers.map((name) => name.toLowerCase()));
  const classes = new Set(given.map((name) => name.toLowerCase()));
  const candidates = [...known];
  for (const name of configuration.layerNames()) {
    if (lower.has(name.toLowerCase())) continue;
    if (skipped.has(name.toLowerCase())) {
      graph.notes.push(`the configuration's entry for ${name} has no effect: hls4ml skips that layer`);
      continue;
    }
    fail("TF-KERAS-008", {
      where: `${configuration.where}.LayerName`,
      what: `there is no layer "${name.slice(0, 80)}"`,
      ...nearestHelp(name, candidates),
    });
  }
  for (const name of configuration.layerTypes()) {
    if (lower.has(name.toLowerCase())) continue;
    if (classes.has(name.toLowerCase())) {
      graph.notes.push(`hls4ml ignores LayerType ${name}: its own name of that class is another one`);
      continue;
    }
    fail("TF-KERAS-008", {
      where: `${configuration.where}.LayerType`,
      what: `no layer is of the type "${name.slice(0, 80)}"`,
      ...nearestHelp(name, candidates),
    });
  }
}

/** hls4ml's headers for depthwise convolutions of one and of two axes share an include guard. */
function checkHeaders(graph: Graph): void {
  const [one, two] = ["DepthwiseConv1D", "DepthwiseConv2D"].map((className) =>
    graph.nodes.find((node) => node.className === className),
  );
  if (one === undefined || two === undefined) return;
  fail("TF-KERAS-009", {
    where: two.where,
    what: `depthwise convolutions of one axis (${one.name}) and of two (${two.name}) in one model, whose C++ does not compile`,
  });
}

/** Weights above BramFactor become ports of the top function. */
function checkSizes(graph: Graph): void {
  const limit = graph.configuration.modelValue("BramFactor");
  if (typeof limit !== "number") return;
  for (const node of graph.nodes) {
    for (const [name, weight] of node.weights) {
      if (weight.data.length <= limit) continue;
      fail("TF-KERAS-009", {
        where: node.where,
        what: `BramFactor ${limit} makes the weights "${name}" an input port`,
      });
    }
  }
}
