// A record as text.
import { readFileSync, writeFileSync } from "node:fs";

/** The record as a table for a terminal. */
export function table({ results, headers, processor, node, rounds }) {
  const line = (cells) =>
    `${cells[0].padEnd(28)}${cells
      .slice(1)
      .map((cell) => cell.padStart(14))
      .join("")}\n`;
  const text = results.map((row) =>
    line([
      row.name,
      `${Math.round(1e9 / row.emulatorNanoseconds)}`,
      row.emulatorNanoseconds.toFixed(1),
      row.emulatorCompileSeconds.toFixed(2),
      row.firmwareNanoseconds?.toFixed(0) ?? "-",
      row.firmwareCompileSeconds?.toFixed(2) ?? "-",
      row.timesFirmware?.toFixed(1) ?? "-",
    ]),
  );
  const head = line(["one thread", "events/s", "ns/event", "compile s", "C++ ns/event", "g++ s", "times C++"]);
  return `${processor}, Node ${node}, ${headers} headers, medians of ${rounds} interleaved rounds\n\n${head}${text.join("")}`;
}

const documentation = new URL("../docs/performance.md", import.meta.url);

/** Puts the record's tables between the marks in docs/performance.md, and the record itself beside the benchmark. */
export function writeTables(record) {
  const text = readFileSync(documentation, "utf8");
  const begin = "<!-- bench:begin -->";
  const end = "<!-- bench:end -->";
  const [before, rest] = text.split(begin);
  const after = rest.split(end)[1];
  writeFileSync(documentation, `${before}${begin}\n${markdown(record)}${end}${after}`);
  writeFileSync(new URL("record.json", import.meta.url), `${JSON.stringify(record, null, 2)}\n`);
}

const grouped = (value) =>
  Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, " ");

function markdown({ results, headers, processor, cores, node, compiler, commit, rounds }) {
  const lines = [
    "| network | multiply-adds | emulator, events/s | ns an event | C++, ns an event | **times the C++** | share of the dot ceiling |",
    "|---|---:|---:|---:|---:|---:|---:|",
    ...results.map((row) =>
      cells([
        `${row.name}: ${row.title}`,
        grouped(row.multiplyAdds),
        grouped(1e9 / row.emulatorNanoseconds),
        row.emulatorNanoseconds.toFixed(1),
        row.firmwareNanoseconds === undefined ? "-" : grouped(row.firmwareNanoseconds),
        `**${row.timesFirmware?.toFixed(0) ?? "-"}**`,
        `${(row.shareOfDotCeiling * 100).toFixed(0)} %`,
      ]),
    ),
    "",
    "| network | threads against one | one event: median, 99.9 %, µs | cold compile, s | from the cache, s | g++, s | with counters | memory, MiB |",
    "|---|---:|---:|---:|---:|---:|---:|---:|",
    ...results.map((row) =>
      cells([
        row.name,
        `${row.timesOneThread.toFixed(2)} (${row.threads})`,
        `${row.latency.medianMicroseconds.toFixed(1)}, ${row.latency.p999Microseconds.toFixed(1)}`,
        row.coldSeconds.toFixed(2),
        row.cachedSeconds.toFixed(2),
        row.firmwareCompileSeconds?.toFixed(1) ?? "-",
        `${row.timesPlainWithCounters.toFixed(2)} times`,
        row.memoryMiB,
      ]),
    ),
    "",
    ...peerLines(results),
    `${processor}, ${cores} cores, Node ${node}, ${compiler}, ${headers} headers, commit ${commit}, medians of ${rounds} interleaved rounds.`,
    `Ceilings of the machine in WebAssembly in the same run: ${ceilingText(results)}.`,
    "",
  ];
  return lines.join("\n");
}

const cells = (list) => `| ${list.join(" | ")} |`;

function peerLines(results) {
  const rows = results.flatMap((row) => Object.entries(row.peers ?? {}).map(([name, peer]) => ({ row, name, peer })));
  if (rows.length === 0) return [];
  return [
    "| network | peer | | ns an event | times the emulator |",
    "|---|---|---|---:|---:|",
    ...rows.map(({ row, name, peer }) =>
      cells([row.name, name, peer.about, grouped(peer.nanoseconds), peer.times.toFixed(1)]),
    ),
    "",
  ];
}

function ceilingText(results) {
  const middle = (name) => [...results.map((row) => row.ceilings[name])].sort((a, b) => a - b)[results.length >> 1];
  const [dot, add16, add32] = ["dot", "add16", "add32"].map((name) => middle(name).toFixed(0));
  return `${dot} · 10⁹ multiply-adds/s by i32x4.dot_i16x8_s, ${add16} · 10⁹ additions/s on 16-bit lanes, ${add32} · 10⁹ on 32-bit lanes`;
}
