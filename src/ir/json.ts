import { fail } from "../errors/index.js";
import { type FixedFormat, type FixedType, printFormat, printType } from "../fixed/index.js";
import { canonicalJson } from "./canonicalJson.js";
import { type Program, programVersion, type Value } from "./program.js";
import { programSchema } from "./schema.js";
import { sha256Hex } from "./sha256.js";
import { validate } from "./validate.js";

/**
 * A program as canonical JSON: keys sorted, no white space but one line a value, so that equal programs are equal bytes.
 * Types are strings; raw integers beyond 2^53 are decimal strings.
 */
export function encodeProgram(program: Program): string {
  const { name, provenance, values, outputs } = program;
  const lines = [
    `{"format":"trigforge-program","name":${canonical(name)},"outputs":${canonical(outputs)},`,
    `"provenance":${canonical(provenance)},"values":[`,
    values.map(encodeValue).join(",\n"),
    `],"version":${programVersion}}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** The sha-256 of a program's canonical JSON, in hexadecimal: the identity of the program. */
export function hashProgram(program: Program): string {
  return sha256Hex(encodeProgram(program));
}

/**
 * Reads a program from JSON and validates it.
 *
 * @param text what {@link encodeProgram} wrote, or any JSON of that form
 * @param where the file's name, for errors
 * @throws TrigforgeError TF-PROGRAM-001 (not well formed), 002 (not a program), 003 (newer version)
 */
export function decodeProgram(text: string, where = "program"): Program {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return fail("TF-PROGRAM-002", { where, what: `this is not JSON: ${(error as Error).message}` });
  }
  return decodeObject(json, where);
}

/** Reads a program from parsed JSON; see {@link decodeProgram}. */
export function decodeObject(json: unknown, where: string): Program {
  const version = (json as { version?: unknown } | null)?.version;
  if (typeof version === "number" && version > programVersion) {
    fail("TF-PROGRAM-003", {
      where,
      what: `the program has version ${version}`,
      expected: `${programVersion} or less`,
    });
  }
  const read = programSchema.safeParse(json);
  if (!read.success) {
    const issue = read.error.issues[0]!;
    return fail("TF-PROGRAM-002", { where, what: `${issue.path.join(".") || "the file"}: ${issue.message}` });
  }
  const { name, provenance, values, outputs } = read.data;
  const program: Program = { name, provenance, values, outputs };
  validate(program);
  return program;
}

/** One value as an object of plain JSON: what the file holds, and what the text form prints. */
export function plainValue(value: Value): { scope: string; result: string; op: Record<string, unknown> } {
  const op = plain(value.op) as Record<string, unknown>;
  return { scope: value.scope, result: `${printType(value.type)}[${value.shape.join(",")}]`, op };
}

function encodeValue(value: Value): string {
  return canonical(plainValue(value));
}

function canonical(value: unknown): string {
  return canonicalJson(plain(value));
}

/** Replaces types and formats by their spelling and big integers by numbers or decimal strings. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(plain);
  if ("width" in value && "integer" in value) {
    return "family" in value ? printFormat(value as unknown as FixedFormat) : printType(value as unknown as FixedType);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
