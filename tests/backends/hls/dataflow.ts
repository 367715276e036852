import { rmSync } from "node:fs";
import { join } from "node:path";
import { build, decodeRunnerOutputs, encodeRunnerInputs } from "../../../src/backends/hls/index.js";
import { type EventValues, evaluate } from "../../../src/backends/reference/index.js";
import { inputPorts, outputPorts, type Program } from "../../../src/ir/index.js";
import { compileBeside, simulationHeaders } from "../../support/oracle.js";
import { type BatchCase, writeFolder } from "./batch.js";

// Generated projects as real dataflow: every task is a thread that works on event after event, every stream holds as many
// packets as its pragma says, and writing to a full one waits. The text of the top function is changed for that, nothing else.

/** A stream with bounds, in the place of the simulation's. A wait of five seconds is a standstill: exit code 4. */
const boundedStream = `#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <functional>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>
namespace hls {
inline void pause_at_random() {
  static thread_local std::minstd_rand random(std::hash<std::thread::id>()(std::this_thread::get_id()));
  if (random() % 8 == 0) std::this_thread::yield();
}
template <class T> class stream {
  std::string name;
  std::size_t depth = ~std::size_t(0);
  std::deque<T> queue;
  std::mutex mutex;
  std::condition_variable changed;
  template <class condition> void wait(std::unique_lock<std::mutex> &lock, const char *what, condition holds) {
    if (changed.wait_for(lock, std::chrono::seconds(WAIT), holds)) return;
    std::fprintf(stderr, "standstill: %s waits for %s\\n", name.c_str(), what);
    std::_Exit(4);
  }
 public:
  explicit stream(const std::string &text = "stream") : name(text) {}
  void set_depth(std::size_t count) { depth = count; }
  bool empty() { return queue.empty(); }
  T read() {
    pause_at_random();
    std::unique_lock<std::mutex> lock(mutex);
    wait(lock, "a packet", [&] { return !queue.empty(); });
    T taken = queue.front();
    queue.pop_front();
    changed.notify_all();
    return taken;
  }
  void write(const T &given) {
    pause_at_random();
    std::unique_lock<std::mutex> lock(mutex);
    wait(lock, "room", [&] { return queue.size() < depth; });
    queue.push_back(given);
    changed.notify_all();
  }
};
}
`;

/** Runs streamed projects as dataflow; the depths may be changed first. @returns outputs by case, or null at a standstill */
export async function runAsDataflow(
  cases: readonly BatchCase[],
  depthOf: (depth: number) => number = (depth) => depth,
  seconds = 20,
): Promise<EventValues[][] | null> {
  const files: Record<string, string> = { "bounded/hls_stream.h": boundedStream };
  const includes: string[] = [];
  const runs: string[] = [];
  cases.forEach(({ program, options = {}, events }, index) => {
    const project = build(program, { ...options, projectName: "net", namespace: `p${index}` });
    for (const [path, text] of Object.entries(project)) files[`p${index}/${path}`] = text;
    const source = project["firmware/net.cpp"]!;
    files[`p${index}/firmware/net.cpp`] = asThreads(source, events.length, depthOf);
    includes.push(`#include "p${index}/firmware/net.cpp"`);
    runs.push(harness(program, project["firmware/net.h"]!, `p${index}`, events.length));
  });
  const main = `${includes.join("\n")}\n#include "p0/testbench/runner.h"\n`;
  files["dataflow.cpp"] = `${main}int main() {\n${runs.join("\n")}\n  return 0;\n}\n`;
  const folder = writeFolder(files);
  try {
    const executable = await compileBeside({
      sources: [join(folder, "dataflow.cpp")],
      include: [join(folder, "bounded"), simulationHeaders],
      flags: ["-O0", "-pthread", `-DWAIT=${seconds}`],
    });
    const inputs = Buffer.concat(cases.map(({ program, events }) => encodeRunnerInputs(program, events)));
    try {
      return decodeAll(cases, executable.run([], inputs));
    } catch (error) {
      if (/standstill/.test((error as Error).message)) return null;
      throw error;
    } finally {
      executable.remove();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the reference makes of the same events. */
export function expectedOutputs(cases: readonly BatchCase[]): EventValues[][] {
  return cases.map(({ program, events }) => events.map((event) => evaluate(program, event)));
}

/** The source with each call in the top function on a thread of its own, event after event. */
function asThreads(source: string, events: number, depthOf: (depth: number) => number): string {
  const top = source.indexOf("#pragma HLS DATAFLOW");
  const body = source
    .slice(top)
    .replace(/^#pragma HLS STREAM variable=(\w+) depth=(\d+)$/gm, (_line, name, depth) => {
      return `    ${name}.set_depth(${depthOf(Number(depth))});`;
    })
    .replace(/^ {4}(\w+\(.*\));$/gm, (line, call: string) =>
      line.includes("set_depth")
        ? line
        : `    threads.emplace_back([&] { for (unsigned event = 0; event < ${events}; event++) ${call}; });`,
    )
    .replace(/\n}\n/, "\n    for (std::thread &thread : threads) thread.join();\n}\n");
  return `${source.slice(0, top)}    std::vector<std::thread> threads;\n${body}`;
}

function harness(program: Program, header: string, namespace: string, events: number): string {
  const streams = [...header.matchAll(/hls::stream<(\w+)> &(\w+)/g)].map(([, packet, name]) => ({ packet, name }));
  const ports = [...inputPorts(program), ...outputPorts(program)].map(({ shape }, index) => {
    const length = shape.reduce((product, extent) => product * extent, 1);
    return { ...streams[index]!, length, packets: length / (shape.at(-1) ?? 1) };
  });
  const inputCount = inputPorts(program).length;
  const one = ({ name, length, packets }: (typeof ports)[number], isInput: boolean): string => {
    const array = `${namespace}::${name}_t array[${length}];`;
    return isInput
      ? `{ ${array} if (!testbench::read_elements(array, ${length})) return 3; trigforge::emit<${packets}>(array, ${name}); }`
      : `{ ${array} trigforge::collect<${packets}, 1>(${name}, array); testbench::write_elements(array, ${length}); }`;
  };
  const loop = (part: typeof ports, isInput: boolean): string =>
    `for (unsigned event = 0; event < ${events}; event++) { ${part.map((port) => one(port, isInput)).join(" ")} }`;
  return `  {
    ${ports.map(({ packet, name }) => `hls::stream<${namespace}::${packet}> ${name}("${name}");`).join(" ")}
    ${loop(ports.slice(0, inputCount), true)}
    ${namespace}::net(${ports.map(({ name }) => name).join(", ")});
    ${loop(ports.slice(inputCount), false)}
  }`;
}

function decodeAll(cases: readonly BatchCase[], output: Uint8Array): EventValues[][] {
  let offset = 0;
  return cases.map(({ program, events }) => {
    const words = outputPorts(program).reduce(
      (sum, { shape, type }) =>
        sum + Math.ceil(type.width / 64) * shape.reduce((product, extent) => product * extent, 1),
      0,
    );
    const found = decodeRunnerOutputs(program, output.subarray(offset, offset + 8 * words * events.length));
    offset += 8 * words * events.length;
    return found;
  });
}
