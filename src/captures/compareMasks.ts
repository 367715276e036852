import { fail } from "../errors/index.js";
import { type Expectation, maskedOwner, wordIndex } from "./compareExpectation.js";
import { columnsOf, fieldsOf, writePieces } from "./compareFields.js";

/** What a comparison does not look at. */
export type Mask =
  | { readonly kind: "links"; readonly first: number; readonly last: number }
  | { readonly kind: "frames"; readonly first: number; readonly last: number }
  | { readonly kind: "bits"; readonly link: number | null; readonly bits: bigint }
  | { readonly kind: "port"; readonly port: string; readonly element: number | null };

/**
 * Reads a mask: `link:3`, `link:0-7`, `frame:0-99` (frames of the capture), `bits:0xff00` (of every word), `bits:3:0xff00`
 * (of the words of link 3), `port:score` or `port:score[2]`.
 *
 * @throws TrigforgeError TF-CAPTURE-053
 */
export function parseMask(text: string): Mask {
  const range = /^(link|frame)s?:(\d{1,9})(?:-(\d{1,9}))?$/.exec(text);
  if (range !== null) {
    const first = Number(range[2]);
    const last = range[3] === undefined ? first : Number(range[3]);
    return { kind: range[1] === "link" ? "links" : "frames", first, last };
  }
  const bits = /^bits:(?:(\d{1,9}):)?(0x[0-9a-fA-F]{1,16})$/.exec(text);
  if (bits !== null)
    return { kind: "bits", link: bits[1] === undefined ? null : Number(bits[1]), bits: BigInt(bits[2]!) };
  const port = /^port:([^[\]]+)(?:\[(\d{1,9})\])?$/.exec(text);
  if (port !== null) return { kind: "port", port: port[1]!, element: port[2] === undefined ? null : Number(port[2]) };
  return fail("TF-CAPTURE-053", {
    where: `mask "${text}"`,
    what: "it cannot be read",
    expected: "link:3, link:0-7, frame:0-99, bits:0xff00, bits:3:0xff00, port:score or port:score[2]",
  });
}

/**
 * An expectation without what masks of links, bits and ports take out. Masks of frames speak of the capture and are applied
 * while it is compared; see {@link frameMask}.
 *
 * @throws TrigforgeError TF-CAPTURE-053 when a mask names a link or port that is not compared, or nothing is left
 */
export function applyMasks(expectation: Expectation, masks: readonly Mask[]): Expectation {
  if (masks.length === 0) return expectation;
  const masked = {
    ...expectation,
    masks: expectation.masks.slice(),
    owners: expectation.owners.slice(),
    stream: { ...expectation.stream, flags: expectation.stream.flags.slice() },
  };
  for (const mask of masks) {
    if (mask.kind === "links") takeLinks(masked, mask.first, mask.last);
    if (mask.kind === "bits") takeBits(masked, mask.link, mask.bits);
    if (mask.kind === "port") takePort(masked, mask.port, mask.element);
  }
  if (masked.masks.every((half) => half === 0)) nothingLeft("the masks leave nothing to compare");
  return masked;
}

/** Whether a frame of the capture is masked. */
export function frameMask(masks: readonly Mask[]): (frame: number) => boolean {
  const ranges = masks.filter((mask) => mask.kind === "frames");
  return (frame) => ranges.some(({ first, last }) => frame >= first && frame <= last);
}

function takeLinks({ stream, masks, owners }: Expectation, first: number, last: number): void {
  const columns = stream.links.flatMap((link, column) => (link >= first && link <= last ? [column] : []));
  if (columns.length === 0) nothingLeft(`no link from ${first} to ${last} is compared`, stream.links.join(", "));
  for (const column of columns) {
    const [from, to] = [column * stream.frames, (column + 1) * stream.frames];
    masks.fill(0, 2 * from, 2 * to);
    owners.fill(maskedOwner, from, to);
    stream.flags.fill(0, from, to);
  }
}

function takeBits({ stream, masks }: Expectation, link: number | null, bits: bigint): void {
  const columns = stream.links.flatMap((number, column) => (link === null || link === number ? [column] : []));
  if (columns.length === 0) nothingLeft(`link ${link} is not compared`, stream.links.join(", "));
  const [low, high] = [Number(~bits & 0xffffffffn), Number((~bits >> 32n) & 0xffffffffn)];
  for (const column of columns) {
    for (let index = column * stream.frames; index < (column + 1) * stream.frames; index++) {
      masks[2 * index] = masks[2 * index]! & low;
      masks[2 * index + 1] = masks[2 * index + 1]! & high;
    }
  }
}

function takePort(expectation: Expectation, port: string, element: number | null): void {
  const fields = fieldsOf(expectation.side).filter(
    (field) => field.port.name === port && (element === null || field.element === element),
  );
  if (fields.length === 0) {
    const names = expectation.side.ports.map(({ name }) => name).join(", ");
    nothingLeft(`there is no ${port}${element === null ? "" : `[${element}]`}`, names);
  }
  for (let event = expectation.firstEvent; event < expectation.firstEvent + expectation.events; event++) {
    for (const { placement } of fields) {
      const at = (word: number): number => wordIndex(expectation, event, placement.link, word);
      writePieces(expectation.masks, placement.pieces, at, 0n);
    }
  }
}

function nothingLeft(what: string, expected?: string): never {
  return fail("TF-CAPTURE-053", { where: "mask", what, ...(expected === undefined ? {} : { expected }) });
}

/** Links of a side that a mask takes out altogether. */
export function maskedLinks(side: Expectation["side"], masks: readonly Mask[]): number[] {
  return columnsOf(side).filter((link) =>
    masks.some((mask) => mask.kind === "links" && link >= mask.first && link <= mask.last),
  );
}
