import { expect, it } from "vitest";
import { random } from "../../support/oracle.js";
import { formats, randomBlocks, randomHeader, read, write } from "./support.js";

const rounds = 60;

for (const format of formats) {
  it(`random ${format} comes back: content, and bytes`, async () => {
    const source = random(11, `round trip of ${format}`);
    for (let round = 0; round < rounds; round++) {
      const header = randomHeader(source, format);
      const blocks = randomBlocks(source, header, source.integer(1, 60));
      const bytes = await write(header, blocks);
      const read1 = await read(
        bytes,
        { where: `${format}.txt`, wordBits: header.wordBits, base: header.base },
        source.integer(1, 500),
      );
      const { layout: _layout, ...content } = read1.header;
      expect(content, `seed ${source.seed}, round ${round}`).toEqual(header);
      expect(read1.words).toEqual(blocks.flatMap((block) => [...block.words]));
      expect(read1.flags).toEqual(blocks.flatMap((block) => [...block.flags]));
      expect(Buffer.from(await write(read1.header, read1.blocks)).equals(bytes)).toBe(true);
      expect(read1.file.warnings).toEqual([]);
    }
  });
}
