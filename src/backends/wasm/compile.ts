import { fail } from "../../errors/index.js";
import { type Compiler, loadCompiler } from "./compiler.js";
import { appendData } from "./dataSection.js";
import { type Emitted, entryPath } from "./emit.js";
import { bareLibrary } from "./standardLibrary.js";

const pageBytes = 65536;
const mostBytes = 2 ** 31;

type Program = InstanceType<Compiler["Program"]>;

/**
 * Compiles AssemblyScript in process, with no disk, and puts the constant data into the module.
 *
 * @throws TrigforgeError TF-WASM-004 when the memory would exceed 2 GiB, TF-WASM-006 when the compiler refuses
 */
export async function compileModule({ sources, data, memoryBytes }: Emitted, where: string): Promise<Uint8Array> {
  if (memoryBytes > mostBytes) {
    fail("TF-WASM-004", { where, what: `the emulator needs ${memoryBytes} bytes`, expected: `at most ${mostBytes}` });
  }
  const compiler = await loadCompiler();
  return appendData(
    compileSources(compiler, sources, Math.ceil(memoryBytes / pageBytes) + 1, where),
    data.address,
    data.bytes,
  );
}

/** What asc does for `--runtime stub --noAssert --enable simd --optimizeLevel 0 --noValidate`; engines validate anyway. */
function compileSources(
  compiler: Compiler,
  sources: Readonly<Record<string, string>>,
  pages: number,
  where: string,
): Uint8Array {
  const options = compiler.newOptions();
  compiler.setRuntime(options, 0);
  compiler.setNoAssert(options, true);
  compiler.setExportMemory(options, true);
  compiler.setInitialMemory(options, pages);
  compiler.setFeature(options, compiler.FEATURE_SIMD, true);
  // Functions of the standard library that would be looked up.
  for (const name of ["abort", "trace", "seed", "Math", "Mathf"]) compiler.addGlobalAlias(options, name, "");
  const program = compiler.newProgram(options);
  for (const [path, text] of Object.entries(bareLibrary())) compiler.parse(program, text, path, false);
  compiler.parse(program, sources[entryPath]!, entryPath, true);
  for (let path = compiler.nextFile(program); path !== null; path = compiler.nextFile(program)) {
    const text = sources[`${path}.ts`];
    if (text === undefined) fail("TF-WASM-006", { where, what: `${path}.ts is imported and is not there` });
    compiler.parse(program, text, `${path}.ts`, false);
  }
  refuseErrors(compiler, program, where);
  compiler.initializeProgram(program);
  const module = compiler.compile(program);
  refuseErrors(compiler, program, where);
  // Sets what the binary's writer goes by; no pass runs: the engine optimises, and a second time in a row it takes longer.
  compiler.optimize(module, 0, 0, false, false);
  const { output } = module.toBinary(null);
  module.dispose();
  return output;
}

function refuseErrors(compiler: Compiler, program: Program, where: string): void {
  const problems: string[] = [];
  for (let message = compiler.nextDiagnostic(program); message !== null; message = compiler.nextDiagnostic(program)) {
    if (compiler.isError(message)) problems.push(compiler.formatDiagnostic(message, false, false));
  }
  if (problems.length === 0) return;
  fail("TF-WASM-006", { where, what: `the AssemblyScript compiler says: ${problems.join("\n").slice(0, 2000)}` });
}
