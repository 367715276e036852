import { join } from "node:path";
import { readFolder } from "../../golden/anchors.js";
import { repositoryRoot } from "../../support/oracle.js";

/** The dialects in which the same small network, 4-3-2, is written by hand. */
export const dialects = [
  "static_const",
  "defines",
  "constexpr",
  "single_weights",
  "text_only",
  "synthesis_guard",
  "resource",
  "current",
] as const;

/** The files of a dialect. */
export function fixture(dialect: (typeof dialects)[number]): Record<string, string> {
  return readFolder(join(repositoryRoot, "tests/importers/hls4ml/fixtures", dialect));
}

/** The files with one text replaced in one file; it must be there. */
export function edited(
  files: Record<string, string>,
  path: string,
  from: string | RegExp,
  to: string,
): Record<string, string> {
  const changed = files[path]!.replace(from, to);
  if (changed === files[path]) throw new Error(`${path} does not hold ${from}`);
  return { ...files, [path]: changed };
}

/** The files without one. */
export function without(files: Record<string, string>, path: string): Record<string, string> {
  if (files[path] === undefined) throw new Error(`there is no ${path}`);
  return Object.fromEntries(Object.entries(files).filter(([name]) => name !== path));
}
