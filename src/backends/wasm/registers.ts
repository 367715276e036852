import type { Lane } from "./lane.js";

/** A vector of four events in generated code: one vector of 32-bit lanes, or two of 64-bit lanes. */
export type Register =
  | { readonly lane: 32; readonly text: string }
  | { readonly lane: 64; readonly low: string; readonly high: string };

/** Writes statements on vectors, each result under a name of its own. */
export class RegisterWriter {
  /** Statements before the loop over events. */
  readonly before: string[] = [];
  /** Statements inside the loop over events. */
  readonly inside: string[] = [];
  private readonly converted = new Map<Register, Register>();
  private names = 0;

  /** @param suffix appended to every name, so that two writers can share a function */
  constructor(private readonly suffix: string) {}

  /** A new name. */
  fresh(prefix = "v"): string {
    return `${prefix}${this.names++}${this.suffix}`;
  }

  /** A vector inside the loop; returns its name. */
  declare(text: string): string {
    const name = this.fresh();
    this.inside.push(`const ${name} = ${text};`);
    return name;
  }

  /** The same statement on each vector of a register, or of several side by side. */
  apply(lane: Lane, operands: readonly Register[], text: (...vectors: string[]) => string): Register {
    const parts = (high: boolean): string[] =>
      operands.map((operand) => (operand.lane === 32 ? operand.text : high ? operand.high : operand.low));
    if (lane === 32) return { lane, text: this.declare(text(...parts(false))) };
    return { lane, low: this.declare(text(...parts(false))), high: this.declare(text(...parts(true))) };
  }

  /** The same events in another lane. */
  toLane(register: Register, lane: Lane): Register {
    if (register.lane === lane) return register;
    const known = this.converted.get(register);
    if (known !== undefined) return known;
    const result: Register =
      register.lane === 64
        ? { lane: 32, text: this.declare(`narrow64(${register.low}, ${register.high})`) }
        : {
            lane: 64,
            low: this.declare(`i64x2.extend_low_i32x4_s(${register.text})`),
            high: this.declare(`i64x2.extend_high_i32x4_s(${register.text})`),
          };
    this.converted.set(register, result);
    return result;
  }
}

/** A register whose vectors are all the same. */
export function both(lane: Lane, text: string): Register {
  return lane === 32 ? { lane, text } : { lane, low: text, high: text };
}
