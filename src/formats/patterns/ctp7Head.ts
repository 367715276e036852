import { endsEarly, type HeadReaderOf, isAside, labelsFrom, linkNumbers, unexpectedLine } from "./head.js";

/** The header of CTP7 test vectors: lines of '=', the labels of the links, and where the data begin. */
export const ctp7Head: HeadReaderOf = (where, remarks) => {
  let links: number[] | undefined;
  let begun = false;
  return {
    accept(line) {
      const { text } = line;
      if (begun) return isAside(text);
      if (text.trim() === "" || /^=+\s*$/.test(text)) return true;
      if (/^WordCnt(\s|$)/.test(text)) {
        const labels = labelsFrom(text, "WordCnt".length);
        const foreign = labels.find((label) => !/^LINK_\d+$/.test(label.text));
        if (foreign !== undefined) {
          remarks.add(
            line.number,
            `"${foreign.text.slice(0, 40)}" is not LINK_nn: links are numbered by their columns`,
          );
        }
        links =
          foreign === undefined
            ? linkNumbers(where, line, labels, /^LINK_(\d+)$/, "labels such as LINK_00")
            : labels.map((_label, column) => column);
      } else if (/^#BeginData\s*$/.test(text)) {
        if (links === undefined) unexpectedLine(where, line, 'first a line "WordCnt LINK_00 …"');
        begun = true;
      } else if (!text.startsWith("#")) {
        unexpectedLine(where, line, links === undefined ? 'a line "WordCnt LINK_00 …"' : 'a line "#BeginData"');
      }
      return true;
    },
    finish: (line) => (begun ? { board: "", links } : endsEarly(where, line, 'a line "#BeginData"')),
  };
};
