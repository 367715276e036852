import { fail } from "../errors/index.js";
import { decodeObject, plainValue } from "./json.js";
import { type Program, programVersion } from "./program.js";

// The text form: one line a value, for people, for diffs and for tests.
//
//   program jet_tagger version=1
//   provenance {"source":"qkeras","fidelity":"as trained","notes":[]}
//   %0 = input name="x" shape=[16] format=fixed<16,6> : fixed<16,6>[16] @x
//   %3 = contract x=%0 weights=%1 bias=%2 batchAxes=0 accumulator=fixed<16,6> order={"order":"sequential","stride":1} : …
//   output y = %9

/** The fields of ops that hold values. */
const valueFields = new Set(["x", "a", "b", "weights", "bias", "condition", "table", "inputs"]);

/** Options of {@link printProgram}. */
export interface PrintOptions {
  /** Longest constant or index list that is printed whole; longer ones are cut and the text cannot be read back. */
  longestList?: number;
}

/** A program as text. Without `longestList` the text reads back as the same program. */
export function printProgram(program: Program, options: PrintOptions = {}): string {
  const longest = options.longestList ?? Number.POSITIVE_INFINITY;
  const lines = program.values.map((value, index) => {
    const { scope, result, op } = plainValue(value);
    const fields = Object.entries(op)
      .filter(([key]) => key !== "kind")
      .map(([key, item]) => `${key}=${printField(key, item, longest)}`);
    return `%${index} = ${[op.kind, ...fields].join(" ")} : ${result} @${/^[\w.-]*$/.test(scope) ? scope : JSON.stringify(scope)}`;
  });
  const outputs = program.outputs.map((output) => `output ${output.name} = %${output.value}`);
  const head = [
    `program ${program.name} version=${programVersion}`,
    `provenance ${JSON.stringify(program.provenance)}`,
  ];
  return `${[...head, ...lines, ...outputs].join("\n")}\n`;
}

function printField(key: string, item: unknown, longest: number): string {
  if (valueFields.has(key)) {
    if (item === null) return "none";
    return Array.isArray(item) ? `[${item.map((id) => `%${id}`).join(",")}]` : `%${item}`;
  }
  if (typeof item === "string" && /^[\w<>,=!]+$/.test(item) && key !== "name") return item;
  if (Array.isArray(item) && item.length > longest) {
    return `[${item.slice(0, longest).join(",")},… ${item.length - longest} more]`;
  }
  return JSON.stringify(item);
}

/**
 * Reads the text form.
 *
 * @throws TrigforgeError TF-PROGRAM-001, 002 or 003, naming the line
 */
export function parseProgram(text: string, where = "program"): Program {
  const lines = text.split("\n").map((line) => line.trim());
  const json = {
    format: "trigforge-program",
    version: programVersion,
    name: "",
    provenance: undefined as unknown,
    values: [] as unknown[],
    outputs: [] as unknown[],
  };
  lines.forEach((line, index) => {
    if (line === "" || line.startsWith("#")) return;
    const at = `${where}:${index + 1}`;
    const head = /^program (\S+) version=(\d+)$/.exec(line);
    const output = /^output (\S+) = %(\d+)$/.exec(line);
    const value = /^%(\d+) = (\w+)(.*) : (\S+) @(.*)$/.exec(line);
    if (head !== null) {
      json.name = head[1]!;
      json.version = Number(head[2]);
    } else if (line.startsWith("provenance ")) {
      json.provenance = readJson(line.slice("provenance ".length), at);
    } else if (output !== null) {
      json.outputs.push({ name: output[1], value: Number(output[2]) });
    } else if (value !== null && Number(value[1]) === json.values.length) {
      const scope = value[5]!.startsWith('"') ? readJson(value[5]!, at) : value[5]!;
      json.values.push({ scope, result: value[4], op: { kind: value[2], ...readFields(value[3]!, at) } });
    } else {
      fail("TF-PROGRAM-002", {
        where: at,
        what: "this line is not part of a program",
        expected: `%${json.values.length} = …`,
      });
    }
  });
  return decodeObject(json, where);
}

/** Splits ` key=value key=value` at spaces outside brackets and quotes. */
function readFields(text: string, where: string): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const pattern = /\s+(\w+)=((?:"(?:[^"\\]|\\.)*"|[^\s"])+)/y;
  let end = 0;
  while (end < text.length) {
    pattern.lastIndex = end;
    const match = pattern.exec(text);
    if (match === null)
      return fail("TF-PROGRAM-002", { where, what: `"${text.slice(end, end + 40)}" is not key=value` });
    fields[match[1]!] = readField(match[1]!, match[2]!, where);
    end = pattern.lastIndex;
  }
  return fields;
}

function readField(key: string, text: string, where: string): unknown {
  if (valueFields.has(key)) return text === "none" ? null : readJson(text.replaceAll("%", ""), where);
  return /^["[{\d-]/.test(text) ? readJson(text, where) : text;
}

function readJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return fail("TF-PROGRAM-002", { where, what: `"${text.slice(0, 40)}" could not be read` });
  }
}
