import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { trigforge } from "../support/commandLine.js";
import { repositoryRoot } from "../support/oracle.js";

// docs/regression.md shows what its commands print. "…" in a block stands for lines that are left out.

const page = readFileSync(join(repositoryRoot, "docs/regression.md"), "utf8");
const variables = new Map(
  [...page.matchAll(/^(\w+)="(.*)"$/gm)].map(([, name, value]) => [`$${name}`, value!.split(" ")]),
);

/** Blocks that are one command and its output. */
const blocks = [...page.matchAll(/```\n\$ trigforge (.*)\n([\s\S]*?)```/g)]
  .map(([, command, output]) => ({ command: command!, lines: output!.trimEnd().split("\n") }))
  .filter(({ lines }) => lines.length > 1 && !lines.some((line) => line.startsWith("$")));

describe("docs/regression.md shows real output", () => {
  it("in several blocks", () => expect(blocks.length).toBeGreaterThanOrEqual(5));

  for (const { command, lines } of blocks) {
    it(`trigforge ${command}`, async () => {
      const words = command.split(" ").flatMap((word) => variables.get(word) ?? [word]);
      const printed = (await trigforge(repositoryRoot, ...words)).stdout.split("\n");
      let at = 0;
      let skipping = false;
      for (const line of lines) {
        if (line === "…") {
          skipping = true;
          continue;
        }
        const found = skipping ? printed.indexOf(line, at) : at;
        expect(printed[found], `line ${at} and after`).toBe(line);
        at = found + 1;
        skipping = false;
      }
    });
  }
});
