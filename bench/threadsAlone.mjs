// Threads against one for every network, in a run of their own: minutes rather than the quarter of an hour of all.
//
//   node bench/threadsAlone.mjs              a line for each network
//   node bench/threadsAlone.mjs --write      the same into bench/record.json and docs/performance.md
import { prepareEmulator } from "./emulator.mjs";
import { machine } from "./machine.mjs";
import { median } from "./median.mjs";
import { networks } from "./networks.mjs";
import { readRecord, writeTables } from "./table.mjs";
import { measureThreads } from "./threads.mjs";

const measured = new Map();
for (const network of networks) {
  const program = await network.load();
  const emulator = await prepareEmulator(program, network);
  emulator.measure(0.3);
  const threads = await measureThreads(emulator);
  measured.set(network.name, threads);
  const { undisturbed, timesOneThread, machineTimes } = threads;
  const figures = [undisturbed, timesOneThread, machineTimes].map((figure) => figure.toFixed(2));
  console.log(
    `${network.name.padEnd(28)}undisturbed ${figures[0]}, median ${figures[1]}, the machine's own loop ${figures[2]}`,
  );
}
console.log(`median of undisturbed: ${median([...measured.values()].map((row) => row.undisturbed)).toFixed(2)}`);
if (process.argv.includes("--write")) {
  const record = readRecord();
  for (const row of record.results) row.threads = measured.get(row.name);
  writeTables({ ...record, threadsCommit: machine().commit });
}
