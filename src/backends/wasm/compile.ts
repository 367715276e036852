import { fail } from "../../errors/index.js";
import { appendData } from "./dataSection.js";
import { type Emitted, entryPath } from "./emit.js";
import { withBareLibrary } from "./standardLibrary.js";

const pageBytes = 65536;
const mostBytes = 2 ** 31;

let previous: Promise<unknown> = Promise.resolve();

/**
 * Compiles AssemblyScript in process, with no disk, and puts the constant data into the module. One compilation at a time:
 * the compiler keeps global state.
 *
 * @throws TrigforgeError TF-WASM-004 when the memory would exceed 2 GiB, TF-WASM-006 when the compiler refuses
 */
export function compileModule(emitted: Emitted, where: string): Promise<Uint8Array> {
  const result = previous.then(() => compileNow(emitted, where));
  previous = result.catch(() => undefined);
  return result;
}

async function compileNow({ sources, data, memoryBytes }: Emitted, where: string): Promise<Uint8Array> {
  if (memoryBytes > mostBytes) {
    fail("TF-WASM-004", { where, what: `the emulator needs ${memoryBytes} bytes`, expected: `at most ${mostBytes}` });
  }
  const pages = Math.ceil(memoryBytes / pageBytes) + 1;
  const { main, libraryFiles } = await import("assemblyscript/asc");
  let binary: Uint8Array | undefined;
  const flags = ["--runtime", "stub", "--enable", "simd", "--optimizeLevel", "0", "--noAssert", "--noColors"];
  const words = [entryPath, "--outFile", "module", ...flags, "--initialMemory", `${pages}`, "--disableWarning"];
  const { error, stderr } = await withBareLibrary(libraryFiles, () =>
    main(words, {
      readFile: (name) => sources[name.replace(/^\.\//, "")] ?? null,
      writeFile: (_name, contents) => {
        binary = contents as Uint8Array;
      },
      listFiles: () => [],
    }),
  );
  if (error !== null || binary === undefined) {
    return fail("TF-WASM-006", {
      where,
      what: `the AssemblyScript compiler says: ${stderr.toString().slice(0, 2000)}`,
    });
  }
  return appendData(binary, data.address, data.bytes);
}
