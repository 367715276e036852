import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../../../src/errors/catalogue.js";
import { TrigforgeError } from "../../../src/errors/index.js";
import { detectPatternFormat, openPattern, wordFlags } from "../../../src/formats/index.js";
import { chunked } from "../collect.js";
import { block, header, read, write } from "./support.js";

const metadata = "Metadata: (strobe,) start of orbit, start of packet, end of packet, valid";
const v1 = (...rows: string[]): string =>
  ["Board b", "Quad/Chan : q00c0 q00c1", "Link : 000 001", ...rows, ""].join("\n");
const v2 = (...rows: string[]): string => ["ID: b", metadata, "", "  Link   000   001", ...rows, ""].join("\n");
const apx = (...rows: string[]): string => ["#Sideband ON", "#LinkLabel LINK_00", "#BeginData", ...rows, ""].join("\n");
const good = "Frame 0000 : 1v0000000000000001 1v0000000000000002";
const good2 = "Frame 0000  0001 0000000000000001  0001 0000000000000002";

/** A damaged file, the code, and how the message begins. */
const damaged: [string, string, ErrorCode, RegExp][] = [
  ["nothing", "", "TF-PATTERN-001", /^board\.txt: the format cannot be recognised/],
  ["prose", "Dear reader,\n", "TF-PATTERN-001", /^board\.txt: /],
  ["a table", "0.5 -1\n", "TF-PATTERN-012", /^board\.txt: this is a table/],
  [
    "v1 without links",
    "Board b\nQuad/Chan : q00c0\n",
    "TF-PATTERN-002",
    /^board\.txt:3: the file ends before its first frame\n {2}expected a line "Link/,
  ],
  [
    "v1 without quads",
    "Board b\nLink : 000\n",
    "TF-PATTERN-002",
    /^board\.txt:2:1: found "Link : 000"\n {2}expected a line "Quad/,
  ],
  [
    "v1, a link twice",
    "Board b\nQuad/Chan :\nLink : 000 000\n",
    "TF-PATTERN-003",
    /^board\.txt:3:12: link 0 comes twice/,
  ],
  [
    "v1, a link that is none",
    "Board b\nQuad/Chan :\nLink : 000 q1\n",
    "TF-PATTERN-003",
    /^board\.txt:3:12: "q1" is no link/,
  ],
  ["v1, no links", "Board b\nQuad/Chan :\nLink :\n", "TF-PATTERN-003", /^board\.txt:3: no link is named/],
  [
    "v1, a frame is missing",
    v1(good, good.replace("0000", "0002")),
    "TF-PATTERN-006",
    /^board\.txt:5:7: this is frame 2\n {2}expected 1/,
  ],
  ["v1, a frame twice", v1(good, good), "TF-PATTERN-006", /^board\.txt:5:7: this is frame 0/],
  [
    "v1, no colon",
    v1(good.replace(" :", "  ")),
    "TF-PATTERN-004",
    /^board\.txt:4:14: found "1v0000000000000001"\n {2}expected a colon/,
  ],
  [
    "v1, valid is 2",
    v1(good.replace("1v", "2v")),
    "TF-PATTERN-004",
    /^board\.txt:4:14: found "2v0000000000000001"\n {2}expected 0 or 1/,
  ],
  ["v1, no valid", v1(good.replace("1v", "00")), "TF-PATTERN-004", /^board\.txt:4:14: found "000000000000000001"/],
  [
    "v1, a digit that is none",
    v1(good.replace("2", "g")),
    "TF-PATTERN-004",
    /^board\.txt:4:35: found "000000000000000g"/,
  ],
  [
    "v1, a digit too few",
    v1(good, "Frame 0001 : 1v000000000000001 1v0000000000000002"),
    "TF-PATTERN-004",
    /^board\.txt:5:16: .*\n {2}expected 16 hexadecimal digits/,
  ],
  [
    "v1, a word too few",
    v1("Frame 0000 : 1v0000000000000001"),
    "TF-PATTERN-005",
    /^board\.txt:4:32: the line ends after 1 of 2 words/,
  ],
  [
    "v1, a word too many",
    v1(`${good} 1v0000000000000002`),
    "TF-PATTERN-005",
    /^board\.txt:4:52: there are more than 2 words/,
  ],
  ["v1, cut off", v1(good, good).slice(0, -30), "TF-PATTERN-006", /^board\.txt:5:7: /],
  [
    "v1, something else",
    v1(good, "the end"),
    "TF-PATTERN-004",
    /^board\.txt:5:1: found "the"\n {2}expected a frame, as in "Frame 0000"/,
  ],
  ["v1, 17 digits", v1(good.replaceAll("v", "v0")), "TF-PATTERN-007", /^board\.txt:4:16: .* has more than 64 bits/],
  [
    "v2 without metadata",
    "ID: b\n\nLink  000\n",
    "TF-PATTERN-002",
    /^board\.txt:3:1: found "Link {2}000"\n {2}expected a line "Metadata/,
  ],
  [
    "v2, one space between columns",
    v2(good2.replace("1  0", "1 0")),
    "TF-PATTERN-004",
    /^board\.txt:5:34: .*\n {2}expected two spaces/,
  ],
  [
    "v2, two metadata digits",
    v2(good2.replace("0001 ", "01 ")),
    "TF-PATTERN-004",
    /^board\.txt:5:13: found "01"\n {2}expected 4 metadata digits/,
  ],
  [
    "v2, metadata that changes",
    v2(good2, good2.replace("0000  0001", "0001  10001")),
    "TF-PATTERN-004",
    /^board\.txt:6:13: found "10001"\n {2}expected 4 metadata digits, as/,
  ],
  [
    "APx without data",
    "#Sideband ON\n#LinkLabel LINK_00\n",
    "TF-PATTERN-002",
    /^board\.txt:3: the file ends before its first frame/,
  ],
  ["APx without labels", "#Sideband ON\n#BeginData\n", "TF-PATTERN-002", /^board\.txt:2:1: found "#BeginData"/],
  ["APx, a sideband that is neither", "#Sideband YES\n", "TF-PATTERN-002", /^board\.txt:1:1: found "#Sideband YES"/],
  ["APx, a label that is none", "#LinkLabel LANE_00\n", "TF-PATTERN-003", /^board\.txt:1:12: "LANE_00" is no link/],
  [
    "APx, no sideband",
    apx("0x0000 0x0000000000000001"),
    "TF-PATTERN-004",
    /^board\.txt:4:8: .*\n {2}expected a sideband/,
  ],
  [
    "APx, no 0x",
    apx("0x0000 0x01 0000000000000001"),
    "TF-PATTERN-004",
    /^board\.txt:4:13: .*\n {2}expected a word such as 0x00000001/,
  ],
  [
    "APx, a frame is missing",
    apx("0x0009 0x01 0x0000000000000001", "0x000b 0x01 0x0000000000000001"),
    "TF-PATTERN-006",
    /^board\.txt:5:3: this is frame 0xb\n {2}expected 0xa/,
  ],
  [
    "CTP7, more words than labels",
    "WordCnt LINK_00\n#BeginData\n0x0000 0x00000001 0x00000002\n",
    "TF-PATTERN-005",
    /^board\.txt:3:19: there are more than 1 words/,
  ],
  [
    "CTP7, a word that grows",
    "WordCnt LINK_00\n#BeginData\n0x0000 0x00000001\n0x0001 0x100000000\n",
    "TF-PATTERN-007",
    /^board\.txt:4:10: "100000000" has more than 32 bits/,
  ],
  ["words, a sign", "0x12\n-1\n", "TF-PATTERN-004", /^board\.txt:2:1: found "-1"/],
  ["words, two commas", "1,2\n3,,4\n", "TF-PATTERN-004", /^board\.txt:2:3: .*\n {2}expected a word between the commas/],
  [
    "words, a decimal too large",
    "1\n18446744073709551616\n",
    "TF-PATTERN-007",
    /^board\.txt:2:1: "18446744073709551616" has more than 64 bits/,
  ],
];

describe("damaged files are refused with the place", () => {
  for (const [name, text, code, message] of damaged) {
    it(name, async () => {
      const error = await read(text).then(
        () => undefined,
        (caught: unknown) => caught,
      );
      expect(error).toBeInstanceOf(TrigforgeError);
      expect([(error as TrigforgeError).code, (error as TrigforgeError).message]).toEqual([
        code,
        expect.stringMatching(message),
      ]);
    });
  }

  it("words, a letter behind what looked decimal", async () => {
    const text = `${"12\n".repeat(40_000)}1a\n`;
    await expect(read(text)).rejects.toThrow(
      /^board\.txt:40001:1: found "1a"\n {2}expected an unsigned decimal integer/,
    );
    expect((await read(text, { base: "hexadecimal" })).words.at(-1)).toBe(0x1an);
  });

  it("the frames before the damage are given", async () => {
    const text = v1(good, good.replace("0000", "0001"), "Frame 0002 : 1v00");
    const file = await openPattern(chunked(text), { where: "cut.txt" });
    let frames = 0;
    const error = await (async () => {
      for await (const each of file.frames) frames += each.frames;
    })().catch((caught: unknown) => caught);
    expect([frames, (error as TrigforgeError).code]).toEqual([2, "TF-PATTERN-004"]);
  });

  it("lines and comments without end", async () => {
    await expect(read(`Board b\nQuad/Chan :${" ".repeat(3 << 20)}\n`)).rejects.toThrow(
      /^board\.txt:2: the line has more than/,
    );
    await expect(read(`Board b\n${"\n".repeat(1100 << 10)}`)).rejects.toThrow(/TF-PATTERN-008/);
    await expect(read(`${v1(good)}${"# hm\n".repeat(220_000)}`)).rejects.toThrow(
      /bytes of blank lines and comments between two frames/,
    );
  });
});

describe("formats are recognised by content", () => {
  const cases: [string, string][] = [
    ["Board x\nQuad/Chan :", "empv1"],
    ["\n# c\nBoard x\n\nMetadata: (strobe,)", "empv2"],
    ["ID: x", "empv2"],
    ["# c\n#LinkLabel LINK_00", "apx"],
    ["#Sideband OFF", "apx"],
    ["=======\nWordCnt", "ctp7"],
    ["WordCnt LINK_00", "ctp7"],
    ["// c\n12 ab", "words"],
    ["0x1", "words"],
  ];
  for (const [text, format] of cases) {
    it(JSON.stringify(text), () => expect(detectPatternFormat(new TextEncoder().encode(text), "f.txt")).toBe(format));
  }

  it("integers in a file that is called a table are a table", () => {
    const bytes = new TextEncoder().encode("1 2 3\n");
    for (const name of ["tb_input_features.dat", "csim_results.log", "a.csv.gz"]) {
      expect(() => detectPatternFormat(bytes, name)).toThrow("TF-PATTERN-012");
    }
    expect(() => detectPatternFormat(Uint8Array.of(0x93, 0x4e, 0x55), "a")).toThrow("TF-PATTERN-012");
  });
});

describe("what a format cannot hold is refused", () => {
  const word = (flags: number, bits = 1n) => [block(1, [bits], [flags])];
  const cases: [string, Parameters<typeof header>, number, RegExp][] = [
    [
      "packets in EMPv1",
      ["empv1"],
      wordFlags.startOfPacket,
      /^pattern: frame 0, link 0: empv1 cannot hold start of packet\n/,
    ],
    [
      "errors in EMPv2",
      ["empv2", { links: [7], firstFrameNumber: 3 }],
      wordFlags.error,
      /^pattern: frame 3, link 7: empv2 cannot hold error\n/,
    ],
    [
      "strobes in EMPv2 that the header does not tell",
      ["empv2"],
      wordFlags.notStrobed,
      /say in the header which links have a strobe/,
    ],
    ["strobes in APx", ["apx"], wordFlags.notStrobed, /apx cannot hold not strobed/],
    ["flags without a sideband", ["apx", { sideband: false }], wordFlags.valid, /apx cannot hold valid/],
    ["flags of plain words", ["words"], wordFlags.valid, /words cannot hold valid/],
  ];
  for (const [name, fields, flags, message] of cases) {
    it(name, async () => {
      await expect(write(header(...fields), word(flags))).rejects.toThrow(message);
      expect((await write(header(...fields), word(flags), true)).length).toBeGreaterThan(0);
    });
  }

  it("words with too many bits", async () => {
    await expect(write(header("ctp7", { wordBits: 32 }), word(0, 1n << 32n))).rejects.toThrow(
      /frame 0, link 0: the word has 33 bits/,
    );
    await expect(write(header("words", { wordBits: 5 }), word(0, 32n))).rejects.toThrow(/the word has 6 bits/);
  });

  it("valid that three metadata digits do not imply", async () => {
    const text = ["ID: x", metadata, "  Link   000", "Frame 0000  010 0000000000000001", ""].join("\n");
    const { header: three, blocks } = await read(text);
    expect(blocks[0]!.flags[0]! & wordFlags.valid).toBe(1);
    await expect(write(three, [block(1, [1n], [wordFlags.startOfPacket])])).rejects.toThrow(
      /metadata of 3 digits cannot say/,
    );
  });

  it("blocks that do not fit their header", async () => {
    await expect(write(header("empv1", { links: [0, 1] }), word(0))).rejects.toThrow("TF-PATTERN-010");
    await expect(write(header("empv1"), [{ ...word(0)[0]!, firstFrame: 5 }])).rejects.toThrow("TF-PATTERN-010");
  });
});
