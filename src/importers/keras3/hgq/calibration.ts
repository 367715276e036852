import { fail } from "../../../errors/index.js";
import type { HgqQuantizer } from "./quantizer.js";

/**
 * Refuses a network whose wrapping quantisers were never traced: their integer bits are fractions (left by training), or
 * −10^9 (reset, and no data seen), or every one of them is what its layer began with.
 *
 * @returns notes for a network that is taken as it is
 * @throws TrigforgeError TF-KERAS3-006, naming the quantisers
 */
export function checkCalibration(
  quantizers: readonly HgqQuantizer[],
  demand: "required" | "as stored",
  where: string,
): string[] {
  const wrapping = quantizers.filter(({ calibration }) => calibration !== "none needed");
  const certain = wrapping.filter(({ calibration }) => calibration === "fractional" || calibration === "reset");
  const untouched = wrapping.length > 0 && wrapping.every(({ calibration }) => calibration === "initial");
  const bad = untouched ? wrapping : certain;
  if (bad.length === 0) return [];
  const [first] = bad as [HgqQuantizer];
  const reason = {
    reset: "its integer bits were reset and no data was seen since",
    fractional: "its integer bits are fractions, as training leaves them",
    initial: "every wrapping quantiser of the network has the integer bits that it began with",
    plausible: "",
    "none needed": "",
  }[first.calibration];
  if (demand === "as stored") {
    return [`${bad.length} wrapping quantisers were never calibrated (${reason}); their widths are taken as stored`];
  }
  const others = bad.length === 1 ? "" : `, and ${bad.length - 1} more`;
  return fail("TF-KERAS3-006", {
    where: first.where,
    what: `the quantiser wraps and was never calibrated: ${reason}${others}`,
    expected: "hgq.utils.trace_minmax(model, data) before model.save",
    help: `or take the widths as they are: calibration "as stored" (${where})`,
  });
}
