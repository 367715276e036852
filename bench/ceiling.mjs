// What this machine's SIMD gives in WebAssembly: loops that do nothing but multiply-add, or add, in registers.
import { main } from "assemblyscript/asc";

/**
 * How many sums are under way at once. Too few and each waits for its last addition, too many and the engine moves them
 * between registers and the stack: which is best differs between processors, so all are tried and the best one counts.
 */
const chains = [8, 10, 12, 13];

/** The least that a multiply-add in a loop is: one dot product of pairs, and one addition to its sum. */
const steps = {
  dot: { work: 8, step: (sum) => `i32x4.add(${sum}, i32x4.dot_i16x8_s(x, ${sum}))` },
  add16: { work: 16, step: (sum) => `i16x8.add(i16x8.add(${sum}, x), w)` },
  add32: { work: 8, step: (sum) => `i32x4.add(i32x4.add(${sum}, x), w)` },
};

/** Passes over all sums that are written out in the loop, so that its own counting does not matter. */
const unrolled = 4;

/** A window is short, so that some of them are not disturbed by other work on the machine. */
const windowMilliseconds = 4;
const windows = 8;

const kernel = (name, count, step) => {
  const sums = Array.from({ length: count }, (_unused, index) => `a${index}`);
  const pass = sums.map((sum) => `${sum} = ${step(sum)};`).join(" ");
  return `
export function ${name}_${count}(rounds: i32): i32 {
  const x = i32x4.splat(rounds);
  const w = i32x4.splat(rounds >> 1);
  ${sums.map((sum) => `let ${sum} = x;`).join(" ")}
  for (let round = 0; round < rounds; round++) {
    ${new Array(unrolled).fill(pass).join("\n    ")}
  }
  return i32x4.extract_lane(${sums.reduce((sum, each) => `i32x4.add(${sum}, ${each})`)}, 0) + i32x4.extract_lane(w, 0);
}`;
};

/** The module with all loops, compiled once. */
export async function compileCeiling() {
  compiled ??= await compileLoops();
  return compiled;
}

let compiled;

async function compileLoops() {
  const source = Object.entries(steps).flatMap(([name, { step }]) => chains.map((count) => kernel(name, count, step)));
  let binary;
  const { error, stderr } = await main(
    ["ceiling.ts", "--outFile", "module", "--runtime", "stub", "--enable", "simd", "-O3"],
    {
      readFile: (name) => (name === "ceiling.ts" ? source.join("\n") : null),
      writeFile: (_name, contents) => {
        binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(stderr.toString());
  return WebAssembly.compile(binary);
}

let loops;

/** The loops, compiled once; `measure` gives 10^9 multiply-adds, or additions, a second for each: the best of its windows. */
export async function prepareCeiling() {
  loops ??= (await WebAssembly.instantiate(await compileCeiling())).exports;
  const passes = {};
  const timed = (key, rounds) => {
    const began = performance.now();
    loops[key](rounds);
    return performance.now() - began;
  };
  return {
    measure() {
      const best = (name) => {
        let most = 0;
        for (const count of chains) {
          const key = `${name}_${count}`;
          passes[key] ??= Math.ceil(
            (windowMilliseconds * 100_000) / Math.max(timed(key, 100_000), timed(key, 100_000)),
          );
          for (let window = 0; window < windows; window++) {
            const work = steps[name].work * count * unrolled * passes[key];
            most = Math.max(most, work / (timed(key, passes[key]) * 1e6));
          }
        }
        return most;
      };
      return { dot: best("dot"), add16: best("add16"), add32: best("add32") };
    },
  };
}
