import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where `npm run bench:peers` puts the peers. */
export const peersFolder = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), ".trigforge", "bench-peers");

/** The Python that has da4ml: TRIGFORGE_BENCH_PYTHON, else the scratch environment's; undefined when there is none. */
export function peerPython() {
  const own = process.env.TRIGFORGE_BENCH_PYTHON ?? join(peersFolder, "venv", "bin", "python");
  return existsSync(own) ? own : undefined;
}
