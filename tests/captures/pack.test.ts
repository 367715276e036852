import { describe, expect, it } from "vitest";
import { packEvents } from "../../src/captures/index.js";
import { fixed, ufixed } from "../../src/fixed/index.js";
import { ProgramBuilder } from "../../src/ir/index.js";
import { packAll, print, sides, unpackAll } from "./packSupport.js";

/** Two inputs and two outputs of some types, which pass through. */
function program(inputs: Record<string, [number, ReturnType<typeof fixed>]>) {
  const builder = new ProgramBuilder("passing", { source: "test", fidelity: "native", notes: [] });
  for (const [name, [count, type]] of Object.entries(inputs))
    builder.output(`${name}_out`, builder.input(name, [count], type));
  return builder.build();
}

describe("packing, by hand", () => {
  it("ugt-240: six 32-bit words a bunch crossing, fields from the lowest bit", async () => {
    const { inputs } = sides(`
preset: ugt-240
inputs:
  links: { score: { channels: [12] }, bits: { channels: [3], length: 2 } }
  words:
    - { link: score, word: 0, fields: [{ bits: 15..0, port: a, type: "fixed<16,8>" }, { bits: 31..16, port: a, element: 1, type: "fixed<16,8>" }] }
    - { link: bits, word: 1, fields: [{ bits: 4, port: b, type: "ufixed<1,1>" }, { bits: 31..30, value: 2 }] }
`);
    const rows = await packAll(inputs, [
      { a: [1n, -1n], b: [1n] },
      { a: [-32768n, 0x1234n], b: [0n] },
    ]);
    expect(rows.links).toEqual([3, 12]);
    expect(print(rows, 8)).toEqual([
      "1101 00000000  1101 ffff0001",
      "0011 80000010  0001 00000000",
      "0000 00000000  0001 00000000",
      "0000 00000000  0001 00000000",
      "0000 00000000  0001 00000000",
      "0000 00000000  0011 00000000",
      "0101 00000000  0101 12348000",
      "0011 80000000  0001 00000000",
      "0000 00000000  0001 00000000",
      "0000 00000000  0001 00000000",
      "0000 00000000  0001 00000000",
      "0000 00000000  0011 00000000",
    ]);
  });

  it("emp-360: nine 64-bit words a bunch crossing, objects on lanes, an offset and a gap", async () => {
    const { inputs } = sides(`
preset: emp-360
inputs:
  links:
    met: { channels: [0], length: 1 }
    jets: { channels: [112, 5], lanes: 2, offset: 1, gap: 7 }
  words:
    - link: met
      fields:
        - { bits: 13..0, port: x, element: 0, type: "ufixed<14,13>" }
        - { bits: 27..14, port: x, element: 1, type: "ufixed<14,13>" }
    - link: jets
      word: 1
      repeat: { count: 2, elements: 3, lanes: 1 }
      fields:
        - { bits: 13..0, port: x, element: 2, type: "ufixed<14,13>" }
        - { bits: 27..14, port: x, element: 3, type: "ufixed<14,13>" }
        - { bits: 41..28, port: x, element: 4, type: "ufixed<14,13>" }
`);
    const rows = await packAll(inputs, [{ x: [0x2001n, 0x3fffn, 1n, 2n, 3n, 4n, 5n, 6n] }], { emptyFrames: 1 });
    expect(rows.links).toEqual([0, 5, 112]);
    expect(print(rows, 16)).toEqual([
      "0000 0000000000000000  0000 0000000000000000  0000 0000000000000000",
      "1111 000000000fffe001  0000 0000000000000000  0000 0000000000000000",
      "0000 0000000000000000  1101 0000000000000000  1101 0000000000000000",
      "0000 0000000000000000  0011 0000000060014004  0011 0000000030008001",
      ...Array(7).fill("0000 0000000000000000  0000 0000000000000000  0000 0000000000000000"),
    ]);
  });

  it("tmux-18-to-6: event i on channel i % 3, 162 frames a slot, 156 words a packet", async () => {
    const { inputs } = sides(`
preset: tmux-18-to-6
inputs:
  links: { tracks: { channels: [7, 8, 9], header_words: 1 } }
  words:
    - link: tracks
      frames: 3
      fields: [{ bits: 159..64, port: x, type: "ufixed<96,96>" }]
`);
    const values = [1n, 2n, 3n, 0xaaaa_0123456789abcdefn];
    const rows = await packAll(
      inputs,
      values.map((x) => ({ x: [x] })),
    );
    expect(rows.links).toEqual([7, 8, 9]);
    expect(rows.words.length).toBe(2 * 162);
    const lines = print(rows, 16);
    const marks = [0, 1, 2].map((column) => lines.map((line) => line.split("  ")[column]!));
    const nonzero = marks.map((column) =>
      column.flatMap((word, frame) => (/^0000|^0001 0+$/.test(word) ? [] : [`${frame}: ${word}`])),
    );
    expect(nonzero).toEqual([
      [
        "0: 1101 0000000000000000",
        "2: 0001 0000000000000001",
        "155: 0011 0000000000000000",
        "162: 0101 0000000000000000",
        "164: 0001 0123456789abcdef",
        "165: 0001 000000000000aaaa",
        "317: 0011 0000000000000000",
      ],
      ["54: 1101 0000000000000000", "56: 0001 0000000000000002", "209: 0011 0000000000000000"],
      ["108: 1101 0000000000000000", "110: 0001 0000000000000003", "263: 0011 0000000000000000"],
    ]);
    const valid = (frame: number): string => marks.map((column) => column[frame]![3]).join("");
    expect([53, 54, 155, 156, 161, 162, 209, 210, 263, 264, 317, 318].map(valid)).toEqual([
      "100",
      "110",
      "111",
      "011",
      "011",
      "111",
      "111",
      "101",
      "101",
      "100",
      "100",
      "000",
    ]);
  });

  it("hls4ml-testbench: a column an element, an event a frame", async () => {
    const { inputs, outputs } = sides(
      "preset: hls4ml-testbench",
      program({ x: [2, fixed(16, 6)], y: [1, ufixed(8, 8)] }),
    );
    const rows = await packAll(inputs, [
      { x: [-1n, 3n], y: [255n] },
      { x: [0n, -32768n], y: [0n] },
    ]);
    expect(rows.links).toEqual([0, 1, 2]);
    expect(rows.words).toEqual([
      [0xffffn, 3n, 0xffn],
      [0n, 0x8000n, 0n],
    ]);
    const columns = { ...rows, format: "words" as const, links: [0, 1], words: [[2n ** 64n - 1n, 3n]] };
    expect(outputs.ports.map(({ name }) => name)).toEqual(["x_out", "y_out"]);
    await expect(unpackAll(outputs, columns)).rejects.toThrow("link y_out: the capture has no channel 2");
  });

  it("a 128-bit word over four frames of 32 bits: seven regions of 16 bits from bit 8", async () => {
    const { inputs } = sides(`
frames_per_bx: 4
word_bits: 32
inputs:
  links: { regions: { channels: [0] } }
  words:
    - link: regions
      frames: 4
      repeat: { count: 7, elements: 1, bits: 16 }
      fields: [{ bits: 17..8, port: et, type: uint<10> }]
`);
    const rows = await packAll(inputs, [{ et: [0x3ffn, 0x201n, 0n, 0x3ffn, 1n, 2n, 3n] }]);
    // 3ff << 8, 201 << 24, 3ff << 56, 1 << 72, 2 << 88 and 3 << 104
    expect(print(rows, 8)).toEqual(["1101 0103ff00", "0001 ff000002", "0001 02000103", "0011 00000300"]);
  });
});

describe("packing refuses", () => {
  const { inputs } = sides(`
preset: emp-360
inputs:
  links: { a: { channels: [0] } }
  words: [{ link: a, fields: [{ bits: 7..0, port: x, element: 1, type: int<8> }] }]
`);
  const run = async (event: Record<string, bigint[]>, options = {}): Promise<unknown> =>
    packAll(inputs, [event, event], options);

  it("what does not fit its type, its port, its place or the frames", async () => {
    await expect(run({ x: [0n, 128n] })).rejects.toThrow("event 0: x: the raw integer of element 1 is 128");
    await expect(run({ x: [1n, 0n] })).rejects.toThrow("element 0 is 1, and the description has no place for it");
    await expect(run({ x: [0n] })).rejects.toThrow("the port has 1 elements");
    await expect(run({ y: [0n] })).rejects.toThrow("the port has no elements");
    await expect(run({ x: [0n, 1n] }, { frames: 17 })).rejects.toThrow(
      "event 1: it ends at frame 18, the pattern after 17",
    );
    expect(await run({ x: [0n, 1n] }, { frames: 18 })).toMatchObject({ links: [0] });
  });
});

describe("packing many events", () => {
  it("streams: a block leaves before the last event is asked for", async () => {
    const { inputs } = sides(`
preset: emp-360
inputs:
  links: { a: { channels: [0] } }
  words: [{ link: a, fields: [{ bits: 7..0, port: x, type: uint<8> }] }]
`);
    let asked = 0;
    function* events() {
      for (; asked < 100_000; asked++) yield { x: [BigInt(asked & 255)] };
    }
    for await (const block of packEvents(inputs, events()).frames) {
      expect(block.frames).toBe(1024);
      break;
    }
    expect(asked).toBeLessThan(200);
  });
});
