import { type FixedFormat, fractionOf } from "../../../fixed/index.js";
import type { ConstantTensor } from "../../../layers/index.js";
import { exactConstant } from "../../keras/trained/exact.js";
import type { HgqQuantizer } from "./quantizer.js";

/** Entries as a constant: of the quantiser's own format, unless it moves them off its grid. */
export function tableOf(
  { scaler, affine }: HgqQuantizer,
  format: FixedFormat,
  entries: readonly number[],
  where: string,
): ConstantTensor {
  if (scaler !== 1 || affine[0] !== 1 || affine[1] !== 0) return exactConstant(entries, [entries.length], where);
  const unit = 2 ** fractionOf(format);
  const { signed, width, integer } = format;
  const raw = entries.map((entry) => BigInt(entry * unit));
  return { shape: [entries.length], type: { signed, width, integer }, raw };
}
