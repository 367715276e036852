import type { CoverageNetwork, FrontEnd } from "./network.js";
import { frontEnds } from "./network.js";
import { readLayers } from "./readLayers.js";

/** What is proved of one network besides the reference and WASM, which every golden network is held in. */
export interface Verdict {
  readonly network: CoverageNetwork;
  /** Why a backend refuses it; null where it takes it. */
  readonly parallel: string | null;
  readonly stream: string | null;
}

/** The text of docs/coverage.md. */
export function coverageTable(verdicts: readonly Verdict[]): string {
  const layers = [...new Set(verdicts.flatMap(({ network }) => network.layers))].sort((a, b) =>
    a.toLowerCase() < b.toLowerCase() ? -1 : 1,
  );
  const rows = layers.map((layer) => {
    const cells = frontEnds.map((frontEnd) => cell(layer, frontEnd, verdicts));
    return `| ${layer} | ${cells.join(" | ")} |`;
  });
  const count = verdicts.length;
  const refusals = verdicts.filter(({ stream }) => stream !== null);
  return `# Layers, front ends, backends

Made by \`tests/coverage/coverage.test.ts\` (\`TRIGFORGE_UPDATE=1\` writes it), which fails when this page is not current. A cell names
the backends that were held against what the source's own framework computes, on ${count} committed networks that have the layer:
**R** the reference, **W** WebAssembly, **P** HLS C++ with io_parallel, **S** HLS C++ with io_stream. **read**: the importer
has a reader for it, which no network of this page goes through in that front end. Empty: the front end has no such layer, or its
importer refuses it by name, before anything else. Every comparison is of raw integers, or of the framework's own float32 numbers.

The reference and WASM run in every suite; the C++ of each cell is compiled and run with \`TRIGFORGE_THOROUGH=1\`, and always in CI.

| layer | ${frontEnds.join(" | ")} |
|---|${frontEnds.map(() => "---|").join("")}
${rows.join("\n")}

## What io_stream refuses

${refusals.length === 0 ? "Nothing of the above.\n" : refusals.map(({ network, stream }) => `- ${network.frontEnd}, ${network.name}: ${stream}`).join("\n")}
`;
}

function cell(layer: string, frontEnd: FrontEnd, verdicts: readonly Verdict[]): string {
  const own = verdicts.filter(({ network }) => network.frontEnd === frontEnd && network.layers.includes(layer));
  if (own.length === 0) return readLayers[frontEnd].has(layer) ? "read" : "";
  const parallel = own.some((verdict) => verdict.parallel === null) ? "P" : "";
  const stream = own.some((verdict) => verdict.stream === null) ? "S" : "";
  return `RW${parallel}${stream}`;
}
