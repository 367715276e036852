import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where `npm run bench:peers` puts the peers: one folder each, `da4ml`, `hls4ml` and `onnxruntime`. */
export const peersFolder = join(root, ".trigforge", "bench-peers");

/** The Python that has da4ml: TRIGFORGE_BENCH_DA4ML_PYTHON, else the scratch environment's; undefined when there is none. */
export const da4mlPython = () => firstThere(process.env.TRIGFORGE_BENCH_DA4ML_PYTHON, scratchPython("da4ml"));

/** The Python that has hls4ml and QKeras: TRIGFORGE_ORACLE_PYTHON, else the scratch environment's, else the oracle's. */
export const hls4mlPython = () =>
  firstThere(process.env.TRIGFORGE_ORACLE_PYTHON, scratchPython("hls4ml"), join(root, ".trigforge/oracle/bin/python"));

const scratchPython = (peer) => join(peersFolder, peer, "bin", "python");
const firstThere = (...paths) => paths.find((path) => path !== undefined && existsSync(path));
