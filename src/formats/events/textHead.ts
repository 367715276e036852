import { fail } from "../../errors/index.js";
import { looksNumeric } from "./textNumbers.js";

/** How a table of text is laid out. */
export interface TextLayout {
  /** The character between values; a space stands for any run of spaces and tabs. */
  separator: "," | ";" | "\t" | " ";
  columns: number;
  /** Names of the columns, if the first line has them. */
  names: string[] | undefined;
}

/**
 * The layout, from the first line that is neither blank nor a comment: names if none of its fields is a number, values
 * if all are.
 *
 * @param line without its end
 * @param header whether the line holds names; undefined: to be found out
 * @param where the file and the line, for errors
 * @throws TrigforgeError TF-FORMAT-006 when the line is neither, or has an empty field
 */
export function readLayout(line: string, header: boolean | undefined, where: string): TextLayout {
  const bare = line.replaceAll(/"[^"]*"/g, "");
  const separator = ([";", ",", "\t"] as const).find((candidate) => bare.includes(candidate)) ?? " ";
  const fields = splitFields(line.replace(/#.*$/, "").trim(), separator);
  const columns = fields.length;
  if (header === true) return { separator, columns, names: fields };
  const numbers = fields.filter(looksNumeric).length;
  if (header === undefined && numbers === 0) return { separator, columns, names: fields };
  if (header === undefined && numbers < columns) {
    const odd = fields.findIndex((field) => !looksNumeric(field));
    fail("TF-FORMAT-006", {
      where,
      what: `the first line is neither all values nor all names: value ${odd + 1} is ${JSON.stringify(fields[odd]!.slice(0, 40))}`,
      help: "repair the value, or say that the first line holds names",
    });
  }
  return { separator, columns, names: undefined };
}

/** Fields without the spaces and quotes around them. */
function splitFields(line: string, separator: TextLayout["separator"]): string[] {
  const outside =
    separator === " " ? /[ \t]+(?=(?:[^"]*"[^"]*")*[^"]*$)/ : new RegExp(`${separator}(?=(?:[^"]*"[^"]*")*[^"]*$)`);
  return line.split(outside).map((field) => field.trim().replace(/^"(.*)"$/, "$1"));
}
