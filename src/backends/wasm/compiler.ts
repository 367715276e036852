import { compilerStarts } from "./compilerStart.js";

/** The AssemblyScript compiler. */
export type Compiler = typeof import("assemblyscript");

let loading: Promise<Compiler> | undefined;

/** Begins to load the compiler, unless that was done before. */
export function loadCompiler(): Promise<Compiler> {
  loading ??= import("./compilerModule.js").then(({ compiler }) => compiler);
  // Whoever waits for it hears of an error; until then it is nobody's.
  loading.catch(() => {});
  return loading;
}

/**
 * Waits until the compiler is ready or the engine compiles its WebAssembly on other threads: time that would be idle is
 * there then for something else.
 */
export async function compilerAtWork(): Promise<void> {
  const ready = loadCompiler().catch(() => undefined);
  await Promise.race([ready, compilerStarts()]);
}
