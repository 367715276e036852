import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { loadModel } from "../../../src/node.js";
import { folder } from "./support.js";

// Files are recognised by their bytes, whatever they are called.

const temporary = mkdtempSync(join(tmpdir(), "trigforge-keras3-"));
afterAll(() => rmSync(temporary, { recursive: true }));

function named(source: string, name: string): string {
  const path = join(temporary, name);
  copyFileSync(join(folder, source), path);
  return path;
}

it("an HGQ2 archive", async () => {
  const program = await loadModel(named("golden/dense_wrap.keras", "jet"));
  expect(program.name).toBe("jet");
  expect(program.provenance).toMatchObject({ source: "hgq2", fidelity: "as trained" });
});

it("a plain Keras 3 archive, as hls4ml with its default", async () => {
  const program = await loadModel(named("golden_plain/dense.keras", "plain.zip"), { fidelity: "as hls4ml" });
  expect(program.provenance).toMatchObject({ source: "keras", fidelity: "as hls4ml" });
});

it("an HGQ 1 proxy model, which takes no configuration", async () => {
  const path = named("../hgq/golden/dense.h5", "proxy.h5");
  expect((await loadModel(path)).provenance).toMatchObject({ source: "hgq", fidelity: "as trained" });
  await expect(loadModel(path, { fidelity: "as hls4ml" })).rejects.toMatchObject({ code: "TF-KERAS3-008" });
});

it("a zip archive that is no model", async () => {
  const path = join(temporary, "nothing.keras");
  writeFileSync(path, Buffer.from("504b0506000000000000000000000000000000000000", "hex"));
  await expect(loadModel(path)).rejects.toMatchObject({ code: expect.stringMatching(/^TF-/) });
  const header = join(temporary, "header.keras");
  writeFileSync(header, Buffer.from("504b0304ffff", "hex"));
  await expect(loadModel(header)).rejects.toMatchObject({ code: "TF-FORMAT-016" });
});
