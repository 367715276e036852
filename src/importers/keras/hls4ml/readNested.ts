import { fail } from "../../../errors/index.js";
import type { GraphNode } from "../../conversion/graph.js";
import type { KerasLayer, KerasModel } from "../architecture.js";
import { add, type Frontend, type LayerReader, shapeOf } from "./layer.js";

/** Writes the layers of a model; given by the table of layers, which nested models need in turn. */
export type ModelWriter = (frontend: Frontend, model: KerasModel, input: string) => void;

/**
 * A model inside a model: one node, in whose place hls4ml's passes put the nodes of the model.
 *
 * @throws TrigforgeError TF-KERAS-009 for models that are no chain, whose nodes hls4ml connects wrongly
 */
export function nestedReader(write: ModelWriter): LayerReader {
  return (frontend, layer, inputs) => {
    const model = layer.nested!;
    checkChain(model, layer);
    const shape = resultShape(frontend, model, inputs, write);
    const node = add(frontend, {
      name: layer.name,
      className: "LayerGroup",
      inputs,
      shape,
      details: { kind: "group", expand: (group) => expand(frontend, group, model, write) },
      where: layer.where,
    });
    return node;
  };
}

/**
 * A layer applied to each step: two nodes that mark the steps, and between them the layer. The activation in the layer's own
 * configuration is lost: hls4ml makes no node of it here.
 */
export function timeDistributedReader(read: LayerReader): LayerReader {
  return (frontend, layer, inputs) => {
    const { name, where } = layer;
    const wrapped = layer.wrapped![0]!;
    const [steps, ...step] = shapeOf(frontend, inputs);
    if (steps === undefined || step.length === 0 || step.length > 3) {
      return fail("TF-KERAS-009", {
        where,
        what: `its input has shape [${[steps, ...step]}]`,
        expected: "2 to 4 axes",
      });
    }
    const make = (inner: Frontend, source: string): GraphNode => read(inner, wrapped, [source]);
    const result = trial(frontend, step, (inner, source) => make(inner, source).shape);
    checkShape(layer, wrapped, step, result);
    const activation = wrapped.config.get("activation");
    if (activation !== undefined && activation !== "linear") {
      if (wrapped.className !== "Activation" && wrapped.className !== "QActivation") {
        frontend.graph.notes.push(`${name}: hls4ml loses the activation inside the wrapped layer ${wrapped.name}`);
      }
    }
    const node = add(frontend, {
      name,
      className: "TimeDistributed",
      inputs,
      shape: step,
      details: {
        kind: "steps",
        steps,
        begins: true,
        expand: (begin) => {
          const inner = {
            ...frontend,
            shapes: new Map(),
            splits: false,
            values: new Map(),
            place: (made: GraphNode) => frontend.graph.insert(made),
          };
          const last = make(inner, begin.name);
          add(inner, {
            name: `${name}_end`,
            className: "TimeDistributed",
            inputs: [last.name],
            shape: [steps, ...result],
            details: { kind: "steps", steps, begins: false },
            where,
          });
        },
      },
      where,
    });
    frontend.shapes.set(name, [steps, ...result]);
    return node;
  };
}

/**
 * hls4ml finds the result's shape from the wrapped layer's by a count of axes that only fits some layers.
 *
 * Source of the semantics: hls4ml converters/keras/recurrent.py, parse_time_distributed_layer.
 */
function checkShape(layer: KerasLayer, wrapped: KerasLayer, step: readonly number[], result: readonly number[]): void {
  const seesSteps = !/(Conv|Pooling)[12]D$/.test(wrapped.className);
  if (seesSteps ? step.length === 1 : result.length === 3) return;
  fail("TF-KERAS-009", {
    where: layer.where,
    what: `a ${wrapped.className} inside TimeDistributed that gives [${result}] for each step, for which hls4ml takes a wrong shape`,
    expected: "a layer over vectors such as Dense, or one that gives three axes such as Conv2D",
  });
}

function expand(frontend: Frontend, group: GraphNode, model: KerasModel, write: ModelWriter): void {
  const { graph } = frontend;
  const source = group.inputs[0]!;
  if (graph.consumers(graph.node(source)).length > 1 || graph.outputs.includes(source)) {
    fail("TF-KERAS-009", {
      where: group.where,
      what: `${source} also feeds another layer, of which hls4ml connects the wrong one to the nested model`,
    });
  }
  const made: GraphNode[] = [];
  const place = (node: GraphNode): void => {
    graph.insert(node);
    made.push(node);
  };
  write({ ...frontend, splits: true, values: new Map(), place }, model, source);
  graph.remove(group);
  for (const node of made) if (node.className === "Input") graph.remove(node);
}

/** hls4ml inserts nodes one behind the other, whatever reads what. */
function checkChain(model: KerasModel, layer: KerasLayer): void {
  const isChain =
    model.inputs.length === 1 &&
    model.outputs.length === 1 &&
    model.layers.every(
      ({ name, inputs }) =>
        inputs.length <= 1 && model.layers.filter((reader) => reader.inputs.includes(name)).length <= 1,
    );
  if (isChain) return;
  fail("TF-KERAS-009", {
    where: layer.where,
    what: "a nested model that branches, whose layers hls4ml connects wrongly",
    help: 'import with fidelity "as trained", or flatten the model before saving it',
  });
}

/** The shape that a nested model gives, found by reading it into a graph that is thrown away. */
function resultShape(frontend: Frontend, model: KerasModel, inputs: string[], write: ModelWriter): readonly number[] {
  return trial(frontend, shapeOf(frontend, inputs), (inner, source) => {
    write(inner, model, source);
    return shapeOf(inner, [inner.values.get(model.outputs[0]!)!]);
  });
}

function trial(
  frontend: Frontend,
  shape: readonly number[],
  use: (inner: Frontend, source: string) => readonly number[],
): readonly number[] {
  const graph = frontend.graph.empty();
  const place = (node: GraphNode): void => {
    graph.nodes.push(node);
  };
  const inner: Frontend = { ...frontend, graph, values: new Map(), shapes: new Map(), place };
  const source = "the input of a nested model";
  add(inner, { name: source, className: "Input", inputs: [], shape, where: source });
  return use(inner, source);
}
