import { expect, it } from "vitest";
import { convertPattern, encodePattern, openPattern, wordFlags } from "../../../src/formats/index.js";
import { random } from "../../support/oracle.js";
import { chunked, gather } from "../collect.js";
import { block, formats, header, randomBlocks, randomHeader, read, write } from "./support.js";

type Options = Parameters<typeof convertPattern>[1] & { dropFlags?: boolean };

async function convert(content: Uint8Array, { dropFlags = false, ...conversion }: Options, where = "in.txt") {
  const file = await openPattern(chunked(content, 100), { where });
  const { header: target, frames, remarks } = convertPattern(file, conversion, where);
  const bytes = await gather(encodePattern(target, frames, { dropFlags }));
  return { bytes, remarks, result: await read(bytes, { where: `out.${conversion.format}` }) };
}

it("words and links survive between all formats; flags as far as both hold them", async () => {
  const source = random(3, "conversions");
  for (const from of formats) {
    for (const to of formats) {
      const head = randomHeader(source, from);
      const content = await write(head, randomBlocks(source, head, 30));
      const before = await read(content);
      const { result } = await convert(content, { format: to, dropFlags: true, dropLinks: true });
      expect(result.header.format).toBe(to);
      expect(result.words).toEqual(before.words);
      expect(result.header.links).toEqual(to === "words" ? head.links.map((_link, column) => column) : head.links);
      if (to === "empv2" && from === "empv1") expect(result.flags).toEqual(before.flags);
      if (to === "apx" && from === "empv2" && head.strobed === undefined) expect(result.flags).toEqual(before.flags);
      if (from === "words" || from === "ctp7") expect(result.flags.every((bits) => bits === 0)).toBe(true);
    }
  }
});

it("nothing changes where nothing was asked for, not even comments", async () => {
  const text =
    "Board  b\n Quad/Chan : q00c0\n Link : 07\n\nFrame 0 : 1v000000000000000A\n# c\nFrame 1 : 0v000000000000000B";
  const content = new TextEncoder().encode(text);
  expect(new TextDecoder().decode((await convert(content, { format: "empv1" })).bytes)).toBe(text);
  const canonical = await convert(content, { format: "empv1", canonical: true });
  expect(new TextDecoder().decode(canonical.bytes).split("\n").slice(-3)).toEqual([
    "Frame 0000 :   1v000000000000000a",
    "Frame 0001 :   0v000000000000000b",
    "",
  ]);
  expect(canonical.remarks).toEqual(["blank lines and comments among the frames are left out"]);
  const renamed = await convert(content, { format: "empv1", board: "other" });
  expect([renamed.result.header.board, renamed.result.words]).toEqual(["other", [10n, 11n]]);
});

it("metadata of three digits becomes four", async () => {
  const rows = ["110 1", "000 2", "001 3"].map(
    (row, frame) => `Frame 000${frame}    ${row.slice(0, 3)} ${row.slice(4).padStart(16, "0")}`,
  );
  const head =
    "ID: x\nMetadata: (strobe,) start of orbit, start of packet, end of packet, valid\n\n      Link              000        \n";
  const { bytes } = await convert(new TextEncoder().encode(`${head}${rows.join("\n")}\n`), {
    format: "empv2",
    canonical: true,
  });
  expect(
    new TextDecoder()
      .decode(bytes)
      .split("\n")
      .slice(4, 7)
      .map((row) => row.slice(14, 18)),
  ).toEqual(["1101", "0001", "0011"]);
});

it("what the target cannot hold is refused, or remarked where it is but a label", async () => {
  const content = await write(header("empv2", { board: "b", links: [4], firstFrameNumber: 5 }), [
    block(1, [1n], [wordFlags.startOfPacket]),
  ]);
  await expect(convert(content, { format: "empv1" })).rejects.toThrow("cannot hold start of packet");
  await expect(convert(content, { format: "words", dropFlags: true })).rejects.toThrow(
    /^in\.txt: plain words have no link numbers, and the links are 4/,
  );
  const { remarks, result } = await convert(content, {
    format: "words",
    dropFlags: true,
    dropLinks: true,
    base: "decimal",
  });
  expect(remarks).toEqual([expect.stringContaining("name of the board, b"), expect.stringContaining("began with 5")]);
  expect([result.header.base, result.words]).toEqual(["decimal", [1n]]);
  await expect(convert(content, { format: "apx", sideband: false })).rejects.toThrow("cannot hold start of packet");
});

it("packets are derived from valid words where the source has no flags for them", async () => {
  const source = random(5, "derived packets");
  const { valid, startOfPacket, endOfPacket } = wordFlags;
  const stream = Array.from({ length: 2 * 300 }, () => (source.integer(0, 3) > 0 ? valid : 0));
  const blocks = Array.from({ length: 30 }, (_unused, index) => ({
    ...block(2, new Array<bigint>(20).fill(7n), stream.slice(20 * index, 20 * index + 20)),
    firstFrame: 10 * index,
  }));
  const links = { links: [3, 8] };
  const expected = stream.map((flags, index) => {
    if (flags === 0) return 0;
    return valid | (stream[index - 2] ? 0 : startOfPacket) | (stream[index + 2] ? 0 : endOfPacket);
  });
  const plain = await write(header("empv1", links), blocks);
  expect((await convert(plain, { format: "empv2", packetsFromValid: true })).result.flags).toEqual(expected);
  const { remarks, result } = await convert(plain, { format: "empv2" });
  expect(result.flags).toEqual(stream);
  expect(remarks.join()).toMatch(/--packets-from-valid/);
  const bare = await write(header("words"), [block(1, [1n, 2n])]);
  await expect(convert(bare, { format: "empv2", packetsFromValid: true })).rejects.toThrow(/which words are valid/);
});
