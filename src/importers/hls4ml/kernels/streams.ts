import type { Kernel } from "./kernel.js";

/** Every kernel of nnet on streams that Trigforge translates, by name. */
export const streamKernels: Readonly<Record<string, Kernel>> = {};
