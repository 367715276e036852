export * from "./arithmetic.js";
export { parseFormat } from "./parse.js";
export { printFormat, printType, printVendorFormat } from "./print.js";
export { quantize, roundingFrom, roundRaw, wrapRaw } from "./quantize.js";
export { decompose, quantizeReal, toDecimal, toFloat, toReal } from "./real.js";
export * from "./types.js";
