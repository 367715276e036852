import type { Coefficients } from "./fitted.js";

// Written by `npm run calibrate` from calibration/results.json. docs/estimate.md shows how well it does.

export const coefficients: Coefficients = {
  lut: { adders: 1.2, shiftAdds: 1.2, fabric: 1.2, sharing: 1, choices: 1.6, casts: 2, tables: 1, control: 50 },
  ff: { pipeline: 0.7, paced: 0.5, boundary: 1, chains: 1, blocks: 1, held: 0.5 },
  clocks: [3.33, 5],
  delays: { series7: 1, ultrascale: 1, "ultrascale+": 1 },
  spread: {
    cycles: { factor: 1, low: 0.8, high: 1.2 },
    lut: { factor: 1, low: 0.7, high: 1.4 },
    ff: { factor: 1, low: 0.6, high: 1.6 },
    dsp: { factor: 1, low: 0.9, high: 1.1 },
  },
  synthesis: {
    lut: { factor: 0.5, low: 0.4, high: 0.7 },
    ff: { factor: 0.9, low: 0.7, high: 1 },
    dsp: { factor: 1, low: 0.9, high: 1.1 },
  },
};
