import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { layoutOf, parseCapture, sideLayoutOf } from "../../src/captures/index.js";
import { presetNames } from "../../src/captures/presetNames.js";
import { fixed, ufixed } from "../../src/fixed/index.js";
import { ProgramBuilder } from "../../src/ir/index.js";
import { repositoryRoot } from "../support/oracle.js";

const head = "format: trigforge-capture\nversion: 1\n";
const parse = (text: string) => parseCapture(head + text, "c.yml");
/** A side with one link `a` on channel 0 and the given words. */
const words = (text: string): string =>
  `preset: emp-360\ninputs:\n  links: { a: { channels: [0], gap: 6 } }\n  words:\n    - ${text}`;

const builder = new ProgramBuilder("network", { source: "test", fidelity: "native", notes: [] });
builder.output("score", builder.input("jets", [2, 3], fixed(16, 6)));
builder.output("flag", builder.input("met", [1], ufixed(8, 8)));
const network = builder.build();

describe("a capture description", () => {
  it("fills in its defaults", () => {
    expect(parse("frames_per_bx: 4\nword_bits: 32")).toEqual({
      where: "c.yml",
      clockMhz: 160,
      framesPerBx: 4,
      wordBits: 32,
      boardTmux: 1,
      packets: "frame-exact",
      flags: "valid",
      playbackFrames: null,
      inputs: null,
      outputs: null,
    });
  });

  it("extends a preset, link defaults one by one", () => {
    const side = "outputs:\n  links: { v: { channels: [4], tmux: 6, gap: 44 }, t: { channels: [3..1] } }\n  words: []";
    const description = parse(`preset: tmux-18-to-6\nflags: valid\nlink_defaults: { offset: 3 }\n${side}`);
    expect(description).toMatchObject({ boardTmux: 6, framesPerBx: 9, flags: "valid", clockMhz: 360 });
    expect(description.outputs).toMatchObject({
      links: [
        { name: "v", channels: [4], tmux: 6, gap: 44, offset: 3, length: 10 },
        { name: "t", channels: [3, 2, 1], tmux: 18, gap: 6, offset: 3, length: 156 },
      ],
    });
  });

  it("reads types without quotes between braces", () => {
    const { inputs } = parse(words("{ link: a, fields: [{ bits: 15..0, port: jets, type: fixed<16,6> }] }"));
    expect(inputs).toMatchObject({
      words: [{ fields: [{ low: 0, width: 16, content: { type: { signed: true, width: 16, integer: 6 } } }] }],
    });
  });

  it.each([
    ["preset: emp-36", 'c.yml: preset: it is the text "emp-36"', 'did you mean "emp-360"?'],
    ["word_bits: 64", "c.yml: frames_per_bx: this field is missing", "or name a preset"],
    ["frames_per_bx: 9\nword_bit: 64", 'unknown field "word_bit"', 'did you mean "word_bits"?'],
    ["preset: emp-360\ninputs: { links: {}, words: [] }", "c.yml: inputs.links: there are no links", "TF-FORMAT-015"],
    [
      "preset: tmux-18-to-6\ninputs: { links: { a: { channels: [0], tmux: 8 } }, words: [] }",
      "c.yml: inputs.links.a.tmux: the link takes 8 bunch crossings for a packet, the board one event in 6",
      "a multiple of 6",
    ],
    [
      "preset: tmux-18-to-6\ninputs: { links: { a: { channels: [0..4], lanes: 2 } }, words: [] }",
      "c.yml: inputs.links.a.channels: there are 5 channels",
      "6: link TMUX 18 / board TMUX 6 for each of 2 lanes",
    ],
    [
      "preset: emp-360\ninputs: { links: { a: { channels: [0], gap: 2, length: 8 } }, words: [] }",
      "packets of 8 words, 0 of them header, do not fit a slot of 9 frames less 2",
      "a length from 1 to 7",
    ],
    [
      "preset: emp-360\ninputs: { links: { a: { channels: [0, 1], lanes: 2 }, b: { channels: [1] } }, words: [] }",
      "c.yml: inputs.links.b.channels: channel 1 already carries a",
      "TF-CAPTURE-003",
    ],
    [
      words("{ link: a, fields: [{ bits: 15..0, port: jets, type: fixed<15,6> }] }"),
      "c.yml: inputs.words[0].fields[0].bits: there are 16 bits for a type of 15",
      "14..0",
    ],
    [
      words("{ link: a, fields: [{ bits: 1..0, value: 4 }] }"),
      "fields[0].value: 4 does not fit into 2 bits",
      "TF-CAPTURE-004",
    ],
  ])("refuses %j", (text, what, help) => {
    expect(() => parse(text)).toThrow(what);
    expect(() => parse(text)).toThrow(help);
  });

  it("stands in docs/captures.md as it is read", () => {
    const page = readFileSync(join(repositoryRoot, "docs/captures.md"), "utf8");
    const blocks = [...page.matchAll(/```yaml\n(format: trigforge-capture[\s\S]*?)```/g)].map((match) => match[1]!);
    expect(blocks.length).toBeGreaterThan(1);
    for (const block of blocks) expect(() => layoutOf(parseCapture(block, "docs/captures.md"))).not.toThrow();
    for (const name of presetNames) expect(page).toContain(`\`${name}\``);
    expect(readdirSync(join(repositoryRoot, "docs/schemas"))).toContain("capture.schema.json");
  });
});

describe("a layout", () => {
  const layout = (text: string, withProgram = true) => layoutOf(parse(text), withProgram ? network : undefined);

  it("takes names, sizes and types from the program", () => {
    const text = words(
      "{ link: a, repeat: { count: 6, elements: 1, words: 0, bits: 10 }, fields: [{ bits: 9..0, value: 5 }] }",
    );
    const { inputs } = layout(`${text}\n    - { link: a, word: 2, fields: [{ bits: 23..16, port: met }] }`);
    expect(inputs!.ports.map(({ name, shape }) => [name, shape])).toEqual([
      ["jets", [2, 3]],
      ["met", [1]],
    ]);
    expect(inputs!.ports[0]!.placements).toEqual(Array(6).fill(null));
    expect(inputs!.ports[1]!.placements).toMatchObject([{ link: 0, pieces: [{ word: 2, lowBit: 16, width: 8 }] }]);
    expect(inputs!.constants.map(({ pieces }) => pieces[0]!.lowBit)).toEqual([0, 10, 20, 30, 40, 50]);
  });

  it("nests loops, the outermost first", () => {
    const text = words(
      "{ link: a, repeat: [{ count: 2, elements: 3, words: 1 }, { count: 3, elements: 1, bits: 16 }], fields: [{ bits: 15..0, port: jets }] }",
    );
    const places = layout(text).inputs!.ports[0]!.placements.map((place) => place!.pieces[0]!);
    expect(places.map(({ word, lowBit }) => [word, lowBit])).toEqual([
      [0, 0],
      [0, 16],
      [0, 32],
      [1, 0],
      [1, 16],
      [1, 32],
    ]);
  });

  it.each([
    ["{ link: b, fields: [{ bits: 7..0, port: met }] }", "words[0].link: there is no link named b", "known: a"],
    ["{ link: a, lane: 1, fields: [{ bits: 7..0, port: met }] }", "link a has no lane 1", "0 to 0"],
    ["{ link: a, word: 3, fields: [{ bits: 7..0, port: met }] }", "on frames 3 to 3 of its packet", "0 to 2"],
    ["{ link: a, fields: [{ bits: 64..57, port: met }] }", "bits 64..57 lie outside the word", "0 to 63"],
    ["{ link: a, fields: [{ bits: 7..0, port: mat }] }", "the network has no input named mat", 'did you mean "met"?'],
    ["{ link: a, fields: [{ bits: 7..0, port: met, element: 1 }] }", "met has no element 1", "0 to 0"],
    [
      "{ link: a, fields: [{ bits: 8..0, port: met }] }",
      "the field is 9 bits wide",
      "ufixed<8,8>, the type of input met",
    ],
    ["{ link: a, fields: [{ bits: 7..0, port: met, type: int<8> }] }", "the field is fixed<8,8>", "ufixed<8,8>"],
    [
      "{ link: a, fields: [{ bits: 15..0, port: jets }, { bits: 30..15, port: jets, element: 1 }] }",
      "fields[1].bits: bit 15 of word 0 of the packet belongs to two fields",
      "the other one is c.yml: inputs.words[0].fields[0]",
    ],
    [
      "{ link: a, repeat: { count: 2, elements: 1, bits: 8 }, fields: [{ bits: 15..0, port: jets }] }",
      "bit 8 of word 0 of the packet belongs to two fields",
      "its copies overlap",
    ],
    [
      "{ link: a, fields: [{ bits: 15..0, port: jets }, { bits: 31..16, port: jets }] }",
      "fields[1]: element 0 of jets lies in two places",
      "fields[0]",
    ],
    [
      "{ link: a, repeat: [{ count: 65536 }, { count: 65536 }], fields: [{ bits: 0, value: 0 }] }",
      "there are 4294967296 fields",
      "at most",
    ],
  ])("refuses %j", (word, what, help) => {
    expect(() => layout(words(word))).toThrow(what);
    expect(() => layout(words(word))).toThrow(help);
  });

  it("says when it needs the model", () => {
    const untyped = words("{ link: a, fields: [{ bits: 7..0, port: met }] }");
    expect(() => layout(untyped, false)).toThrow("the field has no type, and there is no model to take it from");
    expect(() => layout("preset: hls4ml-testbench", false)).toThrow('"columns" follows the ports of the model');
  });

  it("resolves one direction, whatever the other needs", () => {
    const text = `${words("{ link: a, fields: [{ bits: 7..0, port: met }] }")}\noutputs: columns`;
    expect(() => sideLayoutOf(parse(text), "inputs")).toThrow("inputs.words[0].fields[0]: the field has no type");
    expect(sideLayoutOf(parse(text.replace("port: met", "port: met, type: uint<8>")), "inputs").ports.length).toBe(1);
    expect(() => sideLayoutOf(parse("preset: emp-360"), "outputs")).toThrow("c.yml: the outputs are not described");
  });

  it("refuses a playback that is shorter than an event", () => {
    const text = words("{ link: a, fields: [{ bits: 7..0, port: met }] }\nplayback_frames: 8");
    expect(() => layout(text)).toThrow("no event of the inputs fits into 8 frames");
  });
});
