import type { Graph } from "../graph.js";
import { factorizeAlpha } from "./factorizeAlpha.js";
import { inferTypes } from "./inferTypes.js";
import { eliminateLinear, mergeLinear } from "./linearActivations.js";
import { fuseConsecutiveNormalizations, fuseNormalization, removeIdleNormalization } from "./normalizations.js";
import { type GraphPass, runGraphPasses } from "./pass.js";
import { mergeQuantizedTanh } from "./quantizedTanh.js";
import { removeFinalReshape, reshapeInPlace } from "./reshapes.js";
import { fixSoftmaxTableSize, skipSoftmax } from "./softmax.js";
import { extractTernaryThreshold } from "./ternaryThreshold.js";

/** hls4ml's flows for Vivado and Vitis, as far as they change a dense network, each run to its fixpoint. */
const flows: readonly (readonly GraphPass[])[] = [
  [
    factorizeAlpha,
    extractTernaryThreshold,
    fuseConsecutiveNormalizations,
    fuseNormalization,
    eliminateLinear,
    mergeLinear,
    inferTypes,
  ],
  [removeIdleNormalization],
  [mergeQuantizedTanh, fuseConsecutiveNormalizations],
  [removeFinalReshape, reshapeInPlace, skipSoftmax, fixSoftmaxTableSize, inferTypes],
];

/**
 * Runs hls4ml's passes on a graph.
 *
 * Source of the semantics: hls4ml model/optimizer/__init__.py and backends/vivado/vivado_backend.py.
 */
export function runFlows(graph: Graph): void {
  for (const flow of flows) runGraphPasses(graph, flow);
}
