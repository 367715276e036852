import { fail } from "../../errors/index.js";
import { wordFlags } from "./frames.js";

const names: Record<keyof typeof wordFlags, string> = {
  valid: "valid",
  startOfPacket: "start of packet",
  endOfPacket: "end of packet",
  startOfOrbit: "start of orbit",
  notStrobed: "not strobed",
  error: "error",
};

/** Names of flags, for messages. */
export function flagNames(flags: number): string {
  return Object.entries(wordFlags)
    .filter(([, bit]) => (flags & bit) !== 0)
    .map(([name]) => names[name as keyof typeof wordFlags])
    .join(", ");
}

/** Reports flags that a format cannot hold. @throws TrigforgeError TF-PATTERN-009 */
export function refuseFlags(where: string, lost: number, format: string): never {
  const what =
    lost === 0 ? `${format} cannot hold the word's reserved bits` : `${format} cannot hold ${flagNames(lost)}`;
  const help =
    (lost & wordFlags.notStrobed) !== 0 && format.startsWith("empv")
      ? "say in the header which links have a strobe, or drop the flags (--drop-flags)"
      : "choose a format that can, or drop the flags (--drop-flags)";
  return fail("TF-PATTERN-009", { where, what, help });
}

/** Follows packets where metadata does not say what is valid, as the reader does. */
export class ImpliedValid {
  private readonly inPacket: boolean[] = [];

  /** Whether a word is valid because of the packets that begin and end on its link. */
  next(link: number, flags: number): boolean {
    if ((flags & wordFlags.startOfPacket) !== 0) this.inPacket[link] = true;
    const valid = this.inPacket[link] === true;
    if ((flags & wordFlags.endOfPacket) !== 0) this.inPacket[link] = false;
    return valid;
  }
}
