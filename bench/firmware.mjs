// Measures the generated C++ on one thread: compiled by g++ at -O3, timed inside its own process, inputs in memory.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { hls, inputPorts } from "../dist/index.js";
import { compileFirmware, openModelEvents, perEvent } from "../dist/node.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The vendor's open headers: TRIGFORGE_AP_TYPES, else those of hls4ml in `.trigforge/oracle`; undefined when absent. */
export function vendorHeaders() {
  if (process.env.TRIGFORGE_AP_TYPES) return process.env.TRIGFORGE_AP_TYPES;
  const python = process.env.TRIGFORGE_ORACLE_PYTHON ?? join(root, ".trigforge/oracle/bin/python");
  if (!existsSync(python)) return undefined;
  const find = "import importlib.util; print(importlib.util.find_spec('hls4ml').origin)";
  const { status, stdout } = spawnSync(python, ["-c", find]);
  return status === 0 ? join(dirname(stdout.toString().trim()), "templates/vivado/ap_types") : undefined;
}

/** Whether g++ can be run. */
export const hasCompiler = () => spawnSync("g++", ["--version"]).status === 0;

/** Compiles a program's generated C++ with the given headers and returns a function that measures nanoseconds an event. */
export async function prepareFirmware(program, path, encode, headers) {
  const firmware = await compileFirmware(program, { optimisation: "-O3", ...(headers ? { headers } : {}) });
  const input = await firstEvents(program, path, encode, 500);
  const time = (passes) => {
    const output = execFileSync(firmware.runner, ["--time", String(passes)], { input }).toString();
    return Number(/^([\d.]+) ns\/event/.exec(output)[1]);
  };
  const passes = (seconds) => Math.max(1, Math.round((seconds * 1e9) / (time(1) * 500)));
  return {
    compileSeconds: firmware.compileSeconds,
    measure: (seconds) => time(passes(seconds)),
    remove: () => firmware.remove(),
  };
}

async function firstEvents(program, path, encode, count) {
  const table = await openModelEvents(path, program, { encode, blockEvents: count });
  for await (const block of table.blocks) {
    return hls.encodeRunnerInputs(program, perEvent(inputPorts(program), block.inputs, block.events));
  }
  throw new Error(`${path} holds no event`);
}
