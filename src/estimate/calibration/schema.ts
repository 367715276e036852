import { z } from "zod";
import type { Plan } from "../../backends/plan.js";
import { completePlan } from "../../backends/planSchema.js";
import { fail } from "../../errors/index.js";
import { parseJson } from "../../formats/documents/json.js";
import type { Profile } from "../work.js";

const amount = z.number().nonnegative();
const multipliers = z.array(z.tuple([amount, amount, amount]));

const item = z
  .looseObject({
    kind: z.enum([
      "port",
      "products",
      "reduce",
      "add",
      "compare",
      "select",
      "choose",
      "multiply",
      "cast",
      "table",
      "wires",
    ]),
    scope: z.string(),
    after: z.array(z.int().nonnegative()),
    width: amount,
    count: amount,
    pixels: amount,
    multipliers: multipliers.optional(),
  })
  .describe("an op of the network: counts and widths");

const truth = z.strictObject({
  cycles: amount.nullable(),
  interval: amount.nullable(),
  lut: amount,
  ff: amount,
  dsp: amount,
  bram18: amount.nullable(),
});

const network = z.strictObject({
  name: z.string(),
  description: z.string(),
  profile: z.strictObject({ items: z.array(item), outputs: z.array(z.int().nonnegative()) }),
});

const row = z.strictObject({
  network: z.string(),
  variant: z.string().describe("what tells the rows of a network apart"),
  source: z.string(),
  tool: z.string(),
  kind: z.enum(["hls", "synthesis", "implementation"]),
  loops: z.boolean().describe("whether sums are written as loops, as in hls4ml's kernels"),
  plan: z.looseObject({}),
  truth,
});

const area = z.strictObject({ lut: amount, ff: amount, dsp: amount });

const schema = z.strictObject({
  format: z.literal("trigforge-calibration"),
  version: z.literal(1),
  networks: z.array(network),
  rows: z.array(row),
  pairs: z.array(z.strictObject({ source: z.string(), tool: z.string(), hls: area, synthesis: area })),
  excluded: z.array(z.strictObject({ source: z.string(), reason: z.string() })),
});

/** A published result: what a tool reported for a network under a plan. */
export interface Row extends Omit<z.output<typeof row>, "plan"> {
  readonly plan: Plan;
  readonly profile: Profile;
}

/** A calibration file: results, and designs of which both the HLS estimate and the result of logic synthesis are known. */
export interface Calibration {
  readonly networks: readonly { readonly name: string; readonly description: string }[];
  readonly rows: readonly Row[];
  readonly pairs: z.output<typeof schema>["pairs"];
  readonly excluded: z.output<typeof schema>["excluded"];
}

/** A calibration file as it is written. */
export type CalibrationDocument = z.output<typeof schema>;

/**
 * Reads a calibration file without looking into its rows' plans.
 *
 * @throws TrigforgeError TF-ESTIMATE-004, TF-FORMAT-014
 */
export function parseCalibrationDocument(text: string, where = "calibration"): CalibrationDocument {
  const read = schema.safeParse(parseJson(text, where));
  if (!read.success) {
    const issue = read.error.issues[0]!;
    return fail("TF-ESTIMATE-004", { where, what: `${issue.path.join(".") || "the file"}: ${issue.message}` });
  }
  return read.data;
}

/**
 * Reads a calibration file.
 *
 * @throws TrigforgeError TF-ESTIMATE-004, TF-FORMAT-014, TF-HLS-001
 */
export function parseCalibration(text: string, where = "calibration"): Calibration {
  const document = parseCalibrationDocument(text, where);
  const profiles = new Map(document.networks.map(({ name, profile }) => [name, profile as unknown as Profile]));
  const rows = document.rows.map((entry, index) => {
    const profile = profiles.get(entry.network);
    if (profile === undefined) {
      return fail("TF-ESTIMATE-004", { where, what: `rows.${index}: there is no network ${entry.network}` });
    }
    const plan = completePlan({ format: "trigforge-plan", version: 1, ...entry.plan }, `${where}: rows.${index}`);
    return { ...entry, plan, profile };
  });
  return { networks: document.networks, rows, pairs: document.pairs, excluded: document.excluded };
}
