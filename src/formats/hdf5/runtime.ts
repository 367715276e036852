import type * as H5wasm from "h5wasm";
import { fail, TrigforgeError } from "../../errors/index.js";

/** The HDF5 library's functions, as h5wasm exposes them. */
export type Hdf5Library = Awaited<typeof H5wasm.ready>;

/** An HDF5 file held in memory, on which the library's functions can be called. */
export interface Hdf5Session {
  /**
   * Calls the library on the open file, opening it when another file was read in between.
   *
   * @param where what is being read, for errors
   * @param action calls functions of the library with the file's identifier; must not keep pointers
   * @throws TrigforgeError TF-FORMAT-001 when the library fails, after which the next call begins afresh
   */
  read<T>(where: string, action: (library: Hdf5Library, file: bigint) => T): T;
}

const path = "/file.h5";

/** One instance of the library, a copy of its memory as it was when it was new, and the session that it serves. */
interface Runtime {
  library: Hdf5Library;
  pristine: Uint8Array;
  owner: Hdf5Session | null;
  file: bigint;
}

/** What Emscripten's file system in memory has beyond h5wasm's types; `canOwn` lets it keep the bytes uncopied. */
interface MemoryFiles {
  streams: (object | null | undefined)[];
  close(stream: object): void;
  writeFile(path: string, bytes: Uint8Array, options: { canOwn: boolean }): void;
}

let loading: Promise<Runtime> | undefined;

/**
 * Loads the HDF5 library once (about 0.1 s, only when a file needs it) and gives a session on a file in memory.
 *
 * h5wasm has one instance for the whole process, and a damaged file can leave it broken: a trap or an error thrown
 * through C leaves its heap half changed. So before each file its whole memory is put back as it was when new
 * (19 MB, a few milliseconds), and its stack pointer is restored by `ccall` even when a call throws. What the memory has
 * grown by since then is free again, and the library's allocator does not rely on what is in it.
 *
 * @param bytes the whole file; must not change while the session is in use
 */
export async function openSession(bytes: Uint8Array): Promise<Hdf5Session> {
  loading ??= load();
  const runtime = await loading;
  const session: Hdf5Session = {
    read(where, action) {
      try {
        if (runtime.owner !== session) open(runtime, session, bytes);
        return guarded(runtime.library, () => action(runtime.library, runtime.file));
      } catch (error) {
        if (error instanceof TrigforgeError) throw error;
        runtime.owner = null;
        fail("TF-FORMAT-001", { where, what: `it could not be read as HDF5: ${reason(error)}` });
      }
    },
  };
  return session;
}

async function load(): Promise<Runtime> {
  const { ready } = await import("h5wasm");
  const library = await ready;
  // Without it the library prints its errors on the console and goes on with invalid identifiers. Not in its types.
  (library as unknown as { activate_throwing_error_handler(): number }).activate_throwing_error_handler();
  return { library, pristine: library.HEAPU8.slice(), owner: null, file: -1n };
}

function open(runtime: Runtime, session: Hdf5Session, bytes: Uint8Array): void {
  const { library, pristine } = runtime;
  runtime.owner = null;
  library.HEAPU8.set(pristine);
  const files = library.FS as unknown as MemoryFiles;
  const standardStreams = 3;
  for (const stream of files.streams.slice(standardStreams)) if (stream) files.close(stream);
  files.writeFile(path, bytes, { canOwn: true });
  runtime.file = guarded(library, () => library.open(path, library.H5F_ACC_RDONLY, false, -1, -1));
  runtime.owner = session;
}

/** Runs an action and puts the stack pointer of the library back afterwards, also when the action throws. */
function guarded<T>(library: Hdf5Library, action: () => T): T {
  let outcome: { result: T } | { error: unknown } | undefined;
  const holder = library as unknown as Record<string, unknown>;
  holder._trigforgeGuarded = () => {
    try {
      outcome = { result: action() };
    } catch (error) {
      outcome = { error };
    }
    return 0;
  };
  // A string argument makes ccall save the stack pointer before the call and restore it after.
  library.ccall("trigforgeGuarded" as never, "number", ["string"], [""]);
  if ("error" in outcome!) throw outcome.error;
  return outcome!.result;
}

/** The innermost cause in the library's stack of errors, such as "File has been truncated". */
function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const causes = [...text.matchAll(/^\s*minor: (.*)$/gm)].map((match) => match[1]!);
  const details = [...text.matchAll(/^\s*#\d+: .*\(\): (.*)$/gm)].map((match) => match[1]!);
  const detail = details.at(-1) ?? text.split("\n")[0]!.slice(0, 200);
  return (causes.length === 0 ? detail : `${causes.at(-1)} (${detail})`).toLowerCase();
}
