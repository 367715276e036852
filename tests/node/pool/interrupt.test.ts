import { spawn } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fixed, typeOf } from "../../../src/fixed/index.js";
import { encodeNpyHeader } from "../../../src/formats/index.js";
import { encodeProgram, ProgramBuilder } from "../../../src/ir/index.js";
import { temporaryFolder } from "../../support/commandLine.js";
import { repositoryRoot } from "../../support/oracle.js";

describe("Ctrl-C", () => {
  it("ends an emulation and leaves no half-written file", async () => {
    const folder = temporaryFolder();
    const builder = new ProgramBuilder("slow", { source: "test", fidelity: "native", notes: [] });
    let x = builder.input("x", [1], fixed(16, 6));
    const weights = builder.constant([1, 300], typeOf(fixed(16, 6)), new Array(300).fill(12345n));
    const back = builder.constant([300, 1], typeOf(fixed(16, 6)), new Array(300).fill(-321n));
    const accumulator = fixed(16, 6, "RND", "SAT");
    for (let layer = 0; layer < 4; layer++) {
      const order = { order: "sequential", stride: 1 } as const;
      x = builder.contract(builder.contract(x, weights, { accumulator, order }), back, { accumulator, order });
    }
    builder.output("y", x);
    const events = 4_000_000;
    writeFileSync(join(folder, "slow.json"), encodeProgram(builder.build()));
    const header = encodeNpyHeader("float32", [events, 1]);
    writeFileSync(join(folder, "events.npy"), Buffer.concat([header, Buffer.alloc(4 * events)]));
    const before = readdirSync(folder);
    const words = ["emulate", "slow.json", "events.npy", "-o", "y.npy", "--threads", "2", "--no-cache"];
    const child = spawn(process.execPath, [join(repositoryRoot, "dist/cli/main.js"), ...words], { cwd: folder });
    const ended = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code)));
    const partial = (): boolean => readdirSync(folder).some((name) => name.endsWith(".partial"));
    while (!partial() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(partial()).toBe(true);
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(readdirSync(folder)).toEqual(before);
  }, 60_000);
});
