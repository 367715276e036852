import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { planJsonSchema } from "../../../src/backends/planSchema.js";
import { repositoryRoot } from "../../support/oracle.js";

const path = join(repositoryRoot, "docs/schemas/plan.schema.json");

describe("JSON schema of plans", () => {
  it("is the committed one (TRIGFORGE_UPDATE_GOLDEN=1 writes it)", () => {
    const text = `${JSON.stringify(planJsonSchema(), null, 2)}\n`;
    if (process.env.TRIGFORGE_UPDATE_GOLDEN !== undefined) writeFileSync(path, text);
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  it("refuses fields it does not know", () => {
    expect(planJsonSchema()).toMatchObject({ additionalProperties: false, required: ["format", "version"] });
  });
});
