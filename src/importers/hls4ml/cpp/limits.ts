import { fail } from "../../../errors/index.js";
import { type Place, printPlace } from "./token.js";

/** Most characters that one project may make Trigforge read. */
export const maximumCharacters = 256_000_000;

/** Most tokens and directives that one translation unit may have; a weight array is one token. */
export const maximumTokens = 300_000;

/** Deepest nesting of includes, macros, scopes and expressions. */
export const maximumDepth = 64;

/** Refuses what is beyond a limit. @throws TrigforgeError TF-HLS4ML-014 */
export function withinLimit(value: number, limit: number, what: string, place: Place): void {
  if (value > limit) {
    fail("TF-HLS4ML-014", { where: printPlace(place), what: `${what} here`, expected: `at most ${limit}` });
  }
}
