import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { encodeNpyHeader, type NpyOutput } from "../../formats/events/npyWrite.js";
import { type InputPort, outputPorts, type Program } from "../../ir/index.js";
import { elementCount } from "../../ops/index.js";
import type { ValueMeaning } from "../events.js";
import { temporaryName, unwritable } from "../files.js";
import type { FileTarget } from "./jobs.js";

/** Result files under temporary names, which threads write at any place. */
export interface NpyTargets {
  readonly targets: readonly FileTarget[];
  readonly paths: readonly string[];
  /** Gives the files their names. */
  finish(): Promise<void>;
  /** Deletes them. */
  abandon(): Promise<void>;
}

/**
 * Makes a `.npy` file for each output port, named as `openResults` names them, with room for all events.
 *
 * @throws TrigforgeError TF-FILE-002
 */
export async function makeNpyTargets(
  path: string,
  program: Program,
  events: number,
  values: ValueMeaning,
): Promise<NpyTargets> {
  const ports = outputPorts(program);
  const stem = path.slice(0, -".npy".length);
  const made: { target: FileTarget; path: string }[] = [];
  const abandon = async (): Promise<void> => {
    for (const { target } of made) await rm(target.path, { force: true });
  };
  for (const port of ports) {
    const final = ports.length === 1 ? path : `${stem}_${port.name}.npy`;
    const temporary = temporaryName(final);
    let file: FileHandle | undefined;
    try {
      await mkdir(dirname(final), { recursive: true });
      file = await open(temporary, "w");
      const header = encodeNpyHeader(dtypeOf(port, values), [events, ...port.shape]);
      const target = {
        path: temporary,
        dataOffset: header.length,
        port: port.name,
        elements: elementCount(port.shape),
        values,
      };
      made.push({ target, path: final });
      await file.write(header);
    } catch (error) {
      await abandon();
      unwritable(final, error);
    } finally {
      await file?.close();
    }
  }
  return {
    targets: made.map(({ target }) => target),
    paths: made.map((file) => file.path),
    async finish() {
      for (const file of made) await rename(file.target.path, file.path).catch((error) => unwritable(file.path, error));
    },
    abandon,
  };
}

function dtypeOf({ type }: InputPort, values: ValueMeaning): NpyOutput {
  if (values === "real") return "float64";
  return type.width <= (type.signed ? 32 : 31) ? "int32" : "int64";
}
