import { describe, expect, test } from "vitest";
import { TrigforgeError } from "../../../src/errors/index.js";
import { openEvents } from "../../../src/formats/index.js";
import { objectLabels, objectPorts } from "../../../src/importers/map/index.js";
import { random } from "../../support/random.js";
import { mapOf, prepareAll, rowsOf } from "./tables.js";

const fields = "fields: { pt: { raw: uint<9>, lsb: 0.5 }, eta: { raw: int<8>, lsb: 1 } }";
const eg = `[{ name: EG, slots: 3, order_by: pt, ${fields} }]`;
const long = "{ layout: long, event: event }";
const wide = "{ layout: wide }";
const head = ["event", "pt", "eta"];

describe("long tables: a row an object", () => {
  test("objects are put in order, cut off and filled up; equal ones keep the order of the table", async () => {
    const rows = [
      [0, 5, -1],
      [0, 9, 2],
      [0, 5, 3],
      [0, 7, 4],
      [1, 1, 1],
    ];
    expect(await prepareAll(mapOf(eg, long), rowsOf(head, rows))).toEqual({
      EG_pt: [
        [9, 7, 5],
        [1, 0, 0],
      ],
      EG_eta: [
        [2, 4, -1],
        [1, 0, 0],
      ],
    });
  });

  test("without an order the objects stay as they come", async () => {
    const map = mapOf(`[{ name: EG, slots: 2, ${fields} }]`, long);
    expect(
      await prepareAll(
        map,
        rowsOf(head, [
          [0, 1, 1],
          [0, 9, 2],
          [0, 5, 3],
        ]),
      ),
    ).toEqual({
      EG_pt: [[1, 9]],
      EG_eta: [[1, 2]],
    });
  });

  test("a missing object holds what its fields say", async () => {
    const map = mapOf(
      "[{ name: EG, slots: 2, fields: { pt: { raw: uint<9>, lsb: 1 }, q: { raw: int<40>, lsb: 1, missing: -2 } } }]",
      "{ layout: long, event: event }",
      "fixed<60,50>",
    );
    const rows = rowsOf(["event", "pt", "q"], [[1, 3, 2 ** 38]]);
    expect(await prepareAll(map, rows)).toEqual({
      EG_pt: [
        [0, 0],
        [3, 0],
      ],
      EG_q: [
        [-2, -2],
        [2 ** 38, -2],
      ],
    });
  });

  test("consecutive numbers: one that is left out is an empty event; rising: it is none", async () => {
    const rows = [
      [2, 9, 0],
      [4, 8, 0],
    ];
    const consecutive = await prepareAll(mapOf(eg, long), rowsOf(head, rows));
    expect(consecutive.EG_pt!.map(([pt]) => pt)).toEqual([0, 0, 9, 0, 8]);
    const from2 = mapOf(eg, "{ layout: long, event: event, first_event: 2 }");
    expect((await prepareAll(from2, rowsOf(head, rows))).EG_pt!.map(([pt]) => pt)).toEqual([9, 0, 8]);
    const rising = mapOf(eg, "{ layout: long, event: event, numbering: rising }");
    expect((await prepareAll(rising, rowsOf(head, rows))).EG_pt!.map(([pt]) => pt)).toEqual([9, 8]);
  });

  test("collections by number, some left out", async () => {
    const objects = `[{ name: EG, slots: 1, code: 1, ${fields} }, { name: MU, slots: 1, code: 7, ${fields} }]`;
    const map = mapOf(objects, "{ layout: long, event: event, collection: kind, ignore: [3] }");
    const rows = [
      [0, 7, 5, 1],
      [0, 3, 999, 999],
      [0, 1, 6, 2],
    ];
    expect(await prepareAll(map, rowsOf(["event", "kind", "pt", "eta"], rows))).toEqual({
      EG_pt: [[6]],
      EG_eta: [[2]],
      MU_pt: [[5]],
      MU_eta: [[1]],
    });
  });

  test("collections by name, in a table of text", async () => {
    const objects = `[{ name: EG, slots: 1, ${fields} }, { name: MU, slots: 1, code: 7, ${fields} }]`;
    const map = mapOf(objects, "{ layout: long, event: event, collection: kind, ignore: [TAU] }");
    const text = 'event,kind,pt,eta\n0,EG,1,2\n0,"MU",3,4\n0,TAU,5,6\n1,7,8,9\n';
    const open = async (content: string) => {
      const chunks = (async function* () {
        yield new TextEncoder().encode(content);
      })();
      const labels = objectLabels(map)!;
      return { where: "objects.csv", ...(await openEvents(chunks, { where: "objects.csv", labels })) };
    };
    expect(await prepareAll(map, (await open(text)) as never)).toEqual({
      EG_pt: [[1], [0]],
      EG_eta: [[2], [0]],
      MU_pt: [[3], [8]],
      MU_eta: [[4], [9]],
    });
    const misspelt = (await open(text.replace("TAU", "TAV"))) as never;
    expect(await refused(prepareAll(map, misspelt))).toMatch(
      /^TF-FORMAT-006 objects.csv:4: value 2 is "TAV", neither a number nor a known word[\s\S]*"TAU"/,
    );
  });

  test("a grid places objects by their coordinates: 14 · phi + (eta − 4)", async () => {
    const axes = "axes: [{ column: phi, count: 18 }, { column: eta, first: 4, count: 14 }]";
    const region = (outside: string) =>
      mapOf(`[{ name: R, grid: { ${axes}${outside} }, fields: { et: { raw: uint<10>, lsb: 1 } } }]`, long);
    const names = ["event", "phi", "eta", "et"];
    const rows = [
      [0, 17, 17, 5],
      [0, 0, 4, 6],
      [0, 3, 9, 7],
      [1, 3, 9, 8],
    ];
    const { R_et } = await prepareAll(region(""), rowsOf(names, rows));
    expect(R_et![0]!.flatMap((et, index) => (et === 0 ? [] : [[index, et]]))).toEqual([
      [0, 6],
      [3 * 14 + 5, 7],
      [251, 5],
    ]);
    expect(R_et![1]!.indexOf(8)).toBe(3 * 14 + 5);
    const outside = rowsOf(names, [
      [0, 0, 3, 4000],
      [0, 0, 4, 1],
    ]);
    const dropped = await prepareAll(region(", outside: drop"), outside);
    expect(dropped.R_et![0]!.slice(0, 2)).toEqual([1, 0]);
    expect(await refused(prepareAll(region(""), rowsOf(names, [[0, 0, 3, 4]])))).toMatch(
      /^TF-MAP-006 objects.csv: row 0: R: eta is 3, outside the grid[\s\S]*4 to 17[\s\S]*outside: drop/,
    );
    expect(
      await refused(
        prepareAll(
          region(""),
          rowsOf(names, [
            [0, 1, 4, 4],
            [0, 1, 4, 5],
          ]),
        ),
      ),
    ).toMatch(/^TF-MAP-007 objects.csv: row 1: there is already a R at phi 1, eta 4/);
    expect(await refused(prepareAll(region(""), rowsOf(names, [[0, 1.5, 4, 4]])))).toMatch(
      /phi is 1.5, no whole number/,
    );
  });
});

describe("wide tables: a row an event", () => {
  test("columns by name, in any order, others left alone", async () => {
    const names = ["run", "EG_eta_0", "EG_pt_0", "EG_pt_2", "EG_pt_1", "EG_eta_2", "EG_eta_1"];
    const rows = [
      [9, -1, 3, 8, 5, -3, -2],
      [9, 1, 8, 8, 0, 3, 2],
    ];
    expect(await prepareAll(mapOf(eg, wide), rowsOf(names, rows))).toEqual({
      EG_pt: [
        [8, 5, 3],
        [8, 8, 0],
      ],
      EG_eta: [
        [-3, -2, -1],
        [1, 3, 2],
      ],
    });
  });

  test("columns by a pattern, more candidates than slots, and a count of those that are there", async () => {
    const collection = 'slots: 2, candidates: 3, order_by: pt, count: nEG, columns: "L1EG_{field}[{number}]"';
    const map = mapOf(`[{ name: EG, ${collection}, fields: { pt: { raw: uint<9>, lsb: 0.5, column: hwPt } } }]`, wide);
    const names = ["nEG", "L1EG_hwPt[1]", "L1EG_hwPt[2]", "L1EG_hwPt[3]"];
    const rows = [
      [3, 1, 2, 3],
      [2, 1, 2, 999],
      [0, -999, -999, -999],
    ];
    expect(await prepareAll(map, rowsOf(names, rows))).toEqual({
      EG_pt: [
        [3, 2],
        [2, 1],
        [0, 0],
      ],
    });
    expect(await refused(prepareAll(map, rowsOf(names, [[4, 1, 2, 3]])))).toMatch(
      /^TF-MAP-006 objects.csv: row 0, column nEG: the number of objects is 4[\s\S]*0 to 3/,
    );
  });

  test("columns by position, object after object, when there are no names", async () => {
    const rows = [[3, -1, 8, -3, 5, -2]];
    expect(await prepareAll(mapOf(eg, wide), rowsOf(undefined, rows))).toEqual({
      EG_pt: [[8, 5, 3]],
      EG_eta: [[-3, -2, -1]],
    });
    expect(await refused(prepareAll(mapOf(eg, wide), rowsOf(undefined, [[1, 2, 3]])))).toMatch(
      /^TF-MAP-005 objects.csv: a row has 3 values[\s\S]*expected 6: EG 3 × \(pt, eta\)/,
    );
  });

  test("columns that the map names", async () => {
    const one = `[{ name: MET, slots: 1, ${fields} }]`;
    const map = mapOf(one, "{ layout: wide, columns: [x, MET_eta, MET_pt] }");
    expect(await prepareAll(map, rowsOf(undefined, [[0, 1, 2]]))).toEqual({ MET_pt: [[2]], MET_eta: [[1]] });
    expect(await refused(prepareAll(map, rowsOf(undefined, [[0, 1]])))).toMatch(
      /^TF-MAP-005 map.yml: table.columns: 3 columns are named, and objects.csv has 2/,
    );
  });

  test("a grid in columns by coordinates", async () => {
    const grid =
      'grid: { axes: [{ column: phi, count: 2 }, { column: eta, first: 4, count: 2 }] }, columns: "et_{phi}_{eta}"';
    const map = mapOf(`[{ name: R, ${grid}, fields: { et: { raw: uint<10>, lsb: 1 } } }]`, wide);
    const names = ["et_1_5", "et_1_4", "et_0_5", "et_0_4"];
    expect(await prepareAll(map, rowsOf(names, [[4, 3, 2, 1]]))).toEqual({ R_et: [[1, 2, 3, 4]] });
  });
});

describe("damaged tables", () => {
  test.each<[string, number[][], RegExp]>([
    [
      "too large",
      [[0, 512, 0]],
      /^TF-MAP-006 objects.csv: row 0, column pt: EG pt is 512, no hardware integer of uint<9>[\s\S]*0 to 511/,
    ],
    [
      "too small",
      [
        [0, 1, 0],
        [0, 1, -129],
      ],
      /row 1, column eta: EG eta is -129[\s\S]*-128 to 127/,
    ],
    ["no integer", [[0, 0.5, 0]], /row 0, column pt: EG pt is 0.5/],
    ["infinite", [[0, Number.POSITIVE_INFINITY, 0]], /EG pt is Infinity/],
    ["not a number", [[0, Number.NaN, 0]], /EG pt is NaN/],
    [
      "events that go back",
      [
        [1, 1, 1],
        [0, 1, 1],
      ],
      /^TF-MAP-007 objects.csv: row 1: event 0 comes after event 1/,
    ],
    [
      "events that come back",
      [
        [0, 1, 1],
        [1, 1, 1],
        [0, 1, 1],
      ],
      /row 2: event 0 comes after event 1/,
    ],
    ["an event below the first", [[-1, 1, 1]], /^TF-MAP-007 .*the first event has the number -1/],
    ["a fraction of an event", [[0.5, 1, 1]], /^TF-MAP-006 .*the number of the event is 0.5/],
    [
      "a gap without end",
      [
        [0, 1, 1],
        [4_000_000_000, 1, 1],
      ],
      /^TF-MAP-007 .*row 1[\s\S]*at most 1000000[\s\S]*rising/,
    ],
  ])("%s", async (_name, rows, expected) => {
    expect(await refused(prepareAll(mapOf(eg, long), rowsOf(head, rows)))).toMatch(expected);
  });

  test("objects that find no slot are checked too", async () => {
    const rows = [
      [0, 9, 0],
      [0, 8, 0],
      [0, 7, 0],
      [0, 1, 200],
    ];
    expect(await refused(prepareAll(mapOf(eg, long), rowsOf(head, rows)))).toMatch(/row 3, column eta/);
  });

  test("columns that are not there, or twice", async () => {
    expect(await refused(prepareAll(mapOf(eg, long), rowsOf(["event", "pT", "eta"], [[0, 1, 1]])))).toMatch(
      /^TF-MAP-005 objects.csv: there is no column "pt"[\s\S]*"pT"/,
    );
    expect(await refused(prepareAll(mapOf(eg, long), rowsOf(["event", "pt", "pt", "eta"], [[0, 1, 1, 1]])))).toMatch(
      /there are two columns "pt"/,
    );
    expect(await refused(prepareAll(mapOf(eg, long), rowsOf(undefined, [[0, 1, 1]])))).toMatch(/columns have no names/);
  });

  test("collections that nothing tells apart, or that nobody knows", async () => {
    const two = `[{ name: EG, slots: 1, code: 1, ${fields} }, { name: MU, slots: 1, code: 2, ${fields} }]`;
    expect(await refused(prepareAll(mapOf(two, long), rowsOf(head, [[0, 1, 1]])))).toMatch(
      /^TF-MAP-005 map.yml: table.collection: there are 2 collections/,
    );
    const map = mapOf(two, "{ layout: long, event: event, collection: kind }");
    expect(await refused(prepareAll(map, rowsOf(["kind", ...head], [[3, 0, 1, 1]])))).toMatch(
      /^TF-MAP-006 objects.csv: row 0: there is no collection 3[\s\S]*one of 1, 2/,
    );
    const clash = mapOf(two, "{ layout: long, event: event, collection: kind, ignore: [2] }");
    expect(await refused(prepareAll(clash, rowsOf(["kind", ...head], [[1, 0, 1, 1]])))).toMatch(
      /^TF-MAP-003 map.yml: table.ignore\[0\]: 2 stands for two things/,
    );
  });
});

test("random tables, in blocks of any size, agree with an obvious implementation; long and wide alike", async () => {
  const draw = random(20240612, "objects");
  for (let round = 0; round < 60; round++) {
    const slots = draw.integer(1, 5);
    const candidates = draw.integer(slots, 8);
    const events = draw.integer(1, 12);
    const ordered = draw.integer(0, 1) === 1;
    const objects = Array.from({ length: events }, () =>
      Array.from({ length: draw.integer(0, candidates) }, () => [draw.integer(0, 6), draw.integer(-128, 127)] as const),
    );
    objects[0]!.splice(0, 1, [1, 1]);
    objects.at(-1)!.splice(0, 1, [2, 2]);
    const order = ordered ? "order_by: pt, " : "";
    const collection = `[{ name: EG, slots: ${slots}, candidates: ${candidates}, count: n, ${order}${fields} }]`;
    const expected = { EG_pt: [] as number[][], EG_eta: [] as number[][] };
    for (const list of objects) {
      const chosen = [...list];
      if (ordered) chosen.sort((a, b) => b[0] - a[0]);
      const filled = Array.from({ length: slots }, (_unused, slot) => chosen[slot] ?? [0, 0]);
      expected.EG_pt.push(filled.map((one) => one[0]));
      expected.EG_eta.push(filled.map((one) => one[1]));
    }
    const longRows = objects.flatMap((list, event) => list.map((one) => [event, ...one]));
    const blockRows = draw.integer(1, 9);
    const blockEvents = draw.integer(1, 5);
    expect(await prepareAll(mapOf(collection, long), rowsOf(head, longRows, blockRows), blockEvents)).toEqual(expected);
    const names = [
      "n",
      ...[0, 1].flatMap((field) => Array.from({ length: candidates }, (_u, slot) => nameOf(field, slot, candidates))),
    ];
    const wideRows = objects.map((list) => [
      list.length,
      ...[0, 1].flatMap((field) => Array.from({ length: candidates }, (_u, slot) => list[slot]?.[field] ?? -999)),
    ]);
    expect(await prepareAll(mapOf(collection, wide), rowsOf(names, wideRows, blockRows), blockEvents)).toEqual(
      expected,
    );
  }
});

const nameOf = (field: number, slot: number, candidates: number): string =>
  `EG_${["pt", "eta"][field]}${candidates === 1 ? "" : `_${slot}`}`;

test("the ports that objects become", () => {
  const constant = "[{ name: MET, slots: 1, fields: { pt: { raw: uint<9>, lsb: 1 }, eta: { constant: 0 } } }]";
  expect(objectPorts(mapOf(constant, wide))).toEqual(["MET_pt"]);
});

async function refused(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof TrigforgeError) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error("nothing was refused");
}
