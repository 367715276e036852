import type { MultiplierMapping } from "../backends/plan.js";
import type { Technology } from "./technology.js";
import type { Multipliers } from "./work.js";

/** Multiplications, and what carries them out when each has its own. */
export interface MappedMultipliers {
  /** Multiplications that need a multiplier. */
  readonly count: number;
  /** DSP blocks for all of them. */
  readonly blocks: number;
  /** LUTs of those in fabric. */
  readonly luts: number;
  /** Whether some are in DSP blocks. */
  readonly inBlocks: boolean;
}

/**
 * Where the tools put multipliers: in DSP blocks when one factor has more than 10 bits and the other more than 4, else in
 * fabric (read from the instances in csynth reports; 10 x 10 bits are in fabric, 8 x 11 in a block, 4 x 11 in fabric).
 */
export function mapMultipliers(
  list: readonly Multipliers[],
  { dspPorts }: Technology,
  mapping: MultiplierMapping,
): MappedMultipliers {
  let [count, blocks, luts] = [0, 0, 0];
  for (const [width, otherWidth, number] of list) {
    const [wide, narrow] = [Math.max(width, otherWidth), Math.min(width, otherWidth)];
    count += number;
    const block = mapping === "automatic" ? wide > 10 && narrow > 4 : mapping === "dsp";
    if (block) blocks += number * Math.min(tiles(wide, narrow, dspPorts), tiles(narrow, wide, dspPorts));
    else luts += number * fabricMultiplier(wide, narrow);
  }
  return { count, blocks, luts, inBlocks: blocks > 0 };
}

/** DSP blocks that tile a product; each further tile adds 17 bits, for the ports are signed. */
function tiles(first: number, second: number, [wide, narrow]: readonly [number, number]): number {
  const along = (width: number, port: number): number =>
    width <= port ? 1 : 1 + Math.ceil((width - port) / (port - 1));
  return along(first, wide) * along(second, narrow);
}

/** LUTs of a multiplier in fabric: a row of adders for every two bits of the shorter factor. */
export function fabricMultiplier(wide: number, narrow: number): number {
  return Math.ceil(narrow / 2) * (wide + 2);
}
