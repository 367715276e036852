import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as hls from "../backends/hls/index.js";
import type { Plan } from "../backends/plan.js";
import type { EventValues } from "../backends/reference/index.js";
import { fail } from "../errors/index.js";
import type { Program } from "../ir/index.js";
import { saveFiles } from "./files.js";

/** How generated firmware is compiled. */
export interface FirmwareOptions {
  readonly plan?: Plan;
  /** Folder with the vendor's ap_fixed.h and ap_int.h; default: Trigforge's own simulation headers. */
  readonly headers?: string;
  /** The C++ compiler; default g++. */
  readonly compiler?: string;
  /** Optimisation flag; default -O2. */
  readonly optimisation?: string;
}

/** A generated HLS project, compiled: it runs events as the firmware's C simulation does. */
export interface CompiledFirmware {
  /** The folder of the project, deleted by {@link CompiledFirmware.remove}. */
  readonly folder: string;
  /** The program that reads events on stdin and writes results on stdout. */
  readonly runner: string;
  /** Seconds that the compiler took. */
  readonly compileSeconds: number;
  /** Raw integers of every output port for each event. */
  run(events: readonly EventValues[]): Promise<EventValues[]>;
  remove(): Promise<void>;
}

/**
 * Generates the HLS project of a program in a temporary folder and compiles its runner.
 *
 * @throws TrigforgeError TF-TOOL-001 without a compiler, TF-TOOL-002 when it fails, TF-HLS-… when the program is refused
 */
export async function compileFirmware(program: Program, options: FirmwareOptions = {}): Promise<CompiledFirmware> {
  const { compiler = "g++", optimisation = "-O2", headers, plan } = options;
  const parent = await mkdtemp(join(tmpdir(), "trigforge-"));
  const folder = join(parent, "project");
  try {
    await saveFiles(folder, hls.build(program, { projectName: "network", ...(plan === undefined ? {} : { plan }) }));
    const started = performance.now();
    await compile(compiler, folder, headers ?? join(folder, "sim"), optimisation);
    const runner = join(folder, "network_run");
    return {
      folder,
      runner,
      compileSeconds: (performance.now() - started) / 1000,
      run: async (events) =>
        hls.decodeRunnerOutputs(program, await pipe(runner, hls.encodeRunnerInputs(program, events))),
      remove: () => rm(parent, { recursive: true, force: true }),
    };
  } catch (error) {
    await rm(parent, { recursive: true, force: true });
    throw error;
  }
}

async function compile(compiler: string, folder: string, headers: string, optimisation: string): Promise<void> {
  const flags = ["-std=c++14", "-w", optimisation, "-I.", "-isystem", headers];
  const sources = ["network_run.cpp", "firmware/network.cpp"];
  try {
    await promisify(execFile)(compiler, [...flags, "-o", "network_run", ...sources], {
      cwd: folder,
      maxBuffer: 2 ** 26,
    });
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string };
    if (code === "ENOENT") fail("TF-TOOL-001", { where: compiler, what: "there is no such compiler" });
    fail("TF-TOOL-002", { where: compiler, what: `it could not build the project:\n${(stderr ?? "").slice(0, 2000)}` });
  }
}

function pipe(command: string, input: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [], { stdio: ["pipe", "pipe", "inherit"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stdin.on("error", () => {}); // the exit code below says why the program stopped reading
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(Buffer.concat(chunks));
      try {
        fail("TF-TOOL-002", { where: "generated firmware", what: `it ended with ${signal ?? `code ${code}`}` });
      } catch (error) {
        reject(error);
      }
    });
    child.stdin.end(input);
  });
}
