import { fail } from "../../errors/index.js";
import type { FixedFormat } from "../../fixed/index.js";
import { denseOrder } from "../../layers/index.js";
import { ascending, elementCount, type FoldOrder } from "../../ops/index.js";
import type { Configuration } from "./configuration.js";
import type { GraphNode } from "./graph.js";
import { toSnakeCase } from "./names.js";
import { geometryOf } from "./nodes.js";

/** The matrix product of a layer, and how often hls4ml's kernel does one for a TargetCycles. */
interface Products {
  readonly inputs: number;
  readonly outputs: number;
  readonly repeats: number;
}

/**
 * The order in which a dense layer's accumulator takes its products, from the configured strategy and reuse factor.
 *
 * @throws TrigforgeError TF-KERAS-009 for a strategy that would matter and is not reproduced
 * Source of the semantics: hls4ml vivado_backend.py, init_dense; fpga_backend.py, set_closest_reuse_factor.
 */
export function configuredOrder(configuration: Configuration, node: GraphNode, accumulator: FixedFormat): FoldOrder {
  const [inputs, outputs] = node.weights.get("weight")!.shape as [number, number];
  const strategy = toSnakeCase(String(configuration.setting(node, "Strategy") ?? "Latency"));
  // In a wrapping accumulator no order changes the sum.
  const modular = accumulator.overflow === "WRAP" && accumulator.saturationBits === 0;
  if (strategy === "distributed_arithmetic" || strategy === "da") return noArithmetic(node, strategy);
  if (configuration.setting(node, "Compression") && strategy === "resource")
    return onlyModular(modular, node, "Compression");
  if (strategy === "resource_unrolled") return onlyModular(modular, node, strategy);
  if (strategy !== "resource" || modular) return ascending;
  const factor = closestReuseFactor(configuration, node, { inputs, outputs, repeats: outputs });
  return denseOrder("resource", inputs, outputs, factor, accumulator);
}

/**
 * The order of a convolution's accumulator, as if every pixel were a dense layer's output. In io_parallel hls4ml takes
 * resource_unrolled for resource.
 *
 * @throws TrigforgeError TF-KERAS-009 for a strategy or reuse factor at which hls4ml's kernels stop
 * Source of the semantics: hls4ml vivado_backend.py, init_conv1d and init_conv2d; nnet_conv1d_resource.h; nnet_sepconv1d.h.
 */
export function convolutionOrder(configuration: Configuration, node: GraphNode, accumulator: FixedFormat): FoldOrder {
  const { shape } = node.weights.get("weight")!;
  const outputs = node.shape[node.shape.length - 1]!;
  const inputs = elementCount(shape.slice(0, -1));
  const strategy = toSnakeCase(String(configuration.setting(node, "Strategy") ?? "Latency"));
  if (strategy === "distributed_arithmetic" || strategy === "da") return noArithmetic(node, strategy);
  const isDepthwise = node.className.startsWith("Depthwise");
  const isResource = strategy === "resource" || (strategy === "resource_unrolled" && !isDepthwise);
  if (!isResource) return ascending;
  if (isDepthwise) {
    return fail("TF-KERAS-009", {
      where: node.where,
      what: "the strategy Resource of a depthwise convolution, at which hls4ml's kernel stops",
      expected: "Latency",
    });
  }
  if (node.className === "Conv2DBatchnorm") {
    return fail("TF-KERAS-009", {
      where: node.where,
      what: "the strategy Resource of a QConv2DBatchnorm, whose weights hls4ml transposes twice",
      expected: "Latency",
    });
  }
  const repeats = elementCount(node.shape) / outputs;
  const factor = closestReuseFactor(configuration, node, { inputs, outputs, repeats });
  checkPointwise(configuration, node, factor);
  if (factor > inputs) {
    return fail("TF-KERAS-009", {
      where: node.where,
      what: `the reuse factor ${factor} of a convolution, at which hls4ml's kernel stops`,
      expected: `at most ${inputs}`,
    });
  }
  return denseOrder("resource", inputs, outputs, factor, accumulator);
}

/** hls4ml makes a node of a class of its own of a pointwise convolution, and takes its reuse factor as it is written. */
function checkPointwise(configuration: Configuration, node: GraphNode, factor: number): void {
  if (!geometryOf(node).size.every((extent) => extent === 1)) return;
  const className = `Pointwise${node.className}`;
  const written = configuration.attributes({ name: node.name, className }).get("reuse_factor");
  if (written === undefined || written === null || written === factor) return;
  fail("TF-KERAS-009", {
    where: node.where,
    what: `the reuse factor ${JSON.stringify(written)} of a pointwise convolution, which hls4ml does not correct and stops at`,
    expected: `${factor}`,
  });
}

/**
 * The order of one of the two products of a recurrent layer.
 *
 * Source of the semantics: hls4ml vivado_backend.py, init_lstm and init_gru.
 */
export function recurrentOrder(
  configuration: Configuration,
  node: GraphNode,
  accumulator: FixedFormat,
  [inputs, outputs]: readonly [number, number],
): FoldOrder {
  const strategy = toSnakeCase(String(configuration.setting(node, "Strategy") ?? "Latency"));
  const modular = accumulator.overflow === "WRAP" && accumulator.saturationBits === 0;
  if (strategy === "resource_unrolled" || node.className === "Bidirectional") {
    return strategy.startsWith("resource") ? onlyModular(modular, node, `${strategy} of a recurrent layer`) : ascending;
  }
  if (strategy !== "resource" || modular) return ascending;
  const factor = closestReuseFactor(configuration, node, { inputs, outputs, repeats: Number.POSITIVE_INFINITY });
  return denseOrder("resource", inputs, outputs, factor, accumulator);
}

function noArithmetic(node: GraphNode, strategy: string): never {
  return fail("TF-KERAS-009", {
    where: node.where,
    what: `the strategy ${strategy}`,
    expected: "Latency or Resource",
  });
}

function onlyModular(modular: boolean, node: GraphNode, what: string): FoldOrder {
  if (modular) return ascending;
  return fail("TF-KERAS-009", {
    where: node.where,
    what: `${what} with a saturating accumulator`,
    expected: "Resource",
  });
}

/** The valid reuse factor nearest to the wanted one; of two equally near, the smaller. */
function closestReuseFactor(configuration: Configuration, node: GraphNode, size: Products): number {
  const { inputs, outputs } = size;
  const wanted = wantedReuseFactor(configuration, node, size.repeats);
  const products = inputs * outputs;
  for (let distance = 0; distance <= products; distance++) {
    const below = Math.floor(wanted) - distance;
    const above = Math.ceil(wanted) + distance;
    const candidates = [below, above].filter((factor) => isValid(factor, inputs, outputs));
    const nearest = candidates.sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted) || a - b)[0];
    if (nearest !== undefined) return nearest;
  }
  return 1;
}

function wantedReuseFactor(configuration: Configuration, node: GraphNode, repeats: number): number {
  const value = configuration.setting(node, "ReuseFactor");
  const cycles = configuration.setting(node, "TargetCycles");
  const shuffle = 6 * repeats;
  if (typeof cycles === "number" && cycles >= shuffle) return (cycles - shuffle) / repeats;
  if (typeof value === "number" && Number.isInteger(value) && value >= 1) return value;
  return fail("TF-KERAS-008", {
    where: `${configuration.where}: ${node.name}.ReuseFactor`,
    what: `it is ${JSON.stringify(value) ?? "not given"}`,
    expected: "a whole number from 1",
  });
}

function isValid(factor: number, inputs: number, outputs: number): boolean {
  if (factor < 1 || factor > inputs * outputs || (inputs * outputs) % factor !== 0) return false;
  if (factor >= inputs) return factor % inputs === 0;
  return Math.ceil((inputs * outputs) / factor) % outputs === 0;
}
