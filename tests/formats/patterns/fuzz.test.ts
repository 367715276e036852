import { expect, it } from "vitest";
import { TrigforgeError } from "../../../src/errors/index.js";
import { type PatternFormat, patternDetectionBytes } from "../../../src/formats/index.js";
import { type Random, random } from "../../support/oracle.js";
import { formats, randomBlocks, randomHeader, read, write } from "./support.js";

// Damaged files of each format: every one is refused with its place, or read; and what is read and called exact comes back
// byte by byte.

const rounds = 250;
/** Longest that one file may take, generously, because machines under test are busy. */
const boundMilliseconds = 2000;

/** Bytes that are likely to hurt. */
const nasty = [..."0123456789abcdefxvsF #:,\n\r\t=-"].map((letter) => letter.charCodeAt(0)).concat([0, 0x80, 0xff]);

/** A copy with bytes changed, lines moved, doubled or dropped, or cut off. */
function damage(good: Uint8Array, source: Random): Uint8Array {
  let bytes = Uint8Array.from(good);
  const changes = source.pick([0, 1, 1, 1, 3, 8]);
  for (let count = 0; count < changes; count++) {
    const reach = source.pick([bytes.length, Math.min(bytes.length, 200)]);
    bytes[source.integer(0, reach - 1)] = source.pick(nasty);
  }
  const kind = source.integer(0, 5);
  const at = source.integer(0, bytes.length);
  if (kind === 0) return bytes.subarray(0, at);
  if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + source.integer(1, 9))]);
  if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), Uint8Array.of(source.pick(nasty)), bytes.subarray(at)]);
  if (kind === 3) {
    const lines = new TextDecoder("latin1").decode(bytes).split("\n");
    const line = source.integer(0, lines.length - 1);
    const moved = source.pick([[], [lines[line]!, lines[line]!], [source.pick(lines)], ["# c", lines[line]!]]);
    lines.splice(line, 1, ...moved);
    bytes = Uint8Array.from(lines.join("\n"), (letter) => letter.charCodeAt(0));
  }
  return bytes;
}

for (const format of formats) {
  it(`damaged ${format}`, async () => {
    const source = random(71, `damaged ${format}`);
    let [refused, readExactly, slowest] = [0, 0, 0];
    for (let round = 0; round < rounds; round++) {
      const header = randomHeader(source, format);
      const bytes = damage(await write(header, randomBlocks(source, header, source.integer(1, 30))), source);
      const told: PatternFormat | undefined = source.pick([undefined, format]);
      const start = performance.now();
      const place = `seed ${source.seed}, round ${round}`;
      try {
        const {
          file,
          header: found,
          blocks,
        } = await read(bytes, { where: "f.txt", format: told }, source.integer(1, 300));
        if (file.exact) expect(Buffer.from(await write(found, blocks)).equals(bytes), place).toBe(true);
        if (file.exact) readExactly++;
        else expect(file.warnings.length, place).toBeGreaterThan(0);
      } catch (error) {
        if (!(error instanceof TrigforgeError)) throw new Error(place, { cause: error });
        expect(error.code, place).toMatch(/^TF-PATTERN-/);
        // Only a file that is no pattern file at all, or has no frame, has no line to point at.
        if (!/-001$|-012$/.test(error.code) && bytes.length > 0)
          expect(error.note.where, place).toMatch(/^f\.txt:\d+(:\d+)?$/);
        refused++;
      }
      slowest = Math.max(slowest, performance.now() - start);
    }
    expect(refused).toBeGreaterThan(rounds / 10);
    expect(readExactly).toBeGreaterThan(rounds / 20);
    expect(slowest).toBeLessThan(boundMilliseconds);
  });
}

it("bytes that are no text at all", async () => {
  const source = random(72, "noise");
  for (let round = 0; round < 40; round++) {
    const bytes = Uint8Array.from({ length: source.integer(1, 2 * patternDetectionBytes) }, () =>
      source.integer(0, 255),
    );
    const told = source.pick([undefined, ...formats]);
    const outcome = await read(bytes, { format: told }).catch((error: unknown) => error);
    expect(outcome, `seed ${source.seed}, round ${round}`).toBeInstanceOf(TrigforgeError);
  }
});
