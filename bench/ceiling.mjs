// What this machine's SIMD gives in WebAssembly: loops that do nothing but multiply-add, or add, in registers.
import { main } from "assemblyscript/asc";

const accumulators = 8;
const names = Array.from({ length: accumulators }, (_unused, index) => `a${index}`);
const kernel = (name, step) => `
export function ${name}(rounds: i32): i32 {
  const x = i32x4.splat(rounds);
  const w = i32x4.splat(rounds >> 1);
  ${names.map((register) => `let ${register} = x;`).join(" ")}
  for (let round = 0; round < rounds; round++) {
    ${names.map((register) => `${register} = ${step(register)};`).join(" ")}
  }
  return i32x4.extract_lane(${names.reduce((sum, register) => `i32x4.add(${sum}, ${register})`)}, 0);
}`;
const source = [
  kernel("dot", (a) => `i32x4.add(${a}, i32x4.dot_i16x8_s(x, ${a}))`),
  kernel("add16", (a) => `i16x8.add(i16x8.add(${a}, x), w)`),
  kernel("add32", (a) => `i32x4.add(i32x4.add(${a}, x), w)`),
].join("\n");

/** Work of one pass over the accumulators: multiply-adds, or additions. */
const work = { dot: 8 * accumulators, add16: 16 * accumulators, add32: 8 * accumulators };

/** Compiles the loops; `measure` gives 10^9 multiply-adds, or additions, a second for each. */
export async function prepareCeiling() {
  let binary;
  const { error, stderr } = await main(
    ["ceiling.ts", "--outFile", "module", "--runtime", "stub", "--enable", "simd", "-O3"],
    {
      readFile: (name) => (name === "ceiling.ts" ? source : null),
      writeFile: (_name, contents) => {
        binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(stderr.toString());
  const { instance } = await WebAssembly.instantiate(binary);
  const rounds = 2_000_000;
  return {
    measure() {
      return Object.fromEntries(
        Object.entries(work).map(([name, count]) => {
          const began = performance.now();
          instance.exports[name](rounds);
          return [name, (count * rounds) / ((performance.now() - began) * 1e6)];
        }),
      );
    },
  };
}
