import { fail } from "../../errors/index.js";
import { sha256Hex } from "../../ir/sha256.js";
import { preprocess } from "./cpp/preprocessor.js";
import type { Sources } from "./cpp/sources.js";
import { type Place, printPlace, type Token } from "./cpp/token.js";
import { kernelDefinitions } from "./definitions.js";
import type { KnownKernels } from "./known/known.js";
import { spatialKernels } from "./known/spatial.js";
import { streamedKernels } from "./known/streams.js";
import { knownKernels } from "./knownKernels.js";

/** First the headers of arrays, so that a name without a header means the function on arrays. */
const headers: KnownKernels = { ...knownKernels, ...spatialKernels, ...streamedKernels };

/** Identifies the text of a definition: 12 hexadecimal digits of the SHA-256 of its tokens, separated by blanks. */
export function fingerprint(tokens: readonly string[]): string {
  return sha256Hex(tokens.join(" ")).slice(0, 12);
}

/** The kernel headers that a project brings along, and what their definitions compute. */
export class VendoredKernels {
  private readonly definitions = new Map<string, ReadonlyMap<string, string[]> | null>();
  /** Names whose definitions the project does not bring: they are taken to be those of hls4ml 1.3. */
  readonly absent = new Set<string>();

  /** @param from the file whose nearest headers count */
  constructor(
    private readonly sources: Sources,
    private readonly from: string,
  ) {}

  /** The text of the nearest header of a name; null where the project brings none. */
  text(header: string): string | null {
    const path = this.sources.nearest(header, this.from);
    return path === undefined ? null : this.sources.files[path]!;
  }

  /** The tokens of the nearest header of a name; null where the project brings none. */
  tokens(header: string): readonly Token[] | null {
    const path = this.sources.nearest(header, this.from);
    return path === undefined ? null : this.sources.read(path).tokens;
  }

  /**
   * Which known behaviour a kernel has: a label of {@link knownKernels}, `current` where the project brings no text.
   *
   * @param name a definition of {@link knownKernels}; `header.h:name` where several headers define the name
   * @throws TrigforgeError TF-HLS4ML-010 when the project's text is not a known one
   */
  variant(name: string, place: Place): string {
    const [first, second] = name.split(":") as [string, string?];
    if (second !== undefined) return this.variantIn(first, second, place);
    return this.variantIn(Object.keys(headers).find((header) => Object.hasOwn(headers[header]!, name))!, name, place);
  }

  private variantIn(header: string, name: string, place: Place): string {
    const definitions = this.read(header);
    const tokens = definitions?.get(name);
    if (tokens === undefined) {
      // A header that lacks the name: another release, or the other backend, splits the kernel into other functions.
      if (definitions === null) this.absent.add(name);
      return "current";
    }
    const own = fingerprint(tokens);
    const known = Object.entries(headers[header]![name]!).find(([, prints]) => prints.includes(own));
    if (known !== undefined) return known[0];
    return fail("TF-HLS4ML-010", {
      where: printPlace(place),
      what: `${this.sources.nearest(header, this.from)} defines nnet::${name} in a way that no known hls4ml release does (${own})`,
      expected: "the text of a release from 0.7 to 1.3, pragmas and layout aside",
    });
  }

  private read(header: string): ReadonlyMap<string, string[]> | null {
    const known = this.definitions.get(header);
    if (known !== undefined) return known;
    const path = this.sources.nearest(header, this.from);
    const place = { file: path ?? header, line: 1 };
    const read =
      path === undefined ? null : kernelDefinitions(preprocess(this.sources, path, {}, () => true).tokens, place);
    this.definitions.set(header, read);
    return read;
  }
}
