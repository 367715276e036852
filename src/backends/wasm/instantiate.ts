import { instantiate, instantiateSync } from "@assemblyscript/loader";
import { fail } from "../../errors/index.js";

/** What a compiled emulator exports. */
export interface EmulatorExports {
  readonly memory: WebAssembly.Memory;
  /** −1, or the index of an input port that holds an integer beyond its type. */
  run(events: number): number;
  /** Real numbers to raw integers in the memory of a port; see assembly/encode.ts. */
  encodeFloats: EncodeInPlace;
  encodeDoubles: EncodeInPlace;
}

/** Whether all could be converted: in range, or clamped and no NaN. */
export type EncodeInPlace = (
  address: number,
  count: number,
  scale: number,
  low: number,
  high: number,
  mode: number,
  clamps: boolean,
) => number;

/** Starts a compiled emulator. @throws TrigforgeError TF-WASM-006 when the engine cannot */
export async function startModule(wasm: Uint8Array | WebAssembly.Module, where: string): Promise<EmulatorExports> {
  try {
    const module =
      wasm instanceof WebAssembly.Module ? wasm : await WebAssembly.compile(wasm as Uint8Array<ArrayBuffer>);
    // Pages may not wait for it. Elsewhere `instantiate` would ask for `Response`, and Node would load all of fetch for that.
    const { exports } = "document" in globalThis ? await instantiate(module) : instantiateSync(module);
    return exports as unknown as EmulatorExports;
  } catch (error) {
    return fail("TF-WASM-006", { where, what: `the engine says: ${(error as Error).message}` });
  }
}
