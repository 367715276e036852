import { proxyLayers } from "../../src/importers/hgq/index.js";
import { kernels } from "../../src/importers/hls4ml/kernels/index.js";
import { readers as kerasReaders } from "../../src/importers/keras/hls4ml/frontend.js";
import { layerWriters } from "../../src/importers/keras/trained/layers.js";
import { hgqLayers, plainLayers } from "../../src/importers/keras3/hgq/layers/index.js";
import { readers as onnxReaders } from "../../src/importers/onnx/hls4ml/import.js";
import { writers as onnxWriters } from "../../src/importers/onnx/trained/import.js";
import { layerOfKeras, layerOfKernel, layerOfOnnx } from "./layerNames.js";
import type { FrontEnd } from "./network.js";

/** Kinds of layers that each front end has a reader for; it refuses every other by name. */
export const readLayers: Readonly<Record<FrontEnd, ReadonlySet<string>>> = {
  "hls4ml project": kinds(kernels, layerOfKernel),
  "Keras, as hls4ml": kinds(kerasReaders, layerOfKeras),
  "QKeras, as trained": kinds(layerWriters, layerOfKeras),
  "Keras 3": kinds(kerasReaders, layerOfKeras),
  HGQ2: kinds({ ...plainLayers, ...hgqLayers }, layerOfKeras),
  "HGQ 1 proxy": kinds(proxyLayers, layerOfKeras),
  ONNX: kinds(onnxReaders, anyRankOfOnnx),
  "QONNX and QCDQ": kinds(onnxWriters, anyRankOfOnnx),
};

function kinds(table: object, layersOf: (name: string) => string | null | (string | null)[]): Set<string> {
  return new Set(
    Object.keys(table)
      .flatMap(layersOf)
      .filter((layer) => layer !== null),
  );
}

/** Convolutions and poolings of one and of two axes. */
function anyRankOfOnnx(operator: string): (string | null)[] {
  return [undefined, 1, 2].map((rank) => layerOfOnnx(operator, rank));
}
