import { z } from "zod";
import { fail } from "../../errors/index.js";
import { checkDocument } from "./document.js";

const positive = z.number().positive();
const share = z.number().positive().max(1);

const areaShares = z
  .strictObject({
    lut: share.optional(),
    ff: share.optional(),
    dsp: share.optional(),
    bram18: share.optional(),
    uram: share.optional(),
  })
  .describe("shares of the part or of one region, from 0 to 1");

const counts = z
  .strictObject({
    lut: z.number().min(0).optional(),
    ff: z.number().min(0).optional(),
    dsp: z.number().min(0).optional(),
    bram18: z.number().min(0).optional(),
    uram: z.number().min(0).optional(),
  })
  .describe("counts that must not be exceeded");

const firmware = z.strictObject({
  model: z.string().optional().describe("the model, a path from this file"),
  config: z.string().optional().describe("hls4ml configuration of the model, a path from this file"),
  map: z.string().optional().describe("what surrounds the network, a path from this file"),
  inputs: z.record(z.string(), z.string()).optional().describe("types of input ports: jet: fixed<16,6>"),
  fidelity: z.enum(["as-trained", "as-hls4ml"]).optional().describe("what the program equals"),
  softmax: z.enum(["refuse", "drop"]).optional().describe("a final softmax, as trained"),
  plan: z.string().optional().describe("the plan, a path from this file; default: the default plan"),
  latency: positive.optional().describe("ns from the first input to the last output"),
  crossings: positive.optional().describe("the same in bunch crossings of 25 ns"),
  interval: z.int().min(1).optional().describe("clock cycles between events, at most"),
  tmux: z.int().min(1).max(128).default(1).describe("bunch crossings between events: the interval must not be longer"),
  framesPerCrossing: z.int().min(1).max(64).optional().describe("frames of a link in a bunch crossing, for reports"),
  of: z
    .enum(["part", "region"])
    .default("region")
    .describe("what `area` is a share of: the part or one super logic region"),
  area: areaShares.optional(),
  resources: counts.optional(),
  as: z.enum(["synthesis", "hls"]).default("synthesis").describe("how area is counted"),
  sure: z.boolean().default(false).describe("hold the upper ends of the intervals against the budget, not the middle"),
});

const emulator = z.strictObject({
  timesFirmware: positive
    .optional()
    .describe("throughput of the emulator over that of the generated C++ on one thread, at least"),
  eventsPerSecond: positive.optional().describe("throughput of the emulator on one thread, at least"),
  microseconds: positive.optional().describe("time of a single event, given alone, at most, in the middle"),
  latencyTimesFirmware: positive
    .optional()
    .describe("time of an event in the generated C++ over that of a single event in the emulator, at least"),
  nanoseconds: positive.optional().describe("time per event of the emulator on one thread, at most"),
});

/** A budget file as it is written. */
const schema = z
  .strictObject({
    format: z.literal("trigforge-budget"),
    version: z.literal(1),
    firmware: z.record(z.string(), firmware).default({}).describe("limits for firmware, by name"),
    emulator: z.record(z.string(), emulator).default({}).describe("limits for emulators, by the name of a benchmark"),
  })
  .describe("What an algorithm may take: latency, interval and area of its firmware, speed of its emulator");

/** Limits for firmware and for emulators. */
export type Budget = z.output<typeof schema>;
/** Limits for the firmware of one algorithm. */
export type FirmwareBudget = z.output<typeof firmware>;
/** Limits for one emulator. */
export type EmulatorBudget = z.output<typeof emulator>;

/**
 * Reads a budget file: YAML or JSON.
 *
 * @throws TrigforgeError TF-ESTIMATE-005
 */
export function parseBudget(text: string, where = "budget"): Budget {
  const read = schema.safeParse(checkDocument(text, where));
  if (!read.success) {
    const issue = read.error.issues[0]!;
    return fail("TF-ESTIMATE-005", { where, what: `${issue.path.join(".") || "the file"}: ${issue.message}` });
  }
  return read.data;
}

/** The JSON schema of budgets, for editors. */
export function budgetJsonSchema(): unknown {
  return { ...z.toJSONSchema(schema, { io: "input" }), title: "Trigforge budget" };
}
