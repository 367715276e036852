import { version } from "../version.js";
import type { CompareReport, EventTrace, Picture } from "./report.js";
import { renderPage } from "./reportRender.js";
import { differenceLines, facts, grouped, headline, placeText, proofText } from "./reportText.js";

/** A report as one HTML page that needs nothing else: no script, no font, no picture from elsewhere. */
export function reportHtml(report: CompareReport): string {
  const wrong = report.fields.filter((field) => field.differing > 0).sort((a, b) => b.differing - a.differing);
  return renderPage({
    title: `${report.verdict}: ${report.found}`,
    verdict: report.verdict,
    headline: headline(report),
    expected: report.expected,
    found: report.found,
    facts: facts(report),
    remarks: report.remarks,
    diagnoses: report.diagnoses.map((diagnosis) => ({ ...diagnosis, proof: proofText(diagnosis) })),
    first:
      report.first === null
        ? null
        : { place: placeText(report.first, report.unit), text: differenceLines(report.first).join("\n") },
    picture: pictureData(report.picture, report.lag.playbacks),
    histogram: bars(
      report.histogram.map(({ low, high, count }) => ({
        label: low === high ? signed(low) : `${signed(low)} to ${signed(high)}`,
        count,
      })),
      48,
    ),
    bits: bars(
      report.bits.map(({ port, bit, count }) => ({ label: `${port}, bit ${bit}`, count })),
      24,
    ),
    fields:
      wrong.length === 0
        ? null
        : table(
            ["field", "differing", "compared"],
            wrong
              .slice(0, 64)
              .map(({ port, element, differing, compared }) => [`${port}[${element}]`, differing, compared]),
          ),
    links: table(
      ["link", "name", "words", "differing", "lag by itself"],
      report.links.map(({ link, name, compared, differing, lag }) => [
        `${link}`,
        name,
        compared,
        differing,
        lag ?? "–",
      ]),
    ),
    traces: report.traces.map(({ event, scopes }) => ({ event, table: table(traceHeader, scopes.map(traceRow)) })),
    tried: grouped(report.tried),
    version,
  });
}

/** Columns of a trace. */
export const traceHeader = ["layer", "values", "wrapped", "saturated", "rounded", "unused bits", "least", "greatest"];

/** One layer of a trace. */
export function traceRow(scope: EventTrace["scopes"][number]): (string | number)[] {
  const { values, wrapped, saturated, rounded, headroom, least, greatest } = scope;
  return [scope.scope, values, wrapped, saturated, rounded, headroom, least, greatest];
}

function signed(text: string): string {
  return text.startsWith("-") || text === "0" ? text : `+${text}`;
}

function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]) {
  const numeric = header.map((_name, column) => rows.every((row) => typeof row[column] === "number"));
  const cell = (value: string | number, column: number) => ({ text: `${value}`, number: numeric[column]! });
  return { header: header.map(cell), rows: rows.map((row) => row.map(cell)) };
}

function bars(list: readonly { label: string; count: number }[], most: number) {
  if (list.length === 0) return null;
  const shown = list.slice(0, most);
  const largest = Math.max(...shown.map(({ count }) => count));
  const labelX = 210;
  return {
    width: 760,
    height: 18 * shown.length + 4,
    labelX,
    more: list.length > most ? `and ${list.length - most} more` : "",
    bars: shown.map(({ label, count }, row) => {
      const width = Math.max(1, Math.round((440 * count) / largest));
      return {
        label,
        count,
        x: labelX + 8,
        y: 18 * row + 2,
        labelY: 18 * row + 12,
        width,
        countX: labelX + 14 + width,
      };
    }),
  };
}

/** Left margin of the picture, width of its plot, and where its text goes. */
const plot = { left: 60, width: 960 } as const;

function pictureData(picture: Picture, playbacks: CompareReport["lag"]["playbacks"]) {
  const cells = picture.cells[0]?.length ?? 0;
  const cellWidth = plot.width / Math.max(1, cells);
  const rowHeight = Math.max(4, Math.min(18, Math.floor(640 / Math.max(1, picture.links.length))));
  const plotHeight = rowHeight * picture.links.length;
  const labelEvery = Math.ceil(12 / rowHeight);
  const frameX = (frame: number): number =>
    round(plot.left + ((frame - picture.firstFrame) / picture.framesPerCell) * cellWidth);
  return {
    width: plot.left + plot.width + 20,
    height: plotHeight + 20,
    plotHeight,
    labelX: plot.left - 6,
    tickY: plotHeight + 14,
    rows: picture.links.map((link, row) => ({
      label: row % labelEvery === 0 ? `link ${link}` : "",
      labelY: row * rowHeight + Math.min(rowHeight, 12),
      runs: runsOf(picture, row).map(({ from, end, value }) => ({
        x: round(plot.left + from * cellWidth),
        y: row * rowHeight,
        width: round((end - from) * cellWidth),
        height: rowHeight > 6 ? rowHeight - 1 : rowHeight,
        colour: colourOf(value),
        title: cellTitle(picture, link, from, end, value),
      })),
    })),
    marks: playbacks
      .slice(1, 65)
      .map(({ firstFrame }, run) => ({ x: frameX(firstFrame), title: `run ${run + 2} begins` })),
    ticks: ticksOf(picture, cells).map((frame) => ({ x: frameX(frame), label: `${frame}` })),
    legend: "Green: all words equal. Yellow to red: more and more of them differ. Grey: nothing is compared.",
  };
}

/** Neighbouring cells of one colour as one. */
function runsOf({ cells }: Picture, row: number): { from: number; end: number; value: number }[] {
  const runs: { from: number; end: number; value: number }[] = [];
  cells[row]!.forEach((value, cell) => {
    const last = runs[runs.length - 1];
    if (last !== undefined && colourOf(last.value) === colourOf(value)) last.end = cell + 1;
    else runs.push({ from: cell, end: cell + 1, value });
  });
  return runs;
}

function colourOf(value: number): string {
  if (value < 0) return "#eef1f4";
  if (value === 1) return "#5bb381";
  return ["#c0392b", "#d9694a", "#e8a33d", "#e8cf5a"][Math.min(3, Math.floor(value * 4))]!;
}

function cellTitle(
  { firstFrame, framesPerCell }: Picture,
  link: number,
  from: number,
  end: number,
  value: number,
): string {
  const frames = `frames ${firstFrame + from * framesPerCell} to ${firstFrame + end * framesPerCell - 1}`;
  if (value < 0) return `link ${link}, ${frames}: nothing compared`;
  return `link ${link}, ${frames}: ${value === 1 ? "all equal" : `about ${Math.round(100 * value)} % equal`}`;
}

function ticksOf({ firstFrame, framesPerCell }: Picture, cells: number): number[] {
  const frames = cells * framesPerCell;
  const rough = frames / 8;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? power);
  const first = Math.ceil(firstFrame / step) * step;
  return Array.from(
    { length: Math.floor((firstFrame + frames - first) / step) + 1 },
    (_unused, index) => first + index * step,
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
