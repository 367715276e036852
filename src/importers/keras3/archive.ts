import { fail } from "../../errors/index.js";
import { type Hdf5File, parseJson, readHdf5, readZip } from "../../formats/index.js";

/** A `.keras` archive as plain data. */
export interface KerasArchive {
  /** `config.json`: the architecture. */
  readonly architecture: unknown;
  /** `model.weights.h5`. */
  readonly weights: Hdf5File;
  /** What to name in an error: the archive's file. */
  readonly where: string;
}

const [configName, weightsName] = ["config.json", "model.weights.h5"] as const;

/** Most bytes that the files of an archive may have together. */
const largest = 2 ** 29;

/** Whether bytes begin as a zip archive does; nothing else that holds a model does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes.length > 4 && bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

/**
 * Reads what `model.save("model.keras")` of Keras 3 writes.
 *
 * @param bytes the whole file
 * @param where the file's name, for errors
 * @throws TrigforgeError TF-KERAS3-001 when a part is missing, TF-FORMAT-* when one is damaged
 */
export async function readKerasArchive(bytes: Uint8Array, where: string): Promise<KerasArchive> {
  const files = readZip(bytes, where, { entries: 1000, bytes: largest });
  const part = (name: string): Uint8Array => {
    if (Object.hasOwn(files, name)) return files[name]!;
    return fail("TF-KERAS3-001", {
      where,
      what: `the archive holds no ${name}`,
      expected: `${configName} and ${weightsName}, as model.save("model.keras") writes them`,
    });
  };
  const architecture = parsePythonJson(new TextDecoder().decode(part(configName)), `${where}: ${configName}`);
  return { architecture, weights: await readHdf5(part(weightsName), `${where}: ${weightsName}`), where };
}

/** JSON as Python writes it: with Infinity, -Infinity and NaN. NaN is read as null. */
function parsePythonJson(text: string, where: string): unknown {
  const plain = text.replace(/"(?:[^"\\]|\\.)*"|\bInfinity\b|\bNaN\b/g, (token) => {
    if (token === "Infinity") return "1e999   ";
    return token === "NaN" ? "null" : token;
  });
  return parseJson(plain, where);
}
