import { parse } from "yaml";
import { fail } from "../../errors/index.js";

/** A YAML or JSON document as plain objects, or TF-ESTIMATE-005. */
export function checkDocument(text: string, where: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch (error) {
    return fail("TF-ESTIMATE-005", { where, what: `this is not YAML: ${(error as Error).message.split("\n")[0]}` });
  }
}
