import { placeInText } from "../../formats/documents/place.js";
import { refuseReport } from "./report.js";

/** An element of an XML document: its name, its elements, and the text in it. */
export interface Element {
  readonly name: string;
  readonly children: Element[];
  text: string;
}

const deepest = 64;
const mostElements = 4_000_000;

const token = /<\?[^>]*>|<!--[\s\S]*?-->|<(\/?)([A-Za-z_][\w.:-]*)((?:[^<>"']|"[^"<]*"|'[^'<]*')*?)(\/?)>|([^<]+)/y;

/**
 * Reads the XML that tools write: elements and text; attributes are passed over.
 *
 * @param wanted names of elements that are kept at the second level; what is in others is checked and dropped
 * @throws TrigforgeError TF-ESTIMATE-003 with line and column
 */
export function parseXml(text: string, where: string, wanted: ReadonlySet<string>): Element {
  const root: Element = { name: "", children: [], text: "" };
  const open: Element[] = [root];
  let offset = 0;
  let elements = 0;
  while (offset < text.length) {
    token.lastIndex = offset;
    const match = token.exec(text);
    const place = (): string => placeInText(where, text, offset);
    if (match === null) return refuseReport(place(), "this is not XML", "an element, a comment or text");
    const [, closing, name, , single, characters] = match;
    const current = open[open.length - 1]!;
    if (characters !== undefined) current.text += open.length > 2 || characters.trim() === "" ? characters.trim() : "";
    else if (closing === "/") {
      if (open.length < 2 || current.name !== name) {
        return refuseReport(place(), `</${name}> ends nothing`, open.length < 2 ? "<…>" : `</${current.name}>`);
      }
      open.pop();
    } else if (name !== undefined) {
      if (++elements > mostElements) return refuseReport(place(), `more than ${mostElements} elements`);
      const element: Element = { name, children: [], text: "" };
      if (open.length !== 2 || wanted.has(name)) current.children.push(element);
      if (single !== "/") open.push(element);
      if (open.length > deepest) return refuseReport(place(), `elements are more than ${deepest} deep`);
    }
    offset = token.lastIndex;
  }
  if (open.length > 1) {
    return refuseReport(placeInText(where, text, offset), "the document ends", `</${open[open.length - 1]!.name}>`);
  }
  const [top] = root.children;
  return top ?? refuseReport(where, "this is not XML", "an element");
}

/** The first element on a path, or undefined. */
export function at(element: Element | undefined, ...path: string[]): Element | undefined {
  return path.reduce<Element | undefined>(
    (found, name) => found?.children.find((child) => child.name === name),
    element,
  );
}
