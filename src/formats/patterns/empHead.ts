import {
  endsEarly,
  type HeadLine,
  type HeadReader,
  type HeadReaderOf,
  isAside,
  labelsFrom,
  linkNumbers,
  unexpectedLine,
} from "./head.js";

/** The line of EMPv2 that says what its metadata digits are. */
export const metadataLine = "Metadata: (strobe,) start of orbit, start of packet, end of packet, valid";

const linkLabel = 'link numbers, as in "Link : 000 001"';

/** Reads one line of a header and gives what is to be read next; undefined when the header is complete. */
type Step = (line: HeadLine) => Step | undefined;

/** The header of EMPv1: board, quads and channels (not looked at), links. */
export const empv1Head: HeadReaderOf = (where) => {
  let board = "";
  let links: number[] = [];
  const expected = { board: 'a line "Board NAME"', quads: 'a line "Quad/Chan : …"', links: 'a line "Link : 000 …"' };
  const readLinks: Step = (line) => {
    const match = /^\s*Link\s*:/.exec(line.text);
    if (match === null) unexpectedLine(where, line, expected.links);
    links = linkNumbers(where, line, labelsFrom(line.text, match[0].length), /^(\d+)$/, linkLabel);
    return undefined;
  };
  const readQuads: Step = (line) =>
    /^\s*Quad\/Chan\s*:/.test(line.text) ? readLinks : unexpectedLine(where, line, expected.quads);
  const readBoard: Step = (line) => {
    if (!/^Board( |$)/.test(line.text)) unexpectedLine(where, line, expected.board);
    board = line.text.slice("Board ".length).trimEnd();
    return readQuads;
  };
  const missing = new Map<Step, string>([
    [readBoard, expected.board],
    [readQuads, expected.quads],
    [readLinks, expected.links],
  ]);
  return stepwise(where, readBoard, missing, isAside, () => ({ board, links }));
};

/** The header of EMPv2: board, what the metadata is, links. */
export const empv2Head: HeadReaderOf = (where, remarks) => {
  let board = "";
  let links: number[] = [];
  const expected = { board: 'a line "ID: NAME"', metadata: `a line "${metadataLine}"`, links: 'a line "Link  000 …"' };
  const readLinks: Step = (line) => {
    const match = /^\s*Link\s/.exec(line.text);
    if (match === null) unexpectedLine(where, line, expected.links);
    links = linkNumbers(where, line, labelsFrom(line.text, match[0].length), /^(\d+)$/, linkLabel);
    return undefined;
  };
  const readMetadata: Step = (line) =>
    line.text.startsWith(metadataLine) ? readLinks : unexpectedLine(where, line, expected.metadata);
  const readBoard: Step = (line) => {
    const match = /^(ID:|Id:|Board)( |$)/.exec(line.text);
    if (match === null) unexpectedLine(where, line, expected.board);
    if (match[1] !== "ID:") remarks.add(line.number, `the board is named by "${match[1]}" instead of "ID:"`);
    board = line.text.slice(match[0].length).trimEnd();
    return readMetadata;
  };
  const missing = new Map<Step, string>([
    [readBoard, expected.board],
    [readMetadata, expected.metadata],
    [readLinks, expected.links],
  ]);
  return stepwise(where, readBoard, missing, isAside, () => ({ board, links }));
};

/** A reader of one line a step, which passes over asides. */
function stepwise(
  where: string,
  first: Step,
  missing: ReadonlyMap<Step, string>,
  skip: (text: string) => boolean,
  result: () => ReturnType<HeadReader["finish"]>,
): HeadReader {
  let next: Step | undefined = first;
  return {
    accept(line) {
      if (skip(line.text)) return true;
      if (next === undefined) return false;
      next = next(line);
      return true;
    },
    finish: (line) => (next === undefined ? result() : endsEarly(where, line, missing.get(next)!)),
  };
}
