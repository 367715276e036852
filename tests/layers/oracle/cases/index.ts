import type { KernelCase } from "../kernelCase.js";
import { denseCases } from "./dense.js";
import { exponentCases } from "./exponent.js";
import { mergeCases } from "./merge.js";
import { piecewiseCases } from "./piecewise.js";
import { softmaxCases } from "./softmax.js";
import { tableActivationCases } from "./tables.js";

/** Every kernel configuration that is compared with hls4ml's own C++. */
export const kernelCases: readonly KernelCase[] = [
  ...piecewiseCases,
  ...denseCases,
  ...exponentCases,
  ...mergeCases,
  ...tableActivationCases,
  ...softmaxCases,
];
