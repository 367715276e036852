import type { CaptureDocument } from "./descriptionSchema.js";
import type { PresetName } from "./presetNames.js";

/** What a preset sets; a description that extends it says the rest. */
export type Preset = Omit<CaptureDocument, "format" | "version" | "preset">;

/**
 * Common layouts. Sources: DemonstratorTools of CMSSW for framesPerBx, TMUX and gaps (BoardDataWriter, GTTInterface.h); the
 * MP7's 240 MHz links with six 32-bit words a bunch crossing; hls4ml's testbenches, one transaction a line.
 */
export const presets: Readonly<Record<PresetName, Preset>> = {
  "ugt-240": { clock_mhz: 240, frames_per_bx: 6, word_bits: 32, board_tmux: 1, flags: "valid" },
  "emp-360": { clock_mhz: 360, frames_per_bx: 9, word_bits: 64, board_tmux: 1, flags: "valid" },
  "tmux-18-to-6": {
    clock_mhz: 360,
    frames_per_bx: 9,
    word_bits: 64,
    board_tmux: 6,
    flags: "packet",
    link_defaults: { tmux: 18, gap: 6 },
  },
  "hls4ml-testbench": {
    frames_per_bx: 1,
    word_bits: 64,
    board_tmux: 1,
    flags: "ignore",
    inputs: "columns",
    outputs: "columns",
  },
};
