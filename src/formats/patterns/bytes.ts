// Characters of pattern files, byte by byte.

export const [tab, lineFeed, carriageReturn, space, hash, comma, slash, zero, colon] = [
  9, 10, 13, 32, 35, 44, 47, 48, 58,
] as const;

/** Bits of {@link hexadecimal} that tell which kind of letter a digit is. */
export const [lowerLetter, upperLetter] = [16, 32] as const;

/** By byte: the value of a hexadecimal digit, with {@link lowerLetter} or {@link upperLetter} where it is one; 255 for others. */
export const hexadecimal = new Uint8Array(256).fill(255);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  hexadecimal[digit.charCodeAt(0)] = value < 10 ? value : value | lowerLetter;
  hexadecimal[digit.toUpperCase().charCodeAt(0)] = value < 10 ? value : value | upperLetter;
}

/** Whether a byte is a space or a tab. */
export function isBlank(byte: number | undefined): boolean {
  return byte === space || byte === tab;
}

/** The text of bytes, as it is shown in a message: printable, and not long. */
export function shown(bytes: Uint8Array): string {
  const text = JSON.stringify(new TextDecoder().decode(bytes.subarray(0, 40)));
  return bytes.length > 40 ? `${text.slice(0, -1)}…"` : text;
}

/** Parts as one run of bytes. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
