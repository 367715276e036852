import { fail } from "../../errors/index.js";
import { eventLimits } from "./block.js";
import type { ByteSource } from "./source.js";

/** An element type of a .npy file that Trigforge reads, without the byte order. */
export type NpyElement = "b1" | "i1" | "u1" | "i2" | "u2" | "i4" | "u4" | "i8" | "u8" | "f2" | "f4" | "f8";

/** What a .npy file says of its array. */
export interface NpyHeader {
  /** As written, with the byte order: `<f4`. */
  dtype: string;
  element: NpyElement;
  bigEndian: boolean;
  shape: number[];
  fortranOrder: boolean;
}

const elements: readonly string[] = "b1 i1 u1 i2 u2 i4 u4 i8 u8 f2 f4 f8".split(" ");

/**
 * Reads the header of a .npy file, versions 1.0 to 3.0 (numpy/lib/format.py), and leaves the source at the data.
 *
 * @throws TrigforgeError TF-FORMAT-003 when it is malformed; TF-FORMAT-004 on element types that are not read
 */
export async function readNpyHeader(source: ByteSource, where: string): Promise<NpyHeader> {
  const start = new Uint8Array(8);
  const [found, version] = [await source.fill(start), start[6]!];
  if (found < 8 || !/^\x93NUMPY/.test(String.fromCharCode(...start))) {
    fail("TF-FORMAT-003", { where, what: "the file does not begin like a .npy file", expected: "\\x93NUMPY" });
  }
  if (version < 1 || version > 3 || start[7] !== 0) {
    const what = `version ${version}.${start[7]} of the format`;
    fail("TF-FORMAT-003", { where, what, expected: "1.0, 2.0 or 3.0" });
  }
  const lengthField = new Uint8Array(version === 1 ? 2 : 4);
  const whole = (await source.fill(lengthField)) === lengthField.length;
  const length = lengthField.reduceRight((sum, byte) => sum * 256 + byte, 0);
  if (length > eventLimits.headerBytes) {
    const what = `the header claims ${length} bytes`;
    fail("TF-FORMAT-017", { where, what, expected: `at most ${eventLimits.headerBytes}` });
  }
  const text = new Uint8Array(length);
  if (!whole || (await source.fill(text)) < length)
    fail("TF-FORMAT-003", { where, what: "the file ends in its header" });
  return parseHeader(new TextDecoder(version === 3 ? "utf-8" : "latin1").decode(text), where);
}

/** Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (10, 4), }`, keys in any order. */
function parseHeader(text: string, where: string): NpyHeader {
  const malformed = (what: string) => fail("TF-FORMAT-003", { where: `${where}: header`, what });
  const fields = new Map<string, string>();
  const pair =
    /\s*(['"])(descr|fortran_order|shape)\1\s*:\s*('[^']*'|"[^"]*"|True|False|\([\d\s,L]*\)|\[.*\])\s*(,|(?=\}))/sy;
  const opening = /^\s*\{/.exec(text);
  if (opening === null) return malformed("it is not a dictionary");
  pair.lastIndex = opening[0].length;
  let end = pair.lastIndex;
  for (let match = pair.exec(text); match !== null; match = pair.exec(text)) {
    if (fields.has(match[2]!)) malformed(`the key ${match[2]} appears twice`);
    fields.set(match[2]!, match[3]!);
    end = pair.lastIndex;
  }
  if (!/^\s*\}\s*$/.test(text.slice(end))) return malformed(`unexpected ${JSON.stringify(text.slice(end, end + 40))}`);
  const [descr, order, shape] = [fields.get("descr"), fields.get("fortran_order"), fields.get("shape")];
  if (descr === undefined || order === undefined || shape === undefined || fields.size !== 3) {
    return malformed("one of the keys descr, fortran_order and shape is missing");
  }
  if (!shape.startsWith("(") || !/^(True|False)$/.test(order))
    return malformed("the shape or the order has a wrong type");
  return { ...parseDtype(descr, where), shape: parseShape(shape, where), fortranOrder: order === "True" };
}

function parseDtype(descr: string, where: string): Pick<NpyHeader, "dtype" | "element" | "bigEndian"> {
  const dtype = descr.replace(/^['"]|['"]$/g, "");
  const match = /^([<>|=]?)([a-zA-Z]\d+)$/.exec(dtype);
  if (match === null || !elements.includes(match[2]!)) {
    const what = `the elements are of type ${descr.length > 60 ? `${descr.slice(0, 60)}...` : descr}`;
    return fail("TF-FORMAT-004", { where, what, expected: `one of ${elements.join(", ")}` });
  }
  return { dtype, element: match[2] as NpyElement, bigEndian: match[1] === ">" };
}

function parseShape(shape: string, where: string): number[] {
  const parts = shape
    .slice(1, -1)
    .split(",")
    .map((part) => part.trim().replace(/L$/, ""));
  if (parts.at(-1) === "") parts.pop();
  const sizes = parts.map((part) => (/^\d+$/.test(part) ? Number(part) : Number.NaN));
  const total = sizes.reduce((product, size) => product * size, 8);
  if (sizes.every(Number.isSafeInteger) && Number.isSafeInteger(total)) return sizes;
  return fail("TF-FORMAT-003", {
    where: `${where}: header`,
    what: `the shape ${shape.slice(0, 80)} is no possible shape`,
  });
}
