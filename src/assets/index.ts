import { assets } from "./generated.js";

export { emulatorIdentity } from "./generated.js";

/**
 * The text of a file under `assembly/` or `firmware/`, embedded at build time.
 *
 * @param path path from the repository root, with forward slashes: `"firmware/hls/contract.h"`
 * @throws Error when no such file was embedded (a defect of Trigforge, never of its input)
 */
export function assetText(path: string): string {
  const text = assets[path];
  if (text === undefined) throw new Error(`no embedded asset ${path}: run npm run assets`);
  return text;
}

/** Paths of all embedded files that begin with `prefix`, sorted. */
export function assetPaths(prefix: string): string[] {
  return Object.keys(assets).filter((path) => path.startsWith(prefix));
}
