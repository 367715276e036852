import type { FixedFormat, FixedType } from "./types.js";

/** A type as Trigforge writes it: `fixed<16,6>`, `ufixed<10,0>`. */
export function printType(type: FixedType): string {
  return `${type.signed ? "" : "u"}fixed<${type.width},${type.integer}>`;
}

/** A format as Trigforge writes it, default modes left out: `fixed<16,6,RND,SAT>`, `int<8>`. */
export function printFormat(format: FixedFormat): string {
  const sign = format.signed ? "" : "u";
  if (format.family === "int") return `${sign}int<${format.width}>`;
  return `${sign}fixed<${[format.width, format.integer, ...modes(format, "")].join(",")}>`;
}

/** A format as the vendor's C++ spells it: `ap_fixed<16,6,AP_RND,AP_SAT>`, `ap_int<8>`. */
export function printVendorFormat(format: FixedFormat): string {
  const sign = format.signed ? "" : "u";
  if (format.family === "int") return `ap_${sign}int<${format.width}>`;
  return `ap_${sign}fixed<${[format.width, format.integer, ...modes(format, "AP_")].join(",")}>`;
}

function modes(format: FixedFormat, prefix: string): (string | number)[] {
  if (format.saturationBits !== 0) {
    return [`${prefix}${format.rounding}`, `${prefix}${format.overflow}`, format.saturationBits];
  }
  if (format.overflow !== "WRAP") return [`${prefix}${format.rounding}`, `${prefix}${format.overflow}`];
  return format.rounding === "TRN" ? [] : [`${prefix}${format.rounding}`];
}
