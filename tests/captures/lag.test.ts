import { describe, expect, it } from "vitest";
import { expectEvents } from "../../src/captures/compareExpectation.js";
import type { RawEvent } from "../../src/captures/index.js";
import { findLag } from "../../src/captures/lag.js";
import { random } from "../support/random.js";
import { captured, drawSmall, outputsOf, small, streamOf } from "./compareSupport.js";

const side = outputsOf(small);

async function search(events: readonly RawEvent[], late: number, frames: number, change = (word: bigint) => word) {
  const rows = await captured(side, events, late, frames);
  const words = rows.words.map((line, frame) =>
    line.map((word, column) => (rows.flags[frame]![column] ? change(word) : word)),
  );
  return findLag(expectEvents(side, events, 0, "events"), await streamOf({ ...rows, words }), { checkValid: true });
}

describe("the lag is found", () => {
  it("among any delays, with its rival far behind", async () => {
    const source = random(11);
    for (let round = 0; round < 12; round++) {
      const events = drawSmall(source, source.integer(5, 60));
      const late = source.integer(0, 700);
      const found = await search(events, late, late + 6 * events.length);
      expect(found).toMatchObject({ lag: late, certainty: "certain", method: "words" });
      expect(found.links.map(({ lag }) => lag)).toEqual([late, late]);
    }
  });

  it("when a single bit of each event tells it", async () => {
    const source = random(12);
    const bit = (): bigint => BigInt(source.integer(0, 1));
    const events = Array.from({ length: 120 }, () => ({ y: [bit(), 0n], z: [0n] }));
    expect(await search(events, 77, 900)).toMatchObject({ lag: 77 });
  });

  it("when hardly a word is right", async () => {
    const events = drawSmall(random(13), 60);
    const noise = random(14);
    const found = await search(events, 50, 500, (word) => word ^ (1n << BigInt(noise.integer(0, 11))));
    expect(found).toMatchObject({ lag: 50, method: "bits" });
  });

  it("from where data begins when it says nothing, and is called ambiguous", async () => {
    const events = Array.from({ length: 20 }, () => ({ y: [0n, 0n], z: [0n] }));
    expect(await search(events, 33, 300)).toMatchObject({ lag: 33, method: "structure", certainty: "ambiguous" });
  });

  it("events that all are alike leave it ambiguous", async () => {
    const events = Array.from({ length: 20 }, (_unused, index) => drawSmall(random(index % 2, null), 1)[0]!);
    const found = await search(events, 33, 300);
    expect(found.lag).toBe(33);
    expect(found.certainty).not.toBe("certain");
  });

  it("in a hundred links of a thousand frames in well under a second", async () => {
    const links = Array.from({ length: 100 }, (_unused, link) => `l${link}: { channels: [${link}], length: 5 }`).join(
      ", ",
    );
    const words = Array.from(
      { length: 100 },
      (_unused, link) =>
        `    - { link: l${link}, repeat: { count: 5, words: 1, elements: 1 }, fields: [{ bits: 63..0, port: p${link}, type: fixed<64,64> }] }`,
    );
    const wide = outputsOf(
      `frames_per_bx: 6\nword_bits: 64\noutputs:\n  links: { ${links} }\n  words:\n${words.join("\n")}\n`,
    );
    const source = random(15);
    const events = Array.from({ length: 160 }, () =>
      Object.fromEntries(
        wide.ports.map(({ name }) => [name, Array.from({ length: 5 }, () => BigInt.asIntN(64, source.bits(64)))]),
      ),
    );
    const stream = await streamOf(await captured(wide, events, 40, 1024));
    const expectation = expectEvents(wide, events, 0, "events");
    const started = performance.now();
    expect(findLag(expectation, stream, { checkValid: true })).toMatchObject({ lag: 40, certainty: "certain" });
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
