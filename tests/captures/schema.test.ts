import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { captureJsonSchema } from "../../src/captures/descriptionSchema.js";
import { presetNames } from "../../src/captures/presetNames.js";
import { repositoryRoot } from "../support/oracle.js";

const path = join(repositoryRoot, "docs/schemas/capture.schema.json");

describe("JSON schema of capture descriptions", () => {
  it("is the committed one (TRIGFORGE_UPDATE_GOLDEN=1 writes it)", () => {
    const text = `${JSON.stringify(captureJsonSchema(), null, 2)}\n`;
    if (process.env.TRIGFORGE_UPDATE_GOLDEN !== undefined) writeFileSync(path, text);
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  it("knows every preset, and refuses fields it does not know", () => {
    const schema = captureJsonSchema() as { properties: Record<string, unknown>; additionalProperties: unknown };
    expect(schema.properties.preset).toMatchObject({ enum: [...presetNames] });
    expect(schema.additionalProperties).toBe(false);
  });
});
