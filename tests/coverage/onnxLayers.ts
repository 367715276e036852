import { readFileSync } from "node:fs";
import { readOnnx } from "../../src/importers/onnx/file/model.js";
import { layerOfOnnx } from "./layerNames.js";

/** Kinds of the layers of an ONNX file. */
export function onnxLayers(path: string): string[] {
  const model = readOnnx(new Uint8Array(readFileSync(path)), path);
  const found = model.nodes.map(({ operator, attributes, inputs }) => {
    const kernel = attributes.integers("kernel_shape")?.length;
    const weights = model.constants.get(inputs[1] ?? "");
    return layerOfOnnx(operator, kernel ?? (weights === undefined ? undefined : weights.shape.length - 2));
  });
  return [...new Set(found.filter((layer) => layer !== null))].sort();
}
