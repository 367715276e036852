import { type FrameBlock, wordFlags } from "./frames.js";

/** The last valid word of a packet, as far as it was read. */
interface OpenPacket {
  readonly flags: Uint8Array;
  readonly index: number;
}

/**
 * Sets the flags of packets from valid words alone, as EMPv1 leaves them: on each link, consecutive valid words are one packet.
 * Words that are not strobed neither end a packet nor begin one. Packets that follow one another without a gap become one.
 *
 * @returns the same words, at most one block late (later only amid words that are not strobed)
 */
export async function* packetsFromValid(blocks: AsyncIterable<FrameBlock>): AsyncGenerator<FrameBlock> {
  const open = new Map<number, OpenPacket>();
  let waiting: { block: FrameBlock; flags: Uint8Array }[] = [];
  const end = (link: number): void => {
    const packet = open.get(link);
    if (packet !== undefined) packet.flags[packet.index]! |= wordFlags.endOfPacket;
    open.delete(link);
  };
  for await (const block of blocks) {
    const flags = block.flags.map((bits) => bits & ~(wordFlags.startOfPacket | wordFlags.endOfPacket));
    waiting.push({ block, flags });
    for (let index = 0; index < flags.length; index++) {
      const link = index % block.links;
      if (flags[index]! & wordFlags.notStrobed) continue;
      if (!(flags[index]! & wordFlags.valid)) {
        end(link);
      } else {
        if (!open.has(link)) flags[index]! |= wordFlags.startOfPacket;
        open.set(link, { flags, index });
      }
    }
    const needed = [...open.values()].map((packet) => packet.flags);
    const keep = waiting.findIndex((held) => needed.includes(held.flags));
    const done = keep < 0 ? waiting : waiting.slice(0, keep);
    waiting = keep < 0 ? [] : waiting.slice(keep);
    for (const held of done) yield { ...held.block, flags: held.flags };
  }
  for (const link of [...open.keys()]) end(link);
  for (const held of waiting) yield { ...held.block, flags: held.flags };
}
