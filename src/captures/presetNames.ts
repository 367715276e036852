/** Names of the layouts that ship, for `preset:`. */
export const presetNames = ["ugt-240", "emp-360", "tmux-18-to-6", "hls4ml-testbench"] as const;

/** The name of a preset. */
export type PresetName = (typeof presetNames)[number];
