import { expect, test } from "vitest";
import { fixed } from "../../../src/fixed/index.js";
import type { KerasOptions } from "../../../src/importers/keras/index.js";
import { reportTypes } from "../../../src/ir/index.js";
import { goldenFiles, importFiles } from "./support.js";

// The report of types after an import: where the source's types can overflow.

test("a convolution as trained never overflows its accumulator", async () => {
  const options: KerasOptions = { fidelity: "as trained", inputs: { x: fixed(12, 4) } };
  for (const network of ["qconv", "qseparable", "trained_conv", "qlstm"]) {
    const report = reportTypes(await importFiles(goldenFiles(network), network, options));
    expect(report.filter(({ op, overflowing }) => op === "contract" && overflowing > 0)).toEqual([]);
  }
});

test("a convolution as hls4ml with too few bits names the layers that can overflow", async () => {
  const configuration = { Model: { Precision: "fixed<8,3>", ReuseFactor: 1 } };
  const program = await importFiles(goldenFiles("qconv"), "qconv", { fidelity: "as hls4ml", configuration });
  const sums = reportTypes(program).filter(({ op }) => op === "contract");
  expect(new Set(sums.map(({ scope }) => scope))).toEqual(new Set(["c0", "d0"]));
  expect(sums[0]!.overflowing).toBeGreaterThan(0);
  expect(sums[0]!.overflow).toBe("WRAP");
});
