import { describe, expect, it } from "vitest";
import { coordinatesOf, eventsThatFit, type RawEvent, type SideLayout } from "../../src/captures/index.js";
import { wordFlags } from "../../src/formats/patterns/frames.js";
import { type Random, random } from "../support/random.js";
import { randomProgram, randomRaw } from "../support/randomProgram.js";
import { packAll, type Rows, sides, unpackAll } from "./packSupport.js";
import { randomCapture } from "./randomCapture.js";

const cases = 40;

/** Random raw integers for every placed element; 0 for the others. */
function randomEvents(source: Random, layout: SideLayout, count: number): RawEvent[] {
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      layout.ports.map(({ name, type, placements }) => [
        name,
        placements.map((place) => (place === null ? 0n : randomRaw(source, type))),
      ]),
    ),
  );
}

/** Both sides of random descriptions of random programs, each with events. */
function forEachSide(
  seed: number,
  check: (layout: SideLayout, events: RawEvent[], source: Random, label: string) => Promise<void>,
): Promise<void> {
  const source = random(seed, "random captures");
  return (async () => {
    for (let index = 0; index < cases; index++) {
      const program = randomProgram(source, { ops: 4 });
      const text = randomCapture(source, program);
      const layouts = sides(text, program);
      for (const layout of [layouts.inputs, layouts.outputs]) {
        const events = randomEvents(source, layout, source.integer(1, 9));
        await check(layout, events, source, `seed ${seed}, case ${index}, ${layout.direction}: ${text}`);
      }
    }
  })();
}

/** Invalid frames with garbage on every column. */
function noise(source: Random, rows: Rows, frames: number): Rows {
  return {
    ...rows,
    words: Array.from({ length: frames }, () => rows.links.map(() => source.bits(64))),
    flags: Array.from({ length: frames }, () => rows.links.map(() => 0)),
  };
}

/** Without the slots behind the last event, which count where frames are counted and flags ignored. */
function played<T>(layout: SideLayout, unpacked: T[], packets: string, events: number): T[] {
  return packets === "frame-exact" && layout.description.flags === "ignore" ? unpacked.slice(0, events) : unpacked;
}

function join(...parts: Rows[]): Rows {
  return { ...parts[0]!, words: parts.flatMap(({ words }) => words), flags: parts.flatMap(({ flags }) => flags) };
}

function cut(rows: Rows, frames: number): Rows {
  return { ...rows, words: rows.words.slice(0, frames), flags: rows.flags.slice(0, frames) };
}

describe("unpacking what was packed", () => {
  it("gives the events again, in blocks of any size, late, on shuffled columns", async () => {
    await forEachSide(411, async (layout, events, source, label) => {
      const emptyFrames = source.integer(0, 3);
      const packed = await packAll(layout, events, { emptyFrames });
      const late = source.integer(0, 20);
      const order = packed.links.map((_link, column) => column).sort(() => source.uniform() - 0.5);
      const shuffled = {
        ...packed,
        links: order.map((column) => packed.links[column]!),
        words: packed.words.map((row) => order.map((column) => row[column]!)),
        flags: packed.flags.map((row) => order.map((column) => row[column]!)),
      };
      const rows = join(noise(source, shuffled, late), shuffled);
      const sizes = [source.integer(1, 40), source.integer(1, 7)];
      for (const packets of ["frame-exact", "valid-only"] as const) {
        const all = await unpackAll(layout, rows, { lag: late + emptyFrames, packets }, sizes);
        const unpacked = played(layout, all, packets, events.length);
        expect(unpacked.length, label).toBe(events.length);
        unpacked.forEach((event, index) => {
          expect(event, label).toMatchObject({ event: index, repetition: 0, complete: true, problems: [] });
          expect(event.raw, label).toEqual(events[index]);
          const first = Math.min(...layout.links.map(({ offset }) => offset)) + index * layout.eventFrames;
          expect(event.frame, label).toBe(late + emptyFrames + first);
        });
      }
    });
  });

  it("finds every bit where coordinatesOf says", async () => {
    await forEachSide(412, async (layout, events, _source, label) => {
      const rows = await packAll(layout, events);
      events.forEach((raw, event) => {
        for (const { name, type, placements } of layout.ports) {
          placements.forEach((place, element) => {
            const at = coordinatesOf(layout, event, name, element);
            expect(at === null, label).toBe(place === null);
            if (at === null) return;
            const column = rows.links.indexOf(at.physicalLink);
            let value = 0n;
            for (const { frame, lowBit, width } of [...at.bits].reverse()) {
              expect(rows.flags[frame]![column]! & wordFlags.valid, label).toBe(wordFlags.valid);
              value = (value << BigInt(width)) | BigInt.asUintN(width, rows.words[frame]![column]! >> BigInt(lowBit));
            }
            expect(value, label).toBe(BigInt.asUintN(type.width, raw[name]![element]!));
          });
        }
      });
    });
  });

  it("keeps whole events of a capture that was cut off, and says what is missing of the others", async () => {
    await forEachSide(413, async (layout, events, source, label) => {
      const rows = await packAll(layout, events);
      const frames = source.integer(1, rows.words.length);
      for (const packets of ["frame-exact", "valid-only"] as const) {
        const all = await unpackAll(layout, cut(rows, frames), { packets });
        const touched = events.filter((_raw, event) =>
          layout.links.some(({ offset }) => offset + event * layout.eventFrames < frames),
        );
        const unpacked = played(layout, all, packets, touched.length);
        expect(unpacked.length, label).toBe(touched.length);
        unpacked.forEach(({ raw, complete, problems, starts }, event) => {
          const lacking = layout.links.flatMap(({ offset, length }, link) => {
            const start = offset + event * layout.eventFrames;
            return start + length <= frames
              ? []
              : [{ kind: start < frames ? "truncated" : "missing", link, frame: frames }];
          });
          expect(problems, label).toEqual(lacking);
          expect(
            starts.map((start) => start === null),
            label,
          ).toEqual(
            layout.links.map((_link, link) => lacking.some((one) => one.kind === "missing" && one.link === link)),
          );
          if (lacking.length === 0) expect(complete, label).toBe(true);
          if (complete) expect(raw, label).toEqual(events[event]);
        });
      }
    });
  });

  it("counts repetitions of a played pattern", async () => {
    await forEachSide(414, async (layout, _events, source, label) => {
      const slots = Math.max(...layout.links.map(({ offset, slotFrames }) => offset + slotFrames));
      const playbackFrames = slots + source.integer(0, 5 * layout.eventFrames);
      const events = randomEvents(source, layout, eventsThatFit(layout, playbackFrames));
      const rows = await packAll(layout, events, { frames: playbackFrames });
      const capture = join(noise(source, rows, 5), rows, rows, rows);
      for (const packets of ["frame-exact", "valid-only"] as const) {
        const unpacked = await unpackAll(layout, capture, { packets, playbackFrames, lag: 5 }, [17]);
        expect(unpacked.length, label).toBe(3 * events.length);
        unpacked.forEach((event, index) => {
          const [repetition, number] = [Math.floor(index / events.length), index % events.length];
          expect(event, label).toMatchObject({ event: number, repetition, complete: true, problems: [] });
          expect(event.raw, label).toEqual(events[number]);
        });
      }
    });
  });
});
