import type { Plan } from "../backends/plan.js";

/** Nominal time between bunch crossings of the LHC, in ns; clocks of triggers are multiples of it. */
export const crossingPeriod = 25;

/** How events come. */
export interface EventRate {
  /** Bunch crossings between events of one board: its time multiplexing. */
  readonly tmux: number;
  /** Frames that a link carries in a bunch crossing, or null when frames are of no interest. */
  readonly framesPerCrossing: number | null;
}

/** An event every crossing. */
export const everyCrossing: EventRate = { tmux: 1, framesPerCrossing: null };

/** An amount of clock cycles in other units. */
export interface Duration {
  readonly cycles: number;
  readonly nanoseconds: number;
  readonly crossings: number;
  readonly frames: number | null;
}

/** Clock cycles in a bunch crossing: whole when the period is a part of 25 ns up to its digits (2.78 ns is 360 MHz). */
function clocksIn(clockPeriod: number): { clocks: number; aligned: boolean } {
  const whole = Math.round(crossingPeriod / clockPeriod);
  const aligned = whole > 0 && Math.abs(whole * clockPeriod - crossingPeriod) < 0.004 * crossingPeriod;
  return { clocks: aligned ? whole : crossingPeriod / clockPeriod, aligned };
}

/** A clock period in ns without the error of its few digits. */
export function exactPeriod(clockPeriod: number): number {
  return crossingPeriod / clocksIn(clockPeriod).clocks;
}

/** Cycles in all units. */
export function durationOf(cycles: number, { clockPeriod }: Plan, { framesPerCrossing }: EventRate): Duration {
  const nanoseconds = cycles * exactPeriod(clockPeriod);
  const crossings = nanoseconds / crossingPeriod;
  return {
    cycles,
    nanoseconds,
    crossings,
    frames: framesPerCrossing === null ? null : Math.ceil(crossings * framesPerCrossing - 1e-6),
  };
}

/** Whether an algorithm keeps up with its events. */
export interface Pace {
  /** Clock cycles in a bunch crossing; a fraction when the clock is no multiple of 40 MHz. */
  readonly clocksPerCrossing: number;
  /** Cycles that an event may take its place at the input. */
  readonly cyclesPerEvent: number;
  /** Whether the clock is a multiple of 40 MHz. */
  readonly aligned: boolean;
  readonly keepsUp: boolean;
}

/** Compares an initiation interval with the rate of events. */
export function paceOf(interval: number, { clockPeriod }: Plan, { tmux }: EventRate): Pace {
  const { clocks, aligned } = clocksIn(clockPeriod);
  const cyclesPerEvent = Math.floor(clocks * tmux + 1e-9);
  return { clocksPerCrossing: clocks, cyclesPerEvent, aligned, keepsUp: interval <= cyclesPerEvent };
}
