/** A deterministic source of random numbers (xoshiro128**), equal on every machine for equal seeds. */
export interface Random {
  readonly seed: number;
  /** Uniform 32-bit unsigned integer. */
  next(): number;
  /** Uniform in [0, 1), with 32 random bits. */
  uniform(): number;
  /** Uniform whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** Uniform integer of `width` bits, unsigned. */
  bits(width: number): bigint;
  /** One of the items. */
  pick<T>(items: readonly T[]): T;
  /** A normal deviate of mean 0 and deviation 1. */
  normal(): number;
}

/**
 * A seeded generator; prints its seed, so that a failure can be repeated.
 *
 * @param seed any integer; `TRIGFORGE_SEED` in the environment takes its place
 * @param label what to print beside the seed; null prints nothing
 */
export function random(seed = 1, label: string | null = "test"): Random {
  const chosen = process.env.TRIGFORGE_SEED === undefined ? seed : Number(process.env.TRIGFORGE_SEED);
  if (label !== null) console.info(`${label}: seed ${chosen}`);
  const state = spread(chosen);
  const next = () => {
    const result = Math.imul(rotate(Math.imul(state[1]!, 5), 7), 9) >>> 0;
    const shifted = state[1]! << 9;
    state[2]! ^= state[0]!;
    state[3]! ^= state[1]!;
    state[1]! ^= state[2]!;
    state[0]! ^= state[3]!;
    state[2]! ^= shifted;
    state[3] = rotate(state[3]!, 11);
    return result;
  };
  const uniform = () => next() / 2 ** 32;
  const integer = (low: number, high: number) => low + Math.floor(uniform() * (high - low + 1));
  return {
    seed: chosen,
    next,
    uniform,
    integer,
    bits(width) {
      let value = 0n;
      for (let have = 0; have < width; have += 32) value = (value << 32n) | BigInt(next());
      return BigInt.asUintN(width, value);
    },
    pick: (items) => items[integer(0, items.length - 1)]!,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Four well-mixed words from one seed (splitmix32). */
function spread(seed: number): Int32Array {
  const state = new Int32Array(4);
  let word = seed | 0;
  for (let index = 0; index < 4; index++) {
    word = (word + 0x9e3779b9) | 0;
    let mixed = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    state[index] = mixed ^ (mixed >>> 15);
  }
  return state;
}
