/** A place in a text for errors: `file.yml:3:14`, line and column from 1. */
export function placeInText(where: string, text: string, offset: number): string {
  const before = text.slice(0, offset);
  return `${where}:${before.split("\n").length}:${offset - before.lastIndexOf("\n")}`;
}
