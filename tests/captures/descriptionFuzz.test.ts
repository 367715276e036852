import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { layoutOf, parseCapture } from "../../src/captures/index.js";
import { TrigforgeError } from "../../src/errors/index.js";
import { repositoryRoot } from "../support/oracle.js";
import { type Random, random } from "../support/random.js";

/** The descriptions of docs/captures.md. */
const originals = [
  ...readFileSync(join(repositoryRoot, "docs/captures.md"), "utf8").matchAll(
    /```yaml\n(format: trigforge-capture[\s\S]*?)```/g,
  ),
].map((match) => match[1]!);

/** One to three small damages: a number changed, characters deleted or doubled, two lines swapped. */
function damage(source: Random, text: string): string {
  let damaged = text;
  for (let times = source.integer(1, 3); times > 0; times--) {
    const at = source.integer(0, damaged.length - 2);
    const span = source.integer(1, 12);
    const number = source.pick(["0", "-1", "1e9", "4294967296", "65535", "0.5", ".inf", "~"]);
    damaged = source.pick([
      () => damaged.slice(0, at) + damaged.slice(at + span),
      () => damaged.slice(0, at + span) + damaged.slice(at),
      () => damaged.slice(0, at) + damaged.slice(at).replace(/\d+/, number),
      () => damaged.slice(0, at) + source.pick(["{", "]", ":", "\t", "..", "&a", "*a", "\u0000"]) + damaged.slice(at),
    ])();
  }
  return damaged;
}

it("a damaged description is read, or refused by name, in bounded time", () => {
  const source = random(415, "damaged descriptions");
  const refused = new Set<string>();
  for (let index = 0; index < 250; index++) {
    const text = damage(source, source.pick(originals));
    const started = performance.now();
    try {
      layoutOf(parseCapture(text, "damaged.yml"));
    } catch (error) {
      expect(error, text).toBeInstanceOf(TrigforgeError);
      expect((error as TrigforgeError).note.where, text).toMatch(/^damaged\.yml/);
      refused.add((error as TrigforgeError).code);
    }
    expect(performance.now() - started, text).toBeLessThan(2000);
  }
  expect([...refused].filter((code) => code.startsWith("TF-CAPTURE")).length).toBeGreaterThan(3);
});
