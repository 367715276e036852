import { describe, expect, it } from "vitest";
import { alignToFirstValid, type RawEvent, unpackFrames } from "../../src/captures/index.js";
import { wordFlags } from "../../src/formats/patterns/frames.js";
import { blocksOf, packAll, type Rows, sides, unpackAll } from "./packSupport.js";

const { valid, startOfPacket, endOfPacket, notStrobed, error } = wordFlags;

/** Two links of two words in slots of four frames; `b` comes a frame later. */
const text = (more: string): string => `
frames_per_bx: 4
word_bits: 32
${more}
inputs:
  links: { a: { channels: [0], length: 2 }, b: { channels: [1], length: 2, offset: 1 } }
  words:
    - { link: a, word: 1, fields: [{ bits: 7..0, port: x, type: int<8> }] }
    - { link: b, word: 0, fields: [{ bits: 7..0, port: y, type: uint<8> }] }
`;
const { inputs: strict } = sides(text("flags: packet"));
const { inputs: loose } = sides(text("flags: valid"));
const events: RawEvent[] = [1n, -2n, 3n].map((x) => ({ x: [x], y: [x + 100n] }));

/** Name, frame, column, what happens to the word there, and the problems that should show. */
type Damage = [string, number, number, (word: bigint, flags: number) => [bigint, number], string[]];

/** Changes one word and its flags. */
function edit(
  rows: Rows,
  frame: number,
  column: number,
  change: (word: bigint, flags: number) => [bigint, number],
): Rows {
  const [word, flags] = change(rows.words[frame]![column]!, rows.flags[frame]![column]!);
  return {
    ...rows,
    words: rows.words.map((row, at) => (at === frame ? row.with(column, word) : row)),
    flags: rows.flags.map((row, at) => (at === frame ? row.with(column, flags) : row)),
  };
}

async function problems(rows: Rows, options = {}, layout = strict): Promise<string[][]> {
  const unpacked = await unpackAll(layout, rows, options);
  return unpacked.map((event) => event.problems.map(({ kind, link, frame }) => `${kind} ${"ab"[link]} ${frame}`));
}

describe("what is wrong with packets is told with the event", () => {
  it.each([
    ["a word that is not valid", 5, 0, (word, flags) => [word, flags & ~valid], ["invalid-word a 5"]],
    ["a word that is not strobed", 5, 0, (word, flags) => [word, flags | notStrobed], ["invalid-word a 5"]],
    ["a valid word in the gap", 6, 0, (word, flags) => [word, flags | valid], ["valid-gap a 6"]],
    ["no start of packet", 5, 1, (word, flags) => [word, flags & ~startOfPacket], ["start-of-packet b 5"]],
    ["no end of packet", 6, 1, (word, flags) => [word, flags & ~endOfPacket], ["end-of-packet b 6"]],
    ["a second start", 6, 1, (word, flags) => [word, flags | startOfPacket], ["start-of-packet b 6"]],
    ["an early end", 4, 0, (word, flags) => [word, flags | endOfPacket], ["end-of-packet a 4"]],
    ["an error flag", 4, 0, (word, flags) => [word, flags | error], ["error-flag a 4"]],
    ["bits above the word", 5, 0, (word, flags) => [word | (1n << 32n), flags], ["wide-word a 5"]],
  ] as Damage[])("%s", async (_name, frame, column, change, expected) => {
    const rows = edit(await packAll(strict, events), frame, column, change);
    expect(await problems(rows)).toEqual([[], expected, []]);
    const unpacked = await unpackAll(strict, rows);
    expect(unpacked.map(({ raw }) => raw)).toEqual(events);
    const word = expected[0]!.startsWith("wide-word") ? [[], expected, []] : [[], [], []];
    const ignoring = await problems(rows, { flags: "ignore" });
    expect(ignoring.slice(0, 3)).toEqual(word);
  });

  it("packet flags are not looked at under the rule valid, nor in a format that has none", async () => {
    const rows = edit(await packAll(strict, events), 4, 0, (word) => [word, valid]);
    expect(await problems(rows, {}, loose)).toEqual([[], [], []]);
    expect(await problems({ ...rows, format: "empv1" })).toEqual([[], [], []]);
    expect(await problems(rows)).toEqual([[], ["start-of-packet a 4"], []]);
  });

  it("words without any flag are taken as they are", async () => {
    const packed = await packAll(strict, events);
    const rows: Rows = { ...packed, format: "words", flags: packed.flags.map((row) => row.map(() => 0)) };
    const unpacked = await unpackAll(strict, rows);
    expect(unpacked.slice(0, 3).map(({ raw, problems: none }) => ({ raw, none }))).toEqual(
      events.map((raw) => ({ raw, none: [] })),
    );
  });
});

describe("events that are not there", () => {
  const silence = (rows: Rows, event: number): Rows => ({
    ...rows,
    flags: rows.flags.map((row, frame) =>
      row.map((flags, link) => (Math.floor((frame - link) / 4) === event ? 0 : flags)),
    ),
  });

  it("are missing where others follow, and none where none follow", async () => {
    const rows = await packAll(loose, events);
    const middle = await unpackAll(loose, silence(rows, 1));
    expect(middle.map(({ event, complete, starts }) => ({ event, complete, starts }))).toEqual([
      { event: 0, complete: true, starts: [0, 1] },
      { event: 1, complete: false, starts: [null, null] },
      { event: 2, complete: true, starts: [8, 9] },
    ]);
    expect(middle[1]!.raw).toEqual({ x: [0n], y: [0n] });
    expect(middle[1]!.problems.map(({ kind }) => kind)).toEqual(["missing", "missing"]);
    expect((await unpackAll(loose, silence(rows, 2))).map(({ event }) => event)).toEqual([0, 1]);
  });

  it("a dead link leaves the other one readable", async () => {
    const packed = await packAll(loose, events);
    const rows = { ...packed, flags: packed.flags.map((row) => row.with(1, 0)) };
    for (const packets of ["frame-exact", "valid-only"] as const) {
      const unpacked = await unpackAll(loose, rows, { packets });
      expect(unpacked.map(({ raw, complete }) => ({ x: raw.x, complete }))).toEqual(
        events.map(({ x }) => ({ x, complete: false })),
      );
    }
  });

  it("a capture that begins within an event has the rest of it", async () => {
    const packed = await packAll(loose, events);
    const rows = { ...packed, words: packed.words.slice(5), flags: packed.flags.slice(5) };
    const unpacked = await unpackAll(loose, rows, { lag: -5 });
    expect(unpacked.map(({ event, frame, complete, raw }) => ({ event, frame, complete, raw }))).toEqual([
      { event: 1, frame: -1, complete: true, raw: events[1] },
      { event: 2, frame: 3, complete: true, raw: events[2] },
    ]);
    expect(unpacked[0]!.problems).toEqual([{ kind: "truncated", link: 0, frame: 4 }]);
  });

  it("lag may differ by link", async () => {
    const packed = await packAll(loose, events);
    const late = [...packed.words, [0n, 0n], [0n, 0n]].map((row, frame) => [
      row[0]!,
      packed.words[frame - 2]?.[1] ?? 0n,
    ]);
    const flags = [...packed.flags, [0, 0], [0, 0]].map((row, frame) => [row[0]!, packed.flags[frame - 2]?.[1] ?? 0]);
    const unpacked = await unpackAll(loose, { ...packed, words: late, flags }, { lag: { b: 2 } });
    expect(unpacked.map(({ raw, starts }) => ({ raw, starts }))).toEqual(
      events.map((raw, event) => ({ raw, starts: [4 * event, 4 * event + 3] })),
    );
  });
});

describe("valid words only", () => {
  it("a packet may be torn apart; start of packet sets it right again", async () => {
    const packed = await packAll(strict, events);
    const quiet: [bigint[], number[]] = [
      [9n, 9n],
      [0, 0],
    ];
    const torn = {
      ...packed,
      words: [...packed.words.slice(0, 5), quiet[0], ...packed.words.slice(5)],
      flags: [...packed.flags.slice(0, 5), quiet[1], ...packed.flags.slice(5)],
    };
    expect((await unpackAll(strict, torn, { packets: "valid-only" })).map(({ raw }) => raw)).toEqual(events);
    const lost = edit(packed, 5, 0, (word) => [word, 0]); // the second word of event 1 on a
    const unpacked = await unpackAll(strict, lost, { packets: "valid-only" });
    expect(unpacked.map(({ raw, complete }) => [raw.x, complete])).toEqual([
      [[1n], true],
      [[0n], false],
      [[3n], true],
    ]);
    expect(unpacked[1]!.problems.map(({ kind }) => kind)).toEqual(["truncated"]);
  });

  it("memory is bounded when a channel is silent", async () => {
    const many = Array.from({ length: 6000 }, (_unused, index) => ({ x: [BigInt(index % 100)], y: [0n] }));
    const packed = await packAll(loose, many);
    const rows = { ...packed, flags: packed.flags.map((row) => row.with(1, 0)) };
    const unpacked = await unpackAll(loose, rows, { packets: "valid-only" });
    expect(unpacked.length).toBe(6000);
    expect(unpacked[0]!.problems).toEqual([{ kind: "missing", link: 1, frame: 4 * 4096 + 1 }]);
    expect(unpacked.map(({ raw }) => raw.x)).toEqual(many.map(({ x }) => x));
  });
});

it("a capture without a channel of the layout is refused", async () => {
  const packed = await packAll(loose, events);
  await expect(unpackAll(loose, { ...packed, links: [0, 7] })).rejects.toThrow("the capture has no channel 1");
});

describe("alignment to the first valid word", () => {
  it("counts offset and multiplexing of the channel that speaks first", async () => {
    const { inputs: layout } = sides(`
frames_per_bx: 2
word_bits: 32
inputs:
  links: { a: { channels: [5, 6], tmux: 2, length: 1, offset: 3 } }
  words: [{ link: a, fields: [{ bits: 7..0, port: x, type: uint<8> }] }]
`);
    const packed = await packAll(layout, [{ x: [7n] }, { x: [8n] }, { x: [9n] }]);
    const silent = { ...packed, words: packed.words.slice(0, 2), flags: packed.flags.slice(0, 2) };
    const rows = { ...packed, words: [...silent.words, ...packed.words], flags: [...silent.flags, ...packed.flags] };
    const run = async (capture: Rows) => {
      const { lag, frames } = await alignToFirstValid(layout, capture, blocksOf(capture, [2]));
      const values = [];
      for await (const { event, raw } of unpackFrames(layout, capture, frames, { lag: lag ?? 0 })) {
        values.push([event, raw.x![0]]);
      }
      return { lag, values };
    };
    expect(await run(rows)).toEqual({
      lag: 2,
      values: [
        [0, 7n],
        [1, 8n],
        [2, 9n],
      ],
    });
    const late = { ...rows, words: rows.words.slice(6), flags: rows.flags.slice(6) }; // event 1 speaks first, on channel 6
    expect(await run(late)).toEqual({
      lag: -4,
      values: [
        [1, 8n],
        [2, 9n],
      ],
    });
    expect(await run({ ...rows, flags: rows.flags.map((row) => row.map(() => 0)) })).toEqual({ lag: null, values: [] });
  });
});
