import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/backends/reference/index.js";
import { wrapRaw } from "../../src/fixed/index.js";
import { compileBeside, hasCompiler, requireOrSkip, vendorHeaders } from "../support/oracle.js";
import { kernelCases } from "./oracle/cases/index.js";
import { caseEvents, type KernelCase, kernelProgram, layerProgram } from "./oracle/kernelCase.js";

const oracleFolder = join(dirname(fileURLToPath(import.meta.url)), "oracle");
const headers = vendorHeaders();
const seed = 2026;

/** The raw integers of a port's elements as 64-bit words. */
function words(values: readonly bigint[]): Buffer {
  return Buffer.from(BigInt64Array.from(values).buffer);
}

/** Compares one case with what the kernel wrote; returns the words read. */
function compareCase(item: KernelCase, events: readonly bigint[][][], expected: BigInt64Array): string[] {
  const program = layerProgram(item);
  const count = item.output.shape.reduce((product, extent) => product * extent, 1);
  const differences: string[] = [];
  events.forEach((inputs, event) => {
    const ports = Object.fromEntries(inputs.map((raw, which) => [which === 0 ? "x" : `x${which + 1}`, raw]));
    const found = evaluate(program, ports).y!;
    found.forEach((raw, element) => {
      const kernel = wrapRaw(expected[event * count + element]!, item.output.format);
      if (raw !== kernel) {
        differences.push(
          `event ${event} element ${element}: kernel ${kernel}, ours ${raw}, inputs ${inputs.join(" | ")}`,
        );
      }
    });
    expect(found.length).toBe(count);
  });
  return differences;
}

const available =
  requireOrSkip("a C++ compiler (g++)", hasCompiler()) && requireOrSkip("hls4ml's kernels", headers !== null);

describe.skipIf(!available)("layers against hls4ml's own kernels", () => {
  test(`${kernelCases.length} configurations agree in every raw integer`, { timeout: 300_000 }, async () => {
    const halves = [0, 1].map((half) => kernelCases.filter((_item, index) => index % 2 === half));
    const kernels = readFileSync(join(oracleFolder, "kernels.h"));
    const runs = halves.map(async (cases, half) => {
      const program = await compileBeside({
        files: { "kernels.h": kernels, [`half${half}.cpp`]: kernelProgram(cases) },
        sources: [`half${half}.cpp`],
        include: [headers!, dirname(headers!)],
      });
      try {
        const events = cases.map((item) => caseEvents(item, seed));
        const out = program.run([], words(events.flat(3)));
        return { cases, events, out: new BigInt64Array(new Uint8Array(out).buffer) };
      } finally {
        program.remove();
      }
    });
    const failures: string[] = [];
    let compared = 0;
    for (const { cases, events, out } of await Promise.all(runs)) {
      let offset = 0;
      cases.forEach((item, index) => {
        const length = item.events * item.output.shape.reduce((product, extent) => product * extent, 1);
        const differences = compareCase(item, events[index]!, out.subarray(offset, offset + length));
        offset += length;
        compared += length;
        if (differences.length > 0) {
          failures.push(
            `${item.name}: ${differences.length} of ${length} differ\n    ${differences.slice(0, 2).join("\n    ")}`,
          );
        }
      });
      expect(out.length).toBe(offset);
    }
    console.info(
      `layers: ${kernelCases.length} configurations, ${compared} results compared with hls4ml's kernels, seed ${seed}`,
    );
    expect(failures.join("\n")).toBe("");
  });
});
