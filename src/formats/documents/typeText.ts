import { z } from "zod";
import { TrigforgeError } from "../../errors/index.js";
import { type FixedFormat, parseFormat } from "../../fixed/index.js";

/** A field of a document that holds a fixed-point type as text, such as `fixed<18,13>`; reads as its format. */
export const formatText = z.string().transform((text, context): FixedFormat => {
  try {
    return parseFormat(text);
  } catch (error) {
    if (!(error instanceof TrigforgeError)) throw error;
    context.addIssue(`"${text}" is not a fixed-point type such as fixed<18,13> or ufixed<10,6,RND_CONV,SAT>`);
    return z.NEVER;
  }
});

/** Puts the bare types of a YAML text in quotes: between the braces of YAML their comma would end the value. */
export function quoteTypes(text: string): string {
  return text.replace(/(?<!["'\w])(?:a[pc]_)?u?(?:fixed|int)<[^<>"'\n]*>(?!["'])/g, '"$&"');
}
