import { fail } from "../../errors/index.js";
import type { Remarks } from "./remarks.js";

/** What the lines before the first frame say. */
export interface Head {
  board: string;
  /** Numbers of the links; undefined where only the first frame tells how many there are. */
  links: number[] | undefined;
  /** APx: what the file says; undefined where it says nothing. */
  sideband?: boolean | undefined;
}

/** One line of text, without its end. */
export interface HeadLine {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

/** Reads the lines before the first frame. */
export interface HeadReader {
  /** Takes a line. @returns false if it is a frame's, which is left to others @throws TrigforgeError TF-PATTERN-002, -003 */
  accept(line: HeadLine): boolean;
  /** What was read. @param line the last line's number @throws TrigforgeError TF-PATTERN-002 where lines are missing */
  finish(line: number): Head;
}

/** Makes the reader of a format. */
export type HeadReaderOf = (where: string, remarks: Remarks) => HeadReader;

/** Reports a line that is not the one that belongs here. */
export function unexpectedLine(where: string, { text, number }: HeadLine, expected: string): never {
  return fail("TF-PATTERN-002", {
    where: `${where}:${number}:1`,
    what: `found ${JSON.stringify(text.slice(0, 60))}`,
    expected,
  });
}

/** Reports that the file ends within its head. */
export function endsEarly(where: string, line: number, expected: string): never {
  return fail("TF-PATTERN-002", { where: `${where}:${line}`, what: "the file ends before its first frame", expected });
}

/** Whether a line is blank or a comment. */
export function isAside(text: string): boolean {
  return /^\s*(#|$)/.test(text);
}

/** A label of a column and where it begins in its line, from 0. */
export interface Label {
  readonly text: string;
  readonly at: number;
}

/** The words of a line from a position on. */
export function labelsFrom(text: string, start: number): Label[] {
  return [...text.slice(start).matchAll(/\S+/g)].map((match) => ({ text: match[0], at: start + match.index }));
}

/**
 * Numbers of links.
 *
 * @param pattern has the number in its first group
 * @param expected what a label looks like
 * @throws TrigforgeError TF-PATTERN-003 with the column, where a label is no link's or a link comes twice
 */
export function linkNumbers(
  where: string,
  line: HeadLine,
  labels: readonly Label[],
  pattern: RegExp,
  expected: string,
): number[] {
  const seen = new Set<number>();
  for (const { text, at } of labels) {
    const place = `${where}:${line.number}:${at + 1}`;
    const digits = pattern.exec(text)?.[1];
    if (digits === undefined || digits.length > 9) {
      fail("TF-PATTERN-003", { where: place, what: `${JSON.stringify(text.slice(0, 40))} is no link`, expected });
    }
    if (seen.has(Number(digits))) {
      fail("TF-PATTERN-003", { where: place, what: `link ${Number(digits)} comes twice`, expected: "each link once" });
    }
    seen.add(Number(digits));
  }
  if (seen.size === 0) {
    fail("TF-PATTERN-003", { where: `${where}:${line.number}`, what: "no link is named", expected });
  }
  return [...seen];
}
