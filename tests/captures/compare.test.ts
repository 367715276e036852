import { describe, expect, it } from "vitest";
import { compareCapture } from "../../src/captures/compare.js";
import { expectEvents } from "../../src/captures/compareExpectation.js";
import { parseMask } from "../../src/captures/compareMasks.js";
import { asCapture, expectWords, tableLayout } from "../../src/captures/compareWhole.js";
import { wordFlags } from "../../src/formats/patterns/frames.js";
import { random } from "../support/random.js";
import { captured, compareRows, drawSmall, outputsOf, small, streamOf } from "./compareSupport.js";

const side = outputsOf(small);
const events = drawSmall(random(3), 40);

/** Changes one word of a copy of rows. */
function changed<T extends { words: readonly (readonly bigint[])[] }>(
  rows: T,
  frame: number,
  column: number,
  word: bigint,
): T {
  const words = rows.words.map((line) => [...line]);
  words[frame]![column] = word;
  return { ...rows, words };
}

describe("a comparison", () => {
  it("tells the lag in frames, bunch crossings and nanoseconds", async () => {
    const report = await compareRows(side, events, await captured(side, events, 15, 280));
    expect(report).toMatchObject({ verdict: "agree", events: { compared: 40, equal: 40, fraction: 1 } });
    expect(report.lag).toMatchObject({ frames: 15, crossings: 2.5, nanoseconds: 62.5, certainty: "certain" });
    expect(report.words).toMatchObject({ compared: 120, differing: 0, stray: 0, invalid: 0 });
    expect(report.picture.cells.flat().every((cell) => cell === 1 || cell === -1)).toBe(true);
  });

  it("shows the first difference bit by bit", async () => {
    const rows = await captured(side, events, 15, 280);
    const frame = 15 + 7 * 6 + 1;
    const word = rows.words[frame]![0]!;
    const report = await compareRows(side, events, changed(rows, frame, 0, word ^ 0x28n), { diagnose: false });
    const raw = events[7]!.y![1]!;
    expect(report.first).toMatchObject({ event: 7, link: 3, frame, word: 1, kind: "value", others: 0 });
    expect(report.first!.field).toMatchObject({
      port: "y",
      element: 1,
      type: "fixed<16,8>",
      expected: `${raw}`,
      found: `${BigInt.asIntN(16, BigInt.asUintN(16, raw) ^ 0x28n)}`,
      marks: "          ^ ^   ",
    });
    expect(report.events.differing).toEqual([{ first: 7, last: 7 }]);
    expect(report.bits.map(({ port, bit, count }) => `${port} ${bit} ${count}`)).toEqual(["y 3 1", "y 5 1"]);
    expect(report.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(1);
    expect(report.fields.find((field) => field.differing === 1)).toMatchObject({ port: "y", element: 1, compared: 40 });
    expect(report.links).toMatchObject([
      { link: 3, differing: 1 },
      { link: 5, differing: 0 },
    ]);
  });

  it("bits that no field holds are not looked at", async () => {
    const rows = await captured(side, events, 3, 250);
    const report = await compareRows(side, events, changed(rows, 3, 0, rows.words[3]![0]! | 0xffff0000n));
    expect(report.verdict).toBe("agree");
  });

  it("words that should be valid and are not, and valid words too many, are differences", async () => {
    const rows = await captured(side, events, 3, 250);
    const flags = rows.flags.map((line) => [...line]);
    flags[3 + 12]![1] = 0;
    flags[3 + 5]![1] = wordFlags.valid;
    const report = await compareRows(side, events, { ...rows, flags }, { diagnose: false });
    expect(report).toMatchObject({
      verdict: "differ",
      words: { invalid: 1, stray: 1 },
      first: { event: 2, kind: "invalid" },
    });
    const lenient = await compareRows(side, events, { ...rows, flags }, { diagnose: false, flags: "ignore" });
    expect(lenient.verdict).toBe("agree");
    flags[3 + 12]![1] = wordFlags.valid;
    expect((await compareRows(side, events, { ...rows, flags })).verdict).toBe("differ");
    expect((await compareRows(side, events, { ...rows, flags }, { gaps: false })).verdict).toBe("agree");
  });

  it("a lag that is told is taken, and what comes at another one differs", async () => {
    const rows = await captured(side, events, 15, 280);
    expect((await compareRows(side, events, rows, { lag: 15 })).lag.method).toBe("told");
    const late = await compareRows(side, events, rows, { lag: 9 });
    expect(late).toMatchObject({ verdict: "differ", lag: { frames: 9 } });
    expect(late.diagnoses[0]).toMatchObject({
      fault: "event offset",
      claim: "everything comes 1 event late",
      exact: true,
    });
  });

  it("events cut off at either end are counted and left out", async () => {
    const rows = await captured(side, events, 0, 240);
    const cut = { ...rows, words: rows.words.slice(9, 100), flags: rows.flags.slice(9, 100) };
    const report = await compareRows(side, events, cut);
    expect(report.verdict).toBe("agree");
    expect(report.lag.frames).toBe(-9);
    expect(report.events).toMatchObject({ expected: 40, compared: 15, truncated: 0, absent: 25 });
  });

  it("every run of a repeated playback is compared", async () => {
    const once = await captured(side, events.slice(0, 10), 0, 66);
    const rows = { ...once, words: [], flags: [] } as typeof once & { words: bigint[][]; flags: number[][] };
    for (let frame = 0; frame < 400; frame++) {
      rows.words.push([...once.words[(frame + 31) % 66]!]);
      rows.flags.push([...once.flags[(frame + 31) % 66]!]);
    }
    for (const options of [{}, { playbackFrames: 66 }]) {
      const report = await compareRows(side, events.slice(0, 10), rows, options);
      expect(report.verdict).toBe("agree");
      expect(report.lag.playbacks.map(({ lag }) => lag)).toEqual([-31, 35, 101, 167, 233, 299, 365]);
      expect(report.events.compared).toBeGreaterThan(58);
    }
  });

  it("frames that a capture numbers from elsewhere count as such", async () => {
    const rows = await captured(side, events, 15, 280);
    const names = { expected: "events", found: "capture" };
    const report = compareCapture(expectEvents(side, events, 0, "events"), await streamOf(rows, 100), { names });
    expect(report.lag.frames).toBe(115);
  });

  it("fails by name where nothing can be compared", async () => {
    const rows = await captured(side, events, 15, 280);
    await expect(compareRows(side, [], rows)).rejects.toThrow(/there is no event/);
    await expect(compareRows(side, events, { ...rows, words: [], flags: [] })).rejects.toThrow(/there is no frame/);
    await expect(compareRows(side, events, { ...rows, links: [3, 6] })).rejects.toThrow(/no link 5/);
    await expect(compareRows(side, events, rows, { lag: 5000 })).rejects.toThrow(/no event lies whole/);
    expect(() => expectEvents(side, [{ y: [1n], z: [0n] }], 0, "table")).toThrow(/port y has 1 values/);
    expect(() => expectEvents(side, [{ y: [1n, 2n ** 15n], z: [0n] }], 0, "table")).toThrow(/32768 is no raw integer/);
  });
});

describe("masks", () => {
  it("take out links, frames, bits and ports", async () => {
    const rows = await captured(side, events, 15, 280);
    const wrong = changed(rows, 15, 0, rows.words[15]![0]! ^ 0x100n);
    const verdict = async (...masks: string[]) =>
      (await compareRows(side, events, wrong, { masks: masks.map(parseMask) })).verdict;
    expect(await verdict()).toBe("differ");
    for (const mask of ["link:3", "link:0-4", "frame:10-20", "bits:0x100", "bits:3:0x100", "port:y", "port:y[0]"]) {
      expect(await verdict(mask), mask).toBe("agree");
    }
    for (const mask of ["link:5", "frame:16-99", "bits:0x200", "bits:5:0x100", "port:z", "port:y[1]"]) {
      expect(await verdict(mask), mask).toBe("differ");
    }
  });

  it("that name nothing, or leave nothing, are refused", async () => {
    const rows = await captured(side, events, 15, 280);
    const tried = (mask: string) => compareRows(side, events, rows, { masks: [parseMask(mask)] });
    await expect(tried("link:7")).rejects.toThrow(/no link from 7 to 7/);
    await expect(tried("port:score")).rejects.toThrow(/there is no score/);
    await expect(tried("bits:0xffffffff")).rejects.toThrow(/leave nothing/);
    expect(() => parseMask("links=3")).toThrow(/cannot be read/);
  });
});

describe("without a description", () => {
  it("whole words of two captures are compared", async () => {
    const [before, after] = [await captured(side, events, 4, 260), await captured(side, events, 9, 270)];
    const names = { expected: "before", found: "after" };
    const options = { names, unit: "frame", timed: false } as const;
    const equal = compareCapture(expectWords(await streamOf(before), 32, "before"), await streamOf(after), options);
    expect(equal).toMatchObject({ verdict: "agree", unit: "frame", lag: { frames: 5, nanoseconds: null } });
    const wrong = changed(after, 9 + 6, 1, 0x123456n);
    const report = compareCapture(expectWords(await streamOf(before), 32, "before"), await streamOf(wrong), options);
    expect(report).toMatchObject({ verdict: "differ", first: { event: 10, link: 5, frame: 15 } });
  });

  it("tables are compared as if they had been captured", () => {
    const type = { signed: true, width: 64, integer: 64 };
    const layout = tableLayout([{ name: "column", shape: [3], type }], "table");
    const rows = drawSmall(random(9), 30).map(({ y, z }) => ({ column: [...y!, ...z!] }));
    const expected = expectEvents(layout, rows, 0, "table");
    const other = rows.map(({ column }, row) => ({
      column: row === 11 ? [column[0]!, -(2n ** 62n), column[2]!] : column,
    }));
    const names = { expected: "a.npy", found: "b.npy" };
    const report = compareCapture(expected, asCapture(expectEvents(layout, other, 0, "table")), { names });
    expect(report).toMatchObject({ verdict: "differ", events: { compared: 30, equal: 29 } });
    expect(report.first!.field).toMatchObject({ port: "column", element: 1, found: `${-(2n ** 62n)}` });
  });
});

describe("packets found by valid words alone", () => {
  const packed = outputsOf(`packets: valid-only\n${small}`);

  /** Rows whose valid words lie anywhere, in order, on each link. */
  async function scattered(seed: number, extra: number) {
    const source = random(seed, null);
    const rows = await captured(packed, events, 0, 240);
    const columns = rows.links.map((_link, column) => {
      const valid = rows.words.flatMap((line, frame) =>
        rows.flags[frame]![column]! & wordFlags.valid ? [line[column]!] : [],
      );
      const lead = Array.from({ length: extra * (column === 0 ? 2 : 1) }, () => source.bits(16));
      const list: { word: bigint; flag: number }[] = [];
      for (const word of [...lead, ...valid]) {
        for (let gap = source.integer(0, 4); gap > 0; gap--) list.push({ word: source.bits(16), flag: 0 });
        list.push({ word, flag: wordFlags.valid });
      }
      return list;
    });
    const frames = Math.max(...columns.map((list) => list.length));
    const cell = (column: number, frame: number) => columns[column]![frame] ?? { word: 0n, flag: 0 };
    return {
      ...rows,
      words: Array.from({ length: frames }, (_unused, frame) =>
        rows.links.map((_link, column) => cell(column, frame).word),
      ),
      flags: Array.from({ length: frames }, (_unused, frame) =>
        rows.links.map((_link, column) => cell(column, frame).flag),
      ),
    };
  }

  it("agree wherever they lie, and after packets of something else", async () => {
    expect((await compareRows(packed, events, await scattered(1, 0))).verdict).toBe("agree");
    const report = await compareRows(packed, events, await scattered(2, 3));
    expect(report.verdict).toBe("agree");
    expect(report.remarks.join()).toMatch(/9 valid words before the first event/);
  });

  it("differ at the frame where the word was captured", async () => {
    const rows = await scattered(3, 0);
    const frame = rows.flags.flatMap((line, at) => (line[1]! & wordFlags.valid ? [at] : []))[17]!;
    const report = await compareRows(packed, events, changed(rows, frame, 1, rows.words[frame]![1]! ^ 4n), {
      diagnose: false,
    });
    expect(report).toMatchObject({ verdict: "differ", first: { event: 17, link: 5, frame } });
  });
});
