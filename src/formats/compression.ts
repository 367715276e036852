import { fail, TrigforgeError } from "../errors/index.js";
import { gunzip, isGzip } from "./events/gzip.js";
import { type ByteSource, byteSource } from "./events/source.js";

/** How a file was compressed. */
export type Compression = "none" | "gzip" | "xz";

const xzMagic = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];

/** Decompresses a file if its first bytes say that it is compressed with gzip or xz. */
export async function decompress(
  source: ByteSource,
  where: string,
): Promise<{ source: ByteSource; compression: Compression }> {
  const first = await source.peek(xzMagic.length);
  if (isGzip(first)) return { source: byteSource(gunzip(source.rest(2 ** 16), where)), compression: "gzip" };
  if (xzMagic.every((byte, index) => first[index] === byte)) {
    return { source: byteSource(unxz(source.rest(2 ** 16), where)), compression: "xz" };
  }
  return { source, compression: "none" };
}

/** The part of the library that is used: its types do not know that any object with a reader will do. */
interface XzStream {
  new (source: { getReader(): ByteReader }): ReadableStream<Uint8Array>;
  /** Lets one stream be read at a time, which would block for ever where two files are read side by side. */
  _contextMutex: { acquire(): Promise<void>; release(): void };
}

interface ByteReader {
  read(): Promise<{ done: boolean; value: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

let loading: Promise<XzStream> | undefined;

/** Loads the library, only when a file needs it. It is CommonJS: what has its exports depends on who loads it. */
async function loadXz(): Promise<XzStream> {
  const loaded = (await import("xz-decompress")) as unknown as { XzReadableStream?: XzStream; default?: unknown };
  const { XzReadableStream } = (loaded.XzReadableStream === undefined ? loaded.default : loaded) as {
    XzReadableStream: XzStream;
  };
  // The decompressor keeps all state in a context for each stream, so streams need not wait for each other.
  XzReadableStream._contextMutex = { acquire: async () => {}, release: () => {} };
  return XzReadableStream;
}

/** What the numbers in the library's messages mean (xz.h of XZ Embedded). */
const reasons: Record<string, string> = {
  3: "memory is short",
  4: "it needs a dictionary of more than 64 MiB",
  5: "it does not begin as xz does",
  6: "it uses a filter or a check that is not supported (only LZMA2, CRC32 and CRC64 are)",
  7: "the data is corrupt",
  8: "it is cut off, or garbage follows",
};

/**
 * Decompresses xz as it streams, several streams one after the other and padding included.
 *
 * @throws TrigforgeError TF-FORMAT-012 when the data is truncated, damaged or too demanding; errors of `chunks` pass through
 */
export async function* unxz(chunks: AsyncGenerator<Uint8Array>, where: string): AsyncGenerator<Uint8Array> {
  const reader: ByteReader = {
    read: async () => {
      const { done, value } = await chunks.next();
      return done === true ? { done: true, value: undefined } : { done: false, value };
    },
    cancel: async () => {
      await chunks.return(undefined);
    },
  };
  loading ??= loadXz();
  const XzReadableStream = await loading;
  const output = new XzReadableStream({ getReader: () => reader }).getReader();
  try {
    for (;;) {
      const { done, value } = await output.read();
      if (done) return;
      if (value.length > 0) yield value;
    }
  } catch (error) {
    if (error instanceof TrigforgeError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    const code = /^get_next_output failed with error code (\d+)$/.exec(message)?.[1];
    if (code === undefined) throw error;
    fail("TF-FORMAT-012", { where, what: `the xz data cannot be read: ${reasons[code] ?? `error ${code}`}` });
  } finally {
    await output.cancel().catch(() => undefined);
    await chunks.return(undefined);
  }
}
