import { type FixedFormat, fixed, formatOf, fractionOf, narrowestType, ufixed } from "../../../fixed/index.js";
import type { ValueId } from "../../../ops/index.js";
import { uniform } from "./field.js";
import type { Quantiser } from "./quantise.js";
import { fraction, zero } from "./rational.js";
import { vendorRounding } from "./rounding.js";
import type { Scaled } from "./scaled.js";
import type { TrainedWriter } from "./writer.js";

/** The narrowest format of whole numbers from low to high that saturates. */
export function levelFormat(low: bigint, high: bigint): FixedFormat {
  const { signed, width } = narrowestType(low, high, 0);
  return signed ? fixed(width, width, "TRN", "SAT") : ufixed(width, width, "TRN", "SAT");
}

/** The format of a quantiser as one ap_fixed assignment, where it is one. */
export function quantiserFormat({ low, high, rounding }: Quantiser): FixedFormat | null {
  const mode = vendorRounding[rounding];
  if (mode === null) return null;
  const { signed, width } = narrowestType(low, high, 0);
  const [least, most] = signed
    ? [-(1n << BigInt(width - 1)), (1n << BigInt(width - 1)) - 1n]
    : [0n, (1n << BigInt(width)) - 1n];
  if (most !== high) return null;
  const make = signed ? fixed : ufixed;
  if (low === least) return make(width, width, mode, "SAT");
  return signed && low === -high ? make(width, width, mode, "SAT_SYM") : null;
}

/** One rounding of plain numbers to whole ones between low and high. */
export function roundTo(writer: TrainedWriter, x: Scaled, quantiser: Quantiser, where: string): ValueId {
  const { builder } = writer;
  const format = quantiserFormat(quantiser);
  if (format !== null) return builder.cast(x.value, format);
  const { low, high, rounding } = quantiser;
  const own = vendorRounding[rounding];
  let whole: ValueId;
  if (own !== null) whole = builder.cast(x.value, { ...levelFormat(low, high), rounding: own });
  else if (rounding === "CEIL") whole = ceiling(writer, x, where);
  else {
    // Away from zero: the parts above and below zero are rounded by themselves.
    const nothing = writer.constant(x, uniform(zero), where);
    const above = ceiling(writer, { ...x, value: builder.max(x.value, nothing) }, where);
    const below = builder.min(x.value, nothing);
    const { low: least } = writer.bounds(below);
    const places = BigInt(fractionOf(writer.type(below)));
    const bottom = places >= 0n ? least >> places : least << -places;
    whole = builder.add(above, builder.cast(below, formatOf(narrowestType(bottom, 0n, 0))));
  }
  const y: Scaled = { ...x, value: whole };
  const { low: least, high: most } = writer.bounds(whole);
  let result = whole;
  if (least < low) result = builder.max(result, writer.constant(y, uniform(fraction(low)), where));
  if (most > high) result = builder.min(result, writer.constant(y, uniform(fraction(high)), where));
  return builder.cast(result, levelFormat(low, high));
}

/** −⌊−x⌋. */
function ceiling(writer: TrainedWriter, x: Scaled, where: string): ValueId {
  const { builder } = writer;
  const nothing = writer.constant(x, uniform(zero), where);
  const turned = builder.sub(nothing, x.value);
  const { low, high } = writer.bounds(turned);
  const places = BigInt(fractionOf(writer.type(turned)));
  const floor = (raw: bigint): bigint => (places >= 0n ? raw >> places : raw << -places);
  const [least, most] = [floor(low), floor(high)];
  const format = formatOf(narrowestType(least < 0n ? least : 0n, most > 0n ? most : 0n, 0));
  return builder.sub(nothing, builder.cast(turned, format));
}
