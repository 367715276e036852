import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/backends/reference/index.js";
import { importHls4mlProject } from "../../src/importers/index.js";
import { inputPorts, outputPorts } from "../../src/ir/index.js";
import { compileAndRun, vendorHeaders } from "../support/oracle.js";
import { random } from "../support/random.js";
import { runsThoroughly } from "../support/thorough.js";
import { anchorsFolder, readFolder } from "./anchors.js";

// Released trigger networks without a golden file: their own C++, compiled as it lies in their folder, gives the values.

const rows = 40;
const [anchors, vendor] = [anchorsFolder(), vendorHeaders()];
const runs = runsThoroughly("released trigger networks, compiled from their own sources");
if (runs && (anchors === null || vendor === null)) {
  console.warn("\n*** SKIPPED for lack of the public CMS model repositories or the vendor's headers ***\n");
}

describe.skipIf(!runs || anchors === null || vendor === null)("released trigger networks and their own sources", () => {
  test.each([
    ["AXOL1TL/AXOL1TL_v3", "NN"],
    ["AXOL1TL/AXOL1TL_v5", "NN"],
    ["CICADA/CICADA_v1p1p2", "."],
    ["CICADA/CICADA_v2", "."],
    ["CICADA/CICADA_v2p1p1", "."],
    ["CICADA/CICADA_v2p1p2", "."],
    ["CICADA/CICADA_v2p2p0", "."],
    ["TOoLLiP/TOoLLiP_v2", "NN"],
    ["TOoLLiP/TOoLLiP_v3", "NN"],
    ["TOoLLiP/TOoLLiP_tmp_v", "NN"],
  ])("%s: every row equal", (name, inner) => {
    const folder = join(anchors!, name);
    const files = readFolder(folder);
    const program = importHls4mlProject(files);
    const declares = new RegExp(`\\bvoid\\s+${program.name}\\s*\\(([^)]*)\\)`);
    const top = Object.keys(files).find((path) => /^(?:NN\/)?\w+\.cpp$/.test(path) && declares.test(files[path]!))!;
    const space = /\bnamespace\s+(\w+)\s*\{/.exec(files[top]!)![1]!;
    const [inputs, outputs] = [inputPorts(program), outputPorts(program)];
    const parameters = declares
      .exec(files[top]!)![1]!
      .split(",")
      .map((text) => /(\w+)\s+(\w+)\s*\[/.exec(text)!.slice(1));
    const sizes = new Map([...inputs, ...outputs].map(({ name: port, shape }) => [port, shape[0]!]));
    const each = (ports: readonly { name: string }[], call: string): string =>
      ports.map((port) => `for (int i = 0; i < ${sizes.get(port.name)}; i++) ${call}(${port.name}[i]);`).join(" ");
    const main = `#include <cstdio>
#include <cstdlib>
#include "${join(folder, top)}"
template <class T> void load(T &x) { long long raw; if (scanf("%lld", &raw) != 1) exit(3); x.range(T::width - 1, 0) = raw; }
template <class T> void print(T x) { printf("%llu ", (unsigned long long) x.range(T::width - 1, 0).to_uint64()); }
using namespace ${space};
int main() { for (int row = 0; row < ${rows}; row++) {
${parameters.map(([type, port]) => `${type} ${port}[${sizes.get(port!)}];`).join(" ")}
${each(inputs, "load")} ${program.name}(${parameters.map(([, port]) => port).join(", ")}); ${each(outputs, "print")} printf("\\n"); } }
`;
    const source = random(name.length, name);
    const events = Array.from({ length: rows }, (_unused, row) =>
      Object.fromEntries(
        inputs.map(({ name: port, type, shape }) => {
          const top = 2 ** (type.width - (type.signed ? 1 : 0)) - 1;
          const bound = row % 2 === 0 ? top : Math.ceil(top / 16);
          const low = type.signed ? -bound : 0;
          return [port, Array.from({ length: shape[0]! }, () => BigInt(source.integer(low, bound)))];
        }),
      ),
    );
    const text = events.map((event) => inputs.map(({ name: port }) => event[port]!.join(" ")).join(" ")).join("\n");
    const include = [vendor!, join(folder, inner), folder];
    const printed = compileAndRun(
      { files: { "main.cpp": main }, sources: ["main.cpp"], include, standard: "c++17" },
      [],
      text,
    );
    const found = events.map((event) => {
      const values = evaluate(program, event);
      return outputs.flatMap(({ name: port, type }) =>
        values[port]!.map((raw) => `${BigInt.asUintN(type.width, raw)}`),
      );
    });
    expect(found).toEqual(
      printed
        .toString()
        .trim()
        .split("\n")
        .map((line) => line.trim().split(" ")),
    );
    console.info(`${name}: ${rows} events equal to its own C++`);
  });
});
