// All cores against one: the same events, in the same shared memory, into the same arrays.
import { EmulatorPool } from "../dist/node.js";
import { prepareCores } from "./cores.mjs";
import { median } from "./median.mjs";

/** Milliseconds that one thread takes for a run, at least, so that handing out work is a small part; and most copies. */
const leastMilliseconds = 60;
const mostCopies = 64;

/** How often one thread and all take turns. */
const turnCount = 40;

/**
 * Measures one thread and all in turns, and beside them how far the machine's processors are cores of their own.
 *
 * @returns `undisturbed`, how many times as fast all threads are as one when neither was disturbed: the tenth percentile of the
 * times of one by that of all; and medians over all turns, of that ratio and of the machine's own loop
 */
export async function measureThreads({ compiled, emulator, block }) {
  const results = emulator.run(block.inputs);
  const once = (await timed(() => emulator.runInto(block.inputs, results), 1)) / 1e6;
  const copies = Math.min(mostCopies, Math.ceil(leastMilliseconds / once));
  const inputs = repeated(block.inputs, copies);
  const outputs = repeated(results, copies);
  const events = block.events * copies;
  const [pool, cores] = [await EmulatorPool.open(compiled), await prepareCores()];
  await pool.runInto(inputs, outputs);
  const turns = [];
  for (let turn = 0; turn < turnCount; turn++) {
    const machine = await cores.scaling();
    const one = await timed(() => emulator.runInto(inputs, outputs), events);
    const all = await timed(() => pool.runInto(inputs, outputs), events);
    turns.push({ machine, one, all, times: one / all });
  }
  await Promise.all([pool.close(), cores.close()]);
  const sorted = (name) => turns.map((turn) => turn[name]).sort((a, b) => a - b);
  const tenth = (name) => sorted(name)[Math.floor(turnCount / 10)];
  return {
    threads: pool.size,
    events,
    turns: turnCount,
    nanoseconds: median(sorted("all")),
    undisturbed: tenth("one") / tenth("all"),
    timesOneThread: median(sorted("times")),
    machineTimes: median(sorted("machine")),
  };
}

async function timed(run, events) {
  const began = performance.now();
  await run();
  return ((performance.now() - began) * 1e6) / events;
}

/** Arrays by port, so many times over, in shared memory. */
function repeated(ports, copies) {
  return Object.fromEntries(
    Object.entries(ports).map(([name, raw]) => {
      const shared = new raw.constructor(new SharedArrayBuffer(raw.byteLength * copies));
      for (let copy = 0; copy < copies; copy++) shared.set(raw, copy * raw.length);
      return [name, shared];
    }),
  );
}
