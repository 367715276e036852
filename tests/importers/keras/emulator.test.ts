import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as wasm from "../../../src/backends/wasm/index.js";
import { fixed, parseFormat, quantizeReal } from "../../../src/fixed/index.js";
import type { KerasOptions } from "../../../src/importers/keras/index.js";
import { inputPorts, reportTypes } from "../../../src/ir/index.js";
import { elementCount } from "../../../src/ops/index.js";
import { differences as firmwareDifferences, simulation } from "../../backends/hls/batch.js";
import { runsThoroughly } from "../../support/thorough.js";
import { provedCells } from "./cells.js";
import { differences, folder, goldenFiles, importFiles, readJson, runReference } from "./support.js";

// Networks over images and sequences through WebAssembly and through generated firmware: every raw integer that the reference
// computes, which the other tests hold against hls4ml and QKeras.

interface Predictions {
  events: number;
  networks: Record<string, { inputs: Record<string, number[]>; predictions?: unknown }>;
}

const often = ["conv1d", "shapes", "embedded", "qconv", "qlstm", "nested"];
const all = runsThoroughly("every golden network through WebAssembly and through the firmware");

const cases = ["", "_spatial", "_sequence"].flatMap((set) => {
  const { events, networks } = readJson<Predictions>(join(folder, `golden/predictions${set}.json`));
  const conversions = readJson<Record<string, Record<string, { configuration: unknown; error?: string }>>>(
    join(folder, `golden/conversions${set}.json`),
  );
  return Object.entries(networks).flatMap(([name, { inputs, predictions }]) => {
    if (!all && !often.includes(name)) return [];
    const format = parseFormat("fixed<12,4>");
    const isFloat = ["floats", "plain", "normalized_plain"].includes(name);
    const trained: KerasOptions = {
      fidelity: "as trained",
      inputs: Object.fromEntries(Object.keys(inputs).map((port) => [port, format])),
    };
    const converted = Object.values(conversions[name] ?? {}).find(({ error }) => error === undefined);
    return [
      ...(predictions === undefined || isFloat ? [] : [{ name, events, inputs, options: trained }]),
      ...(converted === undefined
        ? []
        : [
            {
              name,
              events,
              inputs,
              options: { fidelity: "as hls4ml", configuration: converted.configuration } as KerasOptions,
            },
          ]),
    ];
  });
});

test.each(cases)("$name $options.fidelity: WebAssembly", async ({ name, events, inputs, options }) => {
  const program = await importFiles(goldenFiles(name), name, options);
  const rows: Record<string, number[]> = {};
  for (const { op } of program.values) {
    if (op.kind !== "input") continue;
    rows[op.name] = inputs[op.name]!.map((raw) => Number(quantizeReal(raw / 2 ** 8, op.format)));
  }
  const expected = runReference(program, rows, events);
  const emulated = (await wasm.build(program)).run(rows);
  for (const [port, raw] of Object.entries(expected)) {
    expect(`${port}: ${differences(Array.from(emulated[port]!, Number), raw)}`).toBe(`${port}: none`);
  }
});

/** How many programs g++ compiles at once. */
const together = 8;
const groups = Array.from({ length: Math.ceil(cases.length / together) }, (_unused, index) =>
  cases.slice(index * together, (index + 1) * together),
);

test.skipIf(!all).each(groups.map((group, index) => ({ group, index })))(
  "HLS, group $index",
  async ({ group }) => {
    const compiled = await Promise.all(
      group.map(async ({ name, inputs, options }) => {
        const program = await importFiles(goldenFiles(name), name, options);
        const events = Array.from({ length: 4 }, (_unused, event) =>
          Object.fromEntries(
            inputPorts(program).map(({ name: port, shape }) => {
              const { op } = program.values.find(({ op: own }) => own.kind === "input" && own.name === port)!;
              const format = op.kind === "input" ? op.format : fixed(1, 1);
              const count = elementCount(shape);
              const row = inputs[port]!.slice(event * count, (event + 1) * count);
              return [port, row.map((raw) => quantizeReal(raw / 2 ** 8, format))];
            }),
          ),
        );
        return { label: `${name} ${options.fidelity}`, program, events };
      }),
    );
    const [headers, path] = simulation;
    expect(await firmwareDifferences(compiled, path!), headers).toEqual([]);
  },
  600_000,
);

describe("the report of types", () => {
  test("says where a convolution's accumulator can overflow, and that as trained none can", async () => {
    const auto = reportTypes(await importFiles(goldenFiles("qconv"), "qconv", { fidelity: "as trained", inputs: {} }));
    expect(auto.filter(({ op, overflowing }) => op === "contract" && overflowing > 0)).toEqual([]);
    const narrow: KerasOptions = {
      fidelity: "as hls4ml",
      configuration: { Model: { Precision: "fixed<8,3>", ReuseFactor: 1 } },
    };
    const report = reportTypes(await importFiles(goldenFiles("qconv"), "qconv", narrow));
    const sums = report.filter(({ op }) => op === "contract");
    expect(new Set(sums.map(({ scope }) => scope))).toEqual(new Set(["c0", "d0"]));
    expect(sums[0]!.overflowing).toBeGreaterThan(0);
  });
});

test("the cells that this room proves", () => {
  const cells = provedCells();
  const layers = new Set(cells.map(({ layer, frontEnd }) => `${layer} ${frontEnd}`));
  for (const layer of [
    "Conv1D",
    "DepthwiseConv2D",
    "SeparableConv2D",
    "LSTM",
    "GRU",
    "Bidirectional",
    "TimeDistributed",
  ]) {
    expect(layers).toContain(`${layer} Keras 2 as hls4ml`);
  }
  for (const layer of ["QConv1D", "QConv2D", "QDepthwiseConv2D", "QSeparableConv2D", "QLSTM", "QGRU", "QSimpleRNN"]) {
    expect(layers).toContain(`${layer} Keras 2 as trained`);
  }
});
