// A record as text.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The record as a table for a terminal. */
export function table({ results, headers, processor, node, rounds }) {
  const line = ([first, ...rest]) => `${first.padEnd(28)}${rest.map((cell) => cell.padStart(14)).join("")}\n`;
  const text = results.map((row) =>
    line([
      row.name,
      `${Math.round(1e9 / row.emulatorNanoseconds)}`,
      row.emulatorNanoseconds.toFixed(1),
      row.emulatorCompileSeconds.toFixed(2),
      row.firmwareNanoseconds?.toFixed(0) ?? "-",
      row.timesFirmware?.toFixed(1) ?? "-",
      row.peers[ownLoop]?.nanoseconds?.toFixed(0) ?? "-",
      row.peers[ownLoop]?.times?.toFixed(1) ?? "-",
    ]),
  );
  const head = line([
    "one thread",
    "events/s",
    "ns/event",
    "compile s",
    "C++ ns/event",
    "times",
    "hls4ml C++ ns",
    "times",
  ]);
  return `${processor}, Node ${node}, ${headers} headers, medians of ${rounds} interleaved rounds\n\n${head}${text.join("")}`;
}

const ownLoop = "hls4ml C++ loop";
const file = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Writes a file whole or not at all. */
function replace(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

const json = (record) => `${JSON.stringify(record, null, 2)}\n`;

/** Keeps what was measured so far where git does not look. */
export const keepRecord = (record) => replace(file("../.trigforge/bench-record.json"), json(record));

/** The record of the last run that was written. */
export const readRecord = () => JSON.parse(readFileSync(file("record.json"), "utf8"));

/** Puts the record's tables between the marks in docs/performance.md, and the record itself beside the benchmark. */
export function writeTables(record) {
  const documentation = file("../docs/performance.md");
  const begin = "<!-- bench:begin -->";
  const end = "<!-- bench:end -->";
  const [before, rest] = readFileSync(documentation, "utf8").split(begin);
  replace(documentation, `${before}${begin}\n${markdown(record)}${end}${rest.split(end)[1]}`);
  replace(file("record.json"), json(record));
}

const grouped = (value) =>
  Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, " ");
const cells = (list) => `| ${list.join(" | ")} |`;
const times = (value) => `**${value?.toFixed(0) ?? "-"}**`;
const nanoseconds = (value) => (value === undefined ? "-" : grouped(value));

function markdown(record) {
  const { results, failures = [], headers, processor, cores, node, compiler, commit, rounds, threadsCommit } = record;
  return [
    "| network | multiply-adds | emulator, events/s | ns an event | hls4ml's own C++, ns | **times** | generated C++, ns | **times** | share of the dot ceiling |",
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ...results.map((row) =>
      cells([
        `${row.name}: ${row.title}`,
        grouped(row.multiplyAdds),
        grouped(1e9 / row.emulatorNanoseconds),
        row.emulatorNanoseconds.toFixed(1),
        nanoseconds(row.peers[ownLoop]?.nanoseconds),
        times(row.peers[ownLoop]?.times),
        nanoseconds(row.firmwareNanoseconds),
        times(row.timesFirmware),
        `${(row.shareOfDotCeiling * 100).toFixed(0)} %${row.byAdditions ? " +" : ""}`,
      ]),
    ),
    "",
    "Share of the dot ceiling: multiply-adds whose weight is not zero, as a part of those that `i32x4.dot_i16x8_s` and its addition",
    "do in registers in the same time; at most 100 % for loops over dot products. With + some layers are additions written out,",
    "which multiply nothing: there it compares, and bounds nothing.",
    "",
    "| network | threads against one: undisturbed, median, the machine's own loop | one event: median, 99.9 %, µs | cold compile, s | from the cache, s | the command, cold, cached, s | g++, s | with counters | memory, MiB |",
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ...results.map((row) =>
      cells([
        row.name,
        threadsText(row.threads),
        `${row.latency.medianMicroseconds.toFixed(1)}, ${row.latency.p999Microseconds.toFixed(1)}`,
        row.coldSeconds.toFixed(2),
        row.cachedSeconds.toFixed(3),
        `${row.coldCommandSeconds.toFixed(2)}, ${row.cachedCommandSeconds.toFixed(2)}`,
        row.firmwareCompileSeconds?.toFixed(1) ?? "-",
        `${row.timesPlainWithCounters.toFixed(2)} times`,
        row.memoryMiB,
      ]),
    ),
    "",
    ...peerLines(results),
    ...failures.map(({ name, reason }) => `Not measured: ${name}: ${reason}.\n`),
    `${processor}, ${cores} cores, Node ${node}, ${compiler}, ${headers} headers, commit ${commit}, medians of ${rounds} interleaved rounds.`,
    ...(threadsCommit === undefined ? [] : [`Threads were measured in a run of their own, commit ${threadsCommit}.`]),
    `Ceilings of the machine in WebAssembly in the same run: ${ceilingText(results)}.`,
    "",
  ].join("\n");
}

const threadsText = ({ threads, undisturbed, timesOneThread, machineTimes }) =>
  `${threads}: **${undisturbed.toFixed(2)}**, ${timesOneThread.toFixed(2)}, ${machineTimes.toFixed(2)}`;

function peerLines(results) {
  const rows = results.flatMap((row) => Object.entries(row.peers).map(([name, peer]) => ({ row, name, peer })));
  if (rows.length === 0) return [];
  return [
    "| network | peer | | events equal bit for bit | ns an event | times the emulator |",
    "|---|---|---|---:|---:|---:|",
    ...rows.map(({ row, name, peer }) =>
      cells([
        row.name,
        name,
        ...(peer.reason === undefined
          ? [peer.about, equality(peer), grouped(peer.nanoseconds), peer.times.toFixed(1)]
          : [`does not run: ${peer.reason}`, "-", "-", "-"]),
      ]),
    ),
    "",
  ];
}

const equality = ({ equal, of, without }) =>
  without === undefined ? `${equal} of ${of}` : `not compared: without ${without}`;

function ceilingText(results) {
  const most = (name) => Math.max(...results.map((row) => row.ceilings[name])).toFixed(0);
  return `${most("dot")} · 10⁹ multiply-adds/s by i32x4.dot_i16x8_s, ${most("add16")} · 10⁹ additions/s on 16-bit lanes, ${most("add32")} · 10⁹ on 32-bit lanes`;
}
