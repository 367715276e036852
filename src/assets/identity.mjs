import { createHash } from "node:crypto";
import { posix } from "node:path";

/** Where the WebAssembly backend begins. */
const start = "src/backends/wasm/index.ts";

/**
 * A hash of everything that decides how a program is compiled to WebAssembly: the backend's files and all that they import
 * in turn, what is embedded for it, and the versions of the compilers. An emulator that was compiled by other files is not
 * taken from a cache.
 *
 * @param read gives the text of a file, by its path from the repository's root
 * @param embedded paths of the embedded files
 */
export function emulatorIdentity(read, embedded) {
  const paths = new Set([start]);
  // A set gives what is added on the way, too.
  for (const path of paths) {
    for (const [, imported] of read(path).matchAll(/\b(?:from|import) ?\(?"(\.[^"]+)\.js"/g)) {
      const target = `${posix.join(posix.dirname(path), imported)}.ts`;
      if (!target.endsWith("generated.ts")) paths.add(target);
    }
  }
  const { dependencies } = JSON.parse(read("package.json"));
  const hash = createHash("sha256");
  hash.update(JSON.stringify([dependencies.assemblyscript, dependencies.handlebars]));
  for (const path of [...paths, ...embedded].sort()) hash.update(`\0${path}\0${read(path)}`);
  return hash.digest("hex");
}
