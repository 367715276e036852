import { z } from "zod";
import { fail } from "../../errors/index.js";
import { parseJson } from "../../formats/documents/json.js";

const schema = z.strictObject({
  format: z.literal("trigforge-fabric"),
  version: z.literal(1),
  tool: z.string(),
  operators: z.array(
    z.strictObject({
      feature: z.string(),
      name: z.string(),
      amount: z.number().positive(),
      luts: z.number().nonnegative(),
    }),
  ),
});

/** What operators take in fabric when Yosys synthesises them, beside what the model charges for. */
export type Fabric = z.output<typeof schema>;

/**
 * Reads `bench/calibration/fabric.json`.
 *
 * @throws TrigforgeError TF-ESTIMATE-004, TF-FORMAT-014
 */
export function parseFabric(text: string, where = "fabric"): Fabric {
  const read = schema.safeParse(parseJson(text, where));
  if (read.success) return read.data;
  const issue = read.error.issues[0]!;
  return fail("TF-ESTIMATE-004", { where, what: `${issue.path.join(".") || "the file"}: ${issue.message}` });
}
