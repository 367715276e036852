import {
  type FixedFormat,
  type FixedType,
  fractionOf,
  highestRaw,
  lowestRaw,
  type Rounding,
  roundingFrom,
  roundings,
  roundRaw,
} from "../../fixed/index.js";
import type { Bounds } from "../../ops/index.js";
import { fits, highestOf, type Lane, laneFor, lowestOf, widerLane } from "./lane.js";

/** What is left to do about overflow, given the range of the rounded value. */
export type OverflowPlan =
  | { readonly kind: "none" }
  | { readonly kind: "wrap"; readonly width: number; readonly signed: boolean }
  /** A missing bound cannot be passed. */
  | { readonly kind: "clamp"; readonly low: bigint | null; readonly high: bigint | null }
  | { readonly kind: "zeroOutside"; readonly low: bigint; readonly high: bigint }
  | { readonly kind: "saturateTop"; readonly width: number; readonly signed: boolean; readonly bits: number }
  | { readonly kind: "mirror"; readonly width: number; readonly bits: number };

/** How lanes carry out one conversion to a format. */
export interface CastPlan {
  /** Low bits to drop; negative appends zeros. */
  readonly shift: number;
  readonly rounding: Rounding;
  /** Round one lane at a time: adding half would leave even 64 bits. */
  readonly roundEach: boolean;
  readonly overflow: OverflowPlan;
  /** The narrowest lane in which this is exact. */
  readonly lane: Lane;
  /** Whether the rounded value fits 16 bits, so that in 32-bit lanes it is packed before its overflow is handled. */
  readonly packsRounded: boolean;
  /** Whether the format saturates, for counters: SAT, SAT_ZERO, SAT_SYM. */
  readonly saturates: boolean;
}

/** What {@link planCast} is asked. */
export interface CastRequest {
  readonly source: Bounds;
  readonly from: FixedType;
  readonly to: FixedFormat;
  /** Bounds of the result. */
  readonly result: Bounds;
  /** Whether counters need the rounded value itself, not only its low bits. */
  readonly counted: boolean;
  /** Whether the operand may be packed into 16-bit lanes, clamped, before it is rounded. */
  readonly packs?: boolean;
}

/** The lanes that make a conversion exact, or undefined when 64 bits do not suffice. */
export function planCast({ source, from, to, result, counted, packs = false }: CastRequest): CastPlan | undefined {
  const shift = fractionOf(from) - fractionOf(to);
  const rounding = roundingFrom(from, to);
  const rounded = { low: roundRaw(source.low, shift, rounding), high: roundRaw(source.high, shift, rounding) };
  const overflow = planOverflow(rounded, to);
  if (packs && saturatesEarly(source, shift, rounding, overflow, counted))
    return { shift, rounding, roundEach: false, overflow, lane: 16, packsRounded: false, saturates: true };
  const modular = overflow.kind === "wrap" && !counted;
  const lanes = [laneFor(source), laneFor(result), modular ? 16 : laneFor(rounded), slowestLane(overflow)];
  if (lanes.some((lane) => lane === undefined)) return undefined;
  const lane = (lanes as Lane[]).reduce(widerLane);
  const roundingLane = laneToRound(source, shift, rounding);
  return {
    shift,
    rounding,
    roundEach: roundingLane === undefined,
    overflow,
    lane: widerLane(lane, roundingLane ?? 64),
    packsRounded: fits(rounded, 16) && ["wrap", "clamp", "zeroOutside"].includes(overflow.kind),
    saturates: to.overflow.startsWith("SAT"),
  };
}

/** The narrowest lane in which the rounding functions are exact: they add up to half a unit before they shift. */
function laneToRound(source: Bounds, shift: number, rounding: Rounding): Lane | undefined {
  if (shift <= 0 || rounding === "TRN") return 16;
  return ([16, 32, 64] as const).find((lane) => {
    if (shift > lane - 2 || !fits(source, lane)) return false;
    return rounding === "TRN_ZERO" || source.high + (1n << BigInt(shift - 1)) <= highestOf(lane);
  });
}

/** The rare modes have no functions on 16-bit lanes. */
function slowestLane({ kind }: OverflowPlan): Lane {
  return kind === "mirror" || kind === "saturateTop" ? 32 : 16;
}

/**
 * Whether 32-bit integers may be clamped to 16 bits before they are rounded, which packing them does for nothing: what lies
 * beyond 16 bits lies beyond the format too, and 16-bit additions that saturate keep it there. Counters compare what was
 * rounded with what was kept, so for them it has to stay truly beyond, not on the bound.
 */
function saturatesEarly(
  source: Bounds,
  shift: number,
  rounding: Rounding,
  overflow: OverflowPlan,
  counted: boolean,
): boolean {
  if (overflow.kind !== "clamp" || shift < 0 || shift > 14 || !fits(source, 32)) return false;
  const { low, high } = overflow;
  const bias = shift === 0 || rounding === "TRN" ? 0n : 1n << BigInt(shift - 1);
  const most = rounding === "TRN_ZERO" ? source.high : source.high + bias;
  const beyond = counted ? 1n : 0n;
  if (most > highestOf(16) && (high === null || highestOf(16) >> BigInt(shift) < high + beyond)) return false;
  if (source.low < lowestOf(16) && (low === null || lowestOf(16) >> BigInt(shift) > low - beyond)) return false;
  return [low ?? 0n, high ?? 0n].every((bound) => fits({ low: bound, high: bound }, 16));
}

function planOverflow(rounded: Bounds, to: FixedFormat): OverflowPlan {
  const { width, signed, saturationBits: bits } = to;
  const high = highestRaw(to);
  const symmetric = to.overflow === "SAT_SYM" && signed && width > 1;
  const low = symmetric ? -high : lowestRaw(to);
  if (rounded.low >= low && rounded.high <= high) return { kind: "none" };
  switch (to.overflow) {
    case "WRAP":
      return bits === 0 ? { kind: "wrap", width, signed } : { kind: "saturateTop", width, signed, bits };
    case "SAT_ZERO":
      return { kind: "zeroOutside", low, high };
    case "WRAP_SM":
      if (signed) return { kind: "mirror", width, bits };
      return clamp(rounded, low, high);
    case "SAT":
    case "SAT_SYM":
      return clamp(rounded, low, high);
  }
}

function clamp(rounded: Bounds, low: bigint, high: bigint): OverflowPlan {
  return { kind: "clamp", low: rounded.low < low ? low : null, high: rounded.high > high ? high : null };
}

/** Whether a plan changes nothing. */
export function isIdentity(plan: CastPlan): boolean {
  return plan.shift === 0 && plan.overflow.kind === "none";
}

const roundingFunctions: { readonly [R in Exclude<Rounding, "TRN">]: string } = {
  TRN_ZERO: "roundTowardZero",
  RND: "roundHalfUp",
  RND_ZERO: "roundHalfTowardZero",
  RND_INF: "roundHalfAwayFromZero",
  RND_MIN_INF: "roundHalfDown",
  RND_CONV: "roundHalfToEven",
};

/** Whether a cast in lanes `work` with a result in lanes `result` packs what it has rounded. */
export function packsRounded(plan: CastPlan, work: Lane, result: Lane): boolean {
  return plan.packsRounded && work === 32 && result === 16;
}

/** AssemblyScript for the rounded value of `x`, a vector of lanes. */
export function roundedText(plan: CastPlan, x: string, lane: Lane): string {
  const { shift, rounding } = plan;
  if (shift === 0) return x;
  if (shift < 0) return shiftLeftText(x, -shift, lane);
  if (rounding === "TRN") return `${vectorOf(lane)}.shr_s(${x}, ${Math.min(shift, lane - 1)})`;
  if (plan.roundEach) return `roundEach64(${x}, ${shift}, ${roundings.indexOf(rounding)})`;
  return `${roundingFunctions[rounding]}${lane}(${x}, ${shift})`;
}

/** AssemblyScript for a rounded value brought into range. `source` is the value before rounding. */
export function overflowText(plan: CastPlan, rounded: string, source: string, lane: Lane): string {
  const { overflow } = plan;
  switch (overflow.kind) {
    case "none":
      return rounded;
    case "wrap":
      if (overflow.width >= lane) return rounded;
      return `wrap${overflow.signed ? "Signed" : "Unsigned"}${lane}(${rounded}, ${overflow.width})`;
    case "clamp":
      return clampText(rounded, overflow.low, overflow.high, lane);
    case "zeroOutside":
      return `zeroOutside${lane}(${rounded}, ${boundText(overflow.low, lane)}, ${boundText(overflow.high, lane)})`;
    case "saturateTop":
      return `saturateTop${lane}(${rounded}, ${overflow.width}, ${overflow.signed}, ${overflow.bits})`;
    case "mirror":
      return `mirror${lane}(${rounded}, ${source}, ${plan.shift}, ${overflow.width}, ${overflow.bits})`;
  }
}

/** A bound that the lane itself may keep already. */
function boundText(bound: bigint, lane: Lane): string {
  return integerText(bound < lowestOf(lane) ? lowestOf(lane) : bound > highestOf(lane) ? highestOf(lane) : bound, lane);
}

function clampText(x: string, low: bigint | null, high: bigint | null, lane: Lane): string {
  if (low !== null && high !== null) return `clamp${lane}(${x}, ${integerText(low, lane)}, ${integerText(high, lane)})`;
  if (low !== null) return `clampLow${lane}(${x}, ${integerText(low, lane)})`;
  return `clampHigh${lane}(${x}, ${integerText(high!, lane)})`;
}

/** AssemblyScript for the whole conversion of `x`. */
export function castText(plan: CastPlan, x: string, lane: Lane): string {
  return overflowText(plan, roundedText(plan, x, lane), x, lane);
}

/** The vector type of a lane. */
export function vectorOf(lane: Lane): string {
  return lane === 16 ? "i16x8" : lane === 32 ? "i32x4" : "i64x2";
}

/** x · 2^shift modulo the lane. */
export function shiftLeftText(x: string, shift: number, lane: Lane): string {
  if (shift === 0) return x;
  return shift >= lane ? `${vectorOf(lane)}.splat(0)` : `${vectorOf(lane)}.shl(${x}, ${shift})`;
}

/** An integer literal of a lane. */
export function integerText(raw: bigint, lane: Lane): string {
  if (lane === 16) return `<i16>${raw}`;
  if (raw === -(1n << BigInt(lane - 1))) return `i${lane}.MIN_VALUE`;
  return lane === 64 && !fits({ low: raw, high: raw }, 32) ? `<i64>${raw}` : `${raw}`;
}

/** A vector with the same integer in every lane. */
export function splatText(raw: bigint, lane: Lane): string {
  return `${vectorOf(lane)}.splat(${integerText(raw, lane)})`;
}
