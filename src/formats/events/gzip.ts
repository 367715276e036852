import { fail, TrigforgeError } from "../../errors/index.js";

/** Whether bytes begin like a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Decompresses gzip as it streams, so that even a file that expands a thousandfold takes little memory.
 *
 * Uses the platform's DecompressionStream (browsers, Node 18 and later), which checks lengths and checksums; fflate's
 * streams do not.
 *
 * @throws TrigforgeError TF-FORMAT-012 when the data is truncated or damaged; errors of `chunks` pass through
 */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>, where: string): AsyncGenerator<Uint8Array> {
  const stream = new DecompressionStream("gzip");
  const reader = stream.readable.getReader();
  const feeding = feed(chunks, stream.writable.getWriter());
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value;
    }
  } catch (error) {
    const source = await feeding;
    if (source !== null) throw source.error;
    if (error instanceof TrigforgeError) throw error;
    const what = `the compressed data is damaged: ${error instanceof Error ? error.message : error}`;
    fail("TF-FORMAT-012", { where, what });
  } finally {
    await reader.cancel().catch(() => undefined);
    await feeding;
  }
}

/** Writes all chunks. @returns an error of the chunks themselves, if that is what ended it */
async function feed(
  chunks: AsyncIterable<Uint8Array>,
  writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>,
): Promise<{ error: unknown } | null> {
  let writing = false;
  try {
    for await (const chunk of chunks) {
      writing = true;
      await writer.write(chunk as Uint8Array<ArrayBuffer>);
      writing = false;
    }
    writing = true;
    await writer.close();
    return null;
  } catch (error) {
    if (writing) return null; // the reader sees it too
    await writer.abort(error).catch(() => undefined);
    return { error };
  }
}
