import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { TrigforgeError } from "../../../src/errors/index.js";
import { applyMap, parseMap } from "../../../src/importers/index.js";
import { parseProgram } from "../../../src/ir/index.js";
import { example } from "../../support/commandLine.js";
import { random } from "../../support/random.js";
import { mapOf, prepareAll, rowsOf } from "./tables.js";

// Whatever is written in a map or a table: a result, or an error that says where.

test("damaged maps", () => {
  const draw = random(7, "damaged maps");
  const network = parseProgram(readFileSync(example("trigger_inputs/calorimeter_regions/network.txt"), "utf8"));
  const text = readFileSync(example("trigger_inputs/calorimeter_regions/map.yml"), "utf8");
  const words = [
    "-1",
    "0",
    "1e9",
    "null",
    "[]",
    "{}",
    "x",
    "1.5",
    "true",
    "uint<0>",
    "fixed<9999,1>",
    "*",
    "&a",
    "- ",
    ": ",
    "\n",
  ];
  let refused = 0;
  for (let round = 0; round < 400; round++) {
    let damaged = text;
    for (let times = draw.integer(1, 3); times > 0; times--) {
      const at = draw.integer(0, damaged.length);
      const cut = draw.pick([0, 1, 3, 12]);
      damaged = damaged.slice(0, at) + draw.pick(["", ...words]) + damaged.slice(at + cut);
    }
    try {
      applyMap(network, parseMap(damaged, "map.yml"));
    } catch (error) {
      if (!(error instanceof TrigforgeError)) throw new Error(`${(error as Error).stack}\nof\n${damaged}`);
      expect(error.note.where).not.toBe("");
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(200);
});

test("damaged tables", async () => {
  const draw = random(8, "damaged tables");
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5, 2 ** 53, -(2 ** 60), 512, 1e300, 70_000];
  const objects = [
    "[{ name: EG, slots: 2, order_by: pt, fields: { pt: { raw: uint<9>, lsb: 0.5 } } }]",
    "[{ name: R, grid: { axes: [{ column: kind, count: 4 }], outside: drop }, fields: { pt: { raw: uint<9>, lsb: 1 } } }]",
  ];
  let refused = 0;
  for (let round = 0; round < 400; round++) {
    const rows = Array.from({ length: 12 }, (_unused, index) => [index >> 1, index % 2, draw.integer(0, 511)]);
    for (let times = draw.integer(0, 2); times > 0; times--) draw.pick(rows)[draw.integer(0, 2)] = draw.pick(odd);
    const map = mapOf(draw.pick(objects), "{ layout: long, event: event }");
    try {
      const found = await prepareAll(map, rowsOf(["event", "kind", "pt"], rows, draw.integer(1, 12)), 64);
      for (const raw of Object.values(found).flat(2)) expect(raw >= 0 && raw < 512 && Number.isInteger(raw)).toBe(true);
    } catch (error) {
      if (!(error instanceof TrigforgeError)) throw error;
      expect(error.note.where).toMatch(/^objects\.csv: row \d+/);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(100);
  expect(refused).toBeLessThan(390);
});
