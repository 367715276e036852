import type { LinkSurvey, PatternSurvey, Tally } from "../../../formats/index.js";
import { table } from "../../output.js";

/** A survey as a table and a picture, equal neighbours in one row. */
export function surveyText(survey: PatternSurvey): string {
  const groups = groupLinks(survey.links);
  const active = survey.active === "valid" ? "valid words" : "words ≠ 0";
  const first = survey.active === "valid" ? "first valid" : "first ≠ 0";
  const header = ["link", active, first, "packets", "length", "gap", "orbits", "remarks"];
  const rows = groups.map(({ name, link }) => [
    name,
    link.activeWords,
    link.firstActive ?? "–",
    link.packets.count,
    tallyText(link.packets),
    tallyText(link.gaps),
    link.firstOrbit === null ? "–" : `${link.orbits} from ${link.firstOrbit}`,
    remarksText(link),
  ]);
  const width = Math.max(...groups.map(({ name }) => name.length));
  const each = survey.framesPerCharacter === 1 ? "a frame" : `${survey.framesPerCharacter} frames`;
  const by = survey.packetsBy === "flags" ? "by their flags" : `runs of ${active}`;
  const legend = `packets: ${by}; a character: ${each}, [ a packet starts, # all ${active}, + some, . none`;
  const pictures = groups.map(({ name, link }) => `${name.padEnd(width)}  ${link.picture}`);
  return [table(header, rows), [legend, ...pictures].join("\n")].join("\n\n");
}

interface Group {
  readonly name: string;
  readonly link: LinkSurvey;
}

/** Neighbours with the same content and rising numbers, as one. */
function groupLinks(links: readonly LinkSurvey[]): Group[] {
  const groups: { first: number; last: number; content: string; link: LinkSurvey }[] = [];
  for (const link of links) {
    const content = JSON.stringify({ ...link, link: 0 });
    const before = groups.at(-1);
    if (before !== undefined && before.content === content && before.last + 1 === link.link) before.last = link.link;
    else groups.push({ first: link.link, last: link.link, content, link });
  }
  const number = (value: number): string => String(value).padStart(3, "0");
  return groups.map(({ first, last, link }) => ({
    name: first === last ? number(first) : `${number(first)}–${number(last)}`,
    link,
  }));
}

/** `10`, `10 (×2), 6`, or `1 to 54` where there are many. */
function tallyText({ count, least, greatest, lengths }: Tally): string {
  if (count === 0) return "–";
  if (lengths.length > 3) return `${least} to ${greatest}`;
  if (lengths.length === 1) return String(least);
  return lengths.map(({ length, count: times }) => (times === 1 ? `${length}` : `${length} (×${times})`)).join(", ");
}

function remarksText({ open, misplaced, notStrobed, errors }: LinkSurvey): string {
  return [
    open ? "ends within a packet" : "",
    misplaced > 0 ? `${misplaced} starts or ends misplaced` : "",
    notStrobed > 0 ? `${notStrobed} not strobed` : "",
    errors > 0 ? `${errors} errors` : "",
  ]
    .filter((text) => text !== "")
    .join(", ");
}
