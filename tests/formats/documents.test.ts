import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { editDistance, nearest, parseJson, parseYaml, printPath, validate } from "../../src/formats/index.js";
import { random, requireOrSkip, sharedFolder } from "../support/oracle.js";

describe("YAML", () => {
  test("plain values, anchors and merges", () => {
    const text =
      "a: &base {x: 1, y: [true, null, 0x10, 1e-3, .inf, 'text', 'ap_fixed<16,6>']}\nb:\n  <<: *base\n  x: 2\n";
    const base = { x: 1, y: [true, null, 16, 1e-3, Infinity, "text", "ap_fixed<16,6>"] };
    expect(parseYaml(text, "a.yml")).toEqual({ a: base, b: { ...base, x: 2 } });
    expect(parseYaml("", "a.yml")).toBeNull();
  });

  test("custom tags are refused unless they are named", () => {
    const text = "Model: !keras_model model.keras\nother: 1\n";
    expect(() => parseYaml(text, "a.yml")).toThrow(/^a.yml:1:8: .*!keras_model[\s\S]*TF-FORMAT-013/);
    expect(parseYaml(text, "a.yml", { tags: ["!keras_model"] })).toEqual({ Model: "model.keras", other: 1 });
    expect(() => parseYaml("a: !!python/object:os.system x", "a.yml")).toThrow(/^a.yml:1:4: /);
  });

  test.each([
    ["a: 1\nb: [1, 2\nc: 3\n", /^a.yml:3:1: /],
    ["a: 1\n\tb: 2\n", /^a.yml:2:1: /],
    ["a: 1\na: 2\n", /^a.yml:2:1: the key "a" appears twice in one mapping/],
    ["x:\n  - {1: a, '1': b}\n", /^a.yml:2:12: the key "1" appears twice/],
    ["? [a]\n: 1\n", /^a.yml:1:3: a key is not plain text/],
    ["a: *none\n", /^a.yml:1:4: there is no anchor "none" before/],
    ["a: &x [1, {b: *x}]\n", /^a.yml:1:15: this alias stands within its own anchor "x"/],
    ["a: 1\n---\nb: 2\n", /^a.yml:.*document/],
    ["a: 'open\n", /^a.yml:2:1: /],
    ["[".repeat(5_000), /^a.yml:1:102: it is nested more than 100 levels deep/],
    ["- ".repeat(5_000), /^a.yml:1:203: it is nested more than/],
    [`${"{a: ".repeat(5_000)}`, /^a.yml:1:\d+: it is nested more than/],
  ])("%#: mistakes have line and column", (text, message) => {
    expect(() => parseYaml(text, "a.yml")).toThrow(message);
    expect(() => parseYaml(text, "a.yml")).toThrow(/TF-FORMAT-013/);
  });

  test("integers that a number cannot hold are refused", () => {
    expect(parseYaml("a: 9007199254740991", "a.yml")).toEqual({ a: 2 ** 53 - 1 });
    expect(() => parseYaml("a: 9007199254740993", "a.yml")).toThrow(
      /^a.yml:1:4: the integer 9007199254740993 is beyond 2\^53[\s\S]*TF-FORMAT-009/,
    );
    expect(parseYaml("a: '9007199254740993'\nb: 1e300", "a.yml")).toEqual({ a: "9007199254740993", b: 1e300 });
  });

  test("aliases that expand without bound are refused", () => {
    const levels = Array.from({ length: 20 }, (_, level) => `l${level}: &l${level} [${`*l${level - 1},`.repeat(9)}]`);
    const bomb = ["l0: &l0 [x,x,x,x,x,x,x,x,x]", ...levels.slice(1)].join("\n");
    expect(() => parseYaml(bomb, "bomb.yml")).toThrow(/^bomb.yml: excessive alias count/);
  });

  test("long documents take no longer than their size", () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `key${index}: ${index}`).join("\n");
    expect(Object.keys(parseYaml(keys, "a.yml") as object)).toHaveLength(10_000);
    expect(() => parseYaml(" ".repeat(2 ** 21 + 1), "a.yml")).toThrow(/2097153 characters[\s\S]*TF-FORMAT-017/);
  });

  const shared = sharedFolder();
  test.skipIf(!requireOrSkip("the shared folder of models", shared !== null))("an hls4ml configuration", () => {
    const name = "qkeras_3layer_config.yml";
    expect(parseYaml(readFileSync(join(shared!, "models", name), "utf8"), name)).toMatchObject({ HLSConfig: {} });
  });
});

describe("JSON", () => {
  test("good documents", () => {
    expect(parseJson(' {"a": [1, -2.5e3, "\\u00e9\\n", true, null, {}]} ', "a.json")).toEqual({
      a: [1, -2500, "é\n", true, null, {}],
    });
  });

  test.each([
    ["", "a.json:1:1: the document ends\n  expected a value"],
    ['{"a": 1,\n "b": }', 'a.json:2:7: unexpected "}"\n  expected a value'],
    ['{"a": 1,}', 'a.json:1:9: unexpected "}"\n  expected a key in quotes'],
    ["{a: 1}", 'a.json:1:2: unexpected "a: 1}"\n  expected a key or }'],
    ["[1, 2", "a.json:1:6: the document ends\n  expected , or ]"],
    ["[1 2]", 'a.json:1:4: unexpected "2]"\n  expected , or ]'],
    ["[1,\n  NaN]", 'a.json:2:3: unexpected "NaN]"\n  expected a value'],
    ['{"a" 1}', 'a.json:1:6: unexpected "1}"\n  expected :'],
    ['{"a": "x\ny"}', 'a.json:1:7: unexpected "\\"x\\ny\\"}"\n  expected a value'],
    ["[01]", 'a.json:1:2: unexpected "01]"\n  expected a value or ]'],
    ["{} x", 'a.json:1:4: unexpected "x"\n  expected the end'],
    ["[1}", 'a.json:1:3: unexpected "}"\n  expected , or ]'],
  ])("%j", (text, message) => {
    expect(() => parseJson(text, "a.json")).toThrow(message);
    expect(() => parseJson(text, "a.json")).toThrow(/TF-FORMAT-014/);
  });

  test("the place that is found is where a document first goes wrong", () => {
    const source = random(31, "JSON");
    const good = JSON.stringify({
      layers: [{ name: "dense", units: 64, 'tricky \\ "': [1.5e-7, -0, true, null, "é😀"] }],
      empty: [[], {}],
    });
    for (let round = 0; round < 500; round++) {
      const at = source.integer(0, good.length);
      const bad =
        good.slice(0, at) +
        source.pick(["", "}", "]", ",", ":", '"', "x", "\\", "0", "-"]) +
        good.slice(at + source.integer(0, 1));
      let wrong = false;
      try {
        JSON.parse(bad);
      } catch {
        wrong = true;
      }
      if (!wrong) expect(parseJson(bad, "a.json")).toEqual(JSON.parse(bad));
      else expect(() => parseJson(bad, "a.json")).toThrow(/^a.json:1:\d+: (unexpected|the document ends)/);
    }
  });
});

describe("validation", () => {
  const format = z.string().regex(/^u?fixed</);
  const port = z.strictObject({
    name: z.string(),
    offset: z.strictObject({ type: format, value: z.number().int() }).optional(),
    scale: z.union([z.number(), z.strictObject({ shift: z.number(), type: format })]).optional(),
    kind: z.enum(["signed", "unsigned"]).default("signed"),
  });
  const schema = z.strictObject({ inputs: z.array(port).min(1), labels: z.record(z.string(), z.number()).optional() });
  const good = { inputs: [{ name: "x" }] };
  const check = (value: unknown) => validate(schema, value, "map.yml");
  const withInput = (fields: object) => ({ inputs: [{ name: "y" }, { name: "x", ...fields }] });

  test("a good value comes with its defaults", () => {
    expect(check(good)).toEqual({ inputs: [{ name: "x", kind: "signed" }] });
  });

  test.each<[unknown, RegExp]>([
    [null, /^map.yml: it is null\n {2}expected an object/],
    [{}, /^map.yml: inputs: this field is missing\n {2}expected an array/],
    [{ inputs: [] }, /^map.yml: inputs: it is a list of 0\n {2}expected at least 1 items/],
    [withInput({ name: 3 }), /^map.yml: inputs\[1\].name: it is the number 3\n {2}expected a string/],
    [withInput({ offset: { value: 1 } }), /inputs\[1\].offset.type: this field is missing\n {2}expected a string/],
    [
      withInput({ offset: { value: 1, type: "float" } }),
      /offset.type: it is the text "float"\n {2}expected text that matches/,
    ],
    [
      withInput({ offset: { value: 0.5, type: "fixed<8,3>" } }),
      /offset.value: it is the number 0.5\n {2}expected a whole number/,
    ],
    [
      withInput({ offset: { value: 1, type: "fixed<8,3>", tpye: 1 } }),
      /inputs\[1\].offset: unknown field "tpye"\n {2}help: did you mean "type"\? known: type, value/,
    ],
    [
      withInput({ ofset: 1, nmae: 2 }),
      /inputs\[1\]: unknown field "ofset"\n {2}help: did you mean "offset"\? known: name, offset, scale, kind/,
    ],
    [withInput({ scale: { shift: 1, typ: "fixed<8,3>" } }), /inputs\[1\].scale.type: this field is missing/],
    [
      withInput({ scale: { shift: 1, type: "fixed<8,3>", tipe: 1 } }),
      /inputs\[1\].scale: unknown field "tipe"\n {2}help: did you mean "type"/,
    ],
    [withInput({ scale: "big" }), /inputs\[1\].scale: it is the text "big"\n {2}expected a number or an object/],
    [
      withInput({ kind: "unsinged" }),
      /kind: it is the text "unsinged"\n {2}expected "signed" or "unsigned"\n {2}help: did you mean "unsigned"/,
    ],
    [{ inputs: [{}, {}], labels: { a: "b" } }, /inputs\[0\].name: this field is missing \(and 2 more\)/],
    [{ ...good, labels: { a: "b" } }, /labels.a: it is the text "b"\n {2}expected a number/],
  ])("%#: %j", (value, message) => {
    expect(() => check(value)).toThrow(message);
    expect(() => check(value)).toThrow(/TF-FORMAT-015/);
  });

  test("refinements speak for themselves", () => {
    const even = z.object({ n: z.number().refine((value) => value % 2 === 0, "it must be even") });
    expect(() => validate(even, { n: 3 }, "a")).toThrow(/^a: n: it must be even/);
  });

  test("paths are printed as people write them", () => {
    expect(printPath(["inputs", 0, "offset", "type"])).toBe("inputs[0].offset.type");
    expect(printPath([2, "a"])).toBe("[2].a");
  });
});

test("near words", () => {
  expect(nearest("ofset", ["type", "offset", "scale"])).toBe("offset");
  expect(nearest("Dens", ["Conv2D", "Dense"])).toBe("Dense");
  expect(nearest("tpye", ["type"])).toBe("type");
  expect(nearest("banana", ["type", "offset"])).toBeNull();
  expect(nearest("x", [])).toBeNull();
  expect([
    editDistance("", "abc"),
    editDistance("kitten", "sitting"),
    editDistance("ab", "ba"),
    editDistance("same", "same"),
  ]).toEqual([3, 3, 1, 0]);
});
