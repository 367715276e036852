import { endsEarly, type HeadReaderOf, labelsFrom, linkNumbers, unexpectedLine } from "./head.js";

/** The header of APx: whether there is a sideband, the links, and where the data begin. Other lines with `#` are comments. */
export const apxHead: HeadReaderOf = (where) => {
  let sideband: boolean | undefined;
  let links: number[] | undefined;
  let begun = false;
  return {
    accept(line) {
      const { text } = line;
      if (text.trim() === "") return true;
      if (begun) return text.startsWith("#");
      const sidebandLine = /^#Sideband\s+(\S+)\s*$/.exec(text);
      if (sidebandLine !== null) {
        if (!/^(ON|OFF)$/.test(sidebandLine[1]!)) unexpectedLine(where, line, '"#Sideband ON" or "#Sideband OFF"');
        sideband = sidebandLine[1] === "ON";
      } else if (/^#LinkLabel(\s|$)/.test(text)) {
        const labels = labelsFrom(text, "#LinkLabel".length);
        links = linkNumbers(where, line, labels, /^LINK_(\d+)$/, "labels such as LINK_00");
      } else if (/^#BeginData\s*$/.test(text)) {
        if (links === undefined) unexpectedLine(where, line, 'first a line "#LinkLabel LINK_00 …"');
        begun = true;
      } else if (!text.startsWith("#")) {
        unexpectedLine(where, line, links === undefined ? 'a line "#LinkLabel LINK_00 …"' : 'a line "#BeginData"');
      }
      return true;
    },
    finish: (line) => (begun ? { board: "", links, sideband } : endsEarly(where, line, 'a line "#BeginData"')),
  };
};
