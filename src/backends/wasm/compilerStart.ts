let announce: (() => void) | undefined;
const announced = new Promise<void>((resolve) => {
  announce = resolve;
});

/** Says that the compiler's text has been read and its WebAssembly is about to be compiled. */
export function announceCompiler(): void {
  announce?.();
}

/** Resolves a few turns of the event loop after {@link announceCompiler}: WebAssembly is being compiled then. */
export async function compilerStarts(): Promise<void> {
  await announced;
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}
