import { describe, expect, test } from "vitest";
import { build } from "../../../src/backends/hls/index.js";
import { completePlan } from "../../../src/backends/planSchema.js";
import { evaluate } from "../../../src/backends/reference/index.js";
import { fixed } from "../../../src/fixed/index.js";
import { ProgramBuilder } from "../../../src/ir/index.js";
import { requireOrSkip } from "../../support/oracle.js";
import { random } from "../../support/random.js";
import { randomInputs } from "../../support/randomProgram.js";
import { differences, simulation, vendor } from "./batch.js";
import { residualCase } from "./cases.js";
import { denseNetwork } from "./dense.js";

const program = denseNetwork("small_dense", [4, 6, 2]);
const inputs = randomInputs(program, random(3, null), 3);
const events = { inputs, outputs: inputs.map((event) => evaluate(program, event)) };
const plan = (fields: object) => completePlan({ format: "trigforge-plan", version: 1, ...fields });

const projects = {
  pipeline: build(program, { events }),
  dataflow: build(program, {
    plan: plan({
      tool: "vivado_hls",
      part: "xc7vx690tffg1927-2",
      clockPeriod: 4.16667,
      defaults: { strategy: "resource", reuseFactor: 2, tableStorage: "bram" },
      scopes: { fc2: { reuseFactor: 12 } },
    }),
    namespace: "small_dense_v2",
  }),
};

const residual = build(residualCase.program, { plan: plan({ defaults: { strategy: "resource", reuseFactor: 2 } }) });

/** Written from templates, so that a change of a template shows in a snapshot; the rest is copied verbatim. */
const isWritten = (path: string): boolean => !/^(sim|testbench|firmware\/trigforge)\//.test(path);

describe("the files of a project", () => {
  for (const [name, files] of Object.entries(projects)) {
    for (const [path, text] of Object.entries(files).filter(([file]) => isWritten(file))) {
      test(`${name}: ${path}`, async () => {
        await expect(text).toMatchFileSnapshot(`snapshots/${name}/${path}`);
      });
    }
  }

  test("give each array between processes one reader", async () => {
    await expect(residual["firmware/net.cpp"]).toMatchFileSnapshot("snapshots/residual/firmware/net.cpp");
  });

  test("keep a table that scopes share in one place", () => {
    const builder = new ProgramBuilder("net", { source: "test", fidelity: "native", notes: [] });
    const x = builder.input("x", [2], fixed(3, 3));
    const table = builder.constant([8], fixed(4, 4), [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n]);
    builder.output(
      "y",
      builder.within("first", () => builder.lookup(x, table)),
    );
    builder.output(
      "z",
      builder.within("second", () => builder.lookup(x, table)),
    );
    const source = build(builder.build(), { plan: plan({ scopes: { second: { tableStorage: "bram" } } }) });
    const pragmas = source["firmware/net.cpp"]!.match(/.*BIND_STORAGE.*/g);
    expect(pragmas).toEqual(["#pragma HLS BIND_STORAGE variable=table type=rom_np impl=bram"]);
  });

  test("are a function of the program and the options", () => {
    expect(build(denseNetwork("small_dense", [4, 6, 2]), { events })).toEqual(projects.pipeline);
  });

  test("have the kernels that they call, and what those include", () => {
    const kernels = Object.keys(projects.pipeline).filter((path) => path.startsWith("firmware/trigforge/"));
    expect(kernels.map((path) => path.slice("firmware/trigforge/".length))).toEqual([
      "cast.h",
      "contract.h",
      "fold.h",
      "lookup.h",
      "max.h",
      "number.h",
    ]);
    expect(Object.keys(projects.pipeline)).toContain("sim/ap_fixed.h");
  });

  test("have no test data without events", () => {
    expect(Object.keys(projects.dataflow).some((path) => path.startsWith("tb_data"))).toBe(false);
  });
});

describe("imported text", () => {
  const hostile = [
    "fc1",
    "fc1\n#include <cstdlib>",
    "*/ int evil; /*",
    "a\\",
    "class",
    "time",
    "EOF",
    "_Reserved__name",
    "9lives",
    "fc1_t",
    "FC1",
    "ünïcode layer ??/",
    "",
    "net",
    "x",
    "main",
    "windows",
    "packet",
    "position",
  ];

  function hostileProgram() {
    const builder = new ProgramBuilder("net", { source: "*/\n#error", fidelity: "native", notes: ["??/\n"] });
    let x = builder.input("int", [2], fixed(8, 4));
    for (const scope of hostile) {
      x = builder.within(scope, () => {
        const weights = builder.constant([2, 2], fixed(4, 1), [1n, -2n, 3n, -4n]);
        const order = { order: "sequential", stride: 1 } as const;
        const sum = builder.contract(x, weights, { accumulator: fixed(12, 6), order });
        return builder.cast(builder.gather(sum, [1, 0], [2]), fixed(8, 4));
      });
    }
    builder.output("int", x);
    builder.output("ports", x);
    builder.output("PORTS", builder.add(x, x));
    return builder.build();
  }

  test("reaches no generated line but as an identifier or a harmless comment", () => {
    const files = Object.entries(build(hostileProgram(), { namespace: "std", projectName: "new" })).filter(([path]) =>
      isWritten(path),
    );
    for (const [path, text] of files.filter(([file]) => file !== "plan.json")) {
      const code = text.replace(/^ *\/\/ [ -~]*$/gm, "");
      expect(code, path).not.toMatch(/int evil|<cstdlib>|#error/);
      expect(text, path).not.toMatch(/\?\?\/|\\\n|\*\/ /);
      expect([...text].every((character) => "\n\t".includes(character) || (character >= " " && character <= "~"))).toBe(
        true,
      );
    }
    const names = files.map(([path]) => path.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
  });

  for (const [name, folder] of [simulation, vendor]) {
    test.skipIf(!requireOrSkip(name, folder !== null))(
      `still compiles and equals the reference, with ${name}`,
      async () => {
        const hostileOne = hostileProgram();
        const events = randomInputs(hostileOne, random(5, null), 10);
        const options = { plan: plan({ defaults: { strategy: "resource", reuseFactor: 2 } }) };
        const streamed = { plan: plan({ defaults: { io: "stream" } }) };
        const cases = [{}, options, streamed].map((one) => ({
          label: "hostile",
          program: hostileOne,
          options: one,
          events,
        }));
        expect(await differences(cases, folder!)).toEqual([]);
      },
    );
  }
});
