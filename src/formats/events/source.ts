/** Bytes that arrive in chunks of any size, to be read in portions of another size. */
export interface ByteSource {
  /** The first bytes without consuming them: `count`, fewer only when there are no more. */
  peek(count: number): Promise<Uint8Array>;
  /** Fills an array. @returns how many bytes there were, fewer than asked only at the end */
  fill(target: Uint8Array): Promise<number>;
  /** What remains, in chunks of at most `largest` bytes; closes the source when it is left. */
  rest(largest: number): AsyncGenerator<Uint8Array>;
  /** Tells the producer that no more is wanted. Safe to call twice. */
  close(): Promise<void>;
}

/** A source over chunks. An empty chunk is skipped. */
export function byteSource(chunks: AsyncIterable<Uint8Array>): ByteSource {
  const iterator = chunks[Symbol.asyncIterator]();
  let current: Uint8Array = new Uint8Array(0);
  let ended = false;

  /** Makes sure that `current` has a byte. @returns false at the end */
  const advance = async (): Promise<boolean> => {
    while (current.length === 0) {
      if (ended) return false;
      const { done, value } = await iterator.next();
      ended = done === true;
      if (!ended) current = value;
    }
    return true;
  };

  const source: ByteSource = {
    async peek(count) {
      const target = new Uint8Array(count);
      const found = target.subarray(0, await source.fill(target));
      const joined = new Uint8Array(found.length + current.length);
      joined.set(found);
      joined.set(current, found.length);
      current = joined;
      return found;
    },
    async fill(target) {
      let filled = 0;
      while (filled < target.length && (await advance())) {
        const part = current.subarray(0, target.length - filled);
        target.set(part, filled);
        filled += part.length;
        current = current.subarray(part.length);
      }
      return filled;
    },
    async *rest(largest) {
      try {
        while (await advance()) {
          const part = current.subarray(0, largest);
          current = current.subarray(part.length);
          yield part;
        }
      } finally {
        await source.close();
      }
    },
    async close() {
      ended = true;
      await iterator.return?.();
    },
  };
  return source;
}
