import { describe, expect, it } from "vitest";
import { wordFlags } from "../../../src/formats/index.js";
import { block, header, read, write, writeText } from "./support.js";

// Each format from text written by hand, and back to the same bytes.

const { valid, startOfPacket, endOfPacket, startOfOrbit, notStrobed, error } = wordFlags;
const metadata = "Metadata: (strobe,) start of orbit, start of packet, end of packet, valid";

/** Reads, and checks that writing gives the same bytes again, whatever the pieces and blocks. */
async function readBack(text: string, options: Parameters<typeof read>[1] = {}) {
  const result = await read(text, options);
  expect(result.file.exact).toBe(true);
  expect(await writeText(result.header, result.blocks)).toBe(text);
  const small = await read(text, { ...options, blockFrames: 1 }, 7);
  expect([small.words, small.flags]).toEqual([result.words, result.flags]);
  expect(await writeText(small.header, small.blocks)).toBe(text);
  return result;
}

describe("EMPv1", () => {
  it("as CMSSW writes it", async () => {
    const text = [
      "Board CMSSW",
      " Quad/Chan :         q00c0                q01c1       ",
      "      Link :          000                  005        ",
      "Frame 0000 :   0v0000000000000000   1vfedcba9876543210",
      "Frame 0001 :   1v00000000000000ff   1v8000000000000001",
      "",
    ].join("\n");
    const { header: found, words, flags, file } = await readBack(text);
    expect(found).toMatchObject({ format: "empv1", board: "CMSSW", links: [0, 5], wordBits: 64, firstFrameNumber: 0 });
    expect(words).toEqual([0n, 0xfedcba9876543210n, 0xffn, 0x8000000000000001n]);
    expect(flags).toEqual([0, valid, valid, valid]);
    expect(file.warnings).toEqual([]);
    const { layout: _layout, ...bare } = found;
    expect(await writeText(bare, [block(2, words, flags)])).toBe(text);
  });

  it("as MP7 boards write it: 32 bits, two digits a link, one space", async () => {
    const text = [
      "Board MP7_L1",
      " Quad/Chan :    q00c0      q00c1   ",
      "      Link :     00         01     ",
      "Frame 0000 : 1v0000002a 0v00000000",
      "Frame 0001 : 0v00000000 1vdeadbeef",
      "",
    ].join("\n");
    const { header: found, words } = await readBack(text);
    expect(found).toMatchObject({ board: "MP7_L1", links: [0, 1], wordBits: 32 });
    expect(words).toEqual([42n, 0n, 0n, 0xdeadbeefn]);
  });

  it("strobes, on the links that have them", async () => {
    const text = [
      "Board s",
      " Quad/Chan : q00c0 q00c1",
      "      Link : 000 001",
      "Frame 0000 : 1s1v0000000000000001   1v0000000000000002",
      "Frame 0001 : 0s0v0000000000000003   0v0000000000000004",
      "",
    ].join("\n");
    const { header: found, flags } = await readBack(text);
    expect(found.strobed).toEqual([true, false]);
    expect(flags).toEqual([valid, valid, notStrobed, 0]);
    const canonical = header("empv1", { links: [0, 1], strobed: [true, false] });
    expect((await writeText(canonical, [block(2, [1n, 2n], flags.slice(0, 2))])).split("\n")[3]).toBe(
      "Frame 0000 : 1s1v0000000000000001   1v0000000000000002",
    );
  });

  it("comments, blank lines, CR LF, capital letters, late first frame, no line end at the end", async () => {
    const text = [
      "# captured by hand",
      "Board b",
      "",
      " Quad/Chan : q00c0",
      "# between",
      " Link : 7 ",
      "",
      "Frame 0998 : 1v00000000000000AF",
      "# within",
      "",
      "Frame 0999 : 1v00000000000000b0".replace("b0", "B0"),
      "Frame 1000 : 1v0000000000000000",
      "# behind",
    ].join("\r\n");
    const { header: found, frames, blocks } = await readBack(text);
    expect(found).toMatchObject({ links: [7], firstFrameNumber: 998 });
    expect([frames, blocks[0]!.asides?.length]).toEqual([3, 2]);
    const cut = text.slice(0, text.lastIndexOf("\r\n"));
    expect((await readBack(cut)).blocks.at(-1)!.unterminated).toBe(true);
  });
});

describe("EMPv2", () => {
  it("as CMSSW writes it, with strobe on a link that needs it", async () => {
    const text = [
      "ID: CMSSW",
      metadata,
      "",
      "      Link              000                     113        ",
      "Frame 0000    1101 0000000000000001  01001 0000000000000002",
      "Frame 0001    0011 0000000000000003  10000 0000000000000004",
      "",
    ].join("\n");
    const { header: found, flags } = await readBack(text);
    expect(found).toMatchObject({ format: "empv2", board: "CMSSW", links: [0, 113], strobed: [false, true] });
    expect(flags).toEqual([
      startOfOrbit | startOfPacket | valid,
      notStrobed | startOfOrbit | valid,
      endOfPacket | valid,
      0,
    ]);
    const { layout: _layout, ...bare } = found;
    expect(await writeText(bare, [block(2, [1n, 2n, 3n, 4n], flags)])).toBe(text);
  });

  it("three metadata digits, with a warning, and valid from the packets", async () => {
    const rows = ["000 0", "110 1", "000 2", "001 3", "000 4", "011 5"].map((row, frame) => {
      const [digits, word] = row.split(" ");
      return `Frame ${String(frame).padStart(4, "0")}    ${digits} ${word!.padStart(16, "0")}`;
    });
    const text = ["ID: x", metadata, "", "      Link              000        ", ...rows, ""].join("\n");
    const { flags, file } = await readBack(text);
    expect(flags.map((bits) => bits & valid)).toEqual([0, 1, 1, 1, 0, 1]);
    expect(file.warnings).toEqual([expect.stringMatching(/^board\.txt:5: the metadata has 3 digits/)]);
  });

  it("headers of other writers, with a warning", async () => {
    for (const name of ["Id: CMSSW", "Board CMSSW"]) {
      const text = [name, `${metadata} `, " ", "  Link   000", "Frame 0000  0001 0000000000000001", ""].join("\n");
      const { header: found, file } = await readBack(text);
      expect([found.format, found.board, file.warnings.length]).toEqual(["empv2", "CMSSW", 1]);
    }
  });
});

describe("APx", () => {
  it("with a sideband", async () => {
    const text = [
      "#Sideband ON",
      "#LinkLabel                LINK_00                    LINK_12    ",
      "#BeginData",
      "0x0000    0x03 0x0000000000000001    0x00 0x0000000000000000",
      "0x0001    0x1d 0x00000000000000ff    0x01 0x0000000000000002",
      "",
    ].join("\n");
    const { header: found, words, flags } = await readBack(text);
    expect(found).toMatchObject({ format: "apx", board: "", links: [0, 12], wordBits: 64, sideband: true });
    expect(flags).toEqual([valid | startOfPacket, 0, valid | startOfOrbit | endOfPacket | error, valid]);
    const { layout: _layout, ...bare } = found;
    expect(await writeText(bare, [block(2, words, flags)])).toBe(text);
  });

  it("without a sideband, said or not", async () => {
    const said = [
      "#Sideband OFF",
      "#LinkLabel           LINK_00               LINK_01    ",
      "#BeginData",
      "0x0000    0x0000000000000001    0x00000000000000a0",
      "",
    ].join("\n");
    const { header: found, words, flags } = await readBack(said);
    expect([found.sideband, words, flags]).toEqual([false, [1n, 160n], [0, 0]]);
    const { layout: _layout, ...bare } = found;
    expect(await writeText(bare, [block(2, words, flags)])).toBe(said);
    expect((await readBack(said.slice(said.indexOf("\n") + 1))).header.sideband).toBe(false);
    const on = "#LinkLabel LINK_00\n#BeginData\n0x0000 0x01 0x0000000000000001\n";
    expect((await readBack(on)).header.sideband).toBe(true);
  });

  it("keeps reserved sideband bits", async () => {
    const text =
      "#Sideband ON\n#LinkLabel LINK_00\n#BeginData\n0x0000 0x00 0x0000000000000001\n0x0001 0xe1 0x0000000000000002\n";
    const { blocks, file } = await readBack(text);
    expect([...blocks[0]!.reserved!]).toEqual([0, 0xe0]);
    expect(file.warnings).toEqual([expect.stringMatching(/^board\.txt:5: sideband bits 5 to 7/)]);
    await expect(write(header("empv2"), blocks)).rejects.toThrow("TF-PATTERN-009");
  });
});

describe("CTP7", () => {
  it("as testbenches write it: one label too many, spaces at the end", async () => {
    const text = [
      "=".repeat(60),
      "WordCnt             LINK_00               LINK_01",
      "#BeginData",
      "0x0000   0x00000b3c    ",
      "0x0001   0xdeadbeef    ",
      "",
    ].join("\n");
    const { header: found, words, file } = await readBack(text);
    expect(found).toMatchObject({ format: "ctp7", links: [0], wordBits: 32 });
    expect(words).toEqual([0xb3cn, 0xdeadbeefn]);
    expect(file.warnings).toEqual([expect.stringContaining("2 links are labelled, but frames have 1")]);
  });

  it("64 bits, and labels that are no links", async () => {
    const text = "WordCnt    POS_0    NEG_0\n#BeginData\n0x0000    0x0000000000000001    0x0000000000000002\n";
    const { header: found, file } = await readBack(text);
    expect([found.links, found.wordBits, file.warnings.length]).toEqual([[0, 1], 64, 1]);
  });

  it("in its own layout", async () => {
    const text = await writeText(header("ctp7", { links: [0, 35], wordBits: 32 }), [block(2, [1n, 2n])]);
    const line = "WordCnt  LINK_00       LINK_35   ";
    expect(text).toBe(`${"=".repeat(line.length)}\n${line}\n#BeginData\n0x0000   0x00000001    0x00000002    \n`);
  });
});

describe("plain words", () => {
  const cases: [string, string, Record<string, unknown>, bigint[]][] = [
    [
      "padded hexadecimal",
      "0000002a\ndeadbeef\n",
      { links: [0], wordBits: 32, base: "hexadecimal" },
      [42n, 0xdeadbeefn],
    ],
    [
      "prefixed, not padded",
      "0x2a 0x1\n0x0 0x123456789abcdef0\n",
      { links: [0, 1], wordBits: 64 },
      [42n, 1n, 0n, 0x123456789abcdef0n],
    ],
    ["decimal", "7\n42\n18446744073709551615\n0\n", { base: "decimal", wordBits: 64 }, [7n, 42n, 2n ** 64n - 1n, 0n]],
    ["commas", "1,2,3\n10,20,30\n", { links: [0, 1, 2], base: "decimal" }, [1n, 2n, 3n, 10n, 20n, 30n]],
    [
      "comments",
      "// memory\n# of links\n\n 00ff\t1234\n\n ffff\t0000\n",
      { links: [0, 1], wordBits: 16 },
      [0xffn, 0x1234n, 0xffffn, 0n],
    ],
    ["digits that become fewer", "123 9\n45 8\n6 10\n", { base: "decimal" }, [123n, 9n, 45n, 8n, 6n, 10n]],
  ];
  for (const [name, text, expected, words] of cases) {
    it(name, async () => {
      const result = await readBack(text);
      expect(result.header).toMatchObject({ format: "words", ...expected });
      expect(result.words).toEqual(words);
      expect(result.flags.every((bits) => bits === 0)).toBe(true);
    });
  }

  it("decimal digits are what they are said to be", async () => {
    expect((await read("10\n11\n", { base: "hexadecimal" })).words).toEqual([16n, 17n]);
    expect((await read("010\n", {})).words).toEqual([16n]);
    expect((await read("255\n", { wordBits: 8 })).words).toEqual([255n]);
    await expect(read("255\n256\n", { wordBits: 8 })).rejects.toThrow(/^board\.txt:2:1: "256" has more than 8 bits/);
  });
});

it("no frames", async () => {
  const text = `ID: x\n${metadata}\n\n   Link   003\n# nothing yet\n`;
  const { frames, header: found, blocks } = await readBack(text);
  expect([frames, found.links, found.wordBits]).toEqual([0, [3], 64]);
  expect(await writeText(found, blocks)).toBe(text);
});

it("a layout that changes is read, and remarked", async () => {
  const text = [
    "Board x",
    "Quad/Chan : q00c0",
    "Link : 000",
    "Frame 0000 : 1v00000000000000aa",
    "Frame 0001 :   0v00000000000000BB",
    "Frame   2 : 0v0000000000000000\r",
    "",
  ].join("\n");
  const { file, words } = await read(text);
  expect(words).toEqual([0xaan, 0xbbn, 0n]);
  expect(file.exact).toBe(false);
  expect(file.warnings.map((warning) => warning.replace(/:.*: (.*) changes within the file.*/, ": $1"))).toEqual([
    "board.txt: the spacing",
    "board.txt: whether digits are capital letters",
    "board.txt: the line end",
    "board.txt: how frames are numbered",
  ]);
});
