import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build, decodeRunnerOutputs, encodeRunnerInputs, type HlsOptions } from "../../../src/backends/hls/index.js";
import { type EventValues, evaluate } from "../../../src/backends/reference/index.js";
import { outputPorts, type Program } from "../../../src/ir/index.js";
import { compileBeside, simulationHeaders, vendorHeaders } from "../../support/oracle.js";

/** A program, how it becomes C++, and the events that it runs on. */
export interface BatchCase {
  readonly label: string;
  readonly program: Program;
  readonly options?: HlsOptions;
  readonly events: readonly EventValues[];
}

/** Headers that the generated C++ is compiled with: a name for messages, and their folder. */
export type Headers = readonly [name: string, folder: string | null];

export const vendor: Headers = ["the vendor's headers", vendorHeaders()];
export const simulation: Headers = ["firmware/sim", simulationHeaders];

/** Writes files under a new temporary folder. */
export function writeFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "trigforge-hls-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/**
 * Compiles the projects of many programs in one translation unit, each in its own namespace, runs each on its events and
 * compares every output with the reference.
 *
 * @returns what differs, one line a port; empty when everything agrees
 */
export async function differences(
  cases: readonly BatchCase[],
  headers: string,
  flags: readonly string[] = ["-O0"],
): Promise<string[]> {
  const files: Record<string, string> = {};
  const includes: string[] = [];
  const runs: string[] = [];
  cases.forEach(({ program, options = {}, events }, index) => {
    const project = build(program, { ...options, projectName: "net", namespace: `p${index}` });
    for (const [path, text] of Object.entries(project)) files[`p${index}/${path}`] = text;
    includes.push(`#define main main_${index}\n#include "p${index}/net_run.cpp"\n#undef main`);
    includes.push(`#include "p${index}/firmware/net.cpp"`);
    runs.push(`  run<p${index}::event_ports>(${events.length});`);
  });
  files["batch.cpp"] = `${includes.join("\n")}
template <class ports> void run(unsigned events) {
  ports event;
  while (events-- > 0) {
    if (!event.read()) std::exit(3);
    event.run();
    event.write();
  }
}
int main() {
${runs.join("\n")}
}
`;
  const folder = writeFolder(files);
  try {
    const inputs = Buffer.concat(cases.map(({ program, events }) => encodeRunnerInputs(program, events)));
    const executable = await compileBeside({
      sources: [join(folder, "batch.cpp")],
      include: [headers],
      flags: [...flags],
    });
    const output = executable.run([], inputs);
    executable.remove();
    return compare(cases, output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compare(cases: readonly BatchCase[], output: Uint8Array): string[] {
  let offset = 0;
  return cases.flatMap(({ label, program, events }) => {
    const bytes = events.length * eventBytes(program);
    const found = decodeRunnerOutputs(program, output.subarray(offset, offset + bytes));
    offset += bytes;
    return events.flatMap((event, index) => {
      const expected = evaluate(program, event);
      return Object.entries(expected).flatMap(([port, raw]) => {
        const given = found[index]?.[port];
        if (given !== undefined && raw.every((item, element) => item === given[element])) return [];
        return [`${label}: event ${index}, port ${port}: expected ${raw}, found ${given}`];
      });
    });
  });
}

function eventBytes(program: Program): number {
  return outputPorts(program).reduce(
    (sum, { shape, type }) => sum + 8 * Math.ceil(type.width / 64) * shape.reduce((count, extent) => count * extent, 1),
    0,
  );
}
