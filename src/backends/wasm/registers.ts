import type { Lane } from "./lane.js";

/** Eight events in generated code: one vector of 16-bit lanes, two of 32-bit lanes, or four of 64-bit lanes. */
export interface Register {
  readonly lane: Lane;
  /** Names of the vectors, first events first. */
  readonly parts: readonly string[];
}

/** How many vectors hold eight events. */
export const partsOf = (lane: Lane): number => lane / 16;

/** Writes statements on vectors, each result under a name of its own. */
export class RegisterWriter {
  /** Statements before the loop over events. */
  readonly before: string[] = [];
  /** Statements inside the loop over events. */
  readonly inside: string[] = [];
  private readonly converted = new Map<Register, Map<Lane, Register>>();
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
    const parts = Array.from({ length: partsOf(lane) }, (_unused, part) =>
      this.declare(text(...operands.map((operand) => operand.parts[part]!))),
    );
    return { lane, parts };
  }

  /** The same events in another lane. To 16 bits, what does not fit is clamped. */
  toLane(register: Register, lane: Lane): Register {
    if (register.lane === lane) return register;
    const known = this.converted.get(register)?.get(lane);
    if (known !== undefined) return known;
    const next = register.lane < lane ? this.wider(register) : this.narrower(register);
    const result = this.toLane(next, lane);
    const conversions = this.converted.get(register) ?? new Map<Lane, Register>();
    conversions.set(next.lane, next).set(lane, result);
    this.converted.set(register, conversions);
    return result;
  }

  private wider({ lane, parts }: Register): Register {
    const [from, to] = lane === 16 ? ["i16x8", "i32x4"] : ["i32x4", "i64x2"];
    const extended = parts.flatMap((part) => [
      this.declare(`${to}.extend_low_${from}_s(${part})`),
      this.declare(`${to}.extend_high_${from}_s(${part})`),
    ]);
    return { lane: lane === 16 ? 32 : 64, parts: extended };
  }

  private narrower({ lane, parts }: Register): Register {
    const join = lane === 64 ? "narrow64" : "i16x8.narrow_i32x4_s";
    const joined = Array.from({ length: parts.length / 2 }, (_unused, index) =>
      this.declare(`${join}(${parts[2 * index]}, ${parts[2 * index + 1]})`),
    );
    return { lane: lane === 64 ? 32 : 16, parts: joined };
  }
}

/** A register whose vectors are all the same. */
export function uniform(lane: Lane, text: string): Register {
  return { lane, parts: new Array<string>(partsOf(lane)).fill(text) };
}

/** Bytes into a row of a lane where a loop stands that counts bytes of 32-bit lanes in `at`. */
export function offsetText(lane: Lane): string {
  return lane === 16 ? "(at >> 1)" : lane === 32 ? "at" : "2 * at";
}

/** The third operand of a load or store: where the `part`-th vector lies. */
export function partText(part: number): string {
  return part === 0 ? "" : `, ${16 * part}`;
}
