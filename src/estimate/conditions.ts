import type { Plan } from "../backends/plan.js";
import type { Technology } from "./technology.js";

/** What estimates of items share. */
export interface Conditions {
  readonly plan: Plan;
  readonly delays: Technology;
  /** Time that logic has in a cycle, in ns. */
  readonly period: number;
  /** Whether sums are written as loops, as hls4ml does, or as trees, as Trigforge's firmware does. */
  readonly loops: boolean;
}
