import type { ChosenPart, Family } from "./parts.js";

/** What operators take in a family at speed grade 2, in ns. */
export interface Technology {
  /** An adder of 16 bits, and what each further bit of carry adds. */
  readonly adder: number;
  readonly carry: number;
  /** An adder of three numbers of 16 bits. */
  readonly ternary: number;
  /** A multiplier in a DSP block, and a sum behind it in the same block. */
  readonly dsp: number;
  readonly dspAdd: number;
  /** A multiplier in fabric, or a product by two signed digits. */
  readonly product: number;
  /** A comparison and a selection, of 16 bits. */
  readonly choose: number;
  /** Rounding or saturation. */
  readonly cast: number;
  /** From the register of an address to the word. */
  readonly table: number;
  /** Widths of the two ports of a DSP block. */
  readonly dspPorts: readonly [number, number];
}

/**
 * Delays that csynth reports of the public projects in the calibration file give for their operators (docs/estimate.md
 * says which), except UltraScale, of which there is none: it is taken between its neighbours.
 */
export const technologies: { readonly [F in Family]: Technology } = {
  series7: {
    adder: 2.25,
    carry: 0.025,
    ternary: 3.4,
    dsp: 3.9,
    dspAdd: 0.4,
    product: 1.9,
    choose: 2.4,
    cast: 1.1,
    table: 3.0,
    dspPorts: [25, 18],
  },
  ultrascale: {
    adder: 1.0,
    carry: 0.015,
    ternary: 1.2,
    dsp: 3.2,
    dspAdd: 0.4,
    product: 1.1,
    choose: 1.2,
    cast: 0.4,
    table: 1.6,
    dspPorts: [27, 18],
  },
  "ultrascale+": {
    adder: 0.785,
    carry: 0.012,
    ternary: 0.9,
    dsp: 2.9,
    dspAdd: 0.4,
    product: 0.9,
    choose: 0.97,
    cast: 0.3,
    table: 1.3,
    dspPorts: [27, 18],
  },
};

/**
 * Delays of a part: slower by a fifth at speed grade 1, faster by a tenth at grade 3.
 *
 * @param fitted what the delays of its family are multiplied by
 */
export function delaysOf(part: ChosenPart, fitted = 1): Technology {
  const factor = fitted * (part.speedGrade === 1 ? 1.2 : part.speedGrade === 3 ? 0.9 : 1);
  const { dspPorts, ...delays } = technologies[part.family];
  const scaled = Object.fromEntries(Object.entries(delays).map(([name, delay]) => [name, delay * factor]));
  return { ...(scaled as unknown as Omit<Technology, "dspPorts">), dspPorts };
}

/** The delay of an adder of some width. */
export function adderDelay({ adder, carry }: Technology, width: number): number {
  return adder + carry * (width - 16);
}
