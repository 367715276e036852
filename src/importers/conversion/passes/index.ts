import type { Graph } from "../graph.js";
import { denseToConvolution } from "./denseToConvolution.js";
import { expandLayerGroup, expandTimeDistributed } from "./expand.js";
import { factorizeAlpha } from "./factorizeAlpha.js";
import { inferTypes } from "./inferTypes.js";
import { eliminateLinear, mergeLinear } from "./linearActivations.js";
import { fuseConsecutiveNormalizations, fuseNormalization, removeIdleNormalization } from "./normalizations.js";
import { type GraphPass, runGraphPasses } from "./pass.js";
import { poolBits } from "./poolBits.js";
import { mergeQuantizedTanh } from "./quantizedTanh.js";
import { removeFinalReshape, reshapeInPlace } from "./reshapes.js";
import { fixSoftmaxTableSize, skipSoftmax } from "./softmax.js";
import { splitSeparable } from "./splitSeparable.js";
import { extractTernaryThreshold } from "./ternaryThreshold.js";
import { removeIdleTranspose, removeSingleChannelTranspose, removeTransposeBeforeFlatten } from "./transposes.js";

/** hls4ml's flows for Vivado and Vitis, as far as they change a network in io_parallel, each run to its fixpoint. */
const flows: readonly (readonly GraphPass[])[] = [
  [
    splitSeparable,
    removeTransposeBeforeFlatten,
    removeIdleTranspose,
    removeSingleChannelTranspose,
    expandTimeDistributed,
    expandLayerGroup,
    factorizeAlpha,
    extractTernaryThreshold,
    fuseConsecutiveNormalizations,
    fuseNormalization,
    denseToConvolution,
    eliminateLinear,
    mergeLinear,
    inferTypes,
  ],
  [removeIdleNormalization],
  [mergeQuantizedTanh, fuseConsecutiveNormalizations, poolBits],
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
