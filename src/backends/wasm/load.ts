import { Emulator } from "./emulator.js";
import { startModule } from "./instantiate.js";
import { checkManifest, hashModule, type Manifest } from "./manifest.js";

/**
 * Starts an emulator from its two files.
 *
 * @param wasm the module's bytes, or the module already compiled, which is then taken to be the manifest's
 * @param manifest the manifest, as parsed JSON
 * @throws TrigforgeError TF-WASM-002 when the manifest is not one, TF-WASM-003 when it belongs to another module,
 * TF-WASM-006 when the engine cannot start the module
 */
export async function load(wasm: Uint8Array | WebAssembly.Module, manifest: Manifest): Promise<Emulator> {
  const checked = checkManifest(manifest, wasm instanceof Uint8Array ? hashModule(wasm) : undefined);
  return new Emulator(await startModule(wasm, checked.program.name), checked);
}
