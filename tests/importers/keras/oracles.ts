import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { oraclePython } from "../../support/oracle.js";
import { folder } from "./support.js";

/** A temporary folder, deleted after use. */
export async function withFolder<T>(use: (path: string) => Promise<T>): Promise<T> {
  const path = mkdtempSync(join(tmpdir(), "trigforge-keras-"));
  try {
    return await use(path);
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

/** Runs one of the scripts of tests/importers/keras/oracle on a job, beside other work. */
export async function runOracle<T>(
  script: "hls4ml_predict" | "qkeras_predict",
  job: unknown,
  scratch: string,
): Promise<T> {
  const path = join(folder, `oracle/${script}.py`);
  const running = promisify(execFile)(oraclePython()!, [path], { cwd: scratch, maxBuffer: 2 ** 28 });
  running.child.stdin!.end(JSON.stringify(job));
  return JSON.parse((await running).stdout) as T;
}

/** Writes raw integers as a NumPy file of rows. */
export function writeNpy(path: string, data: Int32Array, columns: number): void {
  const shape = `(${data.length / columns}, ${columns})`;
  const text = `{'descr': '<i4', 'fortran_order': False, 'shape': ${shape}, }`;
  const header = `${text.padEnd(117)}\n`;
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
  writeFileSync(
    path,
    Buffer.concat([start, Buffer.from(header), Buffer.from(data.buffer, data.byteOffset, data.byteLength)]),
  );
}

/** Reads a NumPy file of int32 or float64. */
export function readNpy(path: string): Int32Array | Float64Array {
  const file = readFileSync(path);
  const length = file.readUInt16LE(8);
  const isFloat = file
    .subarray(10, 10 + length)
    .toString()
    .includes("<f8");
  const bytes = file.buffer.slice(file.byteOffset + 10 + length, file.byteOffset + file.length) as ArrayBuffer;
  return isFloat ? new Float64Array(bytes) : new Int32Array(bytes);
}
