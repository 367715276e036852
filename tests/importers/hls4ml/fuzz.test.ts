import { expect, test } from "vitest";
import { TrigforgeError } from "../../../src/errors/index.js";
import { importHls4mlProject } from "../../../src/importers/index.js";
import { validate } from "../../../src/ir/index.js";
import { type Random, random } from "../../support/random.js";
import { dialects, fixture } from "./fixtures.js";

const fragments = [
  "{",
  "}",
  "(",
  ")",
  "[",
  "]",
  "<",
  ">",
  ";",
  ",",
  "::",
  "=",
  "#",
  "\n#if 1\n",
  "\n#endif\n",
  "\n#define n_in 7\n",
  "/*",
  "*/",
  "//",
  '"',
  "'",
  "\\\n",
  "namespace x {",
  "struct ",
  "typedef ",
  "template<",
  "using ",
  "static const ",
  "nnet::",
  "auto& ",
  "4294967295",
  "-1",
  "1e308",
  "0.5f",
  "1048576",
  "99999999999999999999",
  "\u0000",
  "é",
  "{1,2,3}",
  'extern "C" {',
  "1/0",
  "ap_fixed<",
  "AP_SAT",
];

/** The text with a few random edits: pieces removed, doubled, moved, replaced or put in. */
function mutate(text: string, source: Random): string {
  let changed = text;
  for (let edit = source.integer(1, 4); edit > 0; edit--) {
    const from = source.integer(0, changed.length);
    const to = Math.min(changed.length, from + source.integer(0, 60));
    const piece = changed.slice(from, to);
    const elsewhere = source.integer(0, changed.length);
    changed = source.pick([
      () => changed.slice(0, from) + changed.slice(to),
      () => changed.slice(0, to) + piece + changed.slice(to),
      () => changed.slice(0, elsewhere) + piece + changed.slice(elsewhere),
      () => changed.slice(0, from) + source.pick(fragments) + changed.slice(from),
      () => changed.slice(0, from) + source.pick(fragments) + changed.slice(to),
      () =>
        changed.replace(/\b\d+\b/g, (digits) =>
          source.uniform() < 0.1 ? source.pick(["0", "3", "7", "65536"]) : digits,
        ),
      () =>
        changed.replaceAll(/\bnnet::\w+/g, (name) => (source.uniform() < 0.2 ? `nnet::${source.pick(kernels)}` : name)),
    ])();
  }
  return changed;
}

const kernels = [
  "dense",
  "softmax",
  "average",
  "add",
  "concatenate3d",
  "normalize",
  "elu",
  "prelu",
  "tanh",
  "hard_tanh",
  "dot1d",
];

test("damaged projects are refused with a place, or are programs; each within a second", () => {
  const source = random(20260725, "damaged projects");
  const tally = { refused: 0, imported: 0 };
  let slowest = 0;
  const projects = dialects.map(fixture);
  for (let round = 0; round < 1600; round++) {
    const files = { ...projects[round % projects.length]! };
    const path = source.pick(Object.keys(files));
    files[path] = mutate(files[path]!, source);
    const start = performance.now();
    try {
      validate(importHls4mlProject(files));
      tally.imported++;
    } catch (error) {
      if (!(error instanceof TrigforgeError)) {
        throw new Error(`round ${round}, ${path}:\n${files[path]}`, { cause: error });
      }
      expect(error.note.where).not.toBe("");
      tally.refused++;
    }
    slowest = Math.max(slowest, performance.now() - start);
  }
  console.info(
    `damaged projects: ${tally.refused} refused, ${tally.imported} imported, slowest ${slowest.toFixed(0)} ms`,
  );
  expect(tally.refused).toBeGreaterThan(500);
  expect(slowest).toBeLessThan(1000);
});
