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
  const text = line.replace(/#.*$/, "").trim();
  const separator = findSeparator(text);
  const fields = splitFields(text, separator);
  const columns = fields.length;
  if (columns === 0) fail("TF-FORMAT-006", { where, what: "the first line has quotes but nothing in them" });
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

/** The first of semicolon, comma and tab that is in use; but tabs among spaces that part numbers are only more spaces. */
function findSeparator(text: string): TextLayout["separator"] {
  const bare = text.replaceAll(/"[^"]*"/g, "");
  const separator = ([";", ",", "\t"] as const).find((candidate) => bare.includes(candidate)) ?? " ";
  if (separator !== "\t") return separator;
  const words = splitFields(text, " ");
  return words.length > splitFields(text, "\t").length && words.every(looksNumeric) ? " " : "\t";
}

/** Fields without the spaces and quotes around them. */
function splitFields(text: string, separator: TextLayout["separator"]): string[] {
  const fields: string[] = [];
  let field = "";
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === separator || (separator === " " && character === "\t"))) {
      fields.push(field.trim());
      field = "";
    } else field += character;
  }
  fields.push(field.trim());
  return separator === " " ? fields.filter((one) => one !== "") : fields;
}
