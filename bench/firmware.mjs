// Measures the generated C++ on one thread: compiled by g++ at -O3, timed inside its own process, inputs in memory.
import { execFileSync, spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { hls, inputPorts } from "../dist/index.js";
import { compileFirmware, perEvent } from "../dist/node.js";
import { eventsOf, multiplyAdds } from "./networks.mjs";
import { hls4mlPython } from "./peers/folder.mjs";

/** The vendor's open headers: TRIGFORGE_AP_TYPES, else those inside the hls4ml that is there; undefined when absent. */
export function vendorHeaders() {
  if (process.env.TRIGFORGE_AP_TYPES) return process.env.TRIGFORGE_AP_TYPES;
  const python = hls4mlPython();
  if (python === undefined) return undefined;
  const find = "import importlib.util; print(importlib.util.find_spec('hls4ml').origin)";
  const { status, stdout } = spawnSync(python, ["-c", find]);
  return status === 0 ? join(dirname(stdout.toString().trim()), "templates/vivado/ap_types") : undefined;
}

/** Whether g++ can be run. */
export const hasCompiler = () => spawnSync("g++", ["--version"]).status === 0;

/** Compiles a program's generated C++ with the given headers and returns a function that measures nanoseconds an event. */
export async function prepareFirmware(program, network, encode, headers) {
  const firmware = await compileFirmware(program, { optimisation: "-O3", ...(headers ? { headers } : {}) });
  const events = Math.max(10, Math.min(500, Math.floor(1e7 / Math.max(1, multiplyAdds(program)))));
  const block = await eventsOf(network, program, encode, events);
  const input = hls.encodeRunnerInputs(program, perEvent(inputPorts(program), block.inputs, events));
  const time = (passes) => {
    const output = execFileSync(firmware.runner, ["--time", String(passes)], { input, maxBuffer: 1 << 28 }).toString();
    return Number(/^([\d.]+) ns\/event/.exec(output)[1]);
  };
  let passes;
  return {
    compileSeconds: firmware.compileSeconds,
    measure(seconds) {
      passes ??= Math.max(1, Math.round((seconds * 1e9) / (time(1) * events)));
      return time(passes);
    },
    remove: () => firmware.remove(),
  };
}
