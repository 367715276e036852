import { describe, expect, it } from "vitest";
import { reportHtml } from "../../src/captures/reportHtml.js";
import { compareText } from "../../src/cli/compareText.js";
import { compareJunit } from "../../src/node/compareJunit.js";
import { random } from "../support/random.js";
import { captured, compareRows, drawSmall, outputsOf, small } from "./compareSupport.js";

const hostile = `<script>alert("x")</script> & 'co' \u0007`;
const side = outputsOf(small);
const events = drawSmall(random(21), 30);

async function wrongReport(name: string) {
  const rows = await captured(side, events, 12, 220);
  const words = rows.words.map((line) => line.map((word, column) => (column === 0 ? word & ~0x10n : word)));
  const names = { expected: "events.npy", found: name };
  return compareRows(side, events, { ...rows, words }, { names });
}

describe("a report", () => {
  it("is JSON as it is", async () => {
    const report = await wrongReport("tx.txt");
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(report).toMatchObject({ format: "trigforge-compare", version: 1, expected: "events.npy", found: "tx.txt" });
  });

  it("as text says what is wrong and where", async () => {
    const text = compareText(await wrongReport("tx.txt"));
    expect(text).toMatch(/^DIFFER: \d+ of 30 events/);
    expect(text).toMatch(/first difference: event \d+, link 3, frame \d+, word \d of the packet: y\[\d\]/);
    expect(text).toMatch(/expected {2}[01]{16} {2}raw/);
    expect(text).toMatch(/1\. stuck bits: bit 4 is always 0 in every element of y/);
    expect(text).toMatch(/proved: with this fault the expected stream is the capture, in all of 30 events/);
  });

  it("as a page needs nothing from elsewhere, and escapes what it did not write", async () => {
    const page = reportHtml(await wrongReport(hostile));
    expect(page).not.toContain("<script");
    expect(page).toContain("&lt;script&gt;");
    expect(page).not.toMatch(/(?:src|href)=|url\(|https?:/);
    expect(page.match(/<svg/g)?.length).toBe(3);
    expect(page).toContain("stuck bits");
    expect(page).not.toContain("undefined");
  });

  it("of an agreement has neither differences nor diagnoses", async () => {
    const page = reportHtml(await compareRows(side, events, await captured(side, events, 12, 220)));
    expect(page).toContain("AGREE: 30 events, every bit");
    expect(page).not.toContain("First difference");
    expect(page).not.toContain("What is wrong");
  });

  it("as JUnit XML fails the ports that differ", async () => {
    const xml = compareJunit(await wrongReport(hostile));
    expect(xml).toMatch(/tests="3" failures="1" errors="0"/);
    expect(xml).toMatch(/name="y"[^/]*>\s*<failure message="\d+ of 60 values differ">/);
    expect(xml).toMatch(/name="z"[^>]*\/>/);
    expect(xml).toContain("&lt;script&gt;");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 does not have them
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
  });
});
