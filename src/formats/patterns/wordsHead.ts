import type { HeadReaderOf } from "./head.js";

/** Whether a line of a file of plain words is blank or a comment. */
export function isWordsAside(text: string): boolean {
  return text.trim() === "" || text.startsWith("#") || text.startsWith("//");
}

/** Plain words have no header but comments; the first frame tells how many links there are. */
export const wordsHead: HeadReaderOf = () => ({
  accept: ({ text }) => isWordsAside(text),
  finish: () => ({ board: "", links: undefined }),
});
