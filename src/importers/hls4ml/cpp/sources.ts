import { fail } from "../../../errors/index.js";
import { type LexedFile, lex } from "./lexer.js";
import { maximumCharacters, withinLimit } from "./limits.js";
import { type Place, printPlace } from "./token.js";

/** Headers that a project may leave out: hls4ml's kernels, the vendor's types, the C and C++ library. */
const absentIsFine =
  /(?:^|\/)(?:nnet_|ap_|ac_|hls_|x_hls_|emulator\.h|std[a-z]*\.h|math\.h|string\.h)|nn(?:et)?_utils\//;

/** The text files of a project, lexed once each, and the rule by which includes find them. */
export class Sources {
  private readonly lexed = new Map<string, LexedFile>();
  private readonly byName = new Map<string, string[]>();
  private characters = 0;

  /** @param files text by relative path, with forward slashes */
  constructor(readonly files: Readonly<Record<string, string>>) {
    for (const path of Object.keys(files)) {
      const name = baseName(path);
      this.byName.set(name, [...(this.byName.get(name) ?? []), path]);
    }
  }

  /** The tokens of a file. @throws TrigforgeError TF-HLS4ML-002, TF-HLS4ML-014 */
  read(path: string): LexedFile {
    const known = this.lexed.get(path);
    if (known !== undefined) return known;
    this.characters += this.files[path]!.length;
    withinLimit(this.characters, maximumCharacters, "too much text is included", { file: path, line: 1 });
    const lexed = lex(this.files[path]!, path);
    this.lexed.set(path, lexed);
    return lexed;
  }

  /**
   * The file that an include means: beside the including file, at the root, else the file of that base name whose folder is
   * nearest. Undefined for headers of the kernels, the vendor and the library that the project leaves out.
   *
   * @throws TrigforgeError TF-HLS4ML-003 when a header of the project is missing
   */
  resolve(include: string, quoted: boolean, from: Place): string | undefined {
    const beside = normalise(`${folderOf(from.file)}/${include}`);
    if (this.has(beside)) return beside;
    const rooted = normalise(include);
    if (this.has(rooted)) return rooted;
    const nearest = this.nearest(baseName(include), from.file);
    if (nearest !== undefined) return nearest;
    if (!quoted || absentIsFine.test(include)) return undefined;
    return fail("TF-HLS4ML-003", {
      where: printPlace(from),
      what: `"${include}" is included and not in the project`,
      help: "give the whole project folder, with its headers and weights",
    });
  }

  /** The file of a base name whose folder shares most with that of `from`; undefined when there is none. */
  nearest(name: string, from: string): string | undefined {
    const candidates = this.byName.get(name) ?? [];
    const shared = candidates.map((path) => sharedFolders(path, from));
    const most = Math.max(...shared);
    return candidates.find((_path, index) => shared[index] === most);
  }

  private has(path: string): boolean {
    return Object.hasOwn(this.files, path);
  }
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The folder of a path; empty for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

function sharedFolders(a: string, b: string): number {
  const [left, right] = [folderOf(a).split("/"), folderOf(b).split("/")];
  let count = 0;
  while (count < left.length && left[count] === right[count]) count++;
  return count;
}
