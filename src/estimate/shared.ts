import { sharing } from "../backends/hls/reuse.js";
import type { ScopePlan } from "../backends/plan.js";
import type { Conditions } from "./conditions.js";
import type { Features } from "./features.js";
import { mapMultipliers } from "./multipliers.js";
import { beginning, chain, register } from "./schedule.js";
import { adderDelay } from "./technology.js";
import type { ProductsWork } from "./work.js";

/** Cycles and area of a contraction whose multipliers are shared step by step (the resource strategy). */
export function estimateShared(
  work: ProductsWork,
  wishes: ScopePlan,
  { plan, delays, period, loops }: Conditions,
): { cycles: number; interval: number; features: Features } {
  const { inner, columns, inputWidth, width, rows, weightBits } = work;
  const { positions, group } = sharing(wishes.reuseFactor, inner, columns) ?? { positions: inner, group: columns };
  const weightWidth = Math.max(1, Math.round(weightBits / Math.max(1, inner * columns)));
  const used = positions * group;
  const factors = work.constant ? [[inputWidth, weightWidth, used] as const] : scaleTo(work, used);
  const mapped = mapMultipliers(factors, delays, plan.multipliers);
  let moment = chain(beginning, mapped.inBlocks ? delays.dsp : delays.product, period);
  for (let level = 0; level <= Math.log2(positions); level++) moment = chain(moment, adderDelay(delays, width), period);
  const depth = register(moment).cycle;
  const cycles = rows * (wishes.reuseFactor + depth);
  // A step reads one of the inputs that a position has in turn. hls4ml's loops get a multiplexer for each multiplier.
  const ways = Math.min(wishes.reuseFactor, inner);
  const multiplexers = ((loops ? used : positions) * inputWidth * ways) / 4;
  const stored = storeWeights(used * weightWidth, wishes.reuseFactor);
  const features: Features = {
    lut: { adders: used * width, fabric: mapped.luts, sharing: multiplexers, tables: stored.luts },
    ff: { pipeline: used * work.termWidth, boundary: 2 * columns * width + inner * inputWidth },
    dsp: mapped.blocks,
    bram18: stored.bram18,
  };
  return { cycles, interval: cycles, features };
}

/** Weights as a memory of `depth` words: LUTs for short ones, halves of block memory of 36 bits and 512 words for others. */
function storeWeights(bits: number, depth: number): { luts: number; bram18: number } {
  if (bits * depth <= 1024 || depth <= 32) return { luts: (bits * depth) / 64, bram18: 0 };
  return { luts: 0, bram18: Math.ceil(bits / 36) * Math.ceil(depth / 512) };
}

function scaleTo({ multipliers }: ProductsWork, used: number) {
  const all = multipliers.reduce((sum, [, , count]) => sum + count, 0);
  return multipliers.map(([width, other, count]) => [width, other, (count * used) / Math.max(1, all)] as const);
}
