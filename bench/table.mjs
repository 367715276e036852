// A record as text.

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
