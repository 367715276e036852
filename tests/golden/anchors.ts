import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot, sharedFolder } from "../support/oracle.js";

/**
 * The public model repositories of CMS, which carry no licence and are not part of this repository: a folder with clones of
 * cms-hls4ml/AXOL1TL, CICADA, EMTF_NN and TOoLLiP, named by `TRIGFORGE_ANCHORS` or at `.trigforge/anchors`; null when absent.
 */
export function anchorsFolder(): string | null {
  const named = process.env.TRIGFORGE_ANCHORS;
  if (named !== undefined && !existsSync(named))
    throw new Error(`TRIGFORGE_ANCHORS names ${named}, which is not there`);
  const folder = named ?? join(repositoryRoot, ".trigforge/anchors");
  return existsSync(folder) ? folder : null;
}

/** Both folders that the golden sets need, or null after saying aloud what is skipped. */
export function goldenFolders(): { anchors: string; golden: string } | null {
  const [anchors, shared] = [anchorsFolder(), sharedFolder()];
  if (anchors !== null && shared !== null) return { anchors, golden: join(shared, "golden") };
  const lacking = anchors === null ? "the public CMS model repositories" : "the shared golden values";
  console.warn(`\n*** SKIPPED for lack of ${lacking} (docs/importers-hls4ml.md says how to get them) ***\n`);
  return null;
}

/** The C++ and text files of a folder, by relative path: what an importer is given. */
export function readFolder(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(?:h|hpp|cpp|txt)$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    files[path.slice(folder.length + 1)] = readFileSync(path, "utf8");
  }
  return files;
}

/** One event of a golden file: raw integers in, raw integers out. */
export interface GoldenRow {
  readonly inputs: bigint[];
  readonly outputs: bigint[];
}

/** The rows of a golden file: `in0 in1 ... | out0 ...` after a comment line. */
export function readGolden(path: string): GoldenRow[] {
  const lines = readFileSync(path, "utf8").trim().split("\n").slice(1);
  return lines.map((line) => {
    const [inputs, outputs] = line.split("|").map((side) => side.trim().split(/\s+/).map(BigInt));
    return { inputs: inputs!, outputs: outputs! };
  });
}
